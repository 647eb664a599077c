"""The days that bind: when notice is due, when a day is over, when a term begins. Knows no row, no clock and no page.

Terms are inclusive on both ends, as contracts write them; the end of a day is exclusive, as instants are compared.
The same in prose, with worked cases: docs/rules/deadlines.md.
"""

from __future__ import annotations

from bisect import bisect_left
from calendar import SATURDAY, month_name, monthrange
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from holidays import country_holidays, list_supported_countries

from .refusals import NoSuchValue, Word, gettext_noop


class UnknownZone(NoSuchValue):
    """The name is no IANA time zone, or a moment names none."""


class UnknownJurisdiction(NoSuchValue):
    """No holidays are known for the code."""


class NoSuchDay(NoSuchValue):
    """The day is in no calendar: 30 February, or outside the years 1 to 9999."""


class NoSuchPeriod(NoSuchValue):
    """The notice period cannot be meant."""


_BEYOND = gettext_noop("No day is reckoned before the year 1 or after the year 9999.")


@cache
def _zone_names() -> frozenset[str]:
    # Both are files of the machine and not places: "localtime" is whatever the server is set to.
    return frozenset(available_timezones()).difference(("Factory", "localtime"))


def known_zone(name: str) -> bool:
    """Tell whether `name` is an IANA zone, spelled exactly: "America/New_York". Paths, "" and "localtime" are not."""
    return name in _zone_names()


def zone_named(zone: str | ZoneInfo) -> ZoneInfo:
    """Return the zone. Raises UnknownZone."""
    if isinstance(zone, ZoneInfo):
        return zone
    if not known_zone(zone):
        raise UnknownZone(gettext_noop("“%(zone)s” is not a time zone; one is written like America/New_York."), zone=zone[:60])
    return ZoneInfo(zone)


def start_of_day(day: date, zone: str | ZoneInfo) -> datetime:
    """Return, in UTC, the first instant at which the zone has reached `day`: midnight; where the clock skips midnight,
    the instant of the skip; where midnight strikes twice, the first stroke. A day that the zone skipped whole is empty:
    it starts and ends at the skip. Raises UnknownZone, and NoSuchDay outside the years 1 to 9999.
    """
    local = zone_named(zone)
    midnight = datetime.combine(day, time.min, local)
    reading = int(midnight.timestamp())
    # Only where the clock skips midnight is its second reading the earlier (PEP 495); the skip lies between the two.
    other = min(reading, int(midnight.replace(fold=1).timestamp()))
    seconds = range(other, reading)
    first = other + bisect_left(seconds, day, key=lambda second: datetime.fromtimestamp(second, local).date())
    try:
        return datetime.fromtimestamp(first, UTC)
    except (OverflowError, ValueError):
        raise NoSuchDay(_BEYOND) from None


def end_of_day(day: date, zone: str | ZoneInfo) -> datetime:
    """Return, in UTC and exclusive, the first instant of the next local day; an act is in time if it came before.

    31 August 2018 in New York ends at 2018-09-01T04:00:00Z. Raises UnknownZone, NoSuchDay.
    """
    return start_of_day(_days_after(day, 1), zone)


def local_day(at: datetime, zone: str | ZoneInfo) -> date:
    """Return the one day with start_of_day(day) <= at < end_of_day(day): the date on the wall, but a day that has begun
    stays begun where the clock goes back across midnight. Raises UnknownZone, also for a moment without one.
    """
    if at.utcoffset() is None:
        raise UnknownZone(
            gettext_noop("%(moment)s names no time zone, so its day is not certain."), moment=f"{at:%Y-%m-%d %H:%M}"
        )
    on_the_wall = at.astimezone(zone_named(zone)).date()
    return on_the_wall if at < end_of_day(on_the_wall, zone) else _days_after(on_the_wall, 1)


