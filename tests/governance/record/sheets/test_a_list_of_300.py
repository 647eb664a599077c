"""The list of a made-up city, as its office sends it: what is wrong is named by row and column, in a workbook and in a CSV."""

from __future__ import annotations

from governance.record.sheets.exporting import template
from governance.record.sheets.files import Kind
from governance.record.sheets.reading import read_sheet

from .made_up_city import WRONG, agreements, as_it_came, csv_file, workbook
from .stage import csv_of

# A mistyped system or element is known to be wrong only beside the register.
TOLD_BY_THE_REGISTER = {188, 222}


def where_faults_are(content: bytes) -> list[tuple[int | None, str]]:
    return [(fault.line, str(fault.path[0])) for fault in read_sheet(content).faults]


def test_what_is_wrong_in_the_workbook_is_named_by_row_and_column_and_nothing_else_is() -> None:
    found = where_faults_are(workbook(template(Kind.XLSX), as_it_came()))
    assert [row for row, _column in found] == [row for row in sorted(WRONG) if row not in TOLD_BY_THE_REGISTER]
    assert dict(found)[250] == "renewal_day", "an agreement that renews by silence needs one"
    assert dict(found)[300] == "term_starts_on"
    assert len(read_sheet(workbook(template(Kind.XLSX), as_it_came())).rows) == 300 - len(found)


def test_days_and_amounts_as_a_program_set_to_the_united_states_saves_them_are_refused_one_by_one() -> None:
    found = where_faults_are(csv_file(agreements()))
    for column in ("term_starts_on", "term_ends_on", "fee_amount"):
        assert [row for row, name in found if name == column] == list(range(2, 302))


def test_the_corrected_list_says_the_same_as_a_workbook_and_as_a_csv_file() -> None:
    from_workbook, from_csv = read_sheet(workbook(template(Kind.XLSX), agreements())), read_sheet(csv_of(*agreements()))
    assert (from_workbook.faults, len(from_workbook.rows)) == ((), 300)
    assert from_workbook.rows == from_csv.rows
