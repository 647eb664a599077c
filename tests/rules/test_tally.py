"""The decision rule, without a database. The oracle below is written apart from the code and counts by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.ballots.tally import (
    Cast,
    DecisionRule,
    Outcome,
    Outlook,
    Position,
    Tally,
    count,
    outcome,
    outlook,
    settle,
    settles_at,
    still_needed,
)

TWO_OF_THREE = DecisionRule(seats=3, needed=2)
SEATS = ("FJD", "PPD", "DAO")
CLOSES = datetime(2018, 9, 1, 4, tzinfo=UTC)
START = datetime(2018, 7, 2, 13, tzinfo=UTC)
AT_ONCE = timedelta(0)


def hours(number: float) -> datetime:
    return START + timedelta(hours=number)


def cast(seat: str, position: str, hour: float = 0) -> Cast:
    return Cast(seat=seat, position=Position(position), at=hours(hour))


def votes(*positions: str) -> list[Cast]:
    """votes("approve", "-", "decline"): the three seats in order, one an hour."""
    return [
        cast(seat, position, hour) for hour, (seat, position) in enumerate(zip(SEATS, positions, strict=True)) if position != "-"
    ]


@pytest.mark.parametrize("positions", list(product(["approve", "decline", "abstain", "recuse", "-"], repeat=3)))
def test_all_125_combinations_of_three_seats(positions: tuple[str, ...]) -> None:
    approvals, declines = positions.count("approve"), positions.count("decline")
    expected = "carried" if approvals >= 2 else "defeated" if declines >= 2 else "lapsed"
    tally = count(votes(*positions), TWO_OF_THREE)
    assert outcome(votes(*positions), TWO_OF_THREE) == expected
    assert tally == Tally(approvals, declines, positions.count("abstain"), positions.count("recuse"), positions.count("-"), 0)


@pytest.mark.parametrize(("seats", "needed"), [(3, 1), (3, 4), (4, 2), (1, 0), (0, 0), (12, 6)])
def test_a_rule_of_half_or_less_or_more_than_all_is_refused(seats: int, needed: int) -> None:
    with pytest.raises(ValueError, match="more than half"):
        DecisionRule(seats=seats, needed=needed)


@pytest.mark.parametrize(("seats", "needed"), [(3, 2), (1, 1), (5, 3), (7, 4), (12, 7), (3, 3)])
def test_a_majority_of_the_seats_is_a_rule(seats: int, needed: int) -> None:
    assert DecisionRule(seats=seats, needed=needed).needed == needed


@given(data=st.data())
def test_any_body_is_judged_by_counts_of_seats_alone(data: st.DataObject) -> None:
    seats = data.draw(st.integers(1, 12))
    needed = data.draw(st.integers(seats // 2 + 1, seats))
    positions = data.draw(
        st.lists(st.sampled_from(["approve", "decline", "abstain", "recuse", "-"]), min_size=seats, max_size=seats)
    )
    given_votes = [cast(f"S{n}", position) for n, position in enumerate(positions) if position != "-"]
    rule = DecisionRule(seats=seats, needed=needed)
    approvals, declines = positions.count("approve"), positions.count("decline")
    expected = Outlook.SECURED if approvals >= needed else Outlook.FORECLOSED if seats - declines < needed else Outlook.OPEN
    tally = count(given_votes, rule)
    assert outlook(tally, rule) is expected
    assert sum((tally.approve, tally.decline, tally.abstain, tally.recuse, tally.silent, tally.vacant)) == seats


def test_an_abstention_a_recusal_a_vacancy_and_silence_never_foreclose() -> None:
    for position in ("abstain", "recuse"):
        assert outlook(count(votes(position, position, position), TWO_OF_THREE), TWO_OF_THREE) is Outlook.OPEN
    assert outlook(count([], TWO_OF_THREE, vacant=SEATS), TWO_OF_THREE) is Outlook.OPEN


def test_a_vacant_seat_counts_as_it_voted_while_it_was_filled() -> None:
    tally = count(votes("approve", "-", "-"), TWO_OF_THREE, vacant=["FJD", "PPD"])
    assert (tally.approve, tally.vacant, tally.silent) == (1, 1, 1)


def test_the_last_position_of_a_seat_counts_and_a_withdrawn_one_does_not() -> None:
    record = [cast("FJD", "approve", 0), cast("FJD", "decline", 1), cast("PPD", "approve", 2), cast("PPD", "withdrawn", 3)]
    assert count(record, TWO_OF_THREE) == Tally(approve=0, decline=1, abstain=0, recuse=0, silent=2, vacant=0)


def settled(record: list[Cast], cooling_off: timedelta | None = AT_ONCE) -> datetime:
    return settles_at(record, TWO_OF_THREE, closes_at=CLOSES, cooling_off=cooling_off)


def test_with_no_cooling_off_the_second_approval_settles() -> None:
    assert settled(votes("approve", "approve", "-")) == hours(1)


def test_with_no_cooling_off_the_second_decline_settles() -> None:
    assert settled(votes("decline", "abstain", "decline")) == hours(2)


def test_an_open_outlook_settles_at_closing() -> None:
    assert settled(votes("approve", "decline", "abstain")) == CLOSES


def test_only_at_closing_waits_whatever_is_secured() -> None:
    assert settled(votes("approve", "approve", "approve"), cooling_off=None) == CLOSES


THREE_DAYS = timedelta(hours=72)


def test_a_secured_outlook_settles_once_it_has_stood_for_the_cooling_off() -> None:
    assert settled(votes("approve", "approve", "-"), THREE_DAYS) == hours(1 + 72)


def test_a_third_approval_does_not_restart_the_cooling_off() -> None:
    record = [cast("FJD", "approve", 0), cast("PPD", "approve", 1), cast("DAO", "approve", 30)]
    assert settled(record, THREE_DAYS) == hours(1 + 72)


def test_a_withdrawal_opens_it_again_and_the_next_approval_starts_the_cooling_off_anew() -> None:
    record = [cast("FJD", "approve", 0), cast("PPD", "approve", 1), cast("PPD", "withdrawn", 21)]
    assert settled(record, THREE_DAYS) == CLOSES
    assert settled([*record, cast("PPD", "approve", 30)], THREE_DAYS) == hours(30 + 72)


def test_a_seat_that_repeats_itself_does_not_restart_the_cooling_off() -> None:
    record = [cast("FJD", "approve", 0), cast("PPD", "approve", 1), cast("PPD", "approve", 40)]
    assert settled(record, THREE_DAYS) == hours(1 + 72)


def test_the_closing_cuts_the_cooling_off_short() -> None:
    record = [
        Cast("FJD", Position.APPROVE, CLOSES - timedelta(hours=2)),
        Cast("PPD", Position.APPROVE, CLOSES - timedelta(hours=1)),
    ]
    assert settled(record, THREE_DAYS) == CLOSES


def test_from_the_settling_instant_on_a_position_is_late_and_not_counted() -> None:
    record = [*votes("approve", "approve", "-"), cast("DAO", "decline", 1 + 72)]
    settlement = settle(record, TWO_OF_THREE, closes_at=CLOSES, cooling_off=THREE_DAYS)
    assert [vote.seat for vote in settlement.counted] == ["FJD", "PPD"]
    assert (settlement.outcome, settlement.at) == (Outcome.CARRIED, hours(73))
    just_before = [*votes("approve", "approve", "-"), cast("PPD", "withdrawn", 72.999)]
    assert settle(just_before, TWO_OF_THREE, closes_at=CLOSES, cooling_off=THREE_DAYS).at == CLOSES


def test_a_vote_in_the_last_microsecond_counts_and_one_at_the_closing_does_not() -> None:
    last = CLOSES - timedelta(microseconds=1)
    record = [cast("FJD", "approve"), Cast("PPD", Position.APPROVE, last)]
    assert settle(record, TWO_OF_THREE, closes_at=CLOSES, cooling_off=AT_ONCE).outcome is Outcome.CARRIED
    record = [cast("FJD", "approve"), Cast("PPD", Position.APPROVE, CLOSES)]
    assert settle(record, TWO_OF_THREE, closes_at=CLOSES, cooling_off=AT_ONCE).outcome is Outcome.LAPSED


def test_a_change_from_carried_to_defeated_in_one_seat_starts_anew() -> None:
    alone = DecisionRule(seats=1, needed=1)
    record = [cast("X", "approve", 0), cast("X", "decline", 10)]
    settlement = settle(record, alone, closes_at=CLOSES, cooling_off=THREE_DAYS)
    assert (settlement.at, settlement.outcome) == (hours(82), Outcome.DEFEATED)


@given(order=st.permutations([("FJD", "approve"), ("PPD", "decline"), ("DAO", "abstain")]))
def test_the_order_of_votes_before_settling_never_matters(order: list[tuple[str, str]]) -> None:
    record = [cast(seat, position, hour) for hour, (seat, position) in enumerate(order)]
    assert settle(record, TWO_OF_THREE, closes_at=CLOSES, cooling_off=None).outcome is Outcome.LAPSED


def needed(record: list[Cast], vacant: tuple[str, ...] = ()) -> tuple[int, tuple[str, ...], bool]:
    missing = still_needed(record, TWO_OF_THREE, seats=SEATS, vacant=vacant)
    return missing.approvals, missing.seats, missing.is_blocked_by_vacancy


def test_what_is_still_needed_names_the_seats_that_have_not_spoken() -> None:
    assert needed(votes("-", "-", "approve")) == (1, ("FJD", "PPD"), False)
    assert needed([]) == (2, SEATS, False)


def test_where_too_few_are_silent_it_names_who_may_still_change() -> None:
    assert needed(votes("approve", "decline", "abstain")) == (1, ("PPD", "DAO"), False)
    assert needed(votes("decline", "-", "recuse")) == (2, SEATS, False)


def test_nothing_is_needed_once_secured() -> None:
    assert needed(votes("approve", "approve", "-")) == (0, (), False)


def test_two_vacant_seats_block_a_body_of_three() -> None:
    assert needed([], vacant=("FJD", "PPD")) == (2, ("DAO",), True)
    assert needed([], vacant=("FJD",)) == (2, ("PPD", "DAO"), False)
    assert needed(votes("approve", "-", "-"), vacant=("FJD", "PPD")) == (1, ("DAO",), False)
