"""The ladder, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.bodies.ladder import LADDER, day_of_post, hour_of_post
from governance.notices.schedule import LONGEST_OVERDUE, due, overdue_ladder, rung_at

DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def rungs_of(deadline: date, today: date, since: date | None = None) -> list[tuple[int, bool]]:
    return [(span.days, span.is_urgent) for span in due(today, since) if span.first_day <= deadline <= span.last_day]


@pytest.mark.parametrize(
    ("days_left", "rung"), [(180, 180), (179, 180), (121, 180), (120, 120), (31, 60), (30, 30), (2, 3), (1, 1), (0, 0)]
)
def test_a_deadline_stands_on_the_rung_it_reached_last(days_left: int, rung: int) -> None:
    today = date(2018, 6, 1)
    assert rungs_of(today + timedelta(days=days_left), today) == [(rung, True)]


@pytest.mark.parametrize("days_left", [181, 400, -1, -400])
def test_nothing_is_due_before_the_first_rung_or_after_the_last(days_left: int) -> None:
    today = date(2018, 6, 1)
    assert rungs_of(today + timedelta(days=days_left), today) == []


def test_rung_missed_on_sunday_goes_out_on_monday() -> None:
    ends_on = date(2018, 8, 31)  # 60 days before is Monday 2 July; nobody looked from Saturday to Wednesday
    assert rungs_of(ends_on, today=date(2018, 7, 4), since=date(2018, 6, 30)) == [(60, True)]


def test_nine_days_without_a_sweep_send_the_most_urgent_rung_and_name_the_missed_ones() -> None:
    ends_on = date(2018, 8, 31)
    assert rungs_of(ends_on, today=date(2018, 8, 30), since=date(2018, 8, 21)) == [(1, True), (3, False), (7, False)]


@given(today=DAYS, days_left=st.integers(0, 180))
def test_every_deadline_in_reach_has_exactly_one_urgent_rung(today: date, days_left: int) -> None:
    assert len([rung for rung in rungs_of(today + timedelta(days=days_left), today) if rung[1]]) == 1


@given(today=DAYS, gap=st.integers(0, 300), days_left=st.integers(-300, 400))
def test_rungs_since_are_those_that_fell_in_the_gap(today: date, gap: int, days_left: int) -> None:
    deadline, since = today + timedelta(days=days_left), today - timedelta(days=gap)
    fell = [days for days in LADDER if since < deadline - timedelta(days=days) <= today]
    missed = sorted(days for days, is_urgent in rungs_of(deadline, today, since) if not is_urgent)
    urgent = [days for days, is_urgent in rungs_of(deadline, today, since) if is_urgent]
    assert missed == sorted(days for days in fell if days not in urgent[:1] and (urgent or days_left < 0))


@given(today=DAYS, days_left=st.integers(-430, 400))
def test_the_rung_of_one_deadline_is_the_one_whose_span_holds_it(today: date, days_left: int) -> None:
    for ladder in (LADDER, overdue_ladder(400), (90, 30), (0,)):
        spans = due(today, None, ladder=ladder)
        standing = [span.days for span in spans if span.first_day <= today + timedelta(days=days_left) <= span.last_day]
        assert standing == ([] if (rung := rung_at(days_left, ladder)) is None else [rung])


@pytest.mark.parametrize("zone", ["America/New_York", "Europe/Madrid", "Pacific/Kiritimati"])
@given(day=DAYS)
def test_the_hour_of_the_post_is_the_first_moment_of_the_days_post(zone: str, day: date) -> None:
    at = hour_of_post(day, zone)
    assert day_of_post(at, zone) == day
    assert day_of_post(at - timedelta(microseconds=1), zone) == day - timedelta(days=1)


@given(st.integers(1, LONGEST_OVERDUE), st.integers(0, LONGEST_OVERDUE))
def test_what_is_overdue_stands_on_the_same_rung_of_every_ladder_that_is_long_enough(days: int, more: int) -> None:
    assert rung_at(-days, overdue_ladder(days + more)) == rung_at(-days, overdue_ladder(days)) is not None


def test_overdue_goes_on_every_thirty_days() -> None:
    assert overdue_ladder(80) == (-1, -7, -14, -44, -74)


@pytest.mark.parametrize(("hour", "day"), [("11:59", date(2018, 8, 30)), ("12:00", date(2018, 8, 31))])
def test_the_post_goes_out_at_eight_in_the_zone_of_the_body(hour: str, day: date) -> None:
    at = datetime.fromisoformat(f"2018-08-31 {hour}").replace(tzinfo=UTC)  # New York is four hours behind
    assert day_of_post(at, "America/New_York") == day