def _days_after(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        raise NoSuchDay(_BEYOND) from None


def plus_months(day: date, months: int) -> date:
    """Return the same day `months` calendar months on, or that month's last day if it is shorter: 31 January and one
    month is 28 February. Add to the first day, never to the last sum, or the 31st is lost. Raises NoSuchDay.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year <= MAXYEAR:
        raise NoSuchDay(_BEYOND)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def minus_months(day: date, months: int) -> date:
    """Return the same day `months` calendar months back, clamped: two before 31 August is 30 June."""
    return plus_months(day, -months)


@dataclass(frozen=True)
class YearDay:
    """A day of every year: 31 August. 29 February is the 28th in the years without it; 30 February raises NoSuchDay."""

    month: int
    day: int

    def __post_init__(self) -> None:
        if self.month not in range(1, 13):
            raise NoSuchDay(gettext_noop("There is no month %(month)s; months run from 1 to 12."), month=self.month)
        if self.day not in range(1, monthrange(2000, self.month)[1] + 1):
            raise NoSuchDay(gettext_noop("There is no %(day)s %(month)s."), day=self.day, month=Word(month_name[self.month]))

    def __str__(self) -> str:
        return f"{self.day} {month_name[self.month]}"

    def in_year(self, year: int) -> date:
        """Return the day in that year."""
        return plus_months(date(2000, self.month, self.day), 12 * (year - 2000))

    def next_on_or_after(self, day: date) -> date:
        """Return the first such day that is not before `day`."""
        this_year = self.in_year(day.year)
        return this_year if this_year >= day else self.in_year(day.year + 1)


def next_term(*, ends_on: date, renewal: YearDay) -> tuple[date, date]:
    """Return the term after the one that ends on `ends_on`, as (starts_on, ends_on): it begins the day after, with no
    gap, and ends on the next day that `renewal` names, so a term that ended off that day is followed by a short one.
    """
    starts_on = _days_after(ends_on, 1)
    return starts_on, renewal.next_on_or_after(starts_on)


@cache
def jurisdictions() -> frozenset[str]:
    """Return the codes whose public holidays are known: countries ("US") and parts of them ("US-PA")."""
    countries = list_supported_countries(include_aliases=False)
    parts = (f"{country}-{part}" for country, known in countries.items() for part in known)
    return frozenset((*countries, *parts))


def public_holidays(jurisdiction: str, years: Iterable[int] = ()) -> Container[date]:
    """Return the public holidays of "US-PA" or "FR", observed days included. Those of `years` are worked out at once,
    any other year when first asked for, so none is missed; not to be shared by threads. Raises UnknownJurisdiction.
    """
    if jurisdiction not in jurisdictions():
        raise UnknownJurisdiction(
            gettext_noop("No holidays are known for “%(code)s”; a code is written like US-PA."), code=jurisdiction[:60]
        )
    country, _, part = jurisdiction.partition("-")
    return country_holidays(country, subdiv=part or None, years=years)


def is_business_day(day: date, holidays: Container[date]) -> bool:
    """Tell whether `day` is a Monday to Friday and no holiday."""
    return day.weekday() < SATURDAY and day not in holidays


def business_day_on_or_before(day: date, holidays: Container[date]) -> date:
    """Return `day` if it is a business day, else the last one before it. Raises NoSuchDay if there is none."""
    while not is_business_day(day, holidays):
        day = _days_after(day, -1)
    return day


def minus_business_days(day: date, business_days: int, holidays: Container[date]) -> date:
    """Return the business day so many before `day`, which is not counted itself: one before a Saturday, Sunday or
    Monday is the Friday; 0 before is the business day on or before it. Raises NoSuchPeriod below 0, NoSuchDay.
    """
    if business_days < 0:
        raise NoSuchPeriod(gettext_noop("Business days are counted back from 0 up, not %(days)s."), days=business_days)
    for _ in range(business_days):
        day = business_day_on_or_before(_days_after(day, -1), holidays)
    return business_day_on_or_before(day, holidays)


class NoticeUnit(StrEnum):
    """What a notice period is counted in; the value is how a page writes it."""

    DAYS = "days"
    BUSINESS_DAYS = "business days"
    MONTHS = "calendar months"

    @classmethod
    def _missing_(cls, value: object) -> None:
        sentence = gettext_noop("Notice is counted in days, business days, calendar months, not in “%(unit)s”.")
        raise NoSuchPeriod(sentence, unit=str(value)[:60])


_TEN_YEARS = {NoticeUnit.DAYS: 3653, NoticeUnit.BUSINESS_DAYS: 2610, NoticeUnit.MONTHS: 120}


@dataclass(frozen=True)
class NoticePeriod:
    """How long before the last day of a term notice must be given: 0 to ten years, or NoSuchPeriod is raised."""

    count: int
    unit: NoticeUnit

    def __post_init__(self) -> None:
        NoticeUnit(self.unit)
        if type(self.count) is not int or self.count < 0:
            raise NoSuchPeriod(
                gettext_noop("A notice period is a whole number of %(unit)s, 0 or more, not %(count)s."),
                unit=Word(self.unit),
                count=self.count,
            )
        if self.count > _TEN_YEARS[self.unit]:
            raise NoSuchPeriod(
                gettext_noop("A notice period of %(count)s %(unit)s is longer than ten years; please check it."),
                count=self.count,
                unit=Word(self.unit),
            )

    def __str__(self) -> str:
        return f"{self.count} {self.unit.removesuffix('s') if self.count == 1 else self.unit}"

    def before(self, day: date, holidays: Container[date]) -> date:
        """Return the day so long before `day`: a business day only if business days are what it counts."""
        match self.unit:
            case NoticeUnit.DAYS:
                return _days_after(day, -self.count)
            case NoticeUnit.BUSINESS_DAYS:
                return minus_business_days(day, self.count, holidays)
            case NoticeUnit.MONTHS:
                return minus_months(day, self.count)


def notice_by(*, term_ends_on: date, notice: NoticePeriod, holidays: Container[date]) -> date:
    """Return the last business day on which notice is in time. Months are calendar months, clamped: two before
    31 August is 30 June. A weekend or holiday moves it back: 30 days before 31 August 2027 is Friday 30 July.
    """
    return business_day_on_or_before(notice.before(term_ends_on, holidays), holidays)


def is_longer_than_term(notice: NoticePeriod, starts_on: date, ends_on: date, holidays: Container[date] = frozenset()) -> bool:
    """Tell whether the period exceeds the term, both ends counted: 31 days exceed June, 30 days or a month do not.

    Meant as a warning. A period just as long as the term also puts its notice-by date before the term begins.
    """
    return notice.count > 0 and notice.before(_days_after(ends_on, 1), holidays) < starts_on


class Standing(StrEnum):
    """How an agreement stands on a day; the value is the word of the glossary."""

    UPCOMING = "upcoming"
    IN_FORCE = "in force"
    EXPIRED = "expired"
    ENDED_EARLY = "ended early"


def standing_of(on: date, terms: Iterable[tuple[date, date]], ended_early_on: date | None = None) -> Standing:
    """Tell how an agreement with these terms, (starts_on, ends_on) in any order, both ends included, stands on a day.

    `ended_early_on` is the last day of access: still in force on it, ended early for good from the next day on; it
    changes nothing if no term runs past it. In a gap before a later term, and with no term at all, it is upcoming.
    """
    known = list(terms)
    last_day = max((ends_on for _, ends_on in known), default=date.max)
    if ended_early_on is not None and ended_early_on < min(on, last_day):
        return Standing.ENDED_EARLY
    if any(starts_on <= on <= ends_on for starts_on, ends_on in known):
        return Standing.IN_FORCE
    return Standing.EXPIRED if on > last_day else Standing.UPCOMING


def days_left(on: date, ends_on: date) -> int:
    """Return how many days follow `on` up to the last day: 1 on its eve, 0 on the day itself, negative after it."""
    return (ends_on - on).days
