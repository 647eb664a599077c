"""The year's deadlines: twelve small months with the days that bind marked, and beside them the list that says what they are."""

from __future__ import annotations

from calendar import Calendar
from dataclasses import dataclass
from datetime import date, datetime
from itertools import accumulate
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Count
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.words import long_day

from .days import Day, day_of, standing_days
from .lists import pages_of
from .parts import Pages

PER_PAGE = 100
EARLIEST, LATEST = 1900, 2200  # years that a page is made for
_MONDAY = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A day in a month's table; `url` leads to its entries in the list, "" where nothing binds; `said` is read to the blind."""

    number: int
    url: str = ""
    said: str = ""
    count: int = 0
    is_today: bool = False


@dataclass(frozen=True, slots=True)
class Month:
    """A small month: its weeks have seven places, None outside the month."""

    name: str
    count_text: str
    binds: bool
    weeks: tuple[tuple[Cell | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A day in the list, with everything that falls on it on this page."""

    anchor: str
    on_text: str
    days: tuple[Day, ...]


@dataclass(frozen=True, slots=True)
class DeadlinesPage:
    """Public page 5."""

    year: int
    count_text: str
    weekdays: tuple[tuple[str, str], ...]
    months: tuple[Month, ...]
    entries: tuple[Entry, ...]
    pages: Pages
    previous_year: str
    next_year: str
    nearest_text: str
    nearest_url: str


def deadlines_page(*, at: datetime, year: str = "", number: str = "1") -> DeadlinesPage:
    """Return a year of deadlines as of `at`; the present one where none or a wrong one is asked for."""
    today = at.date()
    asked = _year(year) or today.year
    standing = standing_days(at=at)
    of_year = standing.filter(on__year=asked)
    counted = dict(of_year.order_by("on").values_list("on").annotate(n=Count("pk")))
    part = Paginator(of_year, PER_PAGE).get_page(number)
    page_of = dict(zip(counted, (before // PER_PAGE + 1 for before in accumulate(counted.values(), initial=0)), strict=False))
    near = None if counted else standing.filter(on__gt=today).values_list("on", flat=True).first()
    total = sum(counted.values())
    return DeadlinesPage(
        year=asked,
        count_text=ngettext("%(n)s entry in %(year)s", "%(n)s entries in %(year)s", total) % {"n": total, "year": asked},
        weekdays=tuple((str(WEEKDAYS_ABBR[day]), str(WEEKDAYS[day])) for day in range(7)),
        months=tuple(_month(asked, month, counted, page_of, today) for month in range(1, 13)),
        entries=_entries([day_of(row) for row in part]),
        pages=pages_of(part, {"year": str(asked)}),
        previous_year=_of_year(asked - 1),
        next_year=_of_year(asked + 1),
        nearest_text=_("The next day that binds is %(day)s.") % {"day": long_day(near)} if near else "",
        nearest_url=_of_year(near.year) if near else "",
    )


def _year(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) == 4 and EARLIEST <= int(text) <= LATEST else None


def _of_year(year: int) -> str:
    return f"?year={year}" if EARLIEST <= year <= LATEST else ""


def _month(year: int, month: int, counted: dict[date, int], page_of: dict[date, int], today: date) -> Month:
    weeks = Calendar(_MONDAY).monthdatescalendar(year, month)
    number = sum(n for day, n in counted.items() if day.month == month)
    return Month(
        name=str(MONTHS[month]),
        count_text=ngettext("%(n)s entry", "%(n)s entries", number) % {"n": number} if number else _("no entry"),
        binds=number > 0,
        weeks=tuple(tuple(_cell(day, counted, page_of, today) if day.month == month else None for day in week) for week in weeks),
    )


def _cell(day: date, counted: dict[date, int], page_of: dict[date, int], today: date) -> Cell:
    number = counted.get(day, 0)
    if not number:
        return Cell(day.day, is_today=day == today)
    page = {"page": str(page_of[day])} if page_of[day] > 1 else {}
    said = ngettext("%(day)s: %(n)s entry", "%(day)s: %(n)s entries", number) % {"day": long_day(day), "n": number}
    url = f"?{urlencode({'year': str(day.year), **page})}#{_anchor(day)}"
    return Cell(day.day, url, said, number, is_today=day == today)


def _anchor(day: date) -> str:
    return f"day-{day.isoformat()}"


def _entries(days: list[Day]) -> tuple[Entry, ...]:
    together: dict[date, list[Day]] = {}
    for day in days:
        together.setdefault(day.on, []).append(day)
    return tuple(Entry(_anchor(on), long_day(on), tuple(rows)) for on, rows in together.items())
