"""What is wrong with a sheet is named by row and column, all of it at once, and then nothing is written."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime
from typing import Any

import pytest
from openpyxl import load_workbook

from governance.record.sheets.limits import LARGEST
from tests.traces import every_row

from .stage import ROW, City, bring, csv_of, faults_of, make_city, many, refused, xlsx_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


CELLS = {
    "a day as Americans write it": ({"term_ends_on": "8/31/2018"}, "term_ends_on", "can be read in two ways. Write the year"),
    "a day as Germans write it": ({"term_ends_on": "31.8.2027"}, "term_ends_on", "can be read in two ways"),
    "30 February": ({"term_ends_on": "2027-02-30"}, "term_ends_on", "There is no such day as 2027-02-30."),
    "a day in words": ({"term_ends_on": "next summer"}, "term_ends_on", "is not a day; one is written 2018-08-31."),
    "a day counted from today": ({"term_ends_on": "today+41"}, "term_ends_on", "is not a day; one is written 2018-08-31."),
    "a day of no century": ({"term_ends_on": "0018-08-31"}, "term_ends_on", "Check the year"),
    "only a month as an end": ({"term_ends_on": "2027-08"}, "term_ends_on", "Write the whole day"),
    "a term that ends before it starts": ({"term_ends_on": "2026-08-31"}, "term_ends_on", "The term would end before it starts."),
    "a term without an end": ({"term_ends_on": ""}, "term_ends_on", "A term needs its first and its last day."),
    "a fee without a term": ({"term_starts_on": "", "term_ends_on": ""}, "term_starts_on", "A term needs its first"),
    "a negative fee": ({"fee_amount": "-5"}, "fee_amount", "A fee cannot be negative."),
    "a fee with a comma": ({"fee_amount": "5,565"}, "fee_amount", "is not an amount; one is written 5565 or 5565.00."),
    "a fee in words": ({"fee_amount": "$5565"}, "fee_amount", "is not an amount"),
    "more than cents": ({"fee_amount": "1.005"}, "fee_amount", "is not an amount"),
    "an unknown currency": ({"fee_currency": "XYZ"}, "fee_currency", "is not a currency code in use"),
    "a currency without a fee": ({"fee_amount": "", "fee_currency": "USD"}, "fee_currency", "There is no fee_amount"),
    "two periods for one fee": ({"fee_period": "per_year\none_off"}, "fee_period", "There are 1 amounts but 2 lines"),
    "an unknown outcome": ({"default_outcome": "ends"}, "default_outcome", "it is one of lapses, renews_by_silence."),
    "silence without its day": (
        {"default_outcome": "renews_by_silence", "renewal_day": ""},
        "renewal_day",
        "An agreement that renews by silence needs its renewal day",
    ),
    "30 February of every year": ({"renewal_day": "30 February"}, "renewal_day", "There is no 30 February."),
    "a notice period in weeks": ({"notice": "8 weeks"}, "notice", "Notice is counted in days"),
    "holidays of nowhere": ({"jurisdiction": "XX"}, "jurisdiction", "No holidays are known"),
    "one keeper": ({"keepers": "the.clerk@example.org"}, "keepers", "at least two keepers"),
    "one keeper twice": ({"keepers": "the.clerk@example.org; The.Clerk@example.org"}, "keepers", "stands here twice"),
    "a keeper without an account": (
        {"keepers": "the.clerk@example.org; x@example.org"},
        "keepers",
        "Nobody with the address x@example.org has an account here.",
    ),
    "an address with a line break": (
        {"keepers": "the.clerk@exam\nple.org; b@example.org"},
        "keepers",
        "is not an e-mail address",
    ),
    "an unknown system": ({"system": "jails"}, "system", "No data system “jails” is in the register; it has: pars."),
    "an element of no system": ({"shared": "Fingerprints"}, "shared", "“Fingerprints” is not an element of this system."),
    "an element twice": ({"shared": "Names; Names"}, "shared", "stands here twice"),
    "shared and withheld": ({"withheld": "Names"}, "withheld", "cannot be shared and withheld at once"),
    "an unknown source": ({"sources": "PAPER; LETTER"}, "sources", "No source “LETTER” is in the register"),
    "a party without a name": ({"recipient_name": ""}, "recipient", "For a new one write its name too"),
    "no recipient": ({"recipient": "", "recipient_name": ""}, "recipient", "The row names no recipient"),
    "a name of no letters": ({"recipient": "", "recipient_name": "…"}, "recipient", "From this name no slug can be made"),
    "another name of a party": ({"recipient": "fjd"}, "recipient_name", "“fjd” is First Judicial District."),
    "another slug of a party": ({"recipient_name": "First Judicial District"}, "recipient", "goes by the slug “fjd” already"),
    "an empty title": ({"title": " "}, "title", "This cell is empty, and it is needed."),
    "a long title": ({"title": "x" * 201}, "title", "This text has 201 characters; at most 200 fit."),
    "a megabyte": ({"purpose": "x" * 100_000}, "purpose", "at most 10000 fit"),
    "two lines where one is asked for": ({"title": "a\nb"}, "title", "must stand on one line"),
    "control characters": ({"title": "a \x07 b"}, "title", "control characters"),
    "bidi overrides": ({"title": "a \u202e b"}, "title", "change the reading direction"),
    "a slug with capitals": ({"slug": "PARS"}, "slug", "is not a slug"),
    "a formula": ({"title": "=1+1"}, "title", "“=1+1” is a formula or would be taken for one."),
    "a plus": ({"title": "+1"}, "title", "is a formula"),
    "a minus": ({"title": "-1+1"}, "title", "is a formula"),
    "an at": ({"title": "@SUM(A1)"}, "title", "is a formula"),
    "a wide equals sign": ({"title": "＝1"}, "title", "is a formula"),
}


@pytest.mark.parametrize("name", CELLS)
@pytest.mark.parametrize("write", [csv_of, xlsx_of])
def test_a_bad_cell_is_named_and_nothing_is_written(city: City, name: str, write: Any) -> None:
    changed, column, sentence = CELLS[name]
    row = {**ROW, **changed}
    if write is xlsx_of and any(len(cell) > 32_000 or "\x07" in cell for cell in row.values()):
        pytest.skip("no workbook holds this")
    before = every_row()
    shown = faults_of(write(row))
    assert len(shown) == 1, shown
    assert shown[0].startswith(f"row 2, {column}: ")
    assert sentence in shown[0]
    assert refused(city, write(row)) == shown
    assert every_row() == before


TYPED: dict[str, tuple[dict[str, Any], str, str]] = {
    "a date made of a contract's name": ({"title": date(2026, 3, 12)}, "title", "has made a date of this"),
    "a number made of a text": ({"title": 1.5}, "title", "has made a number of this"),
    "a serial number for a day": ({"term_ends_on": 46_000}, "term_ends_on", "This is a number. Format the cell as a date"),
    "a time of day": ({"term_ends_on": datetime(2027, 8, 31, 12, 0)}, "term_ends_on", "a day alone is asked for"),
    "an error": ({"title": "#N/A"}, "title", "The cell shows an error (#N/A)."),
}


@pytest.mark.parametrize("name", TYPED)
def test_what_a_spreadsheet_made_of_a_cell_is_not_guessed_back(city: City, name: str) -> None:
    changed, column, sentence = TYPED[name]
    (fault,) = faults_of(xlsx_of({**ROW, **changed}))
    assert fault.startswith(f"row 2, {column}: ")
    assert sentence in fault


def test_row_500_wrong_and_nothing_of_the_file_is_imported(city: City) -> None:
    before = every_row()
    rows = many(600, row_500={"term_ends_on": "8/31/2027"}, row_77={"fee_amount": "-1", "keepers": ""})
    assert [fault.split(": ")[0] for fault in refused(city, csv_of(*rows))] == [
        "row 77, keepers",
        "row 77, fee_amount",
        "row 500, term_ends_on",
    ]
    assert every_row() == before


def test_the_rows_are_those_that_the_spreadsheet_shows(city: City) -> None:
    lines = csv_of({**ROW, "purpose": "three\nlines\nhere"}, {**ROW, "slug": "two"}).decode().split("\r\n")
    content = "\r\n".join([*lines[:2], ",,,", lines[2].replace("2027-08-31", "soon")]).encode()
    assert faults_of(content) == ["row 4, term_ends_on: “soon” is not a day; one is written 2018-08-31."]


def test_a_duplicate_key_names_both_rows(city: City) -> None:
    assert faults_of(csv_of(ROW, ROW)) == ["row 3, slug: “pars-amtrak” stands in row 2 already; an agreement has one row."]


def test_columns_are_judged_by_name(city: City) -> None:
    without = csv_of(ROW, columns=[name for name in ROW if name != "keepers"])
    assert faults_of(without) == ["row 1, keepers: This column is missing."]
    misspelt = csv_of({**ROW, "fee_ammount": "1", "contract number": "4711"})
    assert faults_of(misspelt) == [
        "row 1, fee_ammount: There is no column of this name; is fee_amount meant?",
        "row 1, contract number: There is no column of this name.",
    ]
    assert faults_of(csv_of(ROW, columns=[*ROW, "slug"])) == ["row 1, slug: This column stands here twice."]
    no_recipient = csv_of(ROW, columns=[name for name in ROW if not name.startswith("recipient")])
    assert "one of them is needed" in faults_of(no_recipient)[0]


def test_a_cell_too_many_is_seen(city: City) -> None:
    (fault,) = faults_of(csv_of(ROW)[:-2] + b',"and, more"\r\n')
    assert fault.startswith("row 2: There is more in this row than there are columns")


def packed(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def repacked(content: bytes, **parts: bytes) -> bytes:
    """Return a workbook with some of its parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    return packed(**kept | parts)


