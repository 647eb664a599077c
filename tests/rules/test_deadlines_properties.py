"""The clocks as laws: what holds for every zone, day, notice period and term, against oracles written another way."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contracts.deadlines import (
    NoticePeriod,
    NoticeUnit,
    Standing,
    YearDay,
    end_of_day,
    is_longer_than_term,
    known_zone,
    local_day,
    minus_months,
    next_term,
    notice_by,
    plus_months,
    standing_of,
    start_of_day,
)

ZONES = sorted(available_timezones() - {"Factory", "localtime"})
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)

zones = st.sampled_from(ZONES)
days = st.dates(date(1900, 1, 1), date(2100, 12, 31))
holiday_sets = st.frozensets(st.integers(0, 60), max_size=12)
notices = st.one_of(
    st.builds(NoticePeriod, st.integers(0, 400), st.just(NoticeUnit.DAYS)),
    st.builds(NoticePeriod, st.integers(0, 60), st.just(NoticeUnit.BUSINESS_DAYS)),
    st.builds(NoticePeriod, st.integers(0, 24), st.just(NoticeUnit.MONTHS)),
)
year_days = st.dates(date(2000, 1, 1), date(2000, 12, 31)).map(lambda day: YearDay(day.month, day.day))


# The oracle for ends of days asks what the wall clock shows at an instant, never which instant a wall clock means, for
# that is what the rule has to get right. It lists the offsets around the day, and reckons each stretch by itself.


def offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).replace(tzinfo=UTC) - at


def changes(zone: ZoneInfo, since: datetime, until: datetime, step: timedelta) -> list[datetime]:
    """Return the instants at which the zone's offset changes, to the second."""
    found, at = [], since
    while at < until:
        early, late = at, min(at + step, until)
        if offset(early, zone) != offset(late, zone):
            while late - early > SECOND:
                middle = early + (late - early) // SECOND // 2 * SECOND
                early, late = (middle, late) if offset(middle, zone) == offset(early, zone) else (early, middle)
            found.append(late)
        at = late
    return found


def first_instant(day: date, zone: ZoneInfo) -> datetime:
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    since, until = midnight - 3 * DAY, midnight + 3 * DAY
    for begins, ends in pairwise([since, *changes(zone, since, until, HOUR), until]):
        reached = max(begins, midnight - offset(begins, zone))
        if reached < ends:
            return reached
    raise AssertionError(f"{zone} never reaches {day}")


def assert_day_is_right(day: date, name: str) -> None:
    zone = ZoneInfo(name)
    begins, ends = first_instant(day, zone), first_instant(day + DAY, zone)
    assert start_of_day(day, name) == begins, (name, day)
    assert end_of_day(day, name) == ends, (name, day)


def test_every_fourth_zone_ends_its_days_right_wherever_its_clock_changed_in_2011_or_will_in_2027() -> None:
    checked = 0
    for name in [*ZONES[::4], "Pacific/Apia", "America/St_Johns", "America/Havana"]:
        for year in (2011, 2027):
            year_begins = datetime(year, 1, 1, tzinfo=UTC)
            for change in changes(ZoneInfo(name), year_begins, year_begins + 366 * DAY, 7 * DAY):
                assert_day_is_right(change.date(), name)
                checked += 1
    assert checked > 100


@settings(max_examples=60, deadline=None)
@given(name=zones, year=st.integers(1900, 2099), late=st.integers(-1, 1))
def test_days_around_any_change_of_any_zones_clock_end_right(name: str, year: int, late: int) -> None:
    since = datetime(year, 1, 1, tzinfo=UTC)
    for change in changes(ZoneInfo(name), since, since + 365 * DAY, 5 * DAY):
        assert_day_is_right(change.date() + late * DAY, name)


@settings(max_examples=60, deadline=None)
@given(name=zones, day=days)
def test_any_day_of_any_zone_ends_right(name: str, day: date) -> None:
    assert_day_is_right(day, name)


