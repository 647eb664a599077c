"""The four clocks by worked cases, each with its real date; those of docs/rules/deadlines.md are among them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from contracts.deadlines import (
    NoSuchDay,
    NoSuchPeriod,
    NoticePeriod,
    NoticeUnit,
    Standing,
    UnknownJurisdiction,
    UnknownZone,
    YearDay,
    business_day_on_or_before,
    days_left,
    end_of_day,
    is_business_day,
    is_longer_than_term,
    jurisdictions,
    known_zone,
    local_day,
    minus_business_days,
    minus_months,
    next_term,
    notice_by,
    plus_months,
    public_holidays,
    standing_of,
    start_of_day,
    zone_named,
)

NEW_YORK = "America/New_York"
NONE: frozenset[date] = frozenset()


def on(day: str) -> date:
    return date.fromisoformat(day)


def at(instant: str) -> datetime:
    return datetime.fromisoformat(instant)


def written(day: str) -> date:
    return datetime.strptime(" ".join(day.split()), "%d %B %Y").date()  # noqa: DTZ007 - a date, not a moment


def days(count: int) -> NoticePeriod:
    return NoticePeriod(count, NoticeUnit.DAYS)


def business_days(count: int) -> NoticePeriod:
    return NoticePeriod(count, NoticeUnit.BUSINESS_DAYS)


def months(count: int) -> NoticePeriod:
    return NoticePeriod(count, NoticeUnit.MONTHS)


# The end of a day


@pytest.mark.parametrize(
    ("day", "zone", "ends_at"),
    [
        pytest.param("2018-08-31", NEW_YORK, "2018-09-01T04:00:00Z", id="summer time"),
        pytest.param("2027-11-07", NEW_YORK, "2027-11-08T05:00:00Z", id="25 hours: the clock goes back"),
        pytest.param("2027-03-14", NEW_YORK, "2027-03-15T04:00:00Z", id="23 hours: the clock goes forward"),
        pytest.param("2027-12-31", NEW_YORK, "2028-01-01T05:00:00Z", id="the year ends"),
        pytest.param("2028-02-28", NEW_YORK, "2028-02-29T05:00:00Z", id="29 February follows"),
        pytest.param("2018-08-31", "UTC", "2018-09-01T00:00:00Z", id="UTC"),
        pytest.param("2018-08-31", "Asia/Kathmandu", "2018-08-31T18:15:00Z", id="a quarter of an hour"),
        pytest.param("2018-11-03", "America/Sao_Paulo", "2018-11-04T03:00:00Z", id="the next midnight is skipped"),
        pytest.param("2024-04-25", "Africa/Cairo", "2024-04-25T22:00:00Z", id="Cairo skips its midnight"),
        pytest.param("2023-03-25", "Asia/Beirut", "2023-03-25T22:00:00Z", id="Beirut skips its midnight"),
        pytest.param("1919-03-30", "America/Toronto", "1919-03-31T04:30:00Z", id="23:30 to 00:30 is skipped"),
        pytest.param("2027-11-06", "America/Havana", "2027-11-07T04:00:00Z", id="midnight twice: the first stroke"),
        pytest.param("2027-10-30", "Atlantic/Azores", "2027-10-31T00:00:00Z", id="the Azores likewise"),
        pytest.param("2024-10-31", "Africa/Cairo", "2024-10-31T22:00:00Z", id="the last hour of the day twice"),
        pytest.param("2010-11-06", "America/St_Johns", "2010-11-07T02:30:00Z", id="back at one past midnight"),
        pytest.param("2011-12-29", "Pacific/Apia", "2011-12-30T10:00:00Z", id="the eve of a skipped day"),
        pytest.param("2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00Z", id="a skipped day"),
        pytest.param("2011-12-31", "Pacific/Apia", "2011-12-31T10:00:00Z", id="the day after a skipped day"),
        pytest.param("1969-09-30", "Pacific/Kwajalein", "1969-10-01T12:00:00Z", id="a day of 47 hours"),
    ],
)
def test_a_day_ends_at_the_first_instant_of_the_next_local_day(day: str, zone: str, ends_at: str) -> None:
    found = end_of_day(on(day), zone)
    assert found == at(ends_at)
    assert found.tzinfo is UTC
    assert start_of_day(on(day) + timedelta(days=1), zone) == found


def test_a_zone_may_be_given_by_name_or_as_itself() -> None:
    assert end_of_day(on("2018-08-31"), ZoneInfo(NEW_YORK)) == end_of_day(on("2018-08-31"), NEW_YORK)
    assert zone_named(NEW_YORK) is ZoneInfo(NEW_YORK)


@pytest.mark.parametrize(
    ("instant", "zone", "day"),
    [
        pytest.param("2018-09-01T03:59:59.999999Z", NEW_YORK, "2018-08-31", id="the last instant of 31 August"),
        pytest.param("2018-09-01T04:00:00Z", NEW_YORK, "2018-09-01", id="the first of 1 September"),
        pytest.param("2018-09-01T12:59:59+09:00", NEW_YORK, "2018-08-31", id="told in Tokyo's time, judged in New York's"),
        pytest.param("2011-12-30T09:59:59Z", "Pacific/Apia", "2011-12-29", id="before the skipped day"),
        pytest.param("2011-12-30T10:00:00Z", "Pacific/Apia", "2011-12-31", id="after the skipped day"),
        pytest.param("2010-11-07T02:29:59Z", "America/St_Johns", "2010-11-06", id="before midnight"),
        pytest.param("2010-11-07T02:30:59Z", "America/St_Johns", "2010-11-07", id="the first minute after midnight"),
        pytest.param("2010-11-07T03:00:00Z", "America/St_Johns", "2010-11-07", id="the clock shows 23:30 once more"),
        pytest.param("2010-11-07T04:00:00Z", "America/St_Johns", "2010-11-07", id="past the second midnight"),
        pytest.param("2024-10-31T21:30:00Z", "Africa/Cairo", "2024-10-31", id="23:30 for the second time"),
    ],
)
def test_an_instant_falls_on_the_day_that_has_begun_and_not_ended(instant: str, zone: str, day: str) -> None:
    assert local_day(at(instant), zone) == on(day)


def test_a_moment_without_a_zone_falls_on_no_certain_day() -> None:
    with pytest.raises(UnknownZone, match=r"^2018-08-31 23:59 names no time zone, so its day is not certain\.$"):
        local_day(datetime(2018, 8, 31, 23, 59, 30), NEW_YORK)


@pytest.mark.parametrize("name", [NEW_YORK, "UTC", "America/Argentina/Buenos_Aires", "Pacific/Apia", "Etc/GMT+5"])
def test_places_of_the_time_zone_database_are_known(name: str) -> None:
    assert known_zone(name)


NONSENSE = ["", "Philadelphia", "EDT", "+05:00", "america/new_york", "America/New_York\n", "x\0y", "a" * 10**6]
PATHS = ["../etc", "../../etc/passwd", "/etc/localtime", "America", "America/New_York/", "right/UTC"]
FILES_THAT_ARE_NO_PLACE = ["localtime", "Factory", "posixrules"]


@pytest.mark.parametrize("name", [*NONSENSE, *PATHS, *FILES_THAT_ARE_NO_PLACE])
def test_nonsense_is_no_zone_and_is_refused_with_a_sentence(name: str) -> None:
    assert not known_zone(name)
    with pytest.raises(UnknownZone, match=r"is not a time zone; one is written like America/New_York\.$") as refusal:
        end_of_day(on("2018-08-31"), name)
    assert len(str(refusal.value)) < 130


@pytest.mark.parametrize(
    "ask",
    [
        lambda: end_of_day(date.max, "UTC"),
        lambda: start_of_day(date.min, "Asia/Tokyo"),
        lambda: plus_months(date.max, 1),
        lambda: minus_months(date.min, 1),
        lambda: days(1).before(date.min, NONE),
        lambda: minus_business_days(date.min, 1, NONE),
        lambda: next_term(ends_on=date.max, renewal=YearDay(8, 31)),
        lambda: YearDay(8, 31).next_on_or_after(on("9999-09-01")),
    ],
)
def test_beyond_the_calendar_there_is_no_day(ask: Callable[[], object]) -> None:
    with pytest.raises(NoSuchDay, match=r"^No day is reckoned before the year 1 or after the year 9999\.$"):
        ask()


# Notice


def test_thirty_days_before_31_august_2027_is_the_friday_before() -> None:
    assert days(30).before(on("2027-08-31"), NONE) == on("2027-08-01")
    assert notice_by(term_ends_on=on("2027-08-31"), notice=days(30), holidays=NONE) == on("2027-07-30")


def test_two_months_before_31_august_is_30_june() -> None:
    assert notice_by(term_ends_on=on("2027-08-31"), notice=months(2), holidays=NONE) == on("2027-06-30")


@pytest.mark.parametrize(
    ("term_ends_on", "notice", "holidays", "act_by"),
    [
        pytest.param("2018-08-31", days(30), NONE, "2018-08-01", id="a Wednesday stays"),
        pytest.param("2018-08-31", days(36), NONE, "2018-07-26", id="the notice of 2018, 36 days before"),
        pytest.param("2027-08-31", days(31), NONE, "2027-07-30", id="Saturday 31 July -> Friday"),
        pytest.param("2027-08-31", days(0), NONE, "2027-08-31", id="on the last day itself"),
        pytest.param("2027-10-31", days(0), NONE, "2027-10-29", id="the last day is a Sunday"),
        pytest.param("2028-03-30", days(30), NONE, "2028-02-29", id="counted through 29 February"),
        pytest.param("2028-04-30", months(2), NONE, "2028-02-29", id="30 February is Tuesday 29"),
        pytest.param("2027-04-30", months(2), NONE, "2027-02-26", id="30 February is Sunday 28 -> Friday 26"),
        pytest.param("2027-02-28", months(12), NONE, "2026-02-27", id="a Saturday a year before"),
        pytest.param("2027-08-31", business_days(1), NONE, "2027-08-30", id="Tuesday -> Monday"),
        pytest.param("2027-08-31", business_days(2), NONE, "2027-08-27", id="over the weekend"),
        pytest.param("2027-08-31", business_days(10), NONE, "2027-08-17", id="two weeks"),
        pytest.param("2027-09-08", business_days(2), "US-PA", "2027-09-03", id="Labor Day does not count"),
        pytest.param("2027-08-05", days(31), "US-PA", "2027-07-02", id="Monday 5 July is kept as Independence Day"),
        pytest.param("2027-12-31", months(6), "US-PA", "2027-06-30", id="30 June is no holiday"),
        pytest.param("2028-01-31", months(1), "US-PA", "2027-12-30", id="31 December 2027 is kept as New Year's Day"),
        pytest.param("2028-01-02", days(9), "US-PA", "2027-12-23", id="24 December 2027 is kept as Christmas Day"),
        pytest.param("2028-01-31", months(120), "US-PA", "2018-01-31", id="ten years back"),
        pytest.param("2028-07-04", months(120), "US-PA", "2018-07-03", id="holidays ten years back"),
    ],
)
def test_notice_is_due_on_the_last_business_day_that_is_in_time(
    term_ends_on: str, notice: NoticePeriod, holidays: str | frozenset[date], act_by: str
) -> None:
    kept = public_holidays(holidays) if isinstance(holidays, str) else holidays
    assert notice_by(term_ends_on=on(term_ends_on), notice=notice, holidays=kept) == on(act_by)


def test_every_line_of_the_table_that_officials_read_is_so() -> None:
    page = (Path(__file__).parents[2] / "docs/rules/deadlines.md").read_text(encoding="utf-8")
    lines = re.findall(r"^\| (\d+ \w+ \d+) \| (\d+) ([a-z ]+?)s? \| \w+ (\d+ \w+ \d+).* \| \**\w+ (\d+ \w+ \d+)", page, re.M)
    assert len(lines) == 10
    kept = public_holidays("US-PA")
    for term_ends_on, count, unit, leads_to, act_by in lines:
        notice = NoticePeriod(int(count), NoticeUnit(f"{unit}s"))
        assert notice.before(written(term_ends_on), kept) == written(leads_to)
        assert notice_by(term_ends_on=written(term_ends_on), notice=notice, holidays=kept) == written(act_by)


def test_every_weekday_on_the_page_that_officials_read_is_right() -> None:
    page = (Path(__file__).parents[2] / "docs/rules/deadlines.md").read_text(encoding="utf-8")
    named = re.findall(r"\b(\w+day)\s(\d+\s[A-Z]\w+\s\d{4})", page)
    assert len(named) > 20
    assert [(weekday, day) for weekday, day in named if f"{written(day):%A}" != weekday] == []


@pytest.mark.parametrize(
    ("day", "count", "before"),
    [
        ("2027-08-30", 0, "2027-08-30"),  # a Monday
        ("2027-08-29", 0, "2027-08-27"),  # a Sunday: the Friday
        ("2027-08-30", 1, "2027-08-27"),
        ("2027-08-29", 1, "2027-08-27"),
        ("2027-08-28", 1, "2027-08-27"),
        ("2027-08-27", 1, "2027-08-26"),
        ("2027-08-29", 6, "2027-08-20"),
    ],
)
def test_business_days_are_counted_backward_and_the_day_itself_is_not_one(day: str, count: int, before: str) -> None:
    assert minus_business_days(on(day), count, NONE) == on(before)


def test_business_days_are_not_counted_forward() -> None:
    with pytest.raises(NoSuchPeriod, match=r"^Business days are counted back from 0 up, not -1\.$"):
        minus_business_days(on("2027-08-31"), -1, NONE)


def test_monday_to_friday_are_business_days_unless_they_are_holidays() -> None:
    week = [on("2027-07-05") + timedelta(days=n) for n in range(7)]  # Monday to Sunday
    assert [is_business_day(day, NONE) for day in week] == [True] * 5 + [False] * 2
    assert not is_business_day(week[0], {week[0]})
    assert business_day_on_or_before(week[6], {week[4], week[3]}) == week[2]


def test_without_any_business_day_the_search_ends_with_the_calendar() -> None:
    class EveryDay:
        def __contains__(self, day: object) -> bool:
            return True

    with pytest.raises(NoSuchDay):
        business_day_on_or_before(on("0002-01-01"), EveryDay())


@pytest.mark.parametrize(
    ("notice", "says"),
    [
        (days(30), "30 days"),
        (days(1), "1 day"),
        (days(0), "0 days"),
        (business_days(1), "1 business day"),
        (months(2), "2 calendar months"),
    ],
)
def test_a_notice_period_reads_as_a_page_writes_it(notice: NoticePeriod, says: str) -> None:
    assert str(notice) == says


@pytest.mark.parametrize(
    ("count", "unit", "sentence"),
    [
        (-1, NoticeUnit.DAYS, "A notice period is a whole number of days, 0 or more, not -1."),
        (1.5, NoticeUnit.MONTHS, "A notice period is a whole number of calendar months, 0 or more, not 1.5."),
        (True, NoticeUnit.DAYS, "A notice period is a whole number of days, 0 or more, not True."),
        ("30", NoticeUnit.DAYS, "A notice period is a whole number of days, 0 or more, not 30."),
        (3654, NoticeUnit.DAYS, "A notice period of 3654 days is longer than ten years; please check it."),
        (
            2611,
            NoticeUnit.BUSINESS_DAYS,
            "A notice period of 2611 business days is longer than ten years; please check it.",
        ),
        (121, NoticeUnit.MONTHS, "A notice period of 121 calendar months is longer than ten years; please check it."),
        (4, "weeks", "Notice is counted in days, business days, calendar months, not in “weeks”."),
    ],
)
def test_a_notice_period_that_cannot_be_meant_is_refused(count: int, unit: NoticeUnit, sentence: str) -> None:
    with pytest.raises(NoSuchPeriod) as refusal:
        NoticePeriod(count, unit)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(("count", "unit"), [(3653, "days"), (2610, "business days"), (120, "calendar months")])
def test_ten_years_of_notice_are_allowed(count: int, unit: str) -> None:
    assert NoticePeriod(count, NoticeUnit(unit)).count == count


@pytest.mark.parametrize(
    ("notice", "starts_on", "ends_on", "longer"),
    [
        pytest.param(days(30), "2027-06-01", "2027-06-30", False, id="30 days and June"),
        pytest.param(days(31), "2027-06-01", "2027-06-30", True, id="31 days and June"),
        pytest.param(months(1), "2027-06-01", "2027-06-30", False, id="a month and June"),
        pytest.param(months(12), "2026-09-01", "2027-08-31", False, id="12 months and a year"),
        pytest.param(months(13), "2026-09-01", "2027-08-31", True, id="13 months and a year"),
        pytest.param(business_days(22), "2027-06-01", "2027-06-30", False, id="the 22 weekdays of June 2027"),
        pytest.param(business_days(23), "2027-06-01", "2027-06-30", True, id="one more than June has"),
        pytest.param(days(0), "2027-08-28", "2027-08-28", False, id="no notice and a Saturday"),
        pytest.param(business_days(0), "2027-08-28", "2027-08-28", False, id="no business day and a Saturday"),
        pytest.param(business_days(1), "2027-08-28", "2027-08-28", True, id="one business day and a Saturday"),
        pytest.param(days(1), "2027-08-28", "2027-08-28", False, id="a day and a day"),
    ],
)
def test_a_notice_period_is_longer_than_its_term(notice: NoticePeriod, starts_on: str, ends_on: str, longer: bool) -> None:
    assert is_longer_than_term(notice, on(starts_on), on(ends_on)) is longer


def test_holidays_make_a_term_shorter_in_business_days() -> None:
    june = (on("2027-06-01"), on("2027-06-30"))
    assert is_longer_than_term(business_days(22), *june, public_holidays("US-PA"))  # Friday 18 June is kept as Juneteenth


# Holidays


def test_holidays_of_pennsylvania_include_the_observed_days() -> None:
    kept = public_holidays("US-PA", [2027])
    for day in ("2027-05-31", "2027-07-04", "2027-07-05", "2027-09-06", "2027-11-26", "2027-12-24"):
        assert on(day) in kept, day
    assert on("2027-08-31") not in kept


def test_the_day_after_thanksgiving_is_kept_in_pennsylvania_and_not_by_the_country() -> None:
    assert on("2027-11-26") in public_holidays("US-PA")
    assert on("2027-11-26") not in public_holidays("US")


def test_a_holiday_of_a_year_that_was_not_asked_for_is_not_missed() -> None:
    assert on("2018-07-04") in public_holidays("US-PA", [2027])


@pytest.mark.parametrize("code", ["US", "US-PA", "MX", "GB-ENG", "ES-MD", "BR-SP"])
def test_countries_and_their_parts_are_known(code: str) -> None:
    assert code in jurisdictions()


def test_jurisdictions_are_listed_once_for_every_form_that_asks() -> None:
    assert jurisdictions() is jurisdictions()


def test_a_state_needs_its_country_for_pa_alone_is_panama() -> None:
    assert on("2027-11-03") in public_holidays("PA")  # Separation Day
    assert on("2027-11-03") not in public_holidays("US-PA")


@pytest.mark.parametrize("code", ["", "USA", "us-pa", "US-", "US-XX", "US-PA-PHL", "-PA", "../US", "Philadelphia" * 99])
def test_an_unknown_jurisdiction_is_refused_with_a_sentence(code: str) -> None:
    with pytest.raises(UnknownJurisdiction, match=f"^No holidays are known for “{code[:60]}”; a code is written like US-PA.$"):
        public_holidays(code)


# Months, days of the year, terms


@pytest.mark.parametrize(
    ("day", "count", "found"),
    [
        ("2027-01-31", 1, "2027-02-28"),
        ("2028-01-31", 1, "2028-02-29"),
        ("2027-01-31", 2, "2027-03-31"),
        ("2027-08-31", -2, "2027-06-30"),
        ("2027-01-15", -1, "2026-12-15"),
        ("2027-12-15", 1, "2028-01-15"),
        ("2027-11-30", 1, "2027-12-30"),
        ("2028-02-29", 12, "2029-02-28"),
        ("2028-02-29", -48, "2024-02-29"),
        ("2027-08-31", 0, "2027-08-31"),
        ("0001-02-28", -1, "0001-01-28"),
        ("9999-11-30", 1, "9999-12-30"),
    ],
)
def test_months_are_calendar_months_clamped_to_the_months_end(day: str, count: int, found: str) -> None:
    assert plus_months(on(day), count) == on(found)
    assert minus_months(on(day), -count) == on(found)


@pytest.mark.parametrize(
    ("year_day", "day", "found"),
    [
        (YearDay(8, 31), "2027-08-30", "2027-08-31"),
        (YearDay(8, 31), "2027-08-31", "2027-08-31"),
        (YearDay(8, 31), "2027-09-01", "2028-08-31"),
        (YearDay(2, 29), "2027-02-28", "2027-02-28"),
        (YearDay(2, 29), "2027-03-01", "2028-02-29"),
        (YearDay(2, 29), "2028-02-28", "2028-02-29"),
        (YearDay(2, 29), "2100-01-01", "2100-02-28"),
        (YearDay(12, 31), "9999-01-01", "9999-12-31"),
    ],
)
def test_a_day_of_the_year_comes_round_and_29_february_is_the_28th_without_it(year_day: YearDay, day: str, found: str) -> None:
    assert year_day.next_on_or_after(on(day)) == on(found)


@pytest.mark.parametrize(
    ("month", "day", "sentence"),
    [
        (2, 30, "There is no 30 February."),
        (4, 31, "There is no 31 April."),
        (8, 0, "There is no 0 August."),
        (0, 1, "There is no month 0; months run from 1 to 12."),
        (13, 1, "There is no month 13; months run from 1 to 12."),
    ],
)
def test_a_day_that_no_year_has_is_refused(month: int, day: int, sentence: str) -> None:
    with pytest.raises(NoSuchDay) as refusal:
        YearDay(month, day)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(("month", "day"), [(1, 1), (1, 31), (2, 29), (12, 31)])
def test_a_day_that_some_year_has_is_a_day_of_the_year(month: int, day: int) -> None:
    assert YearDay(month, day).in_year(2028) == date(2028, month, day)


@pytest.mark.parametrize(
    ("ends_on", "renewal", "starts_next", "ends_next"),
    [
        pytest.param("2027-08-31", YearDay(8, 31), "2027-09-01", "2028-08-31", id="each 31 August"),
        pytest.param("2027-02-28", YearDay(2, 29), "2027-03-01", "2028-02-29", id="into a leap year"),
        pytest.param("2028-02-29", YearDay(2, 29), "2028-03-01", "2029-02-28", id="out of a leap year"),
        pytest.param("2027-06-15", YearDay(8, 31), "2027-06-16", "2027-08-31", id="ended off its day: a short term"),
    ],
)
def test_the_next_term_begins_the_day_after_with_no_gap(ends_on: str, renewal: YearDay, starts_next: str, ends_next: str) -> None:
    assert next_term(ends_on=on(ends_on), renewal=renewal) == (on(starts_next), on(ends_next))


@pytest.mark.parametrize(
    ("value", "same"),
    [
        (days(30), days(30)),
        (YearDay(8, 31), YearDay(8, 31)),
    ],
)
def test_rules_of_a_contract_are_values_that_nobody_changes(value: object, same: object) -> None:
    assert {value} == {same}
    with pytest.raises(AttributeError):
        value.month = 9  # type: ignore[attr-defined]


# Standing

YEAR_2027 = (on("2026-09-01"), on("2027-08-31"))
YEAR_2028 = (on("2027-09-01"), on("2028-08-31"))
LATER = (on("2027-12-01"), on("2028-08-31"))


@pytest.mark.parametrize(
    ("day", "terms", "ended_early_on", "standing"),
    [
        pytest.param("2026-08-31", [YEAR_2027], None, "upcoming", id="the eve of the first day"),
        pytest.param("2026-09-01", [YEAR_2027], None, "in force", id="the first day"),
        pytest.param("2027-08-31", [YEAR_2027], None, "in force", id="the last day of access"),
        pytest.param("2027-09-01", [YEAR_2027], None, "expired", id="the day after"),
        pytest.param("2027-09-01", [YEAR_2028, YEAR_2027], None, "in force", id="renewed with no gap, in any order"),
        pytest.param("2028-09-01", [YEAR_2028, YEAR_2027], None, "expired", id="after the last of two"),
        pytest.param("2027-09-01", [YEAR_2027, LATER], None, "upcoming", id="a gap before a later term"),
        pytest.param("2027-11-30", [YEAR_2027, LATER], None, "upcoming", id="the last day of the gap"),
        pytest.param("2027-12-01", [YEAR_2027, LATER], None, "in force", id="after the gap"),
        pytest.param("2027-03-01", [YEAR_2027], "2027-03-01", "in force", id="the last day of access, moved"),
        pytest.param("2027-03-02", [YEAR_2027], "2027-03-01", "ended early", id="the day after"),
        pytest.param("2030-01-01", [YEAR_2027], "2027-03-01", "ended early", id="for good"),
        pytest.param("2027-09-01", [YEAR_2027, YEAR_2028], "2027-03-01", "ended early", id="later terms change nothing"),
        pytest.param("2027-09-01", [YEAR_2027], "2027-08-31", "expired", id="not early: on the last day"),
        pytest.param("2027-09-01", [YEAR_2027], "2027-08-30", "ended early", id="a day early"),
        pytest.param("2027-09-02", [YEAR_2027], "2027-09-01", "expired", id="not early: after the last day"),
        pytest.param("2026-07-01", [YEAR_2027], "2026-06-30", "ended early", id="before it began"),
        pytest.param("2026-06-30", [YEAR_2027], "2026-06-30", "upcoming", id="not yet ended"),
        pytest.param("2027-01-01", [], None, "upcoming", id="no term"),
        pytest.param("2027-01-02", [], "2027-01-01", "ended early", id="ended without a term on record"),
    ],
)
def test_an_agreement_stands_on_a_day(
    day: str, terms: list[tuple[date, date]], ended_early_on: str | None, standing: str
) -> None:
    ended = on(ended_early_on) if ended_early_on else None
    assert standing_of(on(day), iter(terms), ended) is Standing(standing)


@pytest.mark.parametrize(("day", "left"), [("2018-08-30", 1), ("2018-08-31", 0), ("2018-09-01", -1), ("2018-07-26", 36)])
def test_none_is_left_on_the_last_day_itself(day: str, left: int) -> None:
    assert days_left(on(day), on("2018-08-31")) == left


def test_a_fixed_offset_is_enough_for_a_moment() -> None:
    eastern_summer = timezone(timedelta(hours=-4))
    assert local_day(datetime(2018, 8, 31, 23, 59, 59, 999999, eastern_summer), NEW_YORK) == on("2018-08-31")
