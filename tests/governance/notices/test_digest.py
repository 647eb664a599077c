"""The weekly digest: on Mondays, for who asked, and stopped with one click that stops nothing else."""

from __future__ import annotations

import re
from datetime import date, timedelta
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.models import Basis
from governance.accounts.actions import choose_letters
from governance.accounts.models import User
from governance.bodies import actions as bodies
from governance.bodies.actions import NewSeat
from governance.bodies.models import Capacity
from governance.notices.actions import queue_due, send_due
from governance.notices.models import Notice
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, check_dates, make_cast, make_user, open_ballot, vote
from tests.conftest import PostOffice, plain_text_of

pytestmark = pytest.mark.django_db

SUNDAY, MONDAY = "2018-07-15", "2018-07-16"  # of the weeks 28 and 29
ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def cast(post_office: PostOffice) -> Cast:
    """The dates are checked, and what was owed by Saturday has gone out."""
    cast = make_cast()
    check_dates(cast)
    post("2018-07-14 12:00")
    return cast


def post(when: str) -> None:
    queue_due(at=at(when))
    send_due(worker="w1", clock=lambda: at(when))


def asks(user: User) -> User:
    return choose_letters(language="en", weekly_digest=True, by=user)


def digests() -> list[tuple[str, str]]:
    found = Notice.objects.filter(kind="digest", state="queued").order_by("pk")
    return [(notice.occasion, notice.address) for notice in found]


def digest_to(post_office: PostOffice, user: User) -> EmailMessage:
    (mail,) = [mail for mail in post_office.to(user.email) if mail["Subject"].startswith("Your week")]
    return mail


def stop_link(mail: EmailMessage) -> str:
    (path,) = set(re.findall(r"https://countersign\.example(/follow/end-digest/\S+)", plain_text_of(mail)))
    return str(path)


def test_nobody_is_sent_one_who_did_not_ask(cast: Cast) -> None:
    post(f"{MONDAY} 12:00")
    assert digests() == []


def test_it_goes_out_on_monday_at_the_hour_of_the_post_and_once(cast: Cast) -> None:
    asks(cast.judge)
    post(f"{SUNDAY} 23:00")
    post(f"{MONDAY} 07:59")
    assert digests() == []
    post(f"{MONDAY} 08:00")
    for when in (f"{MONDAY} 08:01", "2018-07-17 09:00", "2018-07-22 12:00", "2018-07-23 07:59"):
        post(when)
    assert digests() == [("week:2018-W29", cast.judge.email)]
    post("2018-07-23 08:00")
    assert digests() == [("week:2018-W29", cast.judge.email), ("week:2018-W30", cast.judge.email)]


def test_a_monday_that_was_missed_is_made_good_once_in_its_week(cast: Cast) -> None:
    asks(cast.judge)
    post(f"{SUNDAY} 12:00")
    post("2018-07-19 15:00")
    post("2018-07-20 15:00")
    assert digests() == [("week:2018-W29", cast.judge.email)]


def test_after_three_weeks_without_a_sweep_only_the_running_week_is_sent(cast: Cast) -> None:
    asks(cast.judge)
    post(f"{SUNDAY} 12:00")
    post("2018-08-08 12:00")
    assert digests() == [("week:2018-W32", cast.judge.email)]


def test_who_asks_on_a_wednesday_gets_the_first_one_on_the_next_monday(cast: Cast) -> None:
    post(f"{MONDAY} 08:00")
    asks(cast.judge)
    post("2018-07-18 12:00")
    assert digests() == []
    post("2018-07-23 08:00")
    assert digests() == [("week:2018-W30", cast.judge.email)]


def test_a_week_of_the_new_year_is_named_by_its_iso_year(cast: Cast) -> None:
    asks(cast.judge)
    post("2018-12-30 12:00")
    post("2018-12-31 09:00")
    assert digests()[-1] == ("week:2019-W01", cast.judge.email)


def test_who_was_deactivated_or_stopped_it_before_the_post_gets_none(cast: Cast, post_office: PostOffice) -> None:
    for user in (cast.judge, cast.attorney):
        asks(user)
    User.objects.filter(pk=cast.judge.pk).update(is_active=False)
    queue_due(at=at(f"{MONDAY} 08:00"))
    choose_letters(language="en", weekly_digest=False, by=cast.attorney)
    send_due(worker="w1", clock=lambda: at(f"{MONDAY} 08:01"))
    assert Notice.objects.get(kind="digest").state == "moot"
    assert not [mail for mail in post_office.mails if mail["Subject"].startswith("Your week")]


