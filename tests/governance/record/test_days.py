"""Days and moments as a file writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from governance.record.days import Day, NotADay, read_day, read_moment

TODAY = date(2028, 2, 29)


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2018-08-31", date(2018, 8, 31), "day"),
        ("2009-11", date(2009, 11, 1), "month"),
        ("2008", date(2008, 1, 1), "year"),
        ("today", TODAY, "day"),
        ("today+41", date(2028, 4, 10), "day"),
        ("today-366", date(2027, 2, 28), "day"),
    ],
)
def test_a_day_is_read_with_its_precision(text: str, day: date, precision: str) -> None:
    read = read_day(text, may_be_rough=True)
    assert (read.on(TODAY), read.precision) == (day, precision)


@pytest.mark.parametrize(
    "text",
    ["", "31 August 2018", "2018-8-31", "2018-02-29", "2018-13", "0000", "today + 3", "Today", "today+99999", "٢٠١٨-08-31"],
)
def test_what_is_no_day_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(NotADay):
        read_day(text, may_be_rough=True)


def test_a_month_is_no_day_where_a_day_is_asked_for() -> None:
    with pytest.raises(NotADay, match="one is written 2018-08-31"):
        read_day("2018-08")


def test_a_moment_is_a_wall_clock_in_the_zone() -> None:
    moment = read_moment("today-3 10:15")
    assert moment.at(date(2026, 7, 4), ZoneInfo("America/New_York")) == datetime(2026, 7, 1, 14, 15, tzinfo=UTC)


def test_a_relative_day_and_a_fixed_one_are_not_compared() -> None:
    assert not Day(offset=5).comes_after(Day(fixed=date(1990, 1, 1)))
    assert Day(offset=5).comes_after(Day(offset=4))
