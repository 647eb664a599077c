"""Where things stand in the pictures: nothing touches, nothing leaves the drawing, no scale is shared."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.public.pictures.axis import LEAST_NARROW, LEAST_WIDE, Axis, axis_over
from governance.public.pictures.fees import Charge, fee_lanes
from governance.public.pictures.lanes import EARLIER, LATER, MANY, Drawing, Lane, Mark, Point, Stretch, draw, joined

NUMBER, LETTER, MARK = 40, 7.5, 18  # pixels
SEPTEMBER, AUGUST = (9, 1), (8, 31)


def term(year: int, fill: str = "decision", **facts: object) -> Stretch:
    """Return the term that begins on 1 September of a year."""
    return Stretch(date(year, *SEPTEMBER), date(year + 1, *AUGUST), fill, **facts)


def charge(year: int, amount: str, sort: str = "USD a year", **facts: object) -> Charge:
    return Charge(date(year, *SEPTEMBER), date(year + 1, *AUGUST), sort, Decimal(amount), amount, **facts)


def on(day: date, shape: str = "letter") -> Point:
    return Point(day, day, shape)


def drawn(lane: Lane, axis: Axis) -> Drawing:
    return draw([lane], axis)


days = st.dates(min_value=date(1900, 1, 1), max_value=date(2100, 12, 31))


# --- The years


def test_a_day_stands_where_it_begins_and_the_last_ends_at_the_edge() -> None:
    axis = axis_over([date(2008, 9, 1), date(2018, 8, 31)])
    assert (axis.first, axis.last) == (2008, 2018)
    assert axis.before(date(2008, 1, 1)) == 0
    assert axis.after(date(2018, 12, 31)) == 100
    assert axis.after(date(2010, 8, 31)) == axis.before(date(2010, 9, 1))


def test_a_day_outside_the_years_stands_at_the_edge() -> None:
    axis = Axis(2008, 2018)
    assert (axis.before(date(1997, 1, 1)), axis.after(date(2026, 1, 1))) == (0, 100)


def test_of_more_than_a_hundred_years_the_last_hundred_are_drawn() -> None:
    assert axis_over([date(1, 1, 1), date(9999, 12, 31)]) == Axis(9900, 9999)


@pytest.mark.parametrize("count", range(1, 101))
def test_numbers_of_years_never_touch_and_never_leave_the_drawing(count: int) -> None:
    years = Axis(2018 - count + 1, 2018).years
    assert len(years) == count
    for shown, width in ((("always",), LEAST_NARROW), (("always", "wide"), LEAST_WIDE)):
        starts = [year.x * width / 100 for year in years if year.shown in shown]
        assert starts, f"no year has its number at {width} pixels"
        assert all(after - before >= NUMBER for before, after in pairwise(starts))
        assert starts[-1] + NUMBER <= width + 0.1


def test_one_year_and_two_have_all_their_numbers() -> None:
    assert [year.shown for year in Axis(2026, 2027).years] == ["always", "always"]
    assert [year.shown for year in Axis(2026, 2026).years] == ["always"]


# --- Bars


def test_terms_with_no_gap_meet_and_a_gap_stays_open() -> None:
    first, second, after_a_gap = drawn(Lane("Terms", (term(2008), term(2009), term(2012))), Axis(2008, 2013)).lanes[0].bars
    assert first.end == second.x
    assert after_a_gap.x - second.end == pytest.approx(100 * 2 / 6, abs=0.2)


def test_until_it_is_sure_that_a_term_had_begun_it_is_drawn_apart() -> None:
    unsure = Stretch(date(2008, 1, 1), date(2009, 8, 31), "signed", "disputed", date(2008, 12, 31))
    before, since = drawn(Lane("Terms", (unsure,)), Axis(2008, 2009)).lanes[0].bars
    assert (before.fill, since.fill) == ("unsure", "signed")
    assert before.end == since.x
    assert (before.known, since.known) == ("disputed", "disputed")


def test_a_term_of_one_day_is_seen_also_on_the_last_day_of_the_years() -> None:
    for day in (date(2008, 1, 1), date(2047, 12, 31)):
        (bar,) = drawn(Lane("Terms", (Stretch(day, day, "signed"),)), Axis(2008, 2047)).lanes[0].bars
        assert bar.width >= 0.5
        assert 0 <= bar.x < bar.end <= 100


def test_what_lies_wholly_outside_the_years_has_no_bar() -> None:
    assert drawn(Lane("Terms", (term(1990), term(2030))), Axis(2008, 2018)).lanes[0].bars == ()


@given(st.lists(st.tuples(days, st.integers(0, 20_000)), min_size=1, max_size=12))
def test_no_bar_leaves_the_drawing(spans: list[tuple[date, int]]) -> None:
    stretches = tuple(Stretch(start, start + timedelta(days=length), "signed", "", start) for start, length in spans)
    drawing = drawn(Lane("Terms", stretches), axis_over([start for start, _length in spans]))
    for bar in drawing.lanes[0].bars:
        assert 0 <= bar.x <= bar.end <= 100.01
        assert bar.y + bar.height <= drawing.height


def test_spans_that_follow_each_other_are_one_and_a_gap_parts_them() -> None:
    spans = [(date(2012, 9, 1), date(2013, 8, 31)), (date(2009, 9, 1), date(2010, 8, 31)), (date(2008, 9, 1), date(2009, 8, 31))]
    assert joined(spans) == ((date(2008, 9, 1), date(2010, 8, 31)), (date(2012, 9, 1), date(2013, 8, 31)))
    assert joined([(date(9999, 1, 1), date.max), (date.max, date.max)]) == ((date(9999, 1, 1), date.max),)


# --- Marks


def test_two_letters_of_one_week_become_one_mark_that_says_two() -> None:
    letters = (on(date(2018, 7, 26)), on(date(2018, 7, 27)))
    lane = drawn(Lane("Notice", points=letters), Axis(2008, 2018)).lanes[0]
    assert [(mark.shape, mark.count) for mark in lane.wide] == [(MANY, 2)]


def test_what_has_room_on_a_desk_is_one_on_a_phone() -> None:
    points = (on(date(2010, 7, 1)), on(date(2011, 6, 23)))
    lane = drawn(Lane("Said", points=points), Axis(2008, 2026)).lanes[0]
    assert ([mark.count for mark in lane.wide], [mark.count for mark in lane.narrow]) == ([1, 1], [2])


def test_what_is_older_than_the_years_stands_at_the_edge_as_that() -> None:
    points = (on(date(1997, 1, 1)), on(date(2013, 1, 1)), on(date(2031, 1, 1)))
    shapes = [mark.shape for mark in drawn(Lane("Events", points=points), Axis(2008, 2018)).lanes[0].wide]
    assert shapes == [EARLIER, "letter", LATER]


def test_a_day_known_to_the_year_alone_has_a_line_over_that_year() -> None:
    point = Point(date(2010, 1, 1), date(2010, 12, 31), "signed")
    (mark,) = drawn(Lane("Events", points=(point,)), Axis(2008, 2013)).lanes[0].wide
    assert mark.has_line
    assert (mark.start, mark.end) == (Axis(2008, 2013).before(date(2010, 1, 1)), Axis(2008, 2013).before(date(2011, 1, 1)))
    assert mark.x == pytest.approx((mark.start + mark.end) / 2, abs=0.02)


@given(st.lists(days, min_size=1, max_size=40))
def test_no_two_marks_touch_none_leaves_the_drawing_and_none_is_lost(when: list[date]) -> None:
    lane = drawn(Lane("Events", points=tuple(on(day) for day in when)), axis_over(when)).lanes[0]
    for marks, width in ((lane.wide, LEAST_WIDE), (lane.narrow, LEAST_NARROW)):
        assert sum(mark.count for mark in marks) == len(when)
        assert all(_pixels(after, width) - _pixels(before, width) >= MARK - 0.2 for before, after in pairwise(marks))
        assert all(MARK / 2 - 0.1 <= _pixels(mark, width) <= width - MARK / 2 + 0.1 for mark in marks)


def _pixels(mark: Mark, width: int) -> float:
    return mark.x * width / 100


# --- The whole


def test_lanes_stand_under_each_other_and_today_is_drawn_only_where_it_is() -> None:
    lanes = [
        Lane("Terms", (term(2008),)),
        Lane("Fees", (term(2008),), is_tall=True),
        Lane("Said", points=(on(date(2008, 9, 1)),)),
    ]
    drawing = draw(lanes, Axis(2008, 2009), today=date(2026, 11, 29))
    assert drawing.today is None
    for above, below in pairwise(drawing.lanes):
        assert above.floor_y < above.known_y < below.name_y < below.mark_y < below.floor_y
    assert drawing.lanes[-1].floor_y < drawing.height
    assert draw(lanes, Axis(2008, 2026), today=date(2026, 12, 31)).today is not None


# --- Fees


def test_the_higher_fee_has_the_higher_bar_and_a_constant_one_is_written_once() -> None:
    (lane,) = fee_lanes([charge(2008, "1000"), charge(2009, "2000"), charge(2010, "2000")], [], none_named="none")
    assert [(stretch.share, stretch.text) for stretch in lane.stretches] == [(0.5, "1000"), (1.0, "2000"), (1.0, "")]
    low, high, _same = drawn(lane, Axis(2008, 2011)).lanes[0].bars
    assert high.height == 2 * low.height
    assert low.y + low.height == high.y + high.height


def test_currencies_and_periods_are_not_drawn_on_one_scale() -> None:
    charges = [charge(2008, "13065", "USD once"), charge(2009, "5565"), charge(2010, "5000", "CAD a year")]
    lanes = fee_lanes(charges, [], none_named="none")
    assert [(lane.name, lane.stretches[0].share) for lane in lanes] == [
        ("USD once", 1.0),
        ("USD a year", 1.0),
        ("CAD a year", 1.0),
    ]


def test_a_disputed_fee_is_drawn_as_disputed_and_a_doubtful_one_by_its_line() -> None:
    charges = [charge(2008, "1", known="disputed"), charge(2009, "1", known="inferred"), charge(2010, "1")]
    (lane,) = fee_lanes(charges, [], none_named="none")
    assert [(each.fill, each.known) for each in lane.stretches] == [
        ("fee_disputed", ""),
        ("fee_doubtful", "inferred"),
        ("fee", ""),
    ]


def test_two_fees_of_one_sort_in_one_term_stand_beside_each_other() -> None:
    (lane,) = fee_lanes([charge(2008, "100"), charge(2008, "50")], [], none_named="none")
    first, second = lane.stretches
    assert (first.starts_on, second.ends_on) == (date(2008, 9, 1), date(2009, 8, 31))
    assert first.ends_on < second.starts_on


def test_terms_without_a_fee_have_their_own_lane() -> None:
    assert [lane.name for lane in fee_lanes([charge(2008, "1")], [term(2009, "no_fee")], none_named="none")] == [
        "USD a year",
        "none",
    ]


def test_a_fee_of_nothing_is_seen_and_divides_nothing() -> None:
    (lane,) = fee_lanes([charge(2008, "0"), charge(2009, "0")], [], none_named="none")
    bars = drawn(lane, Axis(2008, 2010)).lanes[0].bars
    assert [bar.height for bar in bars] == [2, 2]


@given(st.lists(st.integers(0, 10**10), min_size=1, max_size=40))
def test_amounts_never_touch_and_never_leave_the_drawing(amounts: list[int]) -> None:
    charges = [charge(1980 + place, f"{amount:,}".replace(",", "")) for place, amount in enumerate(amounts)]
    (lane,) = fee_lanes(charges, [], none_named="none")
    texts = drawn(lane, Axis(1980, 1980 + len(amounts))).lanes[0].texts
    for shown, width in ((("always",), LEAST_NARROW), (("always", "wide"), LEAST_WIDE)):
        reaches = sorted(_reach(text.x, text.anchor, text.words, width) for text in texts if text.shown in shown)
        assert all(before[1] <= after[0] + 0.1 for before, after in pairwise(reaches))
        assert all(start >= -0.1 and end <= width + 0.1 for start, end in reaches)


def _reach(x: float, anchor: str, words: str, width: int) -> tuple[float, float]:
    length, start = LETTER * len(words), x * width / 100
    return (start, start + length) if anchor == "start" else (start - length, start)
