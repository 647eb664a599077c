"""The register's agreements as a spreadsheet file, and an empty one to begin with. Reads only."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from . import xlsx_files
from .columns import COLUMNS, NAMES, written
from .files import Kind, write_lines
from .register import all_rows

_HOLDS = tuple(column.holds for column in COLUMNS)
_WIDE = 90


def export_agreements(kind: Kind, *, at: datetime) -> bytes:
    """Return every agreement with the term that runs at `at`, by slug. The same register gives the same CSV, byte for byte."""
    rows = [list(written(row).values()) for row in all_rows(at=at)]
    return write_lines(kind, NAMES, rows, holds=_HOLDS)


def template(kind: Kind) -> bytes:
    """Return a sheet with the columns and one example to be overwritten; an XLSX explains each column on a second sheet."""
    example = [column.example for column in COLUMNS]
    if kind is Kind.CSV:
        return write_lines(kind, NAMES, [example], holds=_HOLDS)
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    xlsx_files.fill(sheet, NAMES, [example], holds=_HOLDS)
    _explain(book.create_sheet(_("Columns")))
    return xlsx_files.saved(book)


def _explain(sheet: Worksheet) -> None:
    sheet.append([_("Column"), _("Needed"), _("What to write"), _("Example")])
    for column in COLUMNS:
        needed = _("yes") if column.is_needed else ""
        sheet.append([column.name, needed, str(column.explained), column.example])
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=cell.row == 1)
    for letter, width in (("A", 24), ("B", 9), ("C", _WIDE), ("D", 40)):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
