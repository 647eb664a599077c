"""Days and moments as a file writes them: of the calendar, or counted from the day of loading. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_FROM_TODAY = re.compile(r"today(?:([+-])([0-9]{1,4}))?")
_CALENDAR = re.compile(r"([0-9]{4})(?:-([0-9]{2}))?(?:-([0-9]{2}))?")


class NotADay(ValueError):
    """The text names no day, or no moment; the sentence says how one is written."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day: `fixed`, or `offset` days from the local day of loading. `precision` is "day", "month" or "year"."""

    fixed: date | None = None
    offset: int = 0
    precision: str = "day"

    @property
    def is_relative(self) -> bool:
        """Whether the day depends on the day of loading."""
        return self.fixed is None

    def __str__(self) -> str:
        return self.fixed.isoformat() if self.fixed else f"today{self.offset:+d}" if self.offset else "today"

    def on(self, today: date) -> date:
        """Return the day itself; of a month or a year, its first day."""
        return self.fixed or today + timedelta(days=self.offset)

    def comes_after(self, other: Day) -> bool:
        """Say whether it certainly comes after `other`; a relative and a fixed day cannot be compared yet."""
        if self.is_relative != other.is_relative:
            return False
        return self.on(date(2000, 1, 1)) > other.on(date(2000, 1, 1))


@dataclass(frozen=True, slots=True)
class Moment:
    """A local wall clock on a day."""

    day: Day
    clock: time

    def at(self, today: date, zone: ZoneInfo) -> datetime:
        """Return the instant, in UTC."""
        return datetime.combine(self.day.on(today), self.clock, zone).astimezone(UTC)


def read_day(text: str, *, may_be_rough: bool = False) -> Day:
    """Read "2018-08-31", "today" or "today-20", and where a rough day may stand "2018-08" and "2018". Raises NotADay."""
    if match := _FROM_TODAY.fullmatch(text):
        return Day(offset=int((match[1] or "+") + (match[2] or "0")))
    match = _CALENDAR.fullmatch(text)
    if match is None or (match[3] is None and not may_be_rough):
        ways = "2018-08-31, 2018-08, 2018" if may_be_rough else "2018-08-31"
        raise NotADay(f"“{text:.40}” is not a day; one is written {ways}, or today+41 for what is illustrative.")
    precision = "day" if match[3] else "month" if match[2] else "year"
    try:
        return Day(fixed=date(int(match[1]), int(match[2] or 1), int(match[3] or 1)), precision=precision)
    except ValueError:
        raise NotADay(f"There is no such day as {text}.") from None


def read_moment(text: str) -> Moment:
    """Read "today-3 10:15" or "2018-07-26 10:15". Raises NotADay."""
    day, _, clock = text.partition(" ")
    if not re.fullmatch(r"[0-9]{2}:[0-9]{2}", clock):
        raise NotADay(f"“{text:.40}” is not a moment; one is written today-3 10:15.")
    try:
        return Moment(read_day(day), time.fromisoformat(clock))
    except NotADay:
        raise
    except ValueError:
        raise NotADay(f"There is no such time as {clock}.") from None
