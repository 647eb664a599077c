"""What the walk found wrong in the code, each told as it would have happened."""

from __future__ import annotations

from datetime import date

import pytest

from governance.ballots import actions as ballots
from governance.ballots.judgement import judge, what_if
from governance.ballots.models import Decision
from governance.ballots.sentences import still_needed
from governance.bodies.actions import appoint, end_appointment
from governance.bodies.models import Capacity
from tests.cast import Cast, at, make_cast, open_ballot, vote

pytestmark = pytest.mark.django_db
CLOSED = at("2018-09-01 00:00")


def leave(cast: Cast, code: str, last_day: date) -> None:
    appointment = cast.holder(code).appointments.get()
    end_appointment(appointment=appointment, ends_on=last_day, by=cast.clerk, at=at("2018-07-02 10:00"))


def test_a_seat_held_through_the_last_day_of_voting_was_silent_and_not_vacant() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    leave(cast, "DAO", date(2018, 8, 31))
    ballots.settle_ballot(ballot_id=ballot.pk, at=CLOSED)
    assert (Decision.objects.get().silent, Decision.objects.get().vacant) == (3, 0)


def test_a_seat_that_is_filled_on_the_day_after_the_last_was_vacant() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    leave(cast, "DAO", date(2018, 7, 31))
    say = {"by": cast.clerk, "at": at("2018-07-02 10:00")}
    appoint(seat=cast.seat("DAO"), user=cast.outsider, capacity=Capacity.PRINCIPAL, starts_on=date(2018, 9, 1), **say)
    assert judge(ballot, at=CLOSED).vacant == ("DAO",)


def test_a_seat_whose_holder_declined_and_left_cannot_give_the_missing_approval() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "decline", at("2018-07-03 10:00"))
    vote(cast, ballot, "PPD", "abstain", at("2018-07-03 10:00"))
    leave(cast, "FJD", date(2018, 7, 3))
    afterwards = at("2018-07-04 10:00")
    judgement = judge(ballot, at=afterwards)
    assert judgement.needed.seats == ("PPD", "DAO")
    assert "from the Police Department and the District Attorney's Office" in still_needed(ballot, judgement)
    assert {possibility.seat for possibility in what_if(ballot, at=afterwards)} == {"PPD", "DAO"}


def test_two_seats_left_without_approving_block_the_ballot_whatever_they_said() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "decline", at("2018-07-03 10:00"))
    vote(cast, ballot, "PPD", "abstain", at("2018-07-03 10:00"))
    leave(cast, "FJD", date(2018, 7, 3))
    leave(cast, "PPD", date(2018, 7, 3))
    judgement = judge(ballot, at=at("2018-07-04 10:00"))
    assert judgement.needed.is_blocked_by_vacancy
    assert still_needed(ballot, judgement) == "It cannot carry until a vacant seat is filled."


def test_a_vote_that_read_its_clock_before_the_ballot_opened_takes_its_place_behind_the_opening() -> None:
    cast = make_cast()
    ballot = open_ballot(cast, opened_at=at("2018-07-02 09:00"))
    assert vote(cast, ballot, "FJD", "approve", at("2018-07-02 08:59")).cast_at == at("2018-07-02 09:00")
