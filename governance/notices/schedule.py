"""The rungs: on which days before and after a deadline somebody is told. Pure.

Those before it are the body's own ladder; those after it, and all the rest here, are common to all.

A deadline on day d stands on rung k from day d - k on. The most urgent rung reached is the one that is sent; the spans below
part the calendar so that every deadline lies in exactly one of them. So nothing asks for "exactly today", and a missed day loses
nothing: whatever is due and not yet queued is due still.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from governance.bodies.ladder import LADDER

AFTERWARDS = (-1, -7, -14)
OVERDUE_EVERY = 30  # days, after the last rung, until the matter is closed
LONGEST_OVERDUE = 3653  # days: ten years, so that nothing that is owed falls silent within a memory
PUBLIC_RUNGS = (90, 30)  # days before the end of a term, to who follows the agreement
BODY_FROM = 30  # the rung from which on the whole body hears of a term's end
# An act's transaction may commit after a sweep that began later than the act; so a sweep looks back behind the one before it.
LOOK_BACK = timedelta(days=1)
A_DAY = timedelta(days=1)  # after which the clerk hears of a letter that reached nobody
NEW_FOR = timedelta(days=30)  # an appointment, or a failed letter, is news that long
# A keeper who was written to and does not come, see silent_keepers.py.
SILENT_AFTER = timedelta(days=7)
CLERK_AFTER = timedelta(days=1)  # after the other keepers
LONGEST_ON_ITS_WAY = timedelta(days=30)  # from when a letter is due until it is sent; it keeps the search to one index
LOOKED_AT_FOR = timedelta(days=60)  # when an alert is written: no alert waits so long


@dataclass(frozen=True, slots=True)
class Due:
    """Deadlines on the days from `first_day` to `last_day`, both included, have reached the rung `days` before them.

    `is_urgent`: it is the most urgent rung they have reached. Otherwise they went past it since the last look, unsent.
    """

    days: int
    first_day: date
    last_day: date
    is_urgent: bool


def due(today: date, since: date | None, *, ladder: Sequence[int] = LADDER) -> tuple[Due, ...]:
    """Return the rungs that deadlines have reached on `today`, and those they went past after the day `since`, most urgent first.

    `since` None: nobody ever looked, so nothing counts as missed. Rungs in `ladder` fall from the earliest to the latest.
    """
    spans = []
    for days, next_days in zip(ladder, (*ladder[1:], None), strict=True):
        last = today + timedelta(days=days)
        first = today + timedelta(days=_least(days, next_days))
        spans.append(Due(days, first, last, is_urgent=True))
        if since is not None and since + timedelta(days=days) < first - timedelta(days=1):
            spans.append(Due(days, since + timedelta(days=days + 1), first - timedelta(days=1), is_urgent=False))
    return tuple(reversed(spans))


def _least(days: int, next_days: int | None) -> int:
    """Return the fewest days left that still belong to this rung: one more than the next one's; the last keeps its own."""
    if next_days is not None:
        return next_days + 1
    return 0 if days >= 0 else days - OVERDUE_EVERY + 1


def rung_at(days_left: int, ladder: Sequence[int]) -> int | None:
    """Return the most urgent rung that a deadline with so many days left has reached, as `due` gives it; None if none."""
    for days, next_days in zip(ladder, (*ladder[1:], None), strict=True):
        if _least(days, next_days) <= days_left <= days:
            return days
    return None


def overdue_ladder(days_overdue: int) -> tuple[int, ...]:
    """Return the rungs after a deadline that may be `days_overdue` days past: 1, 7, 14, then every 30 days."""
    more = range(AFTERWARDS[-1] - OVERDUE_EVERY, -days_overdue - 1, -OVERDUE_EVERY)
    return (*AFTERWARDS, *more)
