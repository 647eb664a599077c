"""Voting in three steps, as an official does it in a browser without script."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from governance.accounts.models import User
from governance.ballots import actions as ballots
from governance.ballots.models import Ballot, Decision, Vote
from governance.ballots.proposal import Proposal, ProposedFee
from governance.bodies import actions as bodies
from governance.bodies.models import Capacity
from tests.cast import Cast, at, make_cast, make_user, open_ballot, vote

from .test_desk_stage import Clock, hidden_of, rows, sign_in, text_of
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db


def choose(client: Client, ballot: Ballot, position: str = "approve", reasons: str = "", **given: str) -> Any:
    """Send the first page of the vote."""
    fields = {"position": position, "reasons": reasons, "text_digest": ballot.text_digest, **given}
    return client.post(f"/desk/ballots/{ballot.slug}/vote/", fields)


def confirm(client: Client, ballot: Ballot, shown: Any, **changed: str) -> Any:
    """Send the confirmation page as it was shown."""
    return client.post(f"/desk/ballots/{ballot.slug}/vote/confirm/", {**hidden_of(shown), **changed})


def stand_in(cast: Cast, code: str, user: User) -> None:
    day, when = date(2018, 1, 1), at("2018-01-01 09:00")
    bodies.appoint(seat=cast.seat(code), user=user, capacity=Capacity.DELEGATE, starts_on=day, by=cast.clerk, at=when)


def delegate_of(cast: Cast, code: str, name: str = "The deputy") -> User:
    user = make_user(name)
    stand_in(cast, code, user)
    return user


def test_the_three_steps_record_one_position_and_lead_to_its_receipt(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    first = client.get(f"/desk/ballots/{ballot.slug}/vote/")
    assert "Vote for the First Judicial District" in text_of(first)
    assert hidden_of(first)["text_digest"] == ballot.text_digest
    shown = choose(client, ballot, "decline", "No report for two quarters.\n\nNone for the third.")
    page = text_of(shown)
    assert "I record this position for the First Judicial District." in page
    assert "The judge, principal" in page
    assert "Decline" in page
    assert "No report for two quarters." in page
    assert ballot.text_digest[:16] in page
    assert "Shall PARS - ICE be renewed until 31 August 2019?" in page
    assert not Vote.objects.exists()
    answer = confirm(client, ballot, shown)
    recorded = Vote.objects.get()
    assert answer["Location"] == f"/desk/votes/{recorded.leaf_hash}/receipt/"
    assert (recorded.seat.code, recorded.position, recorded.cast_by) == ("FJD", "decline", cast.judge)
    assert recorded.cast_at == clock.now
    assert recorded.reasons.text == "No report for two quarters.\n\nNone for the third."
    receipt = text_of(client.get(answer["Location"]))
    assert "The position of the First Judicial District is on record." in receipt
    assert "10 July 2018, 10:00, New York time" in receipt
    assert recorded.leaf_hash in receipt
    assert "2 more approvals are needed" in receipt


def test_each_option_says_what_it_means_for_the_outcome(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "decline", at("2018-07-09 10:00"))
    page = text_of(sign_in(cast.judge).get(f"/desk/ballots/{ballot.slug}/vote/"))
    assert "Counts as an approval. 1 more approval is then needed." in page
    assert "With it the ballot comes to: Not renewed. It is settled at once, and final." in page


def test_the_second_approval_settles_and_the_receipt_says_so(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "approve", at("2018-07-09 10:00"))
    client = sign_in(cast.judge)
    shown = choose(client, ballot)
    assert "With it the ballot comes to: Renewed." in text_of(shown)
    receipt = client.get(confirm(client, ballot, shown)["Location"])
    assert "Renewed" in text_of(receipt)
    assert Decision.objects.get().outcome == "carried"


def test_a_form_sent_twice_is_one_vote_and_one_receipt_even_when_the_first_settled_the_ballot(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "approve", at("2018-07-09 10:00"))
    client = sign_in(cast.judge)
    shown = choose(client, ballot)
    first, second = confirm(client, ballot, shown), confirm(client, ballot, shown)
    assert first["Location"] == second["Location"]
    assert Vote.objects.filter(seat__code="FJD").count() == 1


def test_going_back_and_choosing_otherwise_is_a_second_vote_not_a_repeated_first(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    confirm(client, ballot, choose(client, ballot, "abstain", "Not ours to say."))
    shown = choose(client, ballot, "decline", "It is ours to say.")
    assert "the standing position of this seat: abstain" in text_of(shown)
    confirm(client, ballot, shown)
    assert list(Vote.objects.values_list("position", "number")) == [("abstain", 1), ("decline", 2)]


def test_changing_ones_mind_on_the_confirmation_page_loses_nothing_typed(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    shown = choose(client, ballot, "decline", "First thoughts.")
    back = client.post(f"/desk/ballots/{ballot.slug}/vote/", {**hidden_of(shown), "change": "1"})
    body = back.content.decode()
    assert "First thoughts.</textarea>" in body
    assert 'value="decline" checked' in body
    assert not Vote.objects.exists()


def test_reasons_are_asked_for_at_their_field_unless_the_position_is_approve(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    for position in ("decline", "abstain", "recuse"):
        answer = choose(client, ballot, position, "  \n ")
        assert '<a href="#id_reasons">Reasons: This position needs reasons; they are public.</a>' in answer.content.decode()
        assert f'value="{position}" checked' in answer.content.decode()
    assert "This is what will be recorded" in text_of(choose(client, ballot, "approve"))


@pytest.mark.parametrize("position", ["", "withdrawn", "yes", "approve\x00"])
def test_only_the_four_positions_can_be_chosen(clock: Clock, position: str) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    before = rows()
    answer = choose(sign_in(cast.judge), ballot, position, "Reasons.")
    assert 'href="#id_position' in answer.content.decode()
    assert rows() == before


BAD_TEXT = {
    "a megabyte": ("x" * 1_000_000, "This text has 1000000 characters; at most 10000 fit."),
    "bidi override": ("read \u202eylesrever", "invisible characters that change the reading direction"),
    "bidi isolate": ("a \u2066b\u2069", "invisible characters that change the reading direction"),
    "escape": ("a \x1b[31m b", "control characters"),
    "null": ("a \x00 b", "Null characters are not allowed."),
    "a vertical tab": ("a\x0bb", "control characters"),
}


@pytest.mark.parametrize("name", BAD_TEXT)
def test_text_that_cannot_stand_on_record_is_refused_at_its_field_before_anything_is_confirmed(clock: Clock, name: str) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    typed, sentence = BAD_TEXT[name]
    client = sign_in(cast.judge)
    before = rows()
    answer = choose(client, ballot, "decline", typed)
    assert '<a href="#id_reasons">' in answer.content.decode()
    assert sentence in text_of(answer)
    assert rows() == before


def test_html_and_script_in_reasons_are_shown_as_typed_everywhere(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    typed = """<script>alert(1)</script><img src=x onerror=alert(2)></textarea>"><b>bold"""
    shown = choose(client, ballot, "decline", typed)
    again = client.post(f"/desk/ballots/{ballot.slug}/vote/", {**hidden_of(shown), "change": "1"})
    receipt = client.get(confirm(client, ballot, shown)["Location"])
    page = client.get(f"/desk/ballots/{ballot.slug}/")
    for answer in (shown, again, receipt, page):
        body = answer.content.decode()
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in body
        assert "<script>alert" not in body
        assert "<img src=x" not in body
        assert "<b>bold" not in body
    assert Vote.objects.get().reasons.text == typed