@settings(max_examples=300, deadline=None)
@given(name=zones, at=st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_each_instant_belongs_to_exactly_one_day(name: str, at: datetime) -> None:
    day = local_day(at, name)
    assert start_of_day(day, name) <= at < end_of_day(day, name)
    for other in (day - DAY, day + DAY):
        assert not start_of_day(other, name) <= at < end_of_day(other, name)


@pytest.mark.parametrize(
    ("name", "around"),
    [
        ("America/St_Johns", "2010-11-07T03:31:00+00:00"),  # back from 00:01 to 23:01
        ("America/Havana", "2027-11-07T05:00:00+00:00"),  # back from 01:00 to 00:00
        ("Pacific/Apia", "2011-12-30T10:00:00+00:00"),  # from 29 to 31 December
        ("Pacific/Kwajalein", "1969-09-30T13:00:00+00:00"),  # back by 23 hours
        ("America/Juneau", "1867-10-18T23:57:41+00:00"),  # back by a day, with seconds
    ],
)
def test_each_instant_around_the_strangest_changes_belongs_to_exactly_one_day(name: str, around: str) -> None:
    change = datetime.fromisoformat(around)
    for minutes in range(-1600, 1600, 20):
        for at in (change + timedelta(minutes=minutes), change + timedelta(minutes=minutes, microseconds=-1)):
            day = local_day(at, name)
            assert start_of_day(day, name) <= at < end_of_day(day, name)


@settings(deadline=None)
@given(name=zones, day=days)
def test_days_follow_each_other_without_gap_or_overlap(name: str, day: date) -> None:
    assert end_of_day(day, name) == start_of_day(day + DAY, name)
    assert start_of_day(day, name) <= end_of_day(day, name)


def test_every_zone_of_the_machine_is_known() -> None:
    assert all(known_zone(name) for name in ZONES)


@given(name=st.text())
def test_nothing_else_is(name: str) -> None:
    assert known_zone(name) is (name in ZONES)


def in_time(sent_on: date, ends_on: date, notice: NoticePeriod, holidays: frozenset[date]) -> bool:
    """Say in another way whether notice on a business day is in time: count forward from it to the end."""
    if notice.unit is NoticeUnit.DAYS:
        return (ends_on - sent_on).days >= notice.count
    if notice.unit is NoticeUnit.BUSINESS_DAYS:
        # The day of sending counts, the last day of the term does not.
        between = [sent_on + n * DAY for n in range((ends_on - sent_on).days)]
        return len([day for day in between if day.weekday() < 5 and day not in holidays]) >= notice.count
    month = ends_on.year * 12 + ends_on.month - notice.count - 1
    last = monthrange(month // 12, month % 12 + 1)[1]
    return (sent_on.year, sent_on.month, sent_on.day) <= (month // 12, month % 12 + 1, min(ends_on.day, last))


@given(ends_on=days, notice=notices, offs=holiday_sets)
def test_notice_by_is_the_last_business_day_on_which_notice_is_in_time(
    ends_on: date, notice: NoticePeriod, offs: frozenset[int]
) -> None:
    around = notice_by(term_ends_on=ends_on, notice=notice, holidays=frozenset())
    holidays = frozenset(around + (n - 40) * DAY for n in offs)
    found = notice_by(term_ends_on=ends_on, notice=notice, holidays=holidays)
    candidates = (ends_on - n * DAY for n in range(1200))
    business = (day for day in candidates if day.weekday() < 5 and day not in holidays)
    assert found == next(day for day in business if in_time(day, ends_on, notice, holidays))


@given(ends_on=days, notice=notices)
def test_a_longer_period_never_lets_one_act_later(ends_on: date, notice: NoticePeriod) -> None:
    longer = NoticePeriod(notice.count + 1, notice.unit)
    by, sooner = (notice_by(term_ends_on=ends_on, notice=n, holidays=frozenset()) for n in (notice, longer))
    assert sooner <= by <= ends_on


@given(starts_on=days, length=st.integers(1, 900), notice=notices)
def test_a_period_that_is_longer_than_the_term_has_its_notice_by_date_before_it(
    starts_on: date, length: int, notice: NoticePeriod
) -> None:
    ends_on = starts_on + (length - 1) * DAY
    assume(is_longer_than_term(notice, starts_on, ends_on))
    assert notice_by(term_ends_on=ends_on, notice=notice, holidays=frozenset()) < starts_on


@given(starts_on=days, length=st.integers(1, 100), count=st.integers(0, 120))
def test_days_and_business_days_are_longer_than_a_term_that_has_fewer(starts_on: date, length: int, count: int) -> None:
    term = [starts_on + n * DAY for n in range(length)]
    weekdays = [day for day in term if day.weekday() < 5]
    assert is_longer_than_term(NoticePeriod(count, NoticeUnit.DAYS), term[0], term[-1]) is (count > length)
    assert is_longer_than_term(NoticePeriod(count, NoticeUnit.BUSINESS_DAYS), term[0], term[-1]) is (count > len(weekdays))


@given(day=days, months=st.integers(-600, 600))
def test_months_move_the_month_by_just_so_many_and_the_day_only_to_fit(day: date, months: int) -> None:
    moved = plus_months(day, months)
    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day == day.day or (moved.day < day.day and (moved + DAY).day == 1)
    assert minus_months(day, -months) == moved


@given(year_day=year_days, day=days)
def test_the_next_day_of_the_year_is_the_first_that_reads_so(year_day: YearDay, day: date) -> None:
    def reads_so(other: date) -> bool:
        if (other.month, other.day) == (year_day.month, year_day.day):
            return True
        return year_day == YearDay(2, 29) and (other.month, other.day) == (2, 28) and (other + DAY).month == 3

    found = year_day.next_on_or_after(day)
    assert found == next(day + n * DAY for n in range(367) if reads_so(day + n * DAY))


@given(renewal=year_days, day=st.dates(date(2027, 1, 1), date(2040, 1, 1)))
def test_terms_of_forty_renewals_have_no_gap_and_no_drift(renewal: YearDay, day: date) -> None:
    ends_on = first = renewal.next_on_or_after(day)
    terms = []
    for _ in range(40):
        terms.append(next_term(ends_on=ends_on, renewal=renewal))
        ends_on = terms[-1][1]
    assert terms[0][0] == first + DAY
    assert all(later[0] == earlier[1] + DAY for earlier, later in pairwise(terms))
    assert all(starts <= ends for starts, ends in terms)
    # All terms together are as long as one span of their months, but for the days that a short February takes.
    assert abs((terms[-1][1] - plus_months(first, 40 * 12)).days) <= 3


spans = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(sorted), max_size=4)


@given(terms=spans, day=st.integers(-5, 70), ended=st.none() | st.integers(-5, 70))
def test_standing_agrees_with_marking_the_days_on_a_calendar(terms: list[list[int]], day: int, ended: int | None) -> None:
    first = date(2027, 1, 1)
    granted = {first + n * DAY for starts, ends in terms for n in range(starts, ends + 1)}
    cut = first + ended * DAY if ended is not None else date.max
    on = first + day * DAY
    found = standing_of(
        on, [(first + starts * DAY, first + ends * DAY) for starts, ends in terms], cut if ended is not None else None
    )
    cut_short = ended is not None and (not granted or any(access > cut for access in granted))
    if cut_short and on > cut:
        assert found is Standing.ENDED_EARLY
    elif on in granted:
        assert found is Standing.IN_FORCE
    else:
        assert found is (Standing.EXPIRED if granted and on > max(granted) else Standing.UPCOMING)
