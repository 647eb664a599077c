"""XLSX: the first sheet of a workbook, cell by cell as it was typed; nothing is computed, and dates come as dates."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import Cell as WorkbookCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet
from openpyxl.worksheet.worksheet import Worksheet

from governance.formulas import guarded, looks_like_a_formula, unguarded
from governance.record.faults import Unreadable

from .cells import Cell, Line, Made
from .limits import look_inside, too_many_rows

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_MOST_COLUMNS = 60
_BROKEN = (KeyError, ValueError, TypeError, IndexError, AttributeError, ParseError, zipfile.BadZipFile, EOFError, OSError)
# In this format "_x0041_" is a way to write "A", and "_x005F_x0041_" one to write "_x0041_".
_LOOKS_ESCAPED = re.compile(r"_(x[0-9A-Fa-f]{4}_)")
_ESCAPED = re.compile(r"_x005F_(x[0-9A-Fa-f]{4}_)")


def read(content: bytes, *, most_rows: int) -> list[Line]:
    """Return the rows of the first sheet. Raises Unreadable for what is no workbook, has macros, or unfolds without end."""
    look_inside(content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, keep_links=False)
        try:
            return _rows_of(book.worksheets[0], most_rows)
        finally:
            book.close()
    except Unreadable:
        raise
    except (*_BROKEN, DefusedXmlException, InvalidFileException):
        raise Unreadable(_("This file is damaged. Save it again as .xlsx or CSV.")) from None


def _rows_of(sheet: ReadOnlyWorksheet, most_rows: int) -> list[Line]:
    sheet.reset_dimensions()  # what the file says of its own size is not believed
    lines: list[Line] = []
    for number, cells in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS), start=1):
        line = Line(number, tuple(map(_cell, cells)) if any(cell.value is not None for cell in cells) else ())
        if number > most_rows + 1 and not line.is_empty:
            raise too_many_rows(most_rows)
        if number > most_rows * 2:  # a lone cell at the very bottom of a sheet comes after a million empty rows
            raise too_many_rows(most_rows)
        lines.append(line)
    return lines


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return Cell()
    if cell.data_type == "f":
        return Cell(str(value), Made.FORMULA)
    if cell.data_type == "e":
        return Cell(_("The cell shows an error (%(error)s).") % {"error": value}, Made.FAULTY)
    if isinstance(value, bool):
        return Cell("true" if value else "false")
    if isinstance(value, date | time):
        return _day(value, str(cell.number_format))
    if isinstance(value, int | float | Decimal):
        return Cell(_plain_number(value), Made.NUMBER)
    return _words(str(value))


def _words(text: str) -> Cell:
    text = _ESCAPED.sub(r"_\1", text.replace("\r\n", "\n").replace("\r", "\n"))
    return Cell(text, Made.FORMULA) if looks_like_a_formula(text) else Cell(unguarded(text))


def _day(value: date | time, number_format: str) -> Cell:
    """Return a real date. "Aug 2018" typed into a spreadsheet is the first of August with a format that shows no day."""
    if isinstance(value, datetime):
        if value.time() != time(0):
            return Cell(_("The cell holds a time of day; a day alone is asked for."), Made.FAULTY)
        value = value.date()
    if isinstance(value, time):
        return Cell(_("The cell holds a time of day; a day alone is asked for."), Made.FAULTY)
    shown = number_format.lower()
    text = value.isoformat()
    return Cell(text if "d" in shown else text[:7] if "m" in shown else text[:4], Made.DAY)


def _plain_number(value: float | Decimal) -> str:
    """Write a number in figures, as short as it can be told apart: 5565.0 is 5565, and 0.1 is 0.1."""
    text = format(Decimal(repr(value) if isinstance(value, float) else value), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def write(headings: Sequence[str], rows: Iterable[Sequence[str]], *, holds: Sequence[str]) -> bytes:
    """Return a workbook with one sheet: days as days, amounts as numbers, everything else as text that nothing computes."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    fill(sheet, headings, rows, holds=holds)
    return saved(book)


def fill(sheet: Worksheet, headings: Sequence[str], rows: Iterable[Sequence[str]], *, holds: Sequence[str]) -> None:
    """Write headings and rows into an empty sheet. What is typed into a text column later stays as it is typed."""
    sheet.title = "Agreements"
    for place, heading in enumerate(headings, start=1):
        sheet.cell(1, place, heading).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = max(14, len(heading) + 2)
        sheet.column_dimensions[get_column_letter(place)].number_format = _FORMATS[holds[place - 1]]
    sheet.freeze_panes = "B2"
    for number, row in enumerate(rows, start=2):
        for place, text in enumerate(row, start=1):
            _put(sheet.cell(number, place), text, holds[place - 1])


_FORMATS = {"text": "@", "day": "yyyy-mm-dd", "year day": "@", "amount": "0.00"}


def _put(cell: WorkbookCell, text: str, holds: str) -> None:
    cell.number_format = _FORMATS[holds]
    if not text:
        return
    if holds == "day" and len(text) == len("2018-08-31"):
        cell.value = date.fromisoformat(text)
        cell.number_format = _FORMATS["day"]
    elif holds == "amount" and "\n" not in text:
        cell.value = Decimal(text)
    else:
        cell.value = _LOOKS_ESCAPED.sub(r"_x005F_\1", guarded(text))
        cell.data_type = "s"  # otherwise what begins with "=" becomes a formula, whatever stands in front of it
        cell.number_format = "@"
        if "\n" in text:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def saved(book: Workbook) -> bytes:
    """Return the workbook's bytes."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
