"""The clerk's letters: what failed, why, and sending it again."""

from __future__ import annotations

import pytest
from django.test import Client

from governance.notices.actions import queue_due, send_due
from governance.notices.models import Letter
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
