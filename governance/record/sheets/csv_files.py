"""CSV: text in UTF-8, with or without its mark; commas, or the semicolons or tabs that some programs write instead."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from governance.formulas import guarded, looks_like_a_formula, unguarded
from governance.record.faults import Unreadable

from .cells import Cell, Line, Made
from .limits import too_many_rows

MEDIA_TYPE = "text/csv; charset=utf-8"
_SEPARATORS = (",", ";", "\t")


def read(content: bytes, *, most_rows: int) -> list[Line]:
    """Return the rows. Raises Unreadable for another encoding, quotes that do not end, and too many rows."""
    text = _text_of(content)
    first = text.split("\n", 1)[0]
    separator = max(_SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    lines: list[Line] = []
    try:
        for number, fields in enumerate(reader, start=1):
            if number > most_rows + 1 and any(fields):
                raise too_many_rows(most_rows)
            lines.append(Line(number, tuple(map(_cell, fields))))
    except csv.Error as reason:
        sentence = _("row %(row)s: this is not CSV (%(reason)s). Save the sheet again as “CSV UTF-8”.")
        raise Unreadable(sentence % {"row": len(lines) + 1, "reason": reason}) from None
    return lines


def _text_of(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in content[:1000]:
        raise Unreadable(_("The text is in UTF-16, or is no text. Save the sheet as “CSV UTF-8”."))
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as reason:
        row = content.count(b"\n", 0, reason.start) + 1
        sentence = _("row %(row)s: the text is not in UTF-8 but in an older encoding. Save the sheet as “CSV UTF-8”.")
        raise Unreadable(sentence % {"row": row}) from None


def _cell(text: str) -> Cell:
    if looks_like_a_formula(text):
        return Cell(text, Made.FORMULA)
    return Cell(unguarded(text))


def write(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return the file, with the mark by which Excel knows UTF-8. No cell begins as a formula does."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([guarded(text) for text in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
