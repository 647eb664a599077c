"""The ladder of a body: how many days before a deadline its people are reminded. Pure.

A ladder is kept as one text, "180,120,90,0", in one form only, so that equal ladders are equal texts in every database.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from contracts.refusals import NoSuchValue, gettext_noop

LADDER = (180, 120, 90, 60, 30, 14, 7, 3, 1, 0)
FARTHEST = 366  # days: a year ahead, also a leap year
LONGEST_TEXT = 1400  # every day of a year written out
HOUR_OF_POST = time(8)  # local time of the body: when a rung is reached


class NotALadder(NoSuchValue):
    """The rungs make no ladder; the sentence says why."""


def as_text(rungs: Sequence[int]) -> str:
    """Return the one text of a ladder. Raises NotALadder unless its rungs are whole days from 366 down to 0, each once."""
    if not rungs:
        raise NotALadder(gettext_noop("A ladder has at least one rung: 0, the day itself."))
    for days in rungs:
        if type(days) is not int or not 0 <= days <= FARTHEST:
            raise NotALadder(
                gettext_noop("A rung is a whole number of days from 0 to %(farthest)s, not %(days)s."),
                farthest=FARTHEST,
                days=days,
            )
    if any(after >= before for before, after in pairwise(rungs)):
        raise NotALadder(
            gettext_noop("The rungs of a ladder fall from the earliest reminder to the last, each once: 30, 7, 1, 0.")
        )
    if rungs[-1] != 0:
        raise NotALadder(gettext_noop("A ladder ends with 0, the day itself: nobody is to learn of a deadline only after it."))
    return ",".join(str(days) for days in rungs)


def rungs_of(text: str) -> tuple[int, ...]:
    """Return the rungs of a ladder that `as_text` wrote."""
    return tuple(int(days) for days in text.split(","))


def day_of_post(at: datetime, zone: str) -> date:
    """Return the local day whose post has gone out by `at`: today from the hour of the post on, before that yesterday."""
    local = at.astimezone(ZoneInfo(zone))
    return local.date() if local.time() >= HOUR_OF_POST else local.date() - timedelta(days=1)


def hour_of_post(day: date, zone: str) -> datetime:
    """Return the moment, in UTC, at which the post of a local day goes out."""
    return datetime.combine(day, HOUR_OF_POST, ZoneInfo(zone)).astimezone(UTC)