WORKBOOK = xlsx_of(ROW)
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
FILES = {
    "nothing": (b"", "The file is empty."),
    "white space": (b" \r\n\r\n", "The file is empty."),
    "headings only": (csv_of(ROW).split(b"\r\n")[0] + b"\r\n", "no agreements below them"),
    "an empty first row": (b",,\r\nslug,title\r\n", "The first row is empty"),
    "UTF-16": (csv_of(ROW).decode().encode("utf-16"), "The text is in UTF-16"),
    "UTF-16 without its mark": (csv_of(ROW).decode().encode("utf-16-le"), "The text is in UTF-16"),
    "Windows-1252": (csv_of({**ROW, "title": "Señal"}).decode().encode("cp1252"), "row 2: the text is not in UTF-8"),
    "open quotes": (csv_of(ROW)[:-2] + b',"and so on', "this is not CSV"),
    "too large": (b"slug\r\n" + b"x" * LARGEST, "The file is larger than 5 MB."),
    "too many rows": (b"slug\r\n" + b"x\r\n" * 5_001, "The sheet has more than 5000 rows."),
    "a PDF": (b"%PDF-1.7 ...", "This is not a spreadsheet but PDF."),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "an old .xls file, or one locked"),
    "an archive": (packed(**{"hello.txt": b"hello"}), "This archive is not a spreadsheet."),
    "half a workbook": (WORKBOOK[:900], "This file is damaged."),
    "a workbook of nonsense": (packed(**{"xl/workbook.xml": b"<x/>"}), "This file is damaged."),
    "a bomb": (repacked(WORKBOOK, **{"xl/media/a": b"\0" * 40_000_000}), "unfolds into far more"),
    "macros": (repacked(WORKBOOK, **{"xl/vbaProject.bin": b"x"}), "This workbook has macros in it."),
    "entities": (repacked(WORKBOOK, **{"xl/worksheets/sheet1.xml": ENTITIES}), "This file is damaged."),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_be_read_is_refused_in_a_sentence(city: City, name: str) -> None:
    content, sentence = FILES[name]
    (fault,) = faults_of(content)
    assert sentence in fault


