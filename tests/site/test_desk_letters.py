"""The clerk's letters: what failed, why, and sending it again."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from governance.notices.actions import queue_due, send_due
from governance.notices.models import Bounce, Letter, Notice
from tests.cast import Cast, at, make_cast, sign_in
from tests.conftest import PostOffice

pytestmark = pytest.mark.django_db
NOW = at("2018-08-24 12:00")


@pytest.fixture
def cast(post_office: PostOffice, client: Client) -> Cast:
    """Five letters, one of which the mail server refused; the clerk is signed in."""
    cast = make_cast()
    post_office.answers[cast.judge.email] = "550 no such mailbox"
    queue_due(at=NOW)
    send_due(worker="w1", clock=lambda: NOW)
    sign_in(client, cast.clerk)
    return cast


def test_what_failed_is_shown_first_with_what_the_server_said(cast: Cast, client: Client) -> None:
    page = client.get("/desk/notices/").content.decode()
    assert "550 no such mailbox" in page
    assert cast.judge.email in page
    assert cast.attorney.email not in page
    assert cast.attorney.email in client.get("/desk/notices/?box=sent").content.decode()


def test_a_failed_letter_is_sent_again_to_the_address_its_person_has_now(
    cast: Cast, client: Client, post_office: PostOffice
) -> None:
    letter = Letter.objects.get(state="dead")
    cast.judge.email = "judge@courts.example"
    cast.judge.save()
    answer = client.post(f"/desk/notices/{letter.pk}/send-again/", follow=True)
    assert "tried again now" in answer.content.decode()
    send_due(worker="w1", clock=lambda: at("2030-01-01 12:00"))
    (mail,) = post_office.to("judge@courts.example")
    assert letter.message_id in mail["Message-ID"]


def test_what_was_sent_is_not_sent_again(cast: Cast, client: Client) -> None:
    letter = Letter.objects.filter(state="sent").earliest("pk")
    answer = client.post(f"/desk/notices/{letter.pk}/send-again/", follow=True)
    assert "Only a letter that could not be delivered" in answer.content.decode()
    letter.refresh_from_db()
    assert letter.state == "sent"


def test_the_letters_are_the_clerks_alone(cast: Cast, client: Client) -> None:
    sign_in(client, cast.judge)
    letter = Letter.objects.get(state="dead")
    assert client.get("/desk/notices/").status_code == 403
    assert client.get(f"/desk/notices/{letter.pk}/").status_code == 403
    assert client.post(f"/desk/notices/{letter.pk}/send-again/").status_code == 403


def test_one_letter_shows_its_words_and_what_it_is_about(cast: Cast, client: Client) -> None:
    letter = Letter.objects.filter(state="sent").earliest("pk")
    page = client.get(f"/desk/notices/{letter.pk}/").content.decode()
    assert "This agreement ends on 31 August 2018" in page
    assert "PARS - ICE" in page


def comes_back(letter: Letter, words: str = "550 5.1.1 No such mailbox") -> None:
    """Let the mail provider report that a letter which was sent reached nobody."""
    facts = {"sort": "bounced", "is_final": True, "words": words, "provider": "postmark", "event_id": f"postmark:{letter.pk}"}
    Bounce.objects.create(letter=letter, sent_again=letter.sent_again, at=NOW, **facts)


def test_a_letter_that_came_back_is_among_the_failed_with_its_reason_and_can_go_again(cast: Cast, client: Client) -> None:
    letter = Letter.objects.get(address=cast.attorney.email)
    comes_back(letter)
    box = client.get("/desk/notices/").content.decode()
    assert "550 5.1.1 No such mailbox" in box
    assert "came back: the mailbox or its server refused it" in box
    assert cast.attorney.email not in client.get("/desk/notices/?box=sent").content.decode()
    assert "550 5.1.1 No such mailbox" in client.get("/desk/").content.decode()
    page = client.get(f"/desk/notices/{letter.pk}/").content.decode()
    assert "The mail provider said" in page
    assert "Send it again" in page
    assert "tried again now" in client.post(f"/desk/notices/{letter.pk}/send-again/", follow=True).content.decode()
    assert cast.attorney.email in client.get("/desk/notices/?box=waiting").content.decode()


def test_letters_are_found_by_a_part_of_the_address_or_the_name(cast: Cast, client: Client) -> None:
    for asked in ("the.att", "ATTORNEY"):
        page = client.get("/desk/notices/", {"box": "sent", "q": asked}).content.decode()
        assert cast.attorney.email in page
        assert cast.commissioner.email not in page
    page = client.get("/desk/notices/", {"box": "sent", "q": '"><script>%_'}).content.decode()
    assert "No letters here." in page
    assert "<script>%_" not in page


def test_the_boxes_ask_the_database_as_often_for_many_letters_as_for_few(
    cast: Cast, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with CaptureQueriesContext(connection) as few:
        client.get("/desk/notices/?box=sent")
    agreement = cast.agreement
    for number in range(40):
        facts = {"user": cast.attorney, "state": "sent", "sent_at": NOW, "created_at": NOW, "due_at": NOW}
        letter = Letter.objects.create(address=cast.attorney.email, **facts)
        Notice.objects.create(
            kind="decision", occasion=f"decision:{number}", address="x", agreement=agreement, queued_at=NOW, letter=letter
        )
    with django_assert_max_num_queries(len(few)):
        client.get("/desk/notices/?box=sent")


def test_a_followers_letter_is_shown_without_the_links_that_are_its_readers_alone(cast: Cast, client: Client) -> None:
    text = "Open https://countersign.example/follow/confirm/7-abc.SECRET/\nStop: https://countersign.example/es/follow/end/7-abc.SECRET/\n"
    letter = Letter.objects.create(address="r@example.net", state="sent", sent_at=NOW, text=text, created_at=NOW, due_at=NOW)
    page = client.get(f"/desk/notices/{letter.pk}/").content.decode()
    assert "SECRET" not in page
    assert "/follow/confirm/•••" in page
    assert "/es/follow/end/•••" in page