def test_monday_begins_where_the_readers_body_is(cast: Cast) -> None:
    say = {"by": cast.clerk, "at": at("2018-07-01 09:00")}
    system = stewardship.add_system(slug="izar", acronym="IZAR", name="Records of Madrid", stewards=[], **say)
    seats = [NewSeat("A", "First seat", "Judge"), NewSeat("B", "Second seat", "Judge")]
    body = bodies.found_body(
        slug="madrid", name="Madrid", time_zone="Europe/Madrid", needed=2, seats=seats, systems=[system], **say
    )
    there, keeper, nobody = make_user("Una jueza"), make_user("Un guardian"), make_user("An auditor", "auditor")
    bodies.appoint(seat=body.seats.get(code="A"), user=there, capacity=Capacity.PRINCIPAL, starts_on=date(2018, 7, 1), **say)
    agreement = stewardship.enter_agreement(
        slug="izar-x", title="IZAR - X", system=system, recipient=cast.agreement.recipient, **say
    )
    stewardship.name_keepers(agreement=agreement, users=[keeper, cast.clerk], **say)
    for user in (there, keeper, nobody):
        asks(user)
    post(f"{SUNDAY} 12:00")
    in_madrid = at(f"{MONDAY} 08:00", ZoneInfo("Europe/Madrid"))
    queue_due(at=in_madrid - timedelta(minutes=1))
    assert digests() == []
    queue_due(at=in_madrid)
    assert {address for _week, address in digests()} == {there.email, keeper.email}
    queue_due(at=at(f"{MONDAY} 08:00"))
    assert {address for _week, address in digests()} == {there.email, keeper.email, nobody.email}


def test_it_tells_what_comes_up_what_is_open_what_is_overdue_and_what_was_decided(cast: Cast, post_office: PostOffice) -> None:
    say = {"by": cast.clerk, "at": at("2018-07-12 09:00")}
    for slug, ends_on in (("soon", date(2018, 8, 10)), ("late", date(2018, 12, 31)), ("over", date(2018, 7, 1))):
        agreement = stewardship.enter_agreement(
            slug=slug, title=f"PARS - {slug}", system=cast.agreement.system, recipient=cast.agreement.recipient, **say
        )
        stewardship.begin_term(agreement=agreement, starts_on=date(2018, 1, 1), ends_on=ends_on, basis=Basis.SIGNED, **say)
    ballot = open_ballot(cast, opened_at=at("2018-07-12 09:00"))
    vote(cast, ballot, "FJD", "approve", at("2018-07-12 10:00"))
    asks(cast.judge)
    post(f"{SUNDAY} 12:00")
    post(f"{MONDAY} 08:00")
    text = plain_text_of(digest_to(post_office, cast.judge))
    assert "Coming up in the next 30 days:\r\n- 10 August 2018: PARS - soon, term ends\r\n\r\nOpen ballots:" in text
    assert "- PARS - ICE: 1 more approval is needed, from the Police Department or the District Attorney's Office" in text
    assert "Overdue:\r\n- PARS - over, to be shown by 2 July 2018: access confirmed off" in text
    assert "PARS - late" not in text
    assert "Decided" not in text
    vote(cast, ballot, "DAO", "approve", at("2018-07-17 10:00"))
    post("2018-07-22 12:00")
    post_office.mails.clear()
    post("2018-07-23 08:00")
    text = plain_text_of(digest_to(post_office, cast.judge))
    assert "Decided in the last week:\r\n- PARS - ICE: Renewed" in text
    assert "Open ballots" not in text
    assert "31 August 2018: PARS - ICE" not in text, "the term is followed by another"


def test_an_official_is_told_of_their_own_and_an_auditor_of_everything(cast: Cast, post_office: PostOffice) -> None:
    auditor = make_user("An auditor", "auditor")
    post("2018-08-05 12:00")
    for user in (cast.outsider, auditor, cast.judge):
        asks(user)
    post("2018-08-06 08:00")
    quiet = "Nothing comes up in the next 30 days, no ballot is open, nothing is overdue, and nothing was decided last week."
    assert quiet in plain_text_of(digest_to(post_office, cast.outsider))
    for user in (auditor, cast.judge):
        assert "- 31 August 2018: PARS - ICE, term ends" in plain_text_of(digest_to(post_office, user))


