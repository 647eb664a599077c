"""A made-up city that begins with a spreadsheet: 300 agreements as an office would list them, and what is wrong in them."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Any

from openpyxl import load_workbook

Row = dict[str, Any]

SYSTEMS: dict[str, tuple[str, str, tuple[str, ...]]] = {  # slug: name, steward, elements
    "arrest-reports": (
        "Arrest reports",
        "Police Department",
        ("Names", "Charges", "Photographs", "Home addresses", "Court dates"),
    ),
    "parcels": ("Parcels and owners", "Office of Property", ("Parcel numbers", "Owners", "Sale prices", "Liens")),
    "permits": ("Building permits", "Department of Buildings", ("Permit numbers", "Sites", "Contractors", "Inspections")),
    "shelter-stays": ("Stays in shelters", "Office of Homeless Services", ("Dates of stay", "Ages", "Case numbers", "Names")),
    "water-accounts": ("Water accounts", "Water Department", ("Account numbers", "Addresses", "Use by month", "Arrears")),
}
KEEPERS = {
    "ana.reyes@city.example": "Ana Reyes",
    "ben.okafor@city.example": "Ben Okafor",
    "carla.lind@city.example": "Carla Lind",
    "dev.shah@city.example": "Dev Shah",
    "erin.walsh@city.example": "Erin Walsh",
    "farid.aziz@city.example": "Farid Aziz",
}
OFFICES = ("Police", "Sheriff", "Transit Police", "Housing Authority", "School District", "Health Department")
PLACES = ("Ash", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Grove", "Hazel", "Ivy", "Juniper")


def agreements() -> list[Row]:
    """Return the 300 rows as they ought to be, every cell as a spreadsheet program holds it."""
    addresses = list(KEEPERS)
    places = [(system, place, office) for system in SYSTEMS for place in PLACES for office in OFFICES]
    return [_agreement(number, *where, addresses) for number, where in enumerate(places)]


def _agreement(number: int, system: str, place: str, office: str, addresses: list[str]) -> Row:
    name, _steward, elements = SYSTEMS[system]
    recipient = f"{place} County {office}"
    starts_on = date(2026, 1 + number % 11, 1)
    keepers = addresses[number % 6], addresses[(number + 1 + number % 3) % 6]
    return {
        "slug": f"{system}-{place}-{office}".lower().replace(" ", "-"),
        "title": f"{name}: {recipient}",
        "system": system,
        "recipient_name": recipient,
        "purpose": f"Checks of the {office} against {name.lower()}.",
        "default_outcome": "lapses",
        "notice": ("60 days", "90 days", "2 calendar months")[number % 3],
        "notice_clause": f"Section {4 + number % 5}.2",
        "jurisdiction": "US-PA",
        "keepers": "; ".join(sorted(keepers)),
        "term_starts_on": starts_on,
        "term_ends_on": date(2027, starts_on.month, 28),
        "term_basis": "signed",
        "fee_amount": 1_200 + 50 * (number % 40),
        "shared": "; ".join(elements[:3]),
        "withheld": "; ".join(elements[3:]),
    }


# What stands otherwise in the sheet as it came, by its row in the spreadsheet.
WRONG: dict[int, Row] = {
    **{row: {"term_ends_on": "8/31/2027"} for row in (14, 15, 16, 77, 78, 140, 141, 142)},
    **{row: {"fee_amount": "$1,450.00"} for row in (30, 31, 32, 90, 210)},
    51: {"slug": "arrest-reports-ash-police"},
    52: {"keepers": "ana.reyes@city.example"},
    101: {"notice": "60"},
    102: {"notice": "two months"},
    133: {"term_ends_on": date(2025, 8, 31)},
    160: {"default_outcome": "evergreen"},
    188: {"system": "shelter-stay"},
    222: {"shared": "Dates of stay; Age; Case numbers"},
    250: {"default_outcome": "renews_by_silence"},
    271: {"keepers": "farid.aziz@city.example; ana reyes"},
    299: {"slug": "Water Accounts / Juniper"},
    300: {"term_starts_on": "", "term_ends_on": date(2027, 9, 28)},
}


def as_it_came() -> list[Row]:
    """Return the 300 rows as the office sends them."""
    return [row | WRONG.get(number, {}) for number, row in enumerate(agreements(), start=2)]


def workbook(template: bytes, rows: list[Row]) -> bytes:
    """Fill the rows into the sheet that the desk hands out, over its example. Amounts are shown with a sign of currency."""
    book = load_workbook(io.BytesIO(template))
    sheet = book.worksheets[0]
    places = {str(cell.value): cell.column for cell in sheet[1]}
    sheet.delete_rows(2)
    for number, row in enumerate(rows, start=2):
        for name, value in row.items():
            cell = sheet.cell(number, places[name], value or None)
            if name == "fee_amount" and not isinstance(value, str):
                cell.number_format = '"$"#,##0.00'
            if isinstance(value, date):
                cell.number_format = "m/d/yyyy"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def csv_file(rows: list[Row]) -> bytes:
    """Return the rows as a spreadsheet program set to the United States saves them: days and amounts as they are shown."""
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(_as_shown(row) for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _as_shown(row: Mapping[str, Any]) -> dict[str, str]:
    shown = {name: f"{value:%-m/%-d/%Y}" if isinstance(value, date) else str(value) for name, value in row.items()}
    return shown | ({"fee_amount": f"${row['fee_amount']:,.2f} "} if isinstance(row["fee_amount"], int) else {})
