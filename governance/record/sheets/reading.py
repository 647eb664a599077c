"""The lines of a sheet become agreements, or everything that is wrong with them by row and column. The register is not asked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from django.utils.translation import gettext as _

from contracts.deadlines import YearDay, is_longer_than_term
from contracts.refusals import Refused
from governance.record.days import Day
from governance.record.faults import Fault, Unreadable

from .cells import Cell, Line, Made
from .columns import COLUMN, COLUMNS, NAMES, Column, shape
from .files import read_lines
from .row import SheetRow
from .values import NotReadable

HEADINGS = 1  # the row in which they stand


@dataclass(frozen=True, slots=True)
class Numbered:
    """An agreement and the row in which it stands."""

    number: int
    row: SheetRow


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file says: the columns it has, the rows that are whole, what is wrong, and what is worth a second look."""

    columns: tuple[str, ...] = ()
    rows: tuple[Numbered, ...] = ()
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


def at(row: int, column: str, sentence: str) -> Fault:
    """Return a fault of a cell; of the whole row where `column` is ""."""
    return Fault((column,) if column else (), sentence, row, unit="row")


def read_sheet(content: bytes) -> Sheet:
    """Read a CSV or XLSX file. Raises Unreadable for a file that cannot be read at all; what is wrong in it are `faults`."""
    headings, *lines = read_lines(content)
    names = [cell.text.strip().lower() for cell in headings.cells]
    while names and not names[-1]:
        names.pop()
    if wrong := [*_wrong_headings(names)]:
        return Sheet(faults=tuple(wrong))
    if not lines:
        raise Unreadable(_("The sheet has its headings but no agreements below them."))
    return _judge(names, lines)


def _wrong_headings(names: Sequence[str]) -> Iterator[Fault]:
    for place, name in enumerate(names):
        if not name:
            yield at(HEADINGS, "", _("Column %(place)s has no name.") % {"place": place + 1})
        elif name not in COLUMN:
            near = get_close_matches(name, NAMES, n=1, cutoff=0.6)
            sentence = _("There is no column of this name; is %(near)s meant?") if near else _("There is no column of this name.")
            yield at(HEADINGS, name[:40], sentence % {"near": near[0]} if near else sentence)
        elif name in names[:place]:
            yield at(HEADINGS, name, _("This column stands here twice."))
    for column in COLUMNS:
        if column.is_needed and column.name not in names:
            yield at(HEADINGS, column.name, _("This column is missing."))
    if "recipient" not in names and "recipient_name" not in names:
        yield at(HEADINGS, "recipient", _("This column is missing, and recipient_name too; one of them is needed."))


def _judge(names: Sequence[str], lines: Iterable[Line]) -> Sheet:
    rows: list[Numbered] = []
    faults: list[Fault] = []
    warnings: list[Fault] = []
    first_of: dict[str, int] = {}
    for line in lines:
        said: dict[str, Any] = {}
        found = [*_read_cells(names, line, said)]
        found += _does_not_fit(line.number, said) if not found else []
        slug = said.get("slug")
        if slug in first_of:
            sentence = _("“%(slug)s” stands in row %(row)s already; an agreement has one row.")
            found.append(at(line.number, "slug", sentence % {"slug": slug, "row": first_of[slug]}))
        elif slug:
            first_of[slug] = line.number
        faults += found
        if not found:
            rows.append(Numbered(line.number, shape(said)))
            warnings += _worth_a_look(rows[-1])
    return Sheet(tuple(names), tuple(rows), tuple(faults), tuple(warnings))


def _read_cells(names: Sequence[str], line: Line, said: dict[str, Any]) -> Iterator[Fault]:
    """Put what the cells of a line say into `said`, and return what is wrong with them."""
    beyond = [cell for cell in line.cells[len(names) :] if cell.text.strip()]
    if beyond:
        sentence = _("There is more in this row than there are columns; a text with a comma in it needs quotes around it.")
        yield at(line.number, "", sentence)
    for place, name in enumerate(names):
        column = COLUMN[name]
        cell = line.cells[place] if place < len(line.cells) else Cell()
        try:
            said[name] = _value(column, cell)
        except (NotReadable, Refused) as reason:
            yield at(line.number, name, str(reason))


