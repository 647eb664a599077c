"""The two commands: dry run, import, export, and how they end when something is wrong."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from contracts.models import Agreement
from tests.traces import every_row

from .stage import ROW, City, csv_of, make_city, many

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> City:
    return make_city()


def run(name: str, *args: str, **options: Any) -> tuple[str, str, int]:
    """Run a command; return what it said, what it complained of, and its exit code."""
    said, complained = StringIO(), StringIO()
    try:
        call_command(name, *args, stdout=said, stderr=complained, **options)
    except CommandError as error:
        return said.getvalue(), f"{complained.getvalue()}{error}", error.returncode
    return said.getvalue(), complained.getvalue(), 0


def sheet(folder: Path, content: bytes, name: str = "agreements.csv") -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def test_a_dry_run_shows_every_difference_and_writes_nothing(city: City, tmp_path: Path) -> None:
    file = sheet(tmp_path, csv_of(ROW))
    run("import_agreements", file, by=city.clerk.email)
    before = every_row()
    other = csv_of({**ROW, "term_ends_on": "2027-09-30"}, {**ROW, "slug": "two", "recipient": "b", "recipient_name": "B"})
    said, complained, code = run("import_agreements", sheet(tmp_path, other), dry_run=True)
    assert said.splitlines() == [
        "new party b: B",
        "row 3: new agreement two: PARS access: Amtrak Police",
        "row 2: pars-amtrak, term_ends_on: “2027-08-31” -> “2027-09-30”",
        "0 unchanged, 1 to change, 1 new.",
        "Days on record are corrected: --reason is needed.",
    ]
    assert (complained, code) == ("", 0)
    assert every_row() == before


def test_an_import_says_what_it_did_and_how_far_it_is(city: City, tmp_path: Path) -> None:
    file = sheet(tmp_path, csv_of(*many(120)))
    said, complained, code = run("import_agreements", file, by=city.clerk.email)
    assert said.splitlines() == [
        "0 of 120 rows",
        "100 of 120 rows",
        "120 of 120 rows",
        "Entered: 120 agreements, 120 parties. Changed: nothing. As they were: nothing.",
    ]
    assert (complained, code, Agreement.objects.count()) == ("", 0, 120)


def test_faults_end_it_with_1_and_each_is_named(city: City, tmp_path: Path) -> None:
    before = every_row()
    file = sheet(tmp_path, csv_of({**ROW, "term_ends_on": "8/31/2027", "fee_amount": "-1"}))
    for dry_run in (True, False):
        _said, complained, code = run("import_agreements", file, by=city.clerk.email, dry_run=dry_run)
        assert "row 2, term_ends_on: “8/31/2027” can be read in two ways." in complained
        assert "row 2, fee_amount: A fee cannot be negative." in complained
        assert "Nothing was imported" in complained
        assert code == 1
    assert every_row() == before


@pytest.mark.parametrize(("content", "sentence"), [(b"", "The file is empty."), (b"%PDF-1.7", "not a spreadsheet but PDF")])
def test_what_cannot_be_read_ends_it_with_2(city: City, tmp_path: Path, content: bytes, sentence: str) -> None:
    _said, complained, code = run("import_agreements", sheet(tmp_path, content), by=city.clerk.email)
    assert sentence in complained
    assert code == 2


def test_a_missing_reason_or_clerk_ends_it_with_1(city: City, tmp_path: Path) -> None:
    file = sheet(tmp_path, csv_of(ROW))
    assert "Say which clerk imports it" in run("import_agreements", file)[1]
    assert "No clerk has the address" in run("import_agreements", file, by="x@example.org")[1]
    run("import_agreements", file, by=city.clerk.email)
    longer = sheet(tmp_path, csv_of({**ROW, "term_ends_on": "2027-09-30"}))
    _said, complained, code = run("import_agreements", longer, by=city.clerk.email)
    assert (code, "Say why days on record are corrected" in complained) == (1, True)
    assert run("import_agreements", longer, by=city.clerk.email, reason="A typing error.")[2] == 0


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_export_is_imported_without_a_change(city: City, tmp_path: Path, ending: str) -> None:
    run("import_agreements", sheet(tmp_path, csv_of(*many(3))), by=city.clerk.email)
    out = tmp_path / f"out.{ending}"
    assert run("export_agreements", str(out))[2] == 0
    said, _complained, code = run("import_agreements", str(out), dry_run=True)
    assert (said, code) == ("3 unchanged, 0 to change, 0 new.\n", 0)


def test_an_export_needs_a_name_that_says_its_kind(tmp_path: Path) -> None:
    assert "must end in .csv or .xlsx" in run("export_agreements", str(tmp_path / "out.pdf"))[1]
    assert run("export_agreements", str(tmp_path / "out.xlsx"), template=True)[2] == 0


def test_a_stopped_import_left_nothing_and_runs_again(city: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from governance.stewardship import actions as stewardship

    whole, entered = stewardship.begin_term, []

    def stopped(**facts: Any) -> Any:
        entered.append(facts)
        if len(entered) == 50:
            raise KeyboardInterrupt
        return whole(**facts)

    file, before = sheet(tmp_path, csv_of(*many(60))), every_row()
    monkeypatch.setattr(stewardship, "begin_term", stopped)
    with pytest.raises(KeyboardInterrupt):
        run("import_agreements", file, by=city.clerk.email)
    assert every_row() == before
    monkeypatch.setattr(stewardship, "begin_term", whole)
    assert run("import_agreements", file, by=city.clerk.email)[2] == 0
    assert Agreement.objects.count() == 60
