"""Out and in again: the register that comes back is the one that went out, whatever stands in its texts."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.models import Agreement
from contracts.plain_text import one_line, plain_text
from contracts.refusals import Refused
from governance.formulas import guarded, unguarded
from governance.record.sheets.cells import items_of, listed
from governance.record.sheets.columns import COLUMNS, NAMES
from governance.record.sheets.exporting import export_agreements, template
from governance.record.sheets.files import Kind, read_lines, write_lines
from governance.record.sheets.register import all_rows

from .stage import NOW, ROW, bring, cells_of, csv_of, faults_of, make_city

pytestmark = pytest.mark.django_db
HOLDS = [column.holds for column in COLUMNS]
NASTY = st.sampled_from(
    ["=1+1", "+", "-", "@x", "'", "''=x", "'=x", '"', '""', ";", "a;b", ",", "\n", "_x0041_", "＝", "ñ", "🙂", "0012", "1e5"]
)


def stored(clean: Callable[..., str], longest: int) -> st.SearchStrategy[str]:
    """Texts as the register stores them."""

    def as_stored(text: str) -> str:
        try:
            return clean(text, field="", longest=longest)
        except Refused:
            return ""

    parts = st.lists(NASTY | st.text(st.characters(codec="utf-8"), max_size=8), max_size=6)
    return parts.map("".join).map(as_stored).filter(lambda text: "x005F_" not in text)


LINES = stored(one_line, 200)
DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))
AMOUNTS = st.decimals(0, Decimal("9999999999.99"), places=2)


@st.composite
def cells(draw: Any) -> dict[str, str]:
    """Return the cells of one agreement, as an export writes them."""
    starts_on = draw(DAYS)
    amounts = draw(st.lists(AMOUNTS, max_size=3))
    texts = {name: draw(LINES) for name in ("default_outcome_clause", "notice_clause", "remark", "term_remark")}
    return {
        **{name: guarded(text) for name, text in texts.items()},
        "slug": "a",
        "title": guarded(draw(LINES.filter(bool))),
        "system": "pars",
        "recipient": "r",
        "recipient_name": guarded(draw(LINES.filter(bool))),
        "purpose": guarded(draw(stored(plain_text, 10_000))),
        "keepers": ROW["keepers"],
        "notice": draw(st.sampled_from(["", "1 day", "20 business days", "2 calendar months"])),
        "term_starts_on": starts_on.isoformat()[: draw(st.sampled_from([4, 7, 10]))],
        "term_ends_on": (starts_on + timedelta(days=draw(st.integers(0, 4000)))).isoformat(),
        "fee_amount": "\n".join(f"{amount:.2f}" for amount in amounts),
        "fee_sources": "\n".join(draw(st.sampled_from(["", "PAPER"])) for _ in amounts) if amounts else "",
        "shared": draw(st.sampled_from(["", "Names", "Charges; Names"])),
        "tags": draw(st.sampled_from(["", "immigration", "courts; juveniles-2"])),
    }


@pytest.mark.parametrize("kind", Kind)
def test_what_goes_out_comes_in_again_unchanged(kind: Kind) -> None:
    city = make_city()

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(cells())
    def comes_back(row: dict[str, str]) -> None:
        there = back = b""
        with transaction.atomic():
            bring(city, csv_of(row))
            there, rows = export_agreements(kind, at=NOW), all_rows(at=NOW)
            assert bring(city, there).unchanged == 1
            transaction.set_rollback(True)
        with transaction.atomic():
            bring(city, there)
            back = export_agreements(kind, at=NOW)
            assert all_rows(at=NOW) == rows
            transaction.set_rollback(True)
        assert (back == there) if kind is Kind.CSV else (cells_of(back) == cells_of(there))

    comes_back()
    assert not Agreement.objects.exists()


@given(st.text(st.characters(codec="utf-8"), max_size=12) | st.lists(NASTY, max_size=4).map("".join))
def test_no_cell_that_is_written_begins_as_a_formula_and_none_loses_a_character(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(tuple("=+-@\t\r＝＋－＠"))


@given(st.lists(LINES.filter(bool), max_size=4))
def test_a_list_in_a_cell_keeps_its_items(items: list[str]) -> None:
    assert items_of(listed(items)) == tuple(items)


@pytest.mark.parametrize("kind", Kind)
def test_an_export_has_every_column_in_its_order_and_nothing_to_compute(kind: Kind) -> None:
    city = make_city()
    bring(city, csv_of({**ROW, "title": "'=HYPERLINK(1)", "term_starts_on": "2026-09"}))
    content = export_agreements(kind, at=NOW)
    if kind is Kind.CSV:
        names, row = list[list[Any]](csv.reader(io.StringIO(content.decode("utf-8-sig"))))
        assert (row[1], row[NAMES.index("fee_amount")]) == ("'=HYPERLINK(1)", "2400.00")
    else:
        names, row = cells_of(content)
        assert (row[1], row[NAMES.index("fee_amount")]) == ("'=HYPERLINK(1)", 2400)
        assert row[NAMES.index("term_ends_on")].date() == date(2027, 8, 31)
    assert tuple(names) == NAMES
    assert row[NAMES.index("term_starts_on")] == "2026-09"
    assert Agreement.objects.get().title == "=HYPERLINK(1)"


@pytest.mark.parametrize("kind", Kind)
def test_the_template_is_read_as_it_is_but_for_what_its_register_lacks(kind: Kind) -> None:
    make_city()
    faults = faults_of(template(kind))
    assert [fault.split(": ")[0] for fault in faults] == ["row 2, keepers", "row 2, keepers"]


def test_a_text_that_looks_like_an_escape_survives_a_workbook() -> None:
    content = write_lines(Kind.XLSX, ["title"], [["_x0041_ and _x000D_"]], holds=["text"])
    assert read_lines(content)[1].cells[0].text == "_x0041_ and _x000D_"


def test_a_sheet_without_agreements_can_be_exported() -> None:
    make_city()
    assert export_agreements(Kind.CSV, at=NOW) == write_lines(Kind.CSV, NAMES, [], holds=HOLDS)
