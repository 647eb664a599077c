"""A city with one system and no agreements yet, and sheets to be broken in one cell at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from contracts.models import DataSystem
from governance.accounts.models import Role, User
from governance.record.actions.sheets import Imported, import_sheet
from governance.record.faults import Faulty, Unreadable
from governance.record.sheets.plan import plan
from governance.record.sheets.reading import read_sheet
from governance.stewardship import actions as stewardship
from tests.cast import at, found_pars_body, make_user

NOW = at("2026-11-22 11:00")
ROW = {
    "slug": "pars-amtrak",
    "title": "PARS access: Amtrak Police",
    "system": "pars",
    "recipient": "amtrak",
    "recipient_name": "Amtrak Police Department",
    "renewal_day": "31 August",
    "notice": "60 days",
    "notice_clause": "Section 9.2",
    "keepers": "the.clerk@example.org; the.deputy.clerk@example.org",
    "term_starts_on": "2026-09-01",
    "term_ends_on": "2027-08-31",
    "term_basis": "signed",
    "fee_amount": "2400",
    "shared": "Charges; Names",
    "withheld": "Photographs",
}


@dataclass
class City:
    """Who keeps its register, and the system that it shares."""

    clerk: User
    deputy: User
    system: DataSystem


def make_city() -> City:
    """Make the system with three elements and a source, its body, and two clerks; no agreement."""
    clerk, deputy = make_user("The clerk", Role.CLERK), make_user("The deputy clerk", Role.CLERK)
    say = {"by": clerk, "at": at("2026-01-05 09:00")}
    steward = stewardship.add_party(slug="fjd", name="First Judicial District", **say)
    system = stewardship.add_system(slug="pars", name="Arraignment reports", stewards=[steward], **say)
    for name in ("Charges", "Names", "Photographs"):
        stewardship.add_element(system=system, name=name, **say)
    stewardship.add_source(key="PAPER", title="The paper, 1 May 2020", url="", **say)
    found_pars_body(system, 0, **say)
    return City(clerk, deputy, system)


def csv_of(*rows: Mapping[str, str], columns: Iterable[str] | None = None) -> bytes:
    """Return a CSV file with these rows."""
    names = list(columns or rows[0])
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(names)
    writer.writerows([row.get(name, "") for name in names] for row in rows)
    return out.getvalue().encode()


def xlsx_of(*rows: Mapping[str, Any]) -> bytes:
    """Return a workbook with these rows, each value as a spreadsheet program would hold it."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.append(list(rows[0]))
    for row in rows:
        sheet.append(list(row.values()))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def cells_of(content: bytes) -> list[list[Any]]:
    """Return what stands in the first sheet of a workbook."""
    return [list(row) for row in load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)]


def many(number: int, **changed: Mapping[str, str]) -> list[dict[str, str]]:
    """Return so many rows; `changed` maps "row_500" to the cells in which that row of the sheet is another."""
    rows = []
    for place in range(number):
        own = {"slug": f"pars-{place}", "recipient": "", "recipient_name": f"Recipient {place}"}
        rows.append({**ROW, **own, **changed.get(f"row_{place + 2}", {})})
    return rows


def bring(city: City, content: bytes, *, reason: str = "", shown: str = "", when: str = "2026-11-22 11:00") -> Imported:
    """Import a file."""
    return import_sheet(read_sheet(content), by=city.clerk, at=at(when), reason=reason, shown=shown)


def faults_of(content: bytes) -> list[str]:
    """Return what a dry run says is wrong, as the command prints it."""
    try:
        return [str(fault) for fault in plan(read_sheet(content), moment=NOW).faults]
    except Unreadable as reason:
        return [str(reason)]


def refused(city: City, content: bytes) -> list[str]:
    """Import what must be refused, and return why."""
    try:
        bring(city, content)
    except (Faulty, Unreadable) as refusal:
        return str(refusal).split("\n")
    raise AssertionError("It was imported.")
