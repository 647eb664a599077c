"""The years as a line: where a day stands on it, and which years have room for their number.

Across, everything is in hundredths of the width, so that one drawing serves a phone, a desk and paper while its letters keep
their size. What must not overlap is judged at the least widths that the drawing is shown at, in pixels.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

LEAST_NARROW, LEAST_WIDE = 264, 560
MOST_YEARS = 100  # what lies before is drawn at the edge
_NUMBER = 40  # pixels that the number of a year takes
_STEPS = ((1, 1), (1, 2), (1, 3), (1, 4), (2, 4), (2, 6), (2, 8), (5, 10), (10, 20))  # on a desk, and its multiple on a phone


@dataclass(frozen=True, slots=True)
class Year:
    """A year and where it begins; its number is shown `always`, only where it is `wide`, or "" nowhere."""

    number: int
    x: float
    shown: str


@dataclass(frozen=True, slots=True)
class Axis:
    """Whole years, both included."""

    first: int
    last: int

    def before(self, day: date) -> float:
        """Return where a day begins; the edge, for a day outside."""
        return self._at(day.toordinal())

    def after(self, day: date) -> float:
        """Return where a day is over; the edge, for a day outside."""
        return self._at(day.toordinal() + 1)

    def _at(self, ordinal: int) -> float:
        return round(100 * min(max(ordinal - self._start, 0), self._days) / self._days, 2)

    @property
    def _start(self) -> int:
        return date(self.first, 1, 1).toordinal()

    @property
    def _days(self) -> int:
        return date(self.last, 12, 31).toordinal() + 1 - self._start

    @property
    def years(self) -> tuple[Year, ...]:
        """The years, as many of them with their numbers as fit without touching or leaving the drawing."""
        wide, narrow = next((pair for pair in _STEPS if self._fit(*pair)), _STEPS[-1])
        return tuple(self._year(number, wide, narrow) for number in range(self.first, self.last + 1))

    def _fit(self, wide: int, narrow: int) -> bool:
        of_a_year = 365 / self._days
        return LEAST_WIDE * wide * of_a_year >= _NUMBER and LEAST_NARROW * narrow * of_a_year >= _NUMBER

    def _year(self, number: int, wide: int, narrow: int) -> Year:
        x = self.before(date(number, 1, 1))
        if number % narrow == 0 and _has_room(x, LEAST_NARROW):
            return Year(number, x, "always")
        return Year(number, x, "wide" if number % wide == 0 and _has_room(x, LEAST_WIDE) else "")


def _has_room(x: float, width: int) -> bool:
    return (100 - x) * width / 100 >= _NUMBER


def axis_over(days: Iterable[date]) -> Axis:
    """Return the whole years that the days lie in, the last hundred of them. Raises ValueError without any day."""
    years = [day.year for day in days]
    return Axis(max(min(years), max(years) - MOST_YEARS + 1), max(years))
