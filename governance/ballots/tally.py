"""The decision rule: who counts, what is secured, when it is settled. The only implementation of docs/rules/two-of-three.md.

Pure. Seats are named by their codes; instants are aware datetimes; votes come in the order in which they were recorded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Position(StrEnum):
    """What a seat puts on record. A withdrawal is a position's taking back, and is itself on record."""

    APPROVE = "approve"
    DECLINE = "decline"
    ABSTAIN = "abstain"
    RECUSE = "recuse"
    WITHDRAWN = "withdrawn"


class Outlook(StrEnum):
    """What the positions of the moment would come to."""

    OPEN = "open"
    SECURED = "secured"
    FORECLOSED = "foreclosed"


class Outcome(StrEnum):
    """What a ballot came to."""

    CARRIED = "carried"
    DEFEATED = "defeated"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class DecisionRule:
    """`needed` of `seats` must approve: at least one, more than half, at most all. Raises ValueError otherwise."""

    seats: int
    needed: int

    def __post_init__(self) -> None:
        if not 1 <= self.needed <= self.seats or 2 * self.needed <= self.seats:
            raise ValueError(
                f"{self.needed} of {self.seats} is not a rule: more than half of the seats, and at most all, must be needed."
            )


@dataclass(frozen=True, slots=True)
class Cast:
    """One position put on record for a seat. `at` is None for a reported position, whose instant nobody recorded."""

    seat: str
    position: Position
    at: datetime | None
    is_principal: bool = True


@dataclass(frozen=True, slots=True)
class Tally:
    """How many seats stand where. The six always add up to the seats of the rule: nothing shrinks the denominator."""

    approve: int
    decline: int
    abstain: int
    recuse: int
    silent: int
    vacant: int


@dataclass(frozen=True, slots=True)
class Settlement:
    """When a ballot settles if nothing more is recorded, and the votes that count then, in order."""

    at: datetime
    counted: tuple[Cast, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Possibility:
    """What one further position of a seat would come to: the outlook, and when the ballot would settle if that stood."""

    seat: str
    position: Position
    outlook: Outlook
    settles_at: datetime


@dataclass(frozen=True, slots=True)
class StillNeeded:
    """What is missing for `needed` approvals: how many, and the seats that could still give them, in the order of the seats."""

    approvals: int
    seats: tuple[str, ...]
    outlook: Outlook
    is_blocked_by_vacancy: bool = False


def standing(votes: Iterable[Cast]) -> dict[str, Cast]:
    """Return each seat's standing vote: the last one on record, unless that is a withdrawal."""
    last = {vote.seat: vote for vote in votes}
    return {seat: vote for seat, vote in last.items() if vote.position is not Position.WITHDRAWN}


def count(votes: Iterable[Cast], rule: DecisionRule, *, vacant: Collection[str] = ()) -> Tally:
    """Count the standing votes. A vacant seat whose vote was cast while it was filled counts as it voted, not as vacant."""
    positions = standing(votes)
    numbers = dict.fromkeys(Position, 0)
    for vote in positions.values():
        numbers[vote.position] += 1
    empty = len(set(vacant) - set(positions))
    return Tally(
        approve=numbers[Position.APPROVE],
        decline=numbers[Position.DECLINE],
        abstain=numbers[Position.ABSTAIN],
        recuse=numbers[Position.RECUSE],
        silent=rule.seats - len(positions) - empty,
        vacant=empty,
    )


def outlook(tally: Tally, rule: DecisionRule) -> Outlook:
    """Say what is settled in substance. Abstaining, recusing and vacant seats may still change, so they never foreclose."""
    if tally.approve >= rule.needed:
        return Outlook.SECURED
    if tally.decline > rule.seats - rule.needed:
        return Outlook.FORECLOSED
    return Outlook.OPEN


def settle(votes: Sequence[Cast], rule: DecisionRule, *, closes_at: datetime, cooling_off: timedelta | None) -> Settlement:
    """Return when and how the ballot settles, given the votes recorded so far.

    It settles at `closes_at` (None as `cooling_off`: only then), or as soon as secured or foreclosed has stood for `cooling_off`,
    counted from when the outlook last became so. From that instant on votes are late: on record, never counted.
    """
    counted: list[Cast] = []
    became: datetime | None = None
    view = Outlook.OPEN
    for vote in votes:
        assert vote.at is not None, "a reported position has no instant, so it cannot be played back"
        if vote.at >= _ends(became, closes_at, cooling_off):
            break
        counted.append(vote)
        now = outlook(count(counted, rule), rule)
        if now is not view:
            view, became = now, vote.at if now is not Outlook.OPEN else None
    return Settlement(at=_ends(became, closes_at, cooling_off), counted=tuple(counted), outcome=outcome(counted, rule))


def _ends(became: datetime | None, closes_at: datetime, cooling_off: timedelta | None) -> datetime:
    if became is None or cooling_off is None:
        return closes_at
    return min(closes_at, became + cooling_off)


def settles_at(votes: Sequence[Cast], rule: DecisionRule, *, closes_at: datetime, cooling_off: timedelta | None) -> datetime:
    """Return the instant from which the ballot counts as settled, whether or not anybody has written that down."""
    return settle(votes, rule, closes_at=closes_at, cooling_off=cooling_off).at


def outcome(votes: Iterable[Cast], rule: DecisionRule) -> Outcome:
    """Return what these votes come to once nothing can change any more."""
    return {
        Outlook.SECURED: Outcome.CARRIED,
        Outlook.FORECLOSED: Outcome.DEFEATED,
        Outlook.OPEN: Outcome.LAPSED,
    }[outlook(count(votes, rule), rule)]


def still_needed(votes: Iterable[Cast], rule: DecisionRule, *, seats: Sequence[str], vacant: Collection[str] = ()) -> StillNeeded:
    """Return what is missing for a carried ballot.

    Named first are the seats that have not spoken; where they are too few, also those that may still change their position.
    `vacant` names every seat that nobody holds, also one whose last holder's position stands.
    """
    positions = standing(votes)
    approvals = sum(vote.position is Position.APPROVE for vote in positions.values())
    missing = max(0, rule.needed - approvals)
    silent = tuple(seat for seat in seats if seat not in positions and seat not in vacant)
    # A seat that stands vacant after it spoke keeps its position, and nobody can change that.
    changeable = tuple(
        seat for seat in seats if seat not in vacant and (seat in silent or positions[seat].position is not Position.APPROVE)
    )
    view = outlook(count(positions.values(), rule), rule)
    return StillNeeded(
        approvals=missing,
        seats=() if missing == 0 else silent if len(silent) >= missing else changeable,
        outlook=view,
        is_blocked_by_vacancy=approvals + len(changeable) < rule.needed,
    )


def what_if(
    votes: Sequence[Cast],
    rule: DecisionRule,
    *,
    seats: Sequence[str],
    closes_at: datetime,
    cooling_off: timedelta | None,
    at: datetime,
) -> tuple[Possibility, ...]:
    """Return what each position that a seat does not hold already would come to, put on record at `at`. Nothing is recorded."""
    positions = standing(votes)
    possibilities = []
    for seat in seats:
        for position in (Position.APPROVE, Position.DECLINE, Position.ABSTAIN, Position.RECUSE):
            if seat in positions and positions[seat].position is position:
                continue
            record = [*votes, Cast(seat, position, at)]
            settlement = settle(record, rule, closes_at=closes_at, cooling_off=cooling_off)
            view = outlook(count(settlement.counted, rule), rule)
            possibilities.append(Possibility(seat, position, view, settlement.at))
    return tuple(possibilities)