def test_a_form_opened_on_a_withdrawn_text_is_refused_and_the_new_text_is_a_step_away(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    shown = choose(client, ballot)
    ballots.withdraw_ballot(ballot_id=ballot.pk, because="The fee changes.", by=cast.clerk, at=at("2018-07-10 11:00"))
    amended = Proposal(date(2018, 9, 1), date(2019, 8, 31), ProposedFee("6000.00", "USD", "per_year"))
    anew = open_ballot(cast, opened_at=at("2018-07-10 11:05"), proposal=amended)
    clock.set("2018-07-10 11:10")
    answer = confirm(client, ballot, shown)
    assert "This ballot was withdrawn: The fee changes." in text_of(answer)
    assert f'href="/desk/ballots/{anew.slug}/"' in answer.content.decode()
    assert not Vote.objects.exists()


def test_another_digest_than_the_ballots_is_refused_and_the_text_shown_with_the_right_one(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    answer = confirm(client, ballot, choose(client, ballot), text_digest="0" * 64)
    assert "The text has changed since this form was opened." in text_of(answer)
    assert "Shall the agreement be renewed as it is" in text_of(answer)
    assert hidden_of(answer)["text_digest"] == ballot.text_digest
    assert not Vote.objects.exists()


def test_who_holds_no_seat_reads_the_ballot_and_why_they_cannot_vote(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.outsider)
    page = client.get(f"/desk/ballots/{ballot.slug}/")
    sentence = "An outsider holds no seat of the PARS subcommittee on 10 July 2018."
    assert sentence in text_of(page)
    assert f'href="/desk/ballots/{ballot.slug}/vote/"' not in page.content.decode()
    before = rows()
    for answer in (client.get(f"/desk/ballots/{ballot.slug}/vote/"), choose(client, ballot)):
        assert answer.status_code == 403
        assert sentence in text_of(answer)
    assert confirm(client, ballot, page, position="approve", key="0" * 32).status_code == 403
    assert rows() == before


def test_the_seat_comes_from_the_appointments_whatever_the_form_says(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    shown = choose(client, ballot, seat="DAO")
    confirm(client, ballot, shown, seat="DAO")
    assert Vote.objects.get().seat.code == "FJD"


def test_who_holds_two_seats_chooses_among_their_own_and_acts_for_one_only(clock: Clock) -> None:
    cast = make_cast()
    stand_in(cast, "PPD", cast.judge)
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    body = client.get(f"/desk/ballots/{ballot.slug}/vote/").content.decode()
    assert 'name="seat" value="FJD"' in body
    assert 'name="seat" value="PPD"' in body
    assert 'name="seat" value="DAO"' not in body
    assert "Choose one of your seats." in text_of(choose(client, ballot))
    assert "This is no seat of yours." in text_of(choose(client, ballot, seat="DAO"))
    shown = choose(client, ballot, seat="PPD")
    assert "The judge, delegate" in text_of(shown)
    confirm(client, ballot, shown)
    assert Vote.objects.get().seat.code == "PPD"
    assert 'name="seat"' not in client.get(f"/desk/ballots/{ballot.slug}/vote/").content.decode()


def test_up_to_the_last_instant_it_is_taken_and_from_closing_on_refused(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    clock.set("2018-08-31 23:59:59.999999")
    client = sign_in(cast.judge)
    shown = choose(client, ballot)
    clock.set("2018-09-01 00:00:00")
    answer = confirm(client, ballot, shown)
    assert "Voting closed at the end of 31 August 2018 (America/New_York)." in text_of(answer)
    assert not Vote.objects.exists()
    assert client.get(f"/desk/ballots/{ballot.slug}/vote/")["Location"] == f"/desk/ballots/{ballot.slug}/"
    assert "Voting closed at the end of 31 August 2018" in text_of(client.get(f"/desk/ballots/{ballot.slug}/"))
    clock.set("2018-08-31 23:59:59.999999")
    assert "receipt" in confirm(client, ballot, shown)["Location"]


def test_an_appointment_that_has_ended_gives_no_voice_from_the_next_local_day_on(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    held = cast.judge.appointments.get()
    bodies.end_appointment(appointment=held, ends_on=date(2018, 7, 10), by=cast.clerk, at=at("2018-07-01 09:00"))
    clock.set("2018-07-10 23:59")
    client = sign_in(cast.judge)
    assert choose(client, ballot).status_code == 200
    clock.set("2018-07-11 00:00")
    assert choose(client, ballot).status_code == 403


def test_a_delegate_cannot_replace_the_principal_and_reads_why(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    deputy = delegate_of(cast, "FJD")
    vote(cast, ballot, "FJD", "decline", at("2018-07-09 10:00"))
    client = sign_in(deputy)
    sentence = "The principal of the First Judicial District has voted"
    assert sentence in text_of(client.get(f"/desk/ballots/{ballot.slug}/"))
    assert client.get(f"/desk/ballots/{ballot.slug}/vote/").status_code == 302
    assert sentence in text_of(choose(client, ballot))
    assert Vote.objects.count() == 1


def test_a_position_is_taken_back_after_a_page_that_says_what_that_does(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-09 10:00"))
    client, path = sign_in(cast.judge), f"/desk/ballots/{ballot.slug}/withdraw/"
    asked = client.get(path)
    assert "First Judicial District" in text_of(asked)
    first, second = client.post(path, hidden_of(asked)), client.post(path, hidden_of(asked))
    assert first["Location"] == second["Location"]
    assert list(Vote.objects.values_list("position", flat=True)) == ["approve", "withdrawn"]
    assert "has been taken back" in text_of(client.get(first["Location"]))
    assert client.get(path)["Location"] == f"/desk/ballots/{ballot.slug}/"


def test_nothing_is_taken_back_once_the_ballot_has_settled(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-09 10:00"))
    client, path = sign_in(cast.judge), f"/desk/ballots/{ballot.slug}/withdraw/"
    asked = client.get(path)
    vote(cast, ballot, "DAO", "approve", at("2018-07-09 11:00"))
    before = rows()
    assert "This ballot is settled and final." in text_of(client.post(path, hidden_of(asked)))
    assert client.get(path).status_code == 302
    assert rows() == before


def test_a_seat_that_was_silent_may_add_a_late_position_and_is_told_that_it_is_not_counted(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    for code in ("PPD", "DAO"):
        vote(cast, ballot, code, "decline", at("2018-07-09 10:00"))
    client = sign_in(cast.judge)
    assert "may add one" in text_of(client.get(f"/desk/ballots/{ballot.slug}/"))
    shown = choose(client, ballot, "abstain", "We do not take sides.")
    assert "marked “after the decision”. It is not counted." in text_of(shown)
    receipt = client.get(confirm(client, ballot, shown)["Location"])
    assert "It came after the decision and is not counted." in text_of(receipt)
    assert (Decision.objects.get().abstain, Decision.objects.get().silent) == (0, 1)
    assert "cannot change" in text_of(client.get(f"/desk/ballots/{ballot.slug}/"))


def test_a_receipt_is_for_who_recorded_it_and_the_clerk(clock: Clock) -> None:
    cast = make_cast()
    recorded = vote(cast, open_ballot(cast), "FJD", "approve", at("2018-07-09 10:00"))
    path = f"/desk/votes/{recorded.leaf_hash}/receipt/"
    assert sign_in(cast.judge).get(path).status_code == 200
    assert sign_in(cast.clerk).get(path).status_code == 200
    assert sign_in(cast.attorney).get(path).status_code == 404
    assert sign_in(cast.judge).get("/desk/votes/unknown/receipt/").status_code == 404


def test_the_post_is_told_once_the_vote_is_recorded_and_not_before(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    rung: list[int] = []
    monkeypatch.setattr("governance.desk.acts.ring", lambda: rung.append(Vote.objects.count()))
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    with django_capture_on_commit_callbacks(execute=True):
        shown = choose(client, ballot)
    assert rung == []
    with django_capture_on_commit_callbacks(execute=True):
        confirm(client, ballot, shown)
    assert rung == [1]


def test_a_vote_stands_even_when_the_post_cannot_be_told(
    clock: Clock, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    def broken() -> None:
        raise RuntimeError("no broker")

    monkeypatch.setattr("governance.desk.acts.ring", broken)
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    with django_capture_on_commit_callbacks(execute=True):
        answer = confirm(client, ballot, choose(client, ballot))
    assert answer.status_code == 302
    assert Vote.objects.count() == 1
    assert Ballot.objects.get().state == "open"


def test_a_vote_without_the_pages_token_is_refused(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge, enforce_csrf=True)
    before = rows()
    for answer in (choose(client, ballot), client.post(f"/desk/ballots/{ballot.slug}/vote/confirm/", {"position": "approve"})):
        assert answer.status_code == 403
        assert "Nothing was recorded" in text_of(answer)
    assert rows() == before


def test_asking_for_the_confirmation_page_without_a_form_leads_to_the_first_step(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    answer = sign_in(cast.judge).get(f"/desk/ballots/{ballot.slug}/vote/confirm/")
    assert answer["Location"] == f"/desk/ballots/{ballot.slug}/vote/"


@pytest.mark.parametrize("key", ["", "not a key", "0"])
def test_a_confirmation_without_a_proper_key_records_nothing(clock: Clock, key: str) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    answer = confirm(client, ballot, choose(client, ballot), key=key)
    assert "needs your attention" in text_of(answer)
    assert not Vote.objects.exists()


def test_the_receipt_says_until_when_the_position_can_be_changed(clock: Clock) -> None:
    cast = make_cast(cooling_off_hours=72)
    ballot = open_ballot(cast)
    client = sign_in(cast.judge)
    first = confirm(client, ballot, choose(client, ballot))
    until = "It can be changed or taken back until the ballot settles, as it stands now:"
    assert f"{until} 31 August 2018, end of day, New York time." in text_of(client.get(first["Location"]))
    vote(cast, ballot, "DAO", "approve", at("2018-07-10 11:00"))
    clock.set("2018-07-10 12:00")
    assert f"{until} 13 July 2018, 11:00, New York time." in text_of(client.get(first["Location"]))
    clock.set("2018-07-13 11:00")
    page = text_of(sign_in(cast.judge).get(first["Location"]))
    assert "It can no longer be changed or taken back: the ballot is final." in page
