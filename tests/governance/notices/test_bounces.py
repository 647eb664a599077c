"""The webhook of bounces: what mail providers really send, driven through the address that they are given."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from governance import environment
from governance.notices.actions import queue_due, send_due
from governance.notices.models import Bounce, Letter, Notice
from governance.notices.reports import READERS
from governance.stewardship.actions import name_keepers
from governance.subscribers.models import Subscription
from tests.cast import Cast, at, make_cast, make_user, sign_in
from tests.conftest import PostOffice, plain_text_of
from tests.traces import every_row

pytestmark = pytest.mark.django_db
SECRET = "provider:a-long-random-word-of-the-tests"
SIGNING_KEY = "key-of-the-tests"
NOW = at("2018-08-24 12:00")
GONE = "smtp;550 5.1.1 The email account that you tried to reach does not exist."


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let the webhook hear of a bounce at the moment that the test sets; five minutes after the letters went out at first."""

    def set_to(when: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: when)

    set_to(NOW + timedelta(minutes=5))
    return set_to


@pytest.fixture
def cast(post_office: PostOffice, settings: Any, clock: Any) -> Cast:
    """Five letters have gone out, among them the judge's."""
    reports_come_from("postmark", settings)
    cast = make_cast()
    post_goes_out(NOW)
    return cast


def reports_come_from(provider: str, settings: Any) -> None:
    settings.BOUNCES_FROM = provider
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": SIGNING_KEY}


def post_goes_out(when: datetime) -> None:
    queue_due(at=when)
    send_due(worker="w1", clock=lambda: when)


def letter_to(user: Any) -> Letter:
    return Letter.objects.filter(address=user.email).latest("pk")


def send(provider: str, payload: Any, secret: str = SECRET, **headers: str) -> Any:
    """Post what a provider would post, as it would."""
    given = {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode(), **headers} if secret else headers
    body = payload if isinstance(payload, (str, bytes)) else json.dumps(payload)
    client = Client(enforce_csrf_checks=True)
    return client.post(f"/webhooks/bounces/{provider}/", body, content_type="application/json", headers=given)


def postmark(address: str, **facts: Any) -> dict[str, Any]:
    """Return a bounce as Postmark documents it."""
    return {
        "RecordType": "Bounce",
        "ID": 4323372036854775807,
        "Type": "HardBounce",
        "TypeCode": 1,
        "Name": "Hard bounce",
        "Tag": "",
        "MessageID": "883953f4-6105-42a2-a16a-77a8eac79483",
        "Metadata": {},
        "ServerID": 23,
        "MessageStream": "outbound",
        "Description": "The server was unable to deliver your message (ex: unknown user, mailbox not found).",
        "Details": GONE,
        "Email": address,
        "From": "clerk@countersign.example",
        "BouncedAt": "2018-08-24T16:03:00.0000000Z",
        "DumpAvailable": True,
        "Inactive": True,
        "CanActivate": True,
        "Subject": "This agreement ends on 31 August",
    } | facts


def mailgun(letter: Letter, event: str = "failed", **facts: Any) -> dict[str, Any]:
    """Return an event as Mailgun documents it, signed."""
    stamp, token = "1535126580", "c20afa40da5b9f4edc4b2e1bb7aa4ea2b0c4d5c1a1fc4a3f0b"
    sign = hmac.new(SIGNING_KEY.encode(), f"{stamp}{token}".encode(), hashlib.sha256).hexdigest()
    data = {
        "event": event,
        "severity": "permanent",
        "reason": "bounce",
        "id": "G9Bn5sl1TC6nu79C8C0bwg",
        "timestamp": 1535126580.1,
        "log-level": "error",
        "recipient": letter.address,
        "recipient-domain": "example.org",
        "delivery-status": {
            "attempt-no": 1,
            "code": 550,
            "description": "",
            "message": "5.1.1 No such mailbox",
            "session-seconds": 0,
        },
        "flags": {"is-routed": False, "is-authenticated": True, "is-system-test": False, "is-test-mode": False},
        "envelope": {"transport": "smtp", "sender": "clerk@countersign.example", "targets": letter.address},
        "message": {
            "headers": {"to": letter.address, "message-id": f"{letter.message_id}@countersign.example", "subject": "x"},
            "attachments": [],
            "size": 111,
        },
        "tags": [],
        "user-variables": {},
    }
    return {"signature": {"timestamp": stamp, "token": token, "signature": sign}, "event-data": data | facts}


def test_a_hard_bounce_is_recorded_at_the_newest_letter_to_its_address(cast: Cast) -> None:
    assert send("postmark", postmark(cast.judge.email.upper())).status_code == 200
    bounce = Bounce.objects.get()
    assert (bounce.letter, bounce.sort, bounce.is_final) == (letter_to(cast.judge), "bounced", True)
    assert bounce.words == GONE
    assert list(Letter.objects.undelivered()) == [letter_to(cast.judge)]