def _value(column: Column, cell: Cell) -> Any:
    if cell.made is Made.FAULTY:
        raise NotReadable(cell.text)
    if cell.made is Made.FORMULA:
        sentence = _("“%(text)s” is a formula or would be taken for one. Write its value; before a text put an apostrophe (').")
        raise NotReadable(sentence % {"text": cell.text[:40]})
    if not cell.text.strip():
        if column.is_needed:
            raise NotReadable(_("This cell is empty, and it is needed."))
        return None
    text = cell.text
    if cell.made is Made.DAY and column.holds == "year day":
        text = _as_day_of_year(text)
    elif cell.made is Made.DAY and column.holds != "day":
        sentence = _("The spreadsheet has made a date of this. Format the cell as text and write it again.")
        raise NotReadable(sentence)
    elif cell.made is Made.NUMBER and column.holds == "day" and len(text) != len("2018"):
        raise NotReadable(_("This is a number. Format the cell as a date, or write the day as 2018-08-31."))
    elif cell.made is Made.NUMBER and column.holds == "text" and not text.isdecimal():
        raise NotReadable(_("The spreadsheet has made a number of this. Format the cell as text and write it again."))
    return column.reads(text if "\n" in text else text.strip())


def _as_day_of_year(text: str) -> str:
    year_month_day = text.split("-")
    if len(year_month_day) < 3:  # "31 August" is shown without its year, but with its day
        return text
    return str(YearDay(int(year_month_day[1]), int(year_month_day[2])))


def _does_not_fit(number: int, said: dict[str, Any]) -> Iterator[Fault]:
    """Judge what the cells of a row say beside each other."""
    given = {name for name, value in said.items() if value}
    if not given & {"recipient", "recipient_name"}:
        yield at(number, "recipient", _("The row names no recipient: neither its slug nor its name."))
    if len(said["keepers"]) < 2:
        yield at(number, "keepers", _("An agreement has at least two keepers, so that one absence loses nothing."))
    yield from _term_does_not_fit(number, said, given)
    yield from _fee_does_not_fit(number, said, given)
    if said.get("default_outcome") == "renews_by_silence" and "renewal_day" not in given:
        sentence = _("An agreement that renews by silence needs its renewal day: nobody will be asked for the next one.")
        yield at(number, "renewal_day", sentence)
    both = set(said.get("shared") or ()) & set(said.get("withheld") or ())
    for name in sorted(both):
        yield at(number, "withheld", _("“%(name)s” cannot be shared and withheld at once.") % {"name": name})


def _term_does_not_fit(number: int, said: dict[str, Any], given: set[str]) -> Iterator[Fault]:
    days = given & {"term_starts_on", "term_ends_on"}
    about_term = {name for name in given if name.startswith(("term_", "fee_"))}
    if about_term and len(days) < 2:
        missing = "term_starts_on" if "term_starts_on" not in days else "term_ends_on"
        yield at(number, missing, _("A term needs its first and its last day."))
    elif days:
        starts_on: Day = said["term_starts_on"]
        if said["term_ends_on"] < starts_on.on(said["term_ends_on"]):
            yield at(number, "term_ends_on", _("The term would end before it starts. Choose a later last day."))


def _fee_does_not_fit(number: int, said: dict[str, Any], given: set[str]) -> Iterator[Fault]:
    about_fee = sorted(name for name in given if name.startswith("fee_"))
    amounts = len(said.get("fee_amount") or ())
    for name in about_fee:
        if not amounts:
            yield at(number, name, _("There is no fee_amount to which this belongs."))
        elif len(said[name]) != amounts:
            sentence = _("There are %(amounts)s amounts but %(lines)s lines here; write one line for each.")
            yield at(number, name, sentence % {"amounts": amounts, "lines": len(said[name])})


def _worth_a_look(numbered: Numbered) -> Iterator[Fault]:
    row = numbered.row
    if row.notice and row.term and row.term.starts_on.precision == "day":
        starts_on = row.term.starts_on.on(row.term.ends_on)
        if is_longer_than_term(row.notice, starts_on, row.term.ends_on):
            yield at(numbered.number, "notice", _("The notice period is longer than the term; please check it."))
