"""The kinds of value that a sheet's cells hold, each read from its text with a sentence for what is wrong.

What the register's file has too is judged by the same kinds: governance/record/values.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.db.models import CharField, Model, TextChoices
from django.utils.translation import gettext as _
from pydantic import TypeAdapter, ValidationError

from contracts.plain_text import LONGEST, one_line, plain_text, tag_name
from governance.record import values
from governance.record.days import Day, NotADay, read_day
from governance.record.reading import fault_of

from .cells import items_of, lines_of

Reads = Callable[[str], Any]
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
_BY_HAND = re.compile(r"\d{1,4}\s*[/.]\s*\d{1,2}\s*[/.]\s*\d{1,4}|\d{1,2}-\d{1,2}-\d{4}")


class NotReadable(ValueError):
    """The cell does not hold what its column asks for. `str()` is the sentence that says so."""


def as_in_the_record(kind: Any) -> Reads:
    """Return how the register's file reads this kind."""
    adapter = TypeAdapter(kind)

    def read(text: str) -> Any:
        try:
            return adapter.validate_python(text)
        except ValidationError as error:
            raise NotReadable(fault_of(error.errors(include_url=False)[0]).sentence) from None

    return read


slug = as_in_the_record(values.Slug)
currency = as_in_the_record(values.Currency)
amount = as_in_the_record(values.Amount)
day_of_year = as_in_the_record(values.DayOfYear)
notice = as_in_the_record(values.Notice)
jurisdiction = as_in_the_record(values.Jurisdiction)
_email = as_in_the_record(values.Email)
_source_key = as_in_the_record(values.SourceKey)


def a_line(model: type[Model], name: str) -> Reads:
    """Return how a text on one line is read: as long as the register's column takes it."""
    field = model._meta.get_field(name)
    assert isinstance(field, CharField)
    longest = field.max_length or LONGEST
    return lambda text: one_line(text, field=name, longest=longest)


def prose(text: str) -> str:
    """Read a text that may have several lines."""
    return plain_text(text, field="purpose", longest=LONGEST)


def one_of(choices: type[TextChoices]) -> Reads:
    """Return how one of the register's own words is read; their labels are understood too."""
    known = {word: choice.value for choice in choices for word in (choice.value, str(choice.label))}

    def read(text: str) -> str:
        word = text.strip().lower()
        if word not in known:
            sentence = _("“%(text)s” is not known here; it is one of %(words)s.")
            raise NotReadable(sentence % {"text": text[:60], "words": ", ".join(choices.values)})
        return known[word]

    return read


def rough_day(text: str) -> Day:
    """Read 2018-08-31, and 2018-08 or 2018 where no more is known."""
    if _BY_HAND.fullmatch(text.strip()):
        sentence = _("“%(text)s” can be read in two ways. Write the year, the month and the day, as in 2018-08-31.")
        raise NotReadable(sentence % {"text": text.strip()})
    try:
        found = read_day(text.strip(), may_be_rough=True)
    except NotADay as reason:
        if str(reason).startswith("There is no such day"):
            raise NotReadable(str(reason)) from None
        raise NotReadable(_("“%(text)s” is not a day; one is written 2018-08-31.") % {"text": text.strip()[:40]}) from None
    if found.is_relative:
        raise NotReadable(_("“%(text)s” is not a day; one is written 2018-08-31.") % {"text": text.strip()[:40]})
    if not EARLIEST <= found.on(EARLIEST) <= LATEST:
        raise NotReadable(_("Check the year: days from 1900 to 2199 can be entered."))
    return found


def day(text: str) -> date:
    """Read 2018-08-31."""
    found = rough_day(text)
    if found.precision != "day":
        raise NotReadable(_("Write the whole day, as in 2018-08-31."))
    return found.on(EARLIEST)


def addresses(text: str) -> tuple[str, ...]:
    """Read e-mail addresses, separated by semicolons, commas, spaces or lines."""
    return _each_once(_email(item) for item in re.split(r"[;,\s]+", text.strip().lower()) if item)


def source_keys(text: str) -> tuple[str, ...]:
    """Read keys of sources, sorted."""
    return tuple(sorted(_each_once(_source_key(item) for item in items_of(text))))


def names(text: str) -> tuple[str, ...]:
    """Read names of data elements."""
    return _each_once(one_line(item, field="", longest=120) for item in items_of(text))


def tags(text: str) -> tuple[str, ...]:
    """Read tags, separated by semicolons or commas, sorted."""
    written = (item.strip() for part in items_of(text) for item in part.split(","))
    return tuple(sorted(_each_once(tag_name(item, field="") for item in written if item)))


def each_line(read: Reads) -> Reads:
    """Return how several values in one cell are read, one to a line."""
    return lambda text: tuple(read(line) for line in lines_of(text))


def _each_once(items: Iterable[str]) -> tuple[str, ...]:
    found = tuple(items)
    for number, item in enumerate(found):
        if item in found[:number]:
            raise NotReadable(_("“%(item)s” stands here twice.") % {"item": item})
    return found
