"""The kinds of value that a file holds, each judged from its text: a sentence for what is wrong. Pure."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import PlainValidator, StringConstraints, ValidationInfo

from contracts.deadlines import NoticePeriod, NoticeUnit, YearDay, jurisdictions, known_zone
from governance.bodies.ladder import as_text

from .days import Day, Moment, NotADay, read_day, read_moment
from .references import around, fault

# The same as contracts.models.CURRENCIES, which a pure module cannot ask; a test holds them equal.
CURRENCIES = ("AUD", "CAD", "CHF", "EUR", "GBP", "JPY", "MXN", "NZD", "USD")


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise fault("Expected a single value here, not a list or fields.")
    return value


def _matching(pattern: str, sentence: str) -> PlainValidator:
    def judge(value: Any) -> str:
        if not re.fullmatch(pattern, _text(value)):
            raise fault(sentence.format(f"“{value:.60}”"))
        return str(value)

    return PlainValidator(judge)


def _day(value: Any, info: ValidationInfo, *, may_be_rough: bool = False) -> Day:
    try:
        day = read_day(_text(value), may_be_rough=may_be_rough)
    except NotADay as reason:
        raise fault(str(reason)) from None
    return _only_illustrative(day, info)


def _only_illustrative(day: Day, info: ValidationInfo) -> Day:
    if day.is_relative and around(info).label != "illustrative":
        raise fault("A day counted from today is only for what is labelled illustrative.")
    if day.is_relative and not around(info).has_zone:
        raise fault("No body decides for this system, so nobody's zone says which day today is.")
    return day


def _rough_day(value: Any, info: ValidationInfo) -> Day:
    return _day(value, info, may_be_rough=True)


def _moment(value: Any, info: ValidationInfo) -> Moment:
    try:
        moment = read_moment(_text(value))
    except NotADay as reason:
        raise fault(str(reason)) from None
    _only_illustrative(moment.day, info)
    return moment


def _zone(value: Any) -> str:
    if not known_zone(_text(value)):
        raise fault(f"“{value:.60}” is not a time zone; one is written like America/New_York.")
    return str(value)


def _currency(value: Any) -> str:
    if _text(value) not in CURRENCIES:
        raise fault(f"“{value:.60}” is not a currency code in use; known are {', '.join(CURRENCIES)}.")
    return str(value)


def _amount(value: Any) -> Decimal:
    if _text(value).startswith("-"):
        raise fault("A fee cannot be negative.")
    if not re.fullmatch(r"[0-9]{1,10}(\.[0-9]{1,2})?", value):
        raise fault(f"“{value:.60}” is not an amount; one is written 5565 or 5565.00.")
    return Decimal(value)


def _year_day(value: Any) -> YearDay:
    day, _, month = _text(value).partition(" ")
    if day.isascii() and day.isdecimal() and len(day) <= 2 and month in _MONTHS:
        try:
            return YearDay(_MONTHS.index(month) + 1, int(day))
        except ValueError as reason:
            raise fault(str(reason)) from None
    raise fault(f"“{value:.60}” is not a day of the year; one is written 31 August.")


_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _notice(value: Any) -> NoticePeriod:
    count, _, unit = _text(value).partition(" ")
    try:
        if not count.isascii() or not count.isdecimal() or len(count) > 5:
            raise ValueError(f"“{value:.60}” is not a notice period; one is written 60 days or 2 calendar months.")
        unit = f"{unit}s" if int(count) == 1 and f"{unit}s" in tuple(NoticeUnit) else unit  # "1 calendar month"
        return NoticePeriod(int(count), NoticeUnit(unit) if unit in tuple(NoticeUnit) else unit)  # type: ignore[arg-type]
    except ValueError as reason:
        raise fault(str(reason)) from None


def _jurisdiction(value: Any) -> str:
    if _text(value) not in jurisdictions():
        raise fault(f"No holidays are known for “{value:.60}”; a code is written like US-PA.")
    return str(value)


def _truth(value: Any) -> bool:
    if _text(value) not in ("true", "false"):
        raise fault(f"“{value:.60}” is neither true nor false.")
    return bool(value == "true")


def _cooling_off(value: Any) -> int | None:
    """Hours for which an outlook must stand; None: only at closing."""
    match = re.fullmatch(r"at once|at closing|after ([0-9]{1,4}) hours", _text(value))
    if match is None:
        raise fault(f"“{value:.60}” is not a way to settle: at once, at closing, or after 72 hours.")
    return None if value == "at closing" else int(match[1] or 0)


def _ladder(value: Any) -> tuple[int, ...]:
    """Days before a deadline, falling to 0."""
    if not isinstance(value, tuple):
        raise fault("A ladder is a list of days before a deadline, like [30, 7, 1, 0].")
    rungs = tuple(_whole(days) for days in value)
    try:
        as_text(rungs)
    except ValueError as reason:
        raise fault(str(reason)) from None
    return rungs


def _whole(value: Any) -> int:
    if not re.fullmatch(r"[0-9]{1,4}", _text(value)):
        raise fault(f"“{value:.60}” is not a whole number from 0 to 9999.")
    return int(value)


Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Long = Annotated[str, StringConstraints(min_length=1, max_length=500)]
Prose = Annotated[str, StringConstraints(min_length=1, max_length=5000)]
Slug = Annotated[str, _matching(r"(?=.{1,60}$)[a-z0-9]+(-[a-z0-9]+)*", "{} is not a slug: small letters, digits and hyphens.")]
SourceKey = Annotated[str, _matching(r"[A-Za-z0-9_-]{1,40}", "{} is not a key: letters, digits, hyphens.")]
Address = Annotated[str, _matching(r"https?://[^\s]{1,490}", "{} is not an address; it begins with http:// or https://.")]
Email = Annotated[str, _matching(r"[a-z0-9.+-]+@[a-z0-9-]+(\.[a-z0-9-]+)+", "{} is not an e-mail address in small letters.")]
SeatCode = Annotated[str, _matching(r"[A-Z0-9-]{1,12}", "{} is not a seat's code: up to 12 capital letters and digits.")]
ADay = Annotated[Day, PlainValidator(_day)]
ARoughDay = Annotated[Day, PlainValidator(_rough_day)]
AMoment = Annotated[Moment, PlainValidator(_moment)]
Zone = Annotated[str, PlainValidator(_zone)]
Currency = Annotated[str, PlainValidator(_currency)]
Amount = Annotated[Decimal, PlainValidator(_amount)]
DayOfYear = Annotated[YearDay, PlainValidator(_year_day)]
Notice = Annotated[NoticePeriod, PlainValidator(_notice)]
Jurisdiction = Annotated[str, PlainValidator(_jurisdiction)]
Truth = Annotated[bool, PlainValidator(_truth)]
CoolingOff = Annotated[int | None, PlainValidator(_cooling_off)]
Ladder = Annotated[tuple[int, ...], PlainValidator(_ladder)]
Whole = Annotated[int, PlainValidator(_whole)]