def test_postmark_is_told_our_number_and_gives_it_back(cast: Cast, post_office: PostOffice) -> None:
    older = letter_to(cast.judge)
    (mail,) = post_office.to(cast.judge.email)
    assert (mail["X-PM-Metadata-letter"], mail["X-PM-KeepID"]) == (older.message_id, "true")
    Letter.objects.create(address=older.address, user=cast.judge, state="sent", sent_at=NOW, created_at=NOW, due_at=NOW)
    send("postmark", postmark(cast.judge.email, Metadata={"letter": mail["X-PM-Metadata-letter"]}))
    assert Bounce.objects.get().letter == older


def test_mailgun_names_our_message_id_whatever_the_address_is_by_now(cast: Cast, settings: Any) -> None:
    reports_come_from("mailgun", settings)
    letter = letter_to(cast.attorney)
    answer = send("mailgun", mailgun(letter, recipient="forwarded@elsewhere.example"))
    assert answer.status_code == 200
    bounce = Bounce.objects.get()
    assert (bounce.letter, bounce.sort, bounce.words) == (letter, "bounced", "5.1.1 No such mailbox")


SPARKPOST = {
    "msys": {
        "message_event": {
            "type": "bounce",
            "bounce_class": "22",
            "event_id": "92356927693813856",
            "raw_reason": "452 4.2.2 Mailbox full",
            "raw_rcpt_to": "the.judge@example.org",
            "rcpt_meta": {},
            "timestamp": "1535126580",
        }
    }
}
BREVO = {
    "event": "hard_bounce",
    "email": "the.judge@example.org",
    "id": 26224,
    "date": "2018-08-24 18:03:00",
    "ts": 1535126580,
    "message-id": "<201808241203.7cc0c6@smtp-relay.example>",
    "ts_event": 1535126580,
    "subject": "Ends",
    "ts_epoch": 1535126580000,
    "reason": "550 5.1.1 no such mailbox",
}
MAILJET = [
    {
        "event": "bounce",
        "time": 1535126580,
        "MessageID": 13792286917004336,
        "email": "the.judge@example.org",
        "blocked": False,
        "hard_bounce": True,
        "error_related_to": "recipient",
        "error": "user unknown",
        "comment": "Host or domain name not found",
    }
]


@pytest.mark.parametrize(
    ("provider", "payload", "is_final"), [("sparkpost", [SPARKPOST], False), ("brevo", BREVO, True), ("mailjet", MAILJET, True)]
)
def test_other_providers_are_understood_and_a_full_mailbox_is_not_a_missing_one(
    cast: Cast, settings: Any, provider: str, payload: Any, is_final: bool
) -> None:
    reports_come_from(provider, settings)
    for _again in range(2):
        assert send(provider, payload).status_code == 200
    bounce = Bounce.objects.get()
    assert (bounce.letter, bounce.sort, bounce.is_final) == (letter_to(cast.judge), "bounced", is_final)


def test_the_providers_that_may_be_named_are_those_that_are_understood() -> None:
    assert set(environment.BOUNCE_REPORTERS) == set(READERS)


def test_a_report_sent_twice_is_one_bounce(cast: Cast) -> None:
    for _again in range(3):
        assert send("postmark", postmark(cast.judge.email)).status_code == 200
    assert Bounce.objects.count() == 1


@pytest.mark.parametrize(
    "facts", [{"Type": "Transient"}, {"RecordType": "Delivery"}, {"RecordType": "Open"}, {"Type": "AutoResponder"}]
)
def test_delays_deliveries_and_answering_machines_are_not_recorded(cast: Cast, facts: dict[str, str]) -> None:
    assert send("postmark", postmark(cast.judge.email, **facts)).status_code == 200
    assert not Bounce.objects.exists()


