"""How much of a spreadsheet is read. A file that says little and unfolds into much is refused before it unfolds."""

from __future__ import annotations

import io
import zipfile

from django.utils.translation import gettext as _

from governance.record.faults import Unreadable

LARGEST = 5 * 1024 * 1024
MOST_ROWS = 5_000
_LARGEST_UNFOLDED = 30 * 1024 * 1024
_MOST_PARTS = 500


def too_many_rows(most: int) -> Unreadable:
    """Return what is said of a sheet that is too long."""
    return Unreadable(_("The sheet has more than %(most)s rows. Import it in parts.") % {"most": most})


def look_inside(content: bytes) -> None:
    """Refuse an archive that is no plain XLSX: damaged, too large when unfolded, or with macros in it. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, EOFError, NotImplementedError, OSError):
        raise Unreadable(_("This file is damaged. Save it again as .xlsx or CSV.")) from None
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > _LARGEST_UNFOLDED:
        raise Unreadable(_("This file unfolds into far more than a sheet of agreements holds; it is not read."))
    names = [part.filename.lower() for part in parts]
    if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
        raise Unreadable(_("This workbook has macros in it. Save it as .xlsx, without macros."))
    if "xl/workbook.xml" not in names:
        raise Unreadable(_("This archive is not a spreadsheet. Send a CSV or an XLSX file."))
