"""A body changes: its name, what it decides about, its rule and its seats. What was opened before stays as it was."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from contracts.refusals import Refused
from governance.ballots import actions as ballots
from governance.ballots.models import Question, State
from governance.bodies.actions import NewSeat, add_seat, change_rule, correct_body, correct_seat, found_body
from governance.bodies.models import Body
from governance.ledger.models import Entry
from governance.stewardship import actions as stewardship
from tests.cast import RENEW_2018, Cast, at, make_cast, open_ballot, vote
from tests.traces import refused

pytestmark = pytest.mark.django_db

NOON = "2018-07-10 12:00"
SOLICITOR = NewSeat("SOL", "City Solicitor")


def say(cast: Cast) -> dict[str, Any]:
    return {"by": cast.clerk, "at": at(NOON)}


def test_a_new_rule_holds_from_the_next_ballot_on() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    body = change_rule(body=cast.body, needed=3, cooling_off_hours=24, **say(cast))
    assert (body.rule_needed, body.cooling_off_hours) == (3, 24)
    for code in ("FJD", "PPD"):
        vote(cast, ballot, code, "approve", at("2018-07-11 10:00"))
    ballot.refresh_from_db()
    assert ballot.state == State.CARRIED, "it was opened under two of three, at once"
    facts = json.loads(Entry.objects.get(kind="body.rule_changed").body)["facts"]
    assert facts["rule"] == {"seats": 3, "needed": 3}
    assert facts["before"] == {"rule": {"seats": 3, "needed": 2}, "cooling_off_hours": 0}


@pytest.mark.parametrize(("needed", "sentence"), [(0, "at least one"), (1, "not more than half"), (4, "at most all of the 3")])
def test_a_rule_that_is_no_majority_of_the_seats_is_refused(needed: int, sentence: str) -> None:
    cast = make_cast()
    with refused(Refused, sentence):
        change_rule(body=cast.body, needed=needed, cooling_off_hours=0, **say(cast))


def test_the_rule_on_record_is_no_change() -> None:
    cast = make_cast()
    with refused(Refused, "the rule on record"):
        change_rule(body=cast.body, needed=2, cooling_off_hours=0, **say(cast))


def test_a_fourth_seat_votes_from_the_next_ballot_on() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    with refused(Refused, "2 of 4 is not more than half"):
        add_seat(body=cast.body, seat=SOLICITOR, needed=2, **say(cast))
    seat = add_seat(body=cast.body, seat=SOLICITOR, needed=3, **say(cast))
    body = Body.objects.get()
    assert (body.rule_seats, body.rule_needed, seat.rank) == (4, 3, 3)
    assert ballot.seats.count() == 3
    assert ballot.rule_seats == 3


@pytest.mark.parametrize(("code", "name", "field"), [("ppd", "City Solicitor", "code"), ("SOL", "police department", "name")])
def test_a_seat_of_a_name_that_is_taken_is_refused(code: str, name: str, field: str) -> None:
    cast = make_cast()
    with refused(Refused, "Two seats of one body") as refusal:
        add_seat(body=cast.body, seat=NewSeat(code, name), needed=3, **say(cast))
    assert refusal.value.field == field


def test_a_seat_that_is_directed_by_another_is_corrected_and_open_ballots_keep_its_words() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    seat = cast.seat("PPD")
    assert seat.directed_by
    correct_seat(seat=seat, name="Police", principal_office="Police Commissioner", directed_by="", **say(cast))
    assert ballot.seats.get(code="PPD").name == seat.name
    with refused(Refused, "says already"):
        correct_seat(seat=seat, name="Police", principal_office="Police Commissioner", directed_by="", **say(cast))


def test_a_system_is_given_to_a_body_and_taken_from_none() -> None:
    cast = make_cast()
    deeds = stewardship.add_system(slug="deeds", name="Deeds", stewards=[], **say(cast))
    seats = [NewSeat("REC", "Department of Records")]
    other = found_body(
        slug="records", name="Records board", time_zone="America/New_York", needed=1, seats=seats, systems=[deeds], **say(cast)
    )
    with refused(Refused, "Somebody has to decide about") as refusal:
        correct_body(body=other, name=other.name, systems=[], **say(cast))
    assert refusal.value.field == "systems"
    correct_body(body=cast.body, name="The PARS body", systems=[cast.agreement.system, deeds], **say(cast))
    assert list(other.systems.all()) == []
    assert set(cast.body.systems.all()) == {cast.agreement.system, deeds}
    with refused(Refused, "Another body has this name"):
        correct_body(body=other, name="the PARS body", systems=[], **say(cast))


def test_a_draft_is_not_opened_by_a_body_that_decides_no_more() -> None:
    cast = make_cast()
    facts = {"question": Question.RENEW, "proposal": RENEW_2018, "closes_on": date(2018, 8, 31)}
    draft = ballots.draft_ballot(agreement=cast.agreement, **facts, **say(cast))
    seats = [NewSeat("REC", "Department of Records")]
    zone = "America/New_York"
    other = found_body(slug="records", name="Records board", time_zone=zone, needed=1, seats=seats, systems=[], **say(cast))
    correct_body(body=other, name=other.name, systems=[cast.agreement.system], **say(cast))
    with refused(Refused, "Records board decides about PARS now"):
        ballots.open_ballot(ballot_id=draft.pk, **say(cast))
