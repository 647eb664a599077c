"""What is typed for a vote is kept as a draft, for the person alone, until it is on record or 30 days old."""

from __future__ import annotations

import pytest
from django.test import Client

from governance.ballots.models import Vote
from governance.desk.models import VoteDraft
from tests.cast import make_cast, open_ballot

from .test_desk_stage import Clock, hidden_of, rows, sign_in, text_of
from .test_desk_stage import clock as clock
from .test_desk_voting import choose, confirm, stand_in

pytestmark = pytest.mark.django_db

VOTE = "/desk/ballots/pars-ice-2018/vote/"
DRAFT = f"{VOTE}draft/"


def test_a_draft_is_saved_by_its_button_and_filled_in_again_in_another_browser(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    answer = sign_in(cast.judge).post(DRAFT, {"reasons": "Not yet\r\nfinished", "text_digest": ballot.text_digest})
    assert answer["Location"] == VOTE
    client = sign_in(cast.judge)
    page = client.get(VOTE)
    assert "Not yet\nfinished</textarea>" in page.content.decode()
    assert "Your draft of 10 July 2018, 10:00, New York time is filled in." in text_of(page)
    assert "Go on with your draft" in text_of(client.get("/desk/"))
    assert Vote.objects.count() == 0


def test_going_on_to_confirm_keeps_what_was_typed_and_recording_it_drops_the_draft(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    shown = choose(client, ballot, "decline", "No report.")
    client.session.flush()
    client = sign_in(cast.judge)
    page = client.get(VOTE).content.decode()
    assert "No report.</textarea>" in page
    assert 'value="decline" checked' in page
    confirm(client, ballot, shown)
    assert Vote.objects.get().position == "decline"
    assert VoteDraft.objects.count() == 0
    assert "No report." not in client.get(VOTE).content.decode().split("<form", 2)[2]


def test_a_refused_vote_keeps_the_draft(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    shown = choose(client, ballot, "decline", "No report.")
    confirm(client, ballot, shown, reasons="")
    assert VoteDraft.objects.get().reasons == "No report."


def test_nobody_else_reads_a_draft_and_it_is_on_no_public_page(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    stand_in(cast, "FJD", cast.outsider)
    sign_in(cast.judge).post(DRAFT, {"reasons": "A secret thought", "text_digest": ballot.text_digest})
    for user in (cast.outsider, cast.clerk, cast.attorney):
        client = sign_in(user)
        for path in (VOTE, "/desk/ballots/pars-ice-2018/", "/desk/"):
            assert "A secret thought" not in client.get(path).content.decode()
    for path in ("/decisions/pars-ice-2018/", "/api/v1/decisions/pars-ice-2018", "/agreements/pars-ice/"):
        assert "A secret thought" not in Client().get(path).content.decode()


def test_a_draft_goes_after_thirty_days_and_when_it_is_emptied(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    client.post(DRAFT, {"reasons": "Old", "text_digest": ballot.text_digest})
    clock.set("2018-08-10 10:00")
    assert "Old</textarea>" not in client.get(VOTE).content.decode()
    sign_in(cast.attorney).post(DRAFT, {"reasons": "New", "text_digest": ballot.text_digest})
    assert [draft.reasons for draft in VoteDraft.objects.all()] == ["New"]
    sign_in(cast.attorney).post(DRAFT, {"reasons": " ", "text_digest": ballot.text_digest})
    assert VoteDraft.objects.count() == 0


def test_what_could_not_be_recorded_is_not_kept_either_and_says_why(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    before = rows()
    answer = client.post(DRAFT, {"reasons": "x" * 10_001, "text_digest": ballot.text_digest})
    assert "This text has 10001 characters; at most 10000 fit." in text_of(answer)
    assert client.post(DRAFT, {"position": "maybe"}).status_code == 200
    assert rows() == before


def test_a_script_learns_only_whether_it_is_kept(clock: Clock) -> None:
    cast = make_cast()
    open_ballot(cast)
    client = sign_in(cast.judge)
    said = {"HTTP_X_REQUESTED_WITH": "fetch"}
    assert client.post(DRAFT, {"reasons": "Typed"}, **said).status_code == 204
    assert client.post(DRAFT, {"reasons": "x" * 10_001}, **said).status_code == 400
    assert VoteDraft.objects.get().reasons == "Typed"


def test_who_has_no_voice_keeps_no_draft(clock: Clock) -> None:
    cast = make_cast()
    open_ballot(cast)
    assert sign_in(cast.outsider).post(DRAFT, {"reasons": "Typed"}).status_code == 403
    assert VoteDraft.objects.count() == 0


def test_of_two_seats_each_has_a_draft_of_its_own(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    stand_in(cast, "PPD", cast.judge)
    client = sign_in(cast.judge)
    client.post(DRAFT, {"seat": "PPD", "position": "approve", "text_digest": ballot.text_digest})
    client.post(DRAFT, {"seat": "FJD", "reasons": "For the court", "text_digest": ballot.text_digest})
    assert set(VoteDraft.objects.values_list("seat__code", flat=True)) == {"PPD", "FJD"}
    assert "For the court</textarea>" in client.get(VOTE).content.decode()
    shown = choose(client, ballot, "decline", "For the court", seat="FJD")
    confirm(client, ballot, shown, **{key: value for key, value in hidden_of(shown).items() if key == "seat"})
    assert VoteDraft.objects.count() == 0
