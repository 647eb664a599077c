"""Story 7: vacant seats."""

from __future__ import annotations

from datetime import date

import pytest

from governance.bodies import actions as bodies
from governance.bodies.models import Capacity
from tests.cast import Cast, at, make_cast, make_user, open_ballot
from tests.site.test_desk_stage import text_of

from .stage import PARS_2018, Town, said_to

pytestmark = pytest.mark.django_db


def leave(cast: Cast, code: str, last_day: date = date(2018, 6, 30)) -> None:
    """End the appointment of the seat's holder."""
    held = cast.holder(code).appointments.get(seat__code=code)
    bodies.end_appointment(appointment=held, ends_on=last_day, by=cast.clerk, at=at("2018-06-01 09:00"))


def without_a_judge(town: Town) -> Cast:
    cast = make_cast()
    leave(cast, "FJD")
    open_ballot(cast)
    return cast


def test_two_approvals_carry_beside_a_vacant_seat(town: Town) -> None:
    cast = without_a_judge(town)
    assert "2 more approvals are needed, from the Police Department and the District Attorney's Office" in town.decision()
    town.votes(cast.commissioner, "approve", "2018-07-10 10:00")
    town.votes(cast.attorney, "approve", "2018-07-11 10:00")
    assert (town.answer()["outcome"], town.counts()) == ("carried", {"approve": 2, "vacant": 1})
    assert "2 approve + 0 decline + 1 vacant = 3 seats." in town.decision()


def test_one_approval_and_one_decline_lapse_and_the_denominator_stays_three(town: Town) -> None:
    cast = without_a_judge(town)
    town.votes(cast.commissioner, "approve", "2018-07-10 10:00")
    town.votes(cast.attorney, "decline", "2018-07-11 10:00")
    assert town.answer("2018-08-31 23:59")["outcome"] is None
    told = town.answer("2018-09-01 00:00")
    assert (told["outcome"], told["rule"]) == ("lapsed", {"seats": 3, "needed": 2})
    assert "1 approve + 1 decline + 1 vacant = 3 seats. 1 of the 2 approvals needed." in town.decision()


def test_with_two_seats_vacant_the_clerk_is_told_at_once_and_it_cannot_carry_until_one_is_filled(town: Town) -> None:
    cast = make_cast()
    leave(cast, "FJD")
    leave(cast, "PPD")
    open_ballot(cast)
    sentence = "It cannot carry until a vacant seat is filled."
    assert sentence in town.decision()
    assert town.answer()["still_needed"] == sentence
    assert sentence in text_of(town.desk(cast.clerk).get("/desk/"))
    town.posts("2018-07-02 09:01")
    assert "The seat of the First Judicial District is vacant: appoint somebody" in said_to(town, cast.clerk)
    assert "The seat of the Police Department is vacant: appoint somebody" in said_to(town, cast.clerk)
    assert "vacant" in text_of(town.desk(cast.attorney).get(f"/desk/ballots/{PARS_2018}/"))
    successor = make_user("The new judge")
    appoint(cast, "FJD", successor, date(2018, 7, 9))
    page = town.decision("2018-07-09 00:00")
    assert "2 more approvals are needed, from the First Judicial District and the District Attorney's Office" in page
    town.votes(successor, "approve", "2018-07-09 10:00")
    town.votes(cast.attorney, "approve", "2018-07-10 10:00")
    assert town.counts() == {"approve": 2, "vacant": 1}


def appoint(cast: Cast, code: str, user: object, starts_on: date) -> None:
    bodies.appoint(
        seat=cast.seat(code),
        user=user,
        capacity=Capacity.PRINCIPAL,
        starts_on=starts_on,
        by=cast.clerk,
        at=at("2018-07-03 09:00"),
    )


def test_whose_appointment_begins_tomorrow_cannot_vote_today(town: Town) -> None:
    cast = without_a_judge(town)
    successor = make_user("The new judge")
    appoint(cast, "FJD", successor, date(2018, 7, 10))
    refusal = town.cannot_vote(successor, "approve", "2018-07-09 23:59:59.999999")
    assert "The new judge holds no seat of the PARS subcommittee on 9 July 2018." in refusal
    assert "on record" in town.votes(successor, "approve", "2018-07-10 00:00").read()
