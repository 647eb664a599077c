"""A form that is sent after the session ended, or with a token that is no longer good, is not lost and not sent by itself."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contracts.models import Party, Statement
from governance.accounts.models import User
from governance.ballots.models import Vote
from governance.desk.models import VoteDraft
from tests.cast import Cast, make_cast, open_ballot
from tests.cast import sign_in as sign_in_with_factor

from .test_desk_stage import Clock, hidden_of, rows, sign_in, text_of
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db

HERE = {"HTTP_ORIGIN": "http://testserver"}
VOTE = "/desk/ballots/pars-ice-2018/vote/"
STATEMENT = "/desk/agreements/pars-ice/statements/new/"
SAID = {
    "on": "2018-07-11",
    "precision": "day",
    "kind": "intent",
    "actor": "The attorney",
    "text": "No.\n\nNot again.",
    "label": "fact",
}


def whole(answer: Any) -> dict[str, str]:
    """Return what the main form of a page would send, with its token."""
    body = answer.content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', body)[-1]
    return {**hidden_of(answer), "csrfmiddlewaretoken": unescape(token)}


def lose_session(client: Client) -> None:
    client.session.flush()


def sign_in_again(client: Client, user: User) -> None:
    """Sign in in another tab of the same browser, which gives the browser another token."""
    sign_in_with_factor(client, user)
    del client.cookies["csrftoken"]
    client.get("/desk/")


def confirmation(cast: Cast, client: Client) -> dict[str, str]:
    """Go as far as the page that asks to record the judge's refusal."""
    ballot = open_ballot(cast)
    typed = {"position": "decline", "reasons": "No report.\n\nNone at all.", "text_digest": ballot.text_digest}
    return whole(client.post(VOTE, {**whole(client.get(VOTE)), **typed}, **HERE))


def test_a_vote_sent_after_the_session_ended_is_held_and_sent_again_by_one_click(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.judge, enforce_csrf=True)
    typed = confirmation(cast, client)
    lose_session(client)
    before = rows()
    answer = client.post(f"{VOTE}confirm/", typed, **HERE)
    page = text_of(answer)
    assert answer.status_code == 403
    assert "no-store" in answer["Cache-Control"]
    assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
    assert "Not sent yet: Record a position" in page
    assert "You are not signed in any more. Nothing was recorded" in page
    assert "Sign in as the.judge@example.org" in page
    assert "No report. None at all." in page
    sign_in_again(client, cast.judge)
    shown = client.post(f"{VOTE}confirm/", whole(answer), **HERE)
    assert "Send it now" in text_of(shown)
    assert rows() == before
    assert client.post(f"{VOTE}confirm/", whole(shown), **HERE).status_code == 302
    assert Vote.objects.get().reasons.text == "No report.\n\nNone at all."
    again = client.post(f"{VOTE}confirm/", whole(shown), **HERE)
    assert again.status_code == 302
    assert Vote.objects.count() == 1


def test_the_first_page_of_a_vote_is_held_too(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge, enforce_csrf=True)
    typed = {**whole(client.get(VOTE)), "position": "decline", "reasons": "No report."}
    lose_session(client)
    held = client.post(VOTE, typed, **HERE)
    assert "Not sent yet: Vote" in text_of(held)
    sign_in_again(client, cast.judge)
    shown = client.post(VOTE, whole(client.post(VOTE, whole(held), **HERE)), **HERE)
    assert "This is what will be recorded" in text_of(shown)
    assert ballot.votes.count() == 0


@pytest.mark.parametrize(
    ("url", "typed", "made", "title"),
    [
        (STATEMENT, SAID, Statement, "Record a statement"),
        ("/desk/register/parties/new/", {"name": "Amtrak Police", "slug": "amtrak", "kind": "federal"}, Party, "Add a party"),
    ],
)
@pytest.mark.parametrize("lost", ["the session", "the token"])
def test_what_the_clerk_typed_is_held_and_written_once(
    clock: Clock, url: str, typed: dict[str, str], made: Any, title: str, lost: str
) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk, enforce_csrf=True)
    sent = {**whole(client.get(url)), **typed}
    lose_session(client)
    if lost == "the token":
        sign_in_again(client, cast.clerk)
    before, count = rows(), made.objects.count()
    shown = client.post(url, sent, **HERE)
    assert f"Not sent yet: {title}" in text_of(shown)
    if lost == "the session":
        sign_in_again(client, cast.clerk)
        shown = client.post(url, whole(shown), **HERE)
    assert "You have signed in anew since this form was opened." in text_of(shown)
    assert rows() == before
    assert client.post(url, whole(shown), **HERE).status_code == 302
    client.post(url, whole(shown), **HERE)
    assert made.objects.count() == count + 1


