"""The ladder at its edges: what `make mutate` showed that nothing noticed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from governance.bodies.ladder import day_of_post
from governance.notices.schedule import AFTERWARDS, BODY_FROM, LADDER, due, overdue_ladder

TODAY = date(2018, 8, 1)
DAY = timedelta(days=1)


def test_the_rungs_are_those_that_the_docs_name() -> None:
    assert LADDER == (180, 120, 90, 60, 30, 14, 7, 3, 1, 0)
    assert AFTERWARDS == (-1, -7, -14)
    assert BODY_FROM == 30


def reached(days_left: int, since: int | None, ladder: tuple[int, ...]) -> tuple[list[int], list[int]]:
    """Return the urgent and the missed rungs of one deadline; `since`: so many days ago somebody looked."""
    spans = due(TODAY, None if since is None else TODAY - since * DAY, ladder=ladder)
    assert all(span.first_day <= span.last_day for span in spans), "a span without a day"
    deadline = TODAY + days_left * DAY
    hit = [span for span in spans if span.first_day <= deadline <= span.last_day]
    return [span.days for span in hit if span.is_urgent], [span.days for span in hit if not span.is_urgent]


@pytest.mark.parametrize("since", [0, 1, 2, 3, 4, 5, 6, 7, 8, 29, 30, 31, 60, 61, 200])
def test_each_rung_is_urgent_until_the_next_and_missed_if_it_was_reached_and_passed_since(since: int) -> None:
    for days_left in range(-10, 190):
        rungs = [days for days in LADDER if days >= days_left]
        urgent = rungs[-1:] if days_left >= 0 else []
        missed = [days for days in rungs if days < days_left + since and days not in urgent]
        assert reached(days_left, since, LADDER) == (urgent, missed[::-1]), days_left


@pytest.mark.parametrize(
    ("days_overdue", "rung"),
    [(1, -1), (6, -1), (7, -7), (13, -7), (14, -14), (43, -14), (44, -44), (73, -44), (74, -74), (103, -74)],
)
def test_what_is_overdue_stands_on_its_rung_until_the_next(days_overdue: int, rung: int) -> None:
    assert reached(-days_overdue, None, overdue_ladder(74)) == ([rung], [])


@pytest.mark.parametrize("days_overdue", [0, 104])
def test_an_overdue_ladder_reaches_neither_the_day_itself_nor_thirty_days_beyond_its_last_rung(days_overdue: int) -> None:
    assert reached(-days_overdue, None, overdue_ladder(74)) == ([], [])


@pytest.mark.parametrize(
    ("days_overdue", "last"),
    [(0, -14), (43, -14), (44, -44), (45, -44), (73, -44), (74, -74), (75, -74), (103, -74), (104, -104)],
)
def test_an_overdue_ladder_goes_as_far_as_it_is_overdue(days_overdue: int, last: int) -> None:
    assert overdue_ladder(days_overdue)[-1] == last


def test_in_the_evening_the_post_of_the_day_has_gone_out() -> None:
    assert day_of_post(datetime(2018, 8, 31, 23, tzinfo=UTC), "America/New_York") == date(2018, 8, 31)


def test_the_last_rung_of_a_ladder_lasts_to_the_day_itself_or_for_thirty_days_if_it_lies_behind_that() -> None:
    assert [days for days in range(-40, 40) if reached(days, None, (30, 7))[0] == [7]] == [0, 1, 2, 3, 4, 5, 6, 7]
    assert [days for days in range(-40, 40) if reached(days, None, (-1,))[0]] == list(range(-30, 0))