def test_a_letter_that_is_not_known_is_counted_without_its_address(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    report = postmark("stranger@elsewhere.example", Details="550 5.1.1 <stranger@elsewhere.example> unknown")
    assert send("postmark", report).status_code == 200
    bounce = Bounce.objects.get()
    assert (bounce.letter, bounce.words) == (None, "550 5.1.1")
    assert "not known here" in caplog.text
    assert "stranger" not in caplog.text + str(every_row())


def test_a_letter_sent_longer_ago_than_a_week_is_not_guessed(cast: Cast, clock: Any) -> None:
    clock(NOW + timedelta(days=7, minutes=1))
    send("postmark", postmark(cast.judge.email))
    assert Bounce.objects.get().letter is None


def test_what_a_server_says_is_shown_on_one_line_and_cut(cast: Cast) -> None:
    send("postmark", postmark(cast.judge.email, Details="550 \u202egone\r\n\x00\x1b[31m" + "x" * 5000))
    words = Bounce.objects.get().words
    assert words.startswith("550 gone [31mxxx")
    assert len(words) == 500
    assert words.isprintable()


# --- Who may report ---


@pytest.mark.parametrize("secret", ["", "provider:guessed", "provider", ":", "None"])
def test_without_the_secret_nothing_is_written(cast: Cast, secret: str) -> None:
    before = every_row()
    assert send("postmark", postmark(cast.judge.email), secret).status_code == 403
    assert every_row() == before


def test_with_the_secret_and_without_mailguns_signature_nothing_is_written(cast: Cast, settings: Any) -> None:
    reports_come_from("mailgun", settings)
    report, before = mailgun(letter_to(cast.judge)), every_row()
    report["signature"]["signature"] = "0" * 64
    assert send("mailgun", report).status_code == 403
    assert every_row() == before


def test_without_the_setting_there_is_no_such_address(cast: Cast, settings: Any) -> None:
    assert send("mailgun", mailgun(letter_to(cast.judge))).status_code == 404
    settings.BOUNCES_FROM = ""
    for provider in READERS:
        assert send(provider, postmark(cast.judge.email)).status_code == 404
    assert not Bounce.objects.exists()


def test_only_a_post_is_heard(cast: Cast) -> None:
    assert Client().get("/webhooks/bounces/postmark/").status_code == 405
    assert Client().head("/webhooks/bounces/postmark/").status_code == 200


NONSENSE = (
    " ",
    "{",
    "null",
    "1",
    '"x"',
    "[]]",
    "[1]",
    "[null]",
    '{"RecordType": 1}',
    '{"signature": 1}',
    "[" * 100_000,
    b"\xff\xfe",
)


@pytest.mark.parametrize("provider", sorted(READERS))
def test_what_is_no_report_is_a_clean_refusal_or_nothing(cast: Cast, settings: Any, provider: str) -> None:
    reports_come_from(provider, settings)
    before = every_row()
    for body in NONSENSE:
        assert send(provider, body).status_code in (200, 400, 403), body[:40]
    assert every_row() == before


def test_a_report_with_odd_fields_is_recorded_or_cleanly_refused(cast: Cast) -> None:
    odd: list[dict[str, Any]] = [{"Email": {"a": 1}}, {"Details": ["x"]}, {"ID": {"x": "y"}}, {"ID": "9" * 9999}, {"ID": None}]
    for facts in (*odd, {"Metadata": 5}, {"Metadata": {"letter": 7}}, {"BouncedAt": 7}):
        assert send("postmark", postmark(cast.judge.email, **facts)).status_code in (200, 400), facts


def test_a_report_that_is_too_long_or_no_json_is_refused(cast: Cast) -> None:
    assert send("postmark", postmark(cast.judge.email, Details="x" * 1_100_000)).status_code == 413
    auth = {"Authorization": "Basic " + base64.b64encode(SECRET.encode()).decode()}
    assert Client().post("/webhooks/bounces/postmark/", postmark("x@example.org"), headers=auth).status_code == 415
    assert not Bounce.objects.exists()


# --- What follows ---


def test_a_keepers_bounce_is_told_to_the_other_at_once_and_to_the_clerk_a_day_later(
    cast: Cast, post_office: PostOffice, clock: Any
) -> None:
    keeper, other = make_user("A keeper"), make_user("The other keeper")
    name_keepers(agreement=cast.agreement, users=[keeper, other], by=cast.clerk, at=at("2018-01-01 09:00"))
    noon = at("2018-08-28 12:00")
    post_goes_out(noon)
    clock(noon + timedelta(days=2))
    send("postmark", postmark(keeper.email))
    queue_due(at=noon + timedelta(days=2, minutes=1))
    assert told() == [other.email]
    queue_due(at=noon + timedelta(days=3, minutes=1))
    assert told() == sorted([other.email, cast.clerk.email, cast.second_clerk.email])
    send_due(worker="w1", clock=lambda: noon + timedelta(days=3, minutes=2))
    mails = [plain_text_of(mail) for mail in post_office.to(other.email)]
    assert [GONE in text for text in mails if "A letter to A keeper could not be delivered" in text] == [True]


def told() -> list[str]:
    return sorted(Notice.objects.filter(kind="undelivered", state="queued").values_list("address", flat=True))


def test_a_letter_sent_again_is_no_longer_undelivered_until_it_comes_back_again(
    cast: Cast, client: Client, post_office: PostOffice, clock: Any
) -> None:
    letter = letter_to(cast.judge)
    send("postmark", postmark(cast.judge.email))
    cast.judge.email = "judge@courts.example"
    cast.judge.save()
    sign_in(client, cast.clerk)
    client.post(f"/desk/notices/{letter.pk}/send-again/")
    send_due(worker="w1", clock=lambda: NOW + timedelta(hours=1))
    assert [letter.message_id in mail["Message-ID"] for mail in post_office.to("judge@courts.example")] == [True]
    assert not Letter.objects.undelivered().exists()
    queue_due(at=NOW + timedelta(hours=1))
    assert told() == []
    clock(NOW + timedelta(hours=2))
    send("postmark", postmark("judge@courts.example", ID=2))
    assert list(Letter.objects.undelivered()) == [letter]
    queue_due(at=NOW + timedelta(hours=3))
    assert cast.clerk.email in told()


def test_a_complaint_says_so_and_does_not_claim_that_nothing_arrived(cast: Cast, post_office: PostOffice) -> None:
    send("postmark", postmark(cast.judge.email, RecordType="SpamComplaint", Type="SpamComplaint", Details=""))
    post_goes_out(NOW + timedelta(minutes=6))
    (mail,) = [mail for mail in post_office.to(cast.clerk.email) if "Not delivered" in mail["Subject"]]
    assert "was reported as unwanted" in plain_text_of(mail)


# --- Followers ---

READER = "reader@example.net"


@pytest.fixture
def followed(cast: Cast) -> Letter:
    """A member of the public follows everything and one agreement; a letter has gone to the address."""
    facts = {"state": "confirmed", "created_at": NOW, "asked_at": NOW, "confirmed_at": NOW}
    for agreement in (None, cast.agreement):
        Subscription.objects.create(address=READER, address_digest="d", agreement=agreement, **facts)
    letter = Letter.objects.create(address=READER, state="sent", sent_at=NOW, subject="s", text="t", created_at=NOW, due_at=NOW)
    Notice.objects.create(
        kind="followed_decision", occasion="decision:0", address=READER, agreement=cast.agreement, queued_at=NOW, letter=letter
    )
    return letter


@pytest.mark.parametrize(
    ("facts", "because"),
    [
        ({}, "bounced"),
        ({"RecordType": "SpamComplaint", "Type": "SpamComplaint"}, "complained"),
        ({"Type": "BadEmailAddress"}, "bounced"),
    ],
)
def test_a_follower_whose_mailbox_is_gone_or_who_complains_follows_nothing_more(
    followed: Letter, facts: dict[str, Any], because: str
) -> None:
    send("postmark", postmark(READER, Details=f"550 5.1.1 <{READER}>: no reader here", **facts))
    assert set(Subscription.objects.values_list("state", "ended_because", "address")) == {("ended", because, "")}
    assert Bounce.objects.get().words == "550 5.1.1"
    queue_due(at=NOW + timedelta(minutes=10))
    assert "reader" not in str(every_row())


@pytest.mark.parametrize("facts", [{"Type": "SoftBounce"}, {"Type": "DMARCPolicy"}, {"Type": "Blocked"}])
def test_a_full_mailbox_or_a_fault_of_ours_ends_no_subscription(followed: Letter, facts: dict[str, Any]) -> None:
    send("postmark", postmark(READER, **facts))
    assert set(Subscription.objects.values_list("state", flat=True)) == {"confirmed"}
    assert Bounce.objects.get().letter == followed


def test_an_officials_bounce_ends_no_subscription_of_somebody_else(cast: Cast, followed: Letter) -> None:
    send("postmark", postmark(cast.judge.email))
    assert set(Subscription.objects.values_list("state", flat=True)) == {"confirmed"}


def test_a_nul_in_any_field_breaks_nothing_on_either_database(cast: Cast) -> None:
    for field in ("Email", "Details", "Description", "Type", "MessageID"):
        assert send("postmark", postmark("x\x00@example.org") | {field: "a\x00b"}).status_code in (200, 400), field
    odd = postmark(cast.judge.email, ID="9\x00", Metadata={"letter": "\x00" + letter_to(cast.judge).message_id})
    assert send("postmark", odd).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_same_report_five_times_at_one_instant_is_one_bounce(cast: Cast) -> None:
    barrier, answers = threading.Barrier(5), []

    def report() -> None:
        barrier.wait()
        answers.append(send("postmark", postmark(cast.judge.email)).status_code)
        connection.close()

    threads = [threading.Thread(target=report) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 5
    assert Bounce.objects.count() == 1


def test_the_database_refuses_that_a_bounce_is_changed_or_removed(cast: Cast) -> None:
    send("postmark", postmark(cast.judge.email))
    for rewrite in (lambda: Bounce.objects.update(words=""), lambda: Bounce.objects.all()._raw_delete("default")):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rewrite()
