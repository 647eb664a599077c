"""Who holds a seat when: one principal at a time, whichever act sets the days."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.refusals import Refused
from governance.bodies.actions import appoint, end_appointment
from governance.bodies.models import Appointment, Capacity
from tests.cast import Cast, at, make_cast, make_user
from tests.traces import refused

pytestmark = pytest.mark.django_db
NOW = at("2018-07-02 10:00")


def hand_over(cast: Cast) -> tuple[Appointment, Appointment]:
    """Let the judge go on 30 June 2018 and a successor follow on 1 July."""
    say = {"by": cast.clerk, "at": NOW}
    first = end_appointment(appointment=cast.judge.appointments.get(), ends_on=date(2018, 6, 30), **say)
    next_judge = make_user("The next judge")
    starts_on = date(2018, 7, 1)
    return first, appoint(seat=cast.seat("FJD"), user=next_judge, capacity=Capacity.PRINCIPAL, starts_on=starts_on, **say)


def test_an_end_is_not_moved_past_the_successors_first_day() -> None:
    cast = make_cast()
    first, _second = hand_over(cast)
    with refused(Refused, match="The next judge holds the seat of the First Judicial District from 1 July 2018 on") as refusal:
        end_appointment(appointment=first, ends_on=date(2018, 7, 1), by=cast.clerk, at=NOW)
    assert refusal.value.field == "ends_on"


def test_an_end_is_moved_to_the_day_before_the_successors_first() -> None:
    cast = make_cast()
    first, second = hand_over(cast)
    end_appointment(appointment=first, ends_on=date(2018, 6, 15), by=cast.clerk, at=NOW)
    assert end_appointment(appointment=first, ends_on=date(2018, 6, 30), by=cast.clerk, at=NOW).ends_on == date(2018, 6, 30)
    assert end_appointment(appointment=second, ends_on=date(2018, 12, 31), by=cast.clerk, at=NOW).ends_on == date(2018, 12, 31)


def test_a_delegates_end_may_lie_in_any_principals_time() -> None:
    cast = make_cast()
    hand_over(cast)
    say = {"by": cast.clerk, "at": NOW}
    deputy = make_user("The deputy judge")
    held = appoint(seat=cast.seat("FJD"), user=deputy, capacity=Capacity.DELEGATE, starts_on=date(2018, 1, 1), **say)
    assert end_appointment(appointment=held, ends_on=date(2018, 7, 15), **say).ends_on == date(2018, 7, 15)
