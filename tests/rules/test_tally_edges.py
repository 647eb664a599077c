"""The rule at its edges: what `make mutate` showed that nothing noticed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from governance.ballots.tally import (
    Cast,
    DecisionRule,
    Outcome,
    Outlook,
    Position,
    Possibility,
    StillNeeded,
    settle,
    still_needed,
    what_if,
)

TWO_OF_THREE = DecisionRule(seats=3, needed=2)
THREE_OF_FIVE = DecisionRule(seats=5, needed=3)
SEATS = ("FJD", "PPD", "DAO")
CLOSES = datetime(2018, 9, 1, 4, tzinfo=UTC)
MONDAY = datetime(2018, 7, 2, 13, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def cast(seat: str, position: str, after: timedelta = timedelta(0)) -> Cast:
    return Cast(seat, Position(position), MONDAY + after)


SECURED = [cast("FJD", "approve"), cast("PPD", "approve", HOUR)]


def test_a_vote_an_hour_after_the_settling_instant_is_late_too() -> None:
    record = [*SECURED, cast("PPD", "decline", HOUR + DAY + HOUR)]
    settlement = settle(record, TWO_OF_THREE, closes_at=CLOSES, cooling_off=DAY)
    assert (settlement.at, settlement.outcome, settlement.counted) == (MONDAY + HOUR + DAY, Outcome.CARRIED, tuple(SECURED))


def test_what_is_recorded_behind_a_late_vote_is_late_whatever_its_clock_says() -> None:
    record = [*SECURED, cast("DAO", "decline", 2 * DAY), cast("PPD", "decline", 2 * HOUR)]
    assert settle(record, TWO_OF_THREE, closes_at=CLOSES, cooling_off=DAY).counted == tuple(SECURED)


def test_three_approvals_leave_nothing_to_be_given() -> None:
    record = [*SECURED, cast("DAO", "approve", HOUR)]
    assert still_needed(record, TWO_OF_THREE, seats=SEATS) == StillNeeded(0, (), Outlook.SECURED, is_blocked_by_vacancy=False)


def test_who_has_declined_is_not_asked_while_enough_are_silent() -> None:
    assert still_needed([cast("FJD", "decline")], TWO_OF_THREE, seats=SEATS).seats == ("PPD", "DAO")
    five = ("A", "B", "C", "D", "E")
    record = [cast("A", "approve"), cast("B", "approve"), cast("C", "decline")]
    assert still_needed(record, THREE_OF_FIVE, seats=five).seats == ("D", "E")


def test_a_seat_that_was_vacated_keeps_its_position_and_is_not_asked_to_change_it() -> None:
    record = [cast("FJD", "decline"), cast("PPD", "abstain")]
    needed = still_needed(record, TWO_OF_THREE, seats=SEATS, vacant=["FJD"])
    assert (needed.seats, needed.is_blocked_by_vacancy) == (("PPD", "DAO"), False)
    needed = still_needed(record, TWO_OF_THREE, seats=SEATS, vacant=["FJD", "PPD"])
    assert (needed.seats, needed.is_blocked_by_vacancy) == (("DAO",), True)


def test_an_approval_that_was_cast_before_the_seat_was_vacated_still_helps() -> None:
    needed = still_needed([cast("FJD", "approve")], TWO_OF_THREE, seats=SEATS, vacant=["FJD", "PPD"])
    assert (needed.approvals, needed.seats, needed.is_blocked_by_vacancy) == (1, ("DAO",), False)


def ask(record: list[Cast], cooling_off: timedelta | None = DAY) -> tuple[Possibility, ...]:
    return what_if(record, TWO_OF_THREE, seats=SEATS, closes_at=CLOSES, cooling_off=cooling_off, at=MONDAY + 2 * HOUR)


def test_what_if_names_every_position_that_a_seat_does_not_hold_already_in_the_order_of_the_seats() -> None:
    asked = [(possibility.seat, str(possibility.position)) for possibility in ask([cast("PPD", "abstain")])]
    everything = ["approve", "decline", "abstain", "recuse"]
    ppd = [("PPD", position) for position in everything if position != "abstain"]
    assert asked == [("FJD", position) for position in everything] + ppd + [("DAO", position) for position in everything]


def test_what_if_says_what_each_position_would_come_to_and_when_it_would_settle() -> None:
    by = {(possibility.seat, str(possibility.position)): possibility for possibility in ask([cast("FJD", "approve")])}
    second = by["DAO", "approve"]
    assert (second.outlook, second.settles_at) == (Outlook.SECURED, MONDAY + 2 * HOUR + DAY)
    decline = by["DAO", "decline"]
    assert (decline.outlook, decline.settles_at) == (Outlook.OPEN, CLOSES)


def test_a_position_is_the_principals_and_nothing_is_blocked_unless_it_is_said() -> None:
    assert Cast("FJD", Position.APPROVE, MONDAY).is_principal
    assert not StillNeeded(1, SEATS, Outlook.OPEN).is_blocked_by_vacancy