def test_a_cell_at_the_far_end_of_a_workbook_costs_nothing(city: City) -> None:
    book = load_workbook(io.BytesIO(WORKBOOK))
    book.worksheets[0]["A1048576"] = "far"
    out = io.BytesIO()
    book.save(out)
    assert faults_of(out.getvalue()) == ["The sheet has more than 5000 rows. Import it in parts."]


def test_utf_8_is_read_with_and_without_its_mark_and_with_the_separators_of_other_programs(city: City) -> None:
    text = csv_of({**ROW, "title": "Señal, sí"}).decode()
    semicolons = (
        csv_of({**ROW, "keepers": ROW["keepers"].replace(";", " ")}).decode().replace(",", ";").replace("Charges; Names", "Names")
    )
    for content in (text.encode(), text.encode("utf-8-sig"), semicolons.encode()):
        assert faults_of(content) == []


def test_a_notice_period_longer_than_the_term_is_warned_of(city: City) -> None:
    from governance.record.sheets.reading import read_sheet

    (warning,) = read_sheet(csv_of({**ROW, "notice": "2 calendar months", "term_starts_on": "2027-08-01"})).warnings
    assert str(warning) == "row 2, notice: The notice period is longer than the term; please check it."
    assert bring(city, csv_of({**ROW, "notice": "2 calendar months", "term_starts_on": "2027-08-01"})).new == 1
