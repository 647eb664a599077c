"""What was mailed about one agreement: every notice, to whom, and what became of it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from governance.accounts.models import Role
from governance.notices.actions import queue_due, send_due
from governance.notices.models import Bounce, Letter, Notice
from tests.cast import Cast, at, make_cast, make_user, open_ballot, sign_in, vote
from tests.conftest import PostOffice

from .test_desk_stage import text_of

pytestmark = pytest.mark.django_db
NOW = at("2018-08-24 12:00")
PAGE = "/desk/agreements/pars-ice/letters/"


@pytest.fixture
def cast(post_office: PostOffice, client: Client) -> Cast:
    """One letter was refused, one came back, two went out, one waits; the clerk is signed in."""
    cast = make_cast()
    open_ballot(cast)
    post_office.answers |= {cast.judge.email: "550 no such mailbox", cast.commissioner.email: "451 later"}
    queue_due(at=NOW)
    send_due(worker="w1", clock=lambda: NOW)
    facts = {"sort": "bounced", "is_final": True, "words": "550 5.1.1 gone", "provider": "postmark", "event_id": "postmark:1"}
    Bounce.objects.create(letter=Letter.objects.get(address=cast.attorney.email), at=NOW, **facts)
    Letter.objects.filter(address=cast.second_clerk.email).update(ambiguous=2)
    sign_in(client, cast.clerk)
    return cast


def lines_to(client: Client, user: object, **asked: str) -> str:
    return text_of(client.get(PAGE, {"q": str(getattr(user, "email", "")), **asked}))


def test_each_notice_says_to_whom_and_what_became_of_it(cast: Cast, client: Client) -> None:
    assert "The judge, the.judge@example.org" in lines_to(client, cast.judge)
    assert "Could not be delivered To" in lines_to(client, cast.judge)
    assert "Why 550 no such mailbox" in lines_to(client, cast.judge)
    assert "Tried, next on 24 August 2018, 12:01, New York time" in lines_to(client, cast.commissioner)
    assert "Sent, then came back: the mailbox or its server refused it" in lines_to(client, cast.attorney)
    assert "Why 550 5.1.1 gone" in lines_to(client, cast.attorney)
    assert "Sent on 24 August 2018, 12:00, New York time" in lines_to(client, cast.clerk)
    assert "2 attempts of which nobody knows whether they arrived" in lines_to(client, cast.second_clerk)


def test_what_was_not_sent_says_why(cast: Cast, client: Client) -> None:
    Notice.objects.filter(address=cast.judge.email).update(state="moot")
    assert "Not sent: no longer needed when its letter was written" in lines_to(client, cast.judge)
    Notice.objects.filter(address=cast.judge.email).update(state="skipped", letter=None)
    page = lines_to(client, cast.judge)
    assert "Not sent: replaced by a more urgent one, or of the past" in page
    assert "550" not in page


def test_the_rung_is_told_in_words(cast: Cast, client: Client) -> None:
    assert "Ballot closing, 7 days before" in text_of(client.get(PAGE))
    for rung, words in ((0, "on the day"), (1, "1 day before"), (-7, "7 days after")):
        Notice.objects.filter(kind="ballot_closing", address=cast.judge.email).update(rung=rung)
        assert f"Ballot closing, {words}" in lines_to(client, cast.judge, kind="ballot_closing")


def test_one_kind_and_one_person_can_be_picked(cast: Cast, client: Client) -> None:
    page = lines_to(client, None, kind="invitation")
    assert "A ballot has opened" in page
    assert "Ballot closing, " not in page
    assert "the.attorney@" not in lines_to(client, cast.judge)
    assert "The attorney" in text_of(client.get(PAGE, {"q": "ATTORNEY"}))
    assert "No notice is like that." in text_of(client.get(PAGE, {"q": "nobody"}))
    for path in (PAGE, "/desk/notices/"):
        odd = {"kind": "x' or 1\0", "box": "\0", "page": "-7\0", "q": "\0" + "x" * 3000}
        assert client.get(path, odd).status_code == 200


def test_the_newest_stands_first_and_there_are_pages(cast: Cast, client: Client) -> None:
    for number in range(60):
        facts = {"kind": "decision", "address": f"a{number}@example.org", "queued_at": NOW}
        Notice.objects.create(occasion=f"decision:{number}", agreement=cast.agreement, **facts)
    first = text_of(client.get(PAGE))
    assert first.index("a59@example.org") < first.index("a58@example.org")
    assert "a5@example.org" not in first
    assert "a5@example.org" in text_of(client.get(PAGE, {"page": "2"}))


def test_it_asks_the_database_as_often_for_fifty_as_for_few(
    cast: Cast, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for number in range(45):
        letter = Letter.objects.create(
            address="a@example.org", user=cast.judge, state="sent", sent_at=NOW, created_at=NOW, due_at=NOW
        )
        facts = {"kind": "decision", "address": "a@example.org", "user": cast.judge, "queued_at": NOW, "letter": letter}
        Notice.objects.create(occasion=f"decision:{number}", agreement=cast.agreement, **facts)
    with django_assert_max_num_queries(len(few)):
        client.get(PAGE)


def test_other_agreements_are_not_mixed_in(cast: Cast, client: Client) -> None:
    assert client.get("/desk/agreements/no-such/letters/").status_code == 404


def test_the_clerk_and_auditors_read_it_and_nobody_else(cast: Cast, client: Client) -> None:
    letter = Letter.objects.get(address=cast.clerk.email)
    assert f"/desk/notices/{letter.pk}/" in client.get(PAGE).content.decode()
    assert PAGE in client.get("/desk/agreements/pars-ice/").content.decode()
    sign_in(client, make_user("The auditor", Role.AUDITOR))
    page = client.get(PAGE)
    assert page.status_code == 200
    assert "/desk/notices/" not in page.content.decode()
    assert PAGE in client.get("/desk/agreements/pars-ice/").content.decode()
    sign_in(client, cast.judge)
    assert client.get(PAGE).status_code == 403
    assert PAGE not in client.get("/desk/agreements/pars-ice/").content.decode()


def test_a_receipt_stands_on_no_rung(cast: Cast, client: Client) -> None:
    vote(cast, cast.agreement.ballots.get(), "DAO", "approve", NOW)
    queue_due(at=NOW)
    page = lines_to(client, cast.attorney, kind="receipt")
    assert "Vote recorded : The attorney Queued" in page
    assert "on the day" not in page
