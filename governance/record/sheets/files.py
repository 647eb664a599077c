"""A spreadsheet file's bytes become rows of cells, and rows become a file: by content, whatever the name says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import Enum

from django.utils.translation import gettext as _

from governance.record.faults import Unreadable

from . import csv_files, xlsx_files
from .cells import Line
from .limits import LARGEST, MOST_ROWS

_OLD_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KNOWN = ((b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"\x1f\x8b", "gzip"), (b"{\\rtf", "RTF"))


class Kind(Enum):
    """The two kinds of spreadsheet file; the value is the ending of the name."""

    CSV = "csv"
    XLSX = "xlsx"

    @property
    def media_type(self) -> str:
        """What the file is called in a Content-Type header."""
        return csv_files.MEDIA_TYPE if self is Kind.CSV else xlsx_files.MEDIA_TYPE


def read_lines(content: bytes) -> list[Line]:
    """Return the rows of the first sheet, headings first, without empty ones at the end. Raises Unreadable."""
    if not content.strip():
        raise Unreadable(_("The file is empty."))
    if len(content) > LARGEST:
        raise Unreadable(_("The file is larger than %(limit)s MB.") % {"limit": LARGEST // 1024 // 1024})
    lines = _read(content)
    if not lines or lines[0].is_empty:
        raise Unreadable(_("The first row is empty; it holds the names of the columns."))
    return [line for line in lines if line is lines[0] or not line.is_empty]


def _read(content: bytes) -> list[Line]:
    if content.startswith(b"PK"):
        return xlsx_files.read(content, most_rows=MOST_ROWS)
    if content.startswith(_OLD_OR_LOCKED):
        raise Unreadable(
            _("This is an old .xls file, or one locked with a password. Save it as .xlsx or CSV, without a password.")
        )
    for beginning, name in _KNOWN:
        if content.startswith(beginning):
            raise Unreadable(_("This is not a spreadsheet but %(kind)s. Send a CSV or an XLSX file.") % {"kind": name})
    return csv_files.read(content, most_rows=MOST_ROWS)


def write_lines(kind: Kind, headings: Sequence[str], rows: Iterable[Sequence[str]], *, holds: Sequence[str]) -> bytes:
    """Return a file with these rows; `holds` says for each column what a spreadsheet program should take it for."""
    if kind is Kind.CSV:
        return csv_files.write(headings, rows)
    return xlsx_files.write(headings, rows, holds=holds)
