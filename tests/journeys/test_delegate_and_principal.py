"""Story 8: a delegate and a principal of one seat, and what becomes of a vote when an appointment ends."""

from __future__ import annotations

from datetime import date

import pytest

from governance.accounts.models import User
from governance.bodies import actions as bodies
from governance.bodies.models import Capacity
from tests.cast import Cast, at, make_cast, make_user, open_ballot
from tests.site.test_desk_stage import text_of

from .stage import PARS_2018, Town, on_record, said_to

pytestmark = pytest.mark.django_db


def with_a_deputy(town: Town) -> tuple[Cast, User]:
    cast, deputy = make_cast(), make_user("The deputy")
    bodies.appoint(
        seat=cast.seat("FJD"),
        user=deputy,
        capacity=Capacity.DELEGATE,
        starts_on=date(2018, 1, 1),
        ends_on=date(2018, 7, 31),
        by=cast.clerk,
        at=at("2018-01-01 09:00"),
    )
    open_ballot(cast)
    return cast, deputy


def test_the_principals_decline_replaces_the_delegates_approval_and_both_are_shown(town: Town) -> None:
    cast, deputy = with_a_deputy(town)
    assert "The deputy, delegate" in town.votes(deputy, "approve", "2018-07-10 10:00").read()
    town.votes(cast.judge, "decline", "2018-07-11 10:00", because="Not on these terms.")
    assert town.counts() == {"decline": 1, "silent": 2}
    page = town.decision()
    assert "Cast by The judge as principal on 11 July 2018, 10:00, New York time" in page
    assert "Approved. Cast by The deputy as delegate on 10 July 2018, 10:00, New York time." in page
    assert "Earlier on record, no longer counted:" in page
    assert [(row["position"], row["counted"]) for row in town.answer()["positions"]] == [("approve", False), ("decline", True)]


def test_once_the_principal_has_voted_the_delegate_is_refused_with_the_reason(town: Town) -> None:
    cast, deputy = with_a_deputy(town)
    town.votes(cast.judge, "decline", "2018-07-10 10:00")
    refusal = town.cannot_vote(deputy, "approve", "2018-07-11 10:00")
    assert "The principal of the First Judicial District has voted; a delegate's position cannot replace that." in refusal
    assert on_record() == [("FJD", "decline")]


def test_both_are_invited_and_neither_is_reminded_once_one_of_them_has_voted(town: Town) -> None:
    cast, deputy = with_a_deputy(town)
    town.posts("2018-07-02 09:01")
    assert len(town.office.to(deputy.email)) == len(town.office.to(cast.judge.email)) == 1
    town.votes(deputy, "approve", "2018-07-10 10:00")
    town.posts("2018-07-10 10:01")
    town.posts("2018-08-24 08:00")
    about = [mail["Subject"] for mail in town.office.to(cast.judge.email)]
    assert not [subject for subject in about if subject.startswith("No vote yet")]


def test_from_the_day_after_the_appointment_ended_the_delegate_is_refused_and_the_vote_stands(town: Town) -> None:
    cast, deputy = with_a_deputy(town)
    town.votes(deputy, "approve", "2018-07-31 23:59:59.999999")
    refusal = town.cannot_vote(deputy, "decline", "2018-08-01 00:00")
    assert (
        "You have acted for the First Judicial District on this ballot and hold that seat no longer on 1 August 2018." in refusal
    )
    assert town.counts("2018-08-01 00:00") == {"approve": 1, "silent": 2}
    town.votes(cast.attorney, "approve", "2018-08-02 10:00")
    assert town.answer()["outcome"] == "carried"


def test_a_successor_is_told_of_the_vote_of_the_seat_and_may_replace_it(town: Town) -> None:
    cast, _deputy = with_a_deputy(town)
    town.votes(cast.judge, "approve", "2018-07-10 10:00")
    held = cast.judge.appointments.get()
    bodies.end_appointment(appointment=held, ends_on=date(2018, 7, 15), by=cast.clerk, at=at("2018-07-12 09:00"))
    successor = make_user("The new judge")
    bodies.appoint(
        seat=cast.seat("FJD"),
        user=successor,
        capacity=Capacity.PRINCIPAL,
        starts_on=date(2018, 7, 16),
        by=cast.clerk,
        at=at("2018-07-12 09:00"),
    )
    assert town.counts("2018-07-16 00:00") == {"approve": 1, "silent": 2}
    town.posts("2018-07-16 08:00")
    assert "that stands unless you replace it." in said_to(town, successor)
    page = text_of(town.desk(successor, "2018-07-16 09:00").get(f"/desk/ballots/{PARS_2018}/"))
    assert "By The judge as principal, on 10 July 2018" in page
    assert "Change the position" in page
    town.votes(successor, "decline", "2018-07-16 10:00")
    assert town.counts() == {"decline": 1, "silent": 2}
    assert "hold that seat no longer" in town.cannot_vote(cast.judge, "approve", "2018-07-16 11:00")