def test_a_file_has_to_be_chosen_again(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk, enforce_csrf=True)
    url = "/desk/agreements/pars-ice/documents/new/"
    sent = {**whole(client.get(url)), "title": "The agreement", "file": SimpleUploadedFile("signed.pdf", b"%PDF-1.7 signed")}
    lose_session(client)
    page = client.post(url, sent, **HERE)
    assert "Choose the file again: signed.pdf" in text_of(page)
    assert 'enctype="multipart/form-data"' in page.content.decode()


def test_the_form_of_one_person_is_never_sent_as_another(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.judge, enforce_csrf=True)
    typed = confirmation(cast, client)
    lose_session(client)
    sign_in_again(client, cast.attorney)
    before = rows()
    page = client.post(f"{VOTE}confirm/", typed, **HERE)
    words = text_of(page)
    assert "This form was opened for The judge (the.judge@example.org), and you are signed in as The attorney." in words
    assert "Send it now" not in words
    again = client.post(f"{VOTE}confirm/", whole(page), **HERE)
    assert "This form was opened for The judge" in text_of(again)
    assert rows() == before


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", ""])
@pytest.mark.parametrize("signed_in", [True, False])
def test_what_another_site_sends_is_neither_done_nor_held_to_be_sent(clock: Clock, origin: str, *, signed_in: bool) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk, enforce_csrf=True)
    client.get(STATEMENT)
    if not signed_in:
        lose_session(client)
    before = rows()
    forged = {**SAID, "key": "0" * 32, "csrfmiddlewaretoken": "a" * 64}
    answer = client.post(STATEMENT, forged, **({"HTTP_ORIGIN": origin} if origin else {}))
    assert answer.status_code == 403
    assert "Not again." not in answer.content.decode()
    assert "Send it now" not in text_of(answer)
    assert rows() == before


def test_a_token_that_this_browser_never_got_is_shown_to_be_copied_and_no_more(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk, enforce_csrf=True)
    answer = client.post(STATEMENT, {**SAID, "csrfmiddlewaretoken": "a" * 64}, **HERE)
    assert "Copy what you typed, and open the form anew." in text_of(answer)
    assert "Not again." in text_of(answer)
    assert 'name="text"' not in answer.content.decode()


def test_what_is_held_is_shown_as_text(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk, enforce_csrf=True)
    sent = {**whole(client.get(STATEMENT)), **SAID, "text": "</textarea><script>alert(1)</script>", '"><b>x': "y"}
    lose_session(client)
    body = client.post(STATEMENT, sent, **HERE).content.decode()
    assert "<script>alert" not in body
    assert '"><b>x' not in body


def test_forms_elsewhere_are_refused_as_before(clock: Clock) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {"login": "x@example.org", "password": "secret words"}, **HERE)
    assert answer.status_code == 403
    assert "secret words" not in answer.content.decode()
    assert VoteDraft.objects.count() == 0


def test_a_form_sent_after_half_an_hour_of_nothing_is_held(clock: Clock) -> None:
    cast = make_cast()
    client = sign_in(cast.clerk, enforce_csrf=True)
    sent = {**whole(client.get(STATEMENT)), **SAID}
    session = client.session
    session["seen_at"] -= 31 * 60
    session.save()
    answer = client.post(STATEMENT, sent, **HERE)
    assert "nothing was done for half an hour" in text_of(answer)
    assert "Not sent yet: Record a statement" in text_of(answer)
    sign_in_again(client, cast.clerk)
    client.post(STATEMENT, whole(client.post(STATEMENT, whole(answer), **HERE)), **HERE)
    assert Statement.objects.count() == 1