def test_a_digest_of_many_things_is_capped_and_says_how_many_more(cast: Cast, post_office: PostOffice) -> None:
    say = {"by": cast.clerk, "at": at("2018-07-12 09:00")}
    for n in range(30):
        agreement = stewardship.enter_agreement(
            slug=f"n{n}", title=f"PARS - n{n}", system=cast.agreement.system, recipient=cast.agreement.recipient, **say
        )
        ends_on = date(2018, 8, 1) if n % 2 else date(2018, 6, 1)
        stewardship.begin_term(agreement=agreement, starts_on=date(2018, 1, 1), ends_on=ends_on, basis=Basis.SIGNED, **say)
    auditor = asks(make_user("An auditor", "auditor"))
    post(f"{SUNDAY} 12:00")
    post(f"{MONDAY} 08:00")
    text = plain_text_of(digest_to(post_office, auditor))
    assert "- and 11 more" in text
    assert len(text.splitlines()) < 40


def test_it_comes_last_in_a_letter_and_one_click_stops_only_it(cast: Cast, post_office: PostOffice) -> None:
    asks(cast.judge)
    open_ballot(cast, opened_at=at(f"{SUNDAY} 12:00"), closes_on=date(2018, 7, 23))
    post(f"{MONDAY} 08:00")
    mail = post_office.to(cast.judge.email)[-1]
    assert mail["Subject"].endswith("(and 2 more)")
    text = plain_text_of(mail)
    assert text.index("Please put your position on record") < text.index("Your weekly digest")
    assert "Stop the weekly digest alone; what is asked of you is still sent:" in text
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = mail["List-Unsubscribe"].strip(" <>").removeprefix("https://countersign.example")
    assert Client(enforce_csrf_checks=True).post(link, ONE_CLICK).status_code == 200
    post("2018-07-23 08:00")
    assert [week for week, _address in digests()] == ["week:2018-W29"]
    assert "No vote yet, last day" in post_office.to(cast.judge.email)[-1]["Subject"]


def test_a_letter_of_duties_alone_offers_no_way_out(cast: Cast, post_office: PostOffice) -> None:
    asks(cast.judge)
    open_ballot(cast, opened_at=at(f"{SUNDAY} 12:00"))
    post(f"{SUNDAY} 12:01")
    (mail,) = post_office.to(cast.judge.email)
    assert mail["List-Unsubscribe"] is None
    assert "Stop" not in plain_text_of(mail)


def test_the_link_shows_a_button_and_changes_nothing_until_it_is_pressed(cast: Cast, post_office: PostOffice) -> None:
    asks(cast.judge)
    post(f"{MONDAY} 08:00")
    mail = digest_to(post_office, cast.judge)
    link, anybody = stop_link(mail), Client(enforce_csrf_checks=True)
    page = anybody.get(link)
    assert "Stop the weekly digest?" in page.content.decode()
    assert cast.judge.email not in page.content.decode()
    assert User.objects.get(pk=cast.judge.pk).weekly_digest
    for _again in range(2):
        answer = anybody.post(link)
        assert "The weekly digest has stopped" in answer.content.decode()
        assert not answer.cookies
    assert not User.objects.get(pk=cast.judge.pk).weekly_digest
    assert "The weekly digest has stopped" in anybody.get(link).content.decode()


@pytest.mark.parametrize("forged", ["1", "1.forged", "x"])
def test_a_forged_link_stops_nothing(cast: Cast, forged: str) -> None:
    asks(cast.judge)
    token = forged.replace("1", str(cast.judge.pk))
    assert Client().post(f"/follow/end-digest/{token}/", ONE_CLICK).status_code == 404
    assert User.objects.get(pk=cast.judge.pk).weekly_digest


def test_a_followers_link_is_no_link_to_a_digest(cast: Cast) -> None:
    from governance.subscribers.links import end_token
    from governance.subscribers.models import Subscription

    asks(cast.judge)
    token = end_token([Subscription(pk=cast.judge.pk, nonce="0123456789ab")])
    assert Client().post(f"/follow/end-digest/{token}/", ONE_CLICK).status_code == 404


def test_the_sweep_takes_as_many_statements_for_forty_readers_as_for_two(cast: Cast) -> None:
    for n in range(40):
        asks(make_user(f"Reader {n}"))
    User.objects.filter(name__startswith="Reader").exclude(name__in=["Reader 0", "Reader 1"]).update(weekly_digest=False)
    with CaptureQueriesContext(connection) as for_two:
        queue_due(at=at(f"{MONDAY} 08:00"))
    User.objects.filter(name__startswith="Reader").update(weekly_digest=True)
    with CaptureQueriesContext(connection) as for_forty:
        queue_due(at=at("2018-07-23 08:00"))
    assert len(digests()) == 42
    assert len(for_forty) == len(for_two)
