"""Two at once, each in a thread with a connection of its own: what a sheet brings comes once."""

from __future__ import annotations

import pytest

from contracts.models import Agreement, Party
from governance.record.actions import confirm_sheet, enter_waiting, keep_sheet, stop_sheet, uploads
from governance.record.models import SheetState, UploadedSheet
from governance.record.sheets.plan import plan
from governance.record.sheets.reading import read_sheet
from tests.services.test_races import race

from .stage import NOW, City, bring, csv_of, make_city, many

pytestmark = pytest.mark.django_db(transaction=True)
SHEET = csv_of(*many(5))


def kept(city: City) -> tuple[UploadedSheet, str]:
    """Upload the sheet; return it with the digest of what it would do."""
    row = keep_sheet(content=SHEET, file_name="five.csv", by=city.clerk, at=NOW)
    return row, plan(read_sheet(SHEET), moment=NOW).digest


def test_a_confirmation_sent_six_times_enters_the_sheet_once() -> None:
    city = make_city()
    row, shown = kept(city)
    race(*[lambda: confirm_sheet(sheet_id=row.pk, shown=shown, reason="", by=city.clerk, at=NOW)] * 6)
    assert (Agreement.objects.count(), Party.objects.count()) == (5, 6)
    assert UploadedSheet.objects.get().state == SheetState.ENTERED


def test_two_workers_enter_a_long_sheet_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "AT_ONCE", 2)
    city = make_city()
    row, shown = kept(city)
    confirm_sheet(sheet_id=row.pk, shown=shown, reason="", by=city.clerk, at=NOW)
    race(lambda: enter_waiting(at=NOW), lambda: enter_waiting(at=NOW))
    assert (Agreement.objects.count(), Party.objects.count()) == (5, 6)
    assert UploadedSheet.objects.get().state == SheetState.ENTERED


def test_a_sheet_that_is_stopped_while_a_worker_takes_it_is_entered_or_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "AT_ONCE", 2)
    city = make_city()
    row, shown = kept(city)
    confirm_sheet(sheet_id=row.pk, shown=shown, reason="", by=city.clerk, at=NOW)
    race(lambda: enter_waiting(at=NOW), lambda: stop_sheet(sheet_id=row.pk, by=city.clerk))
    row.refresh_from_db()
    assert (row.state, Agreement.objects.count()) in [(SheetState.ENTERED, 5), (SheetState.SHOWN, 0)]
    if row.state == SheetState.SHOWN:
        confirm_sheet(sheet_id=row.pk, shown=shown, reason="", by=city.clerk, at=NOW)
        assert enter_waiting(at=NOW) == 1
    assert Agreement.objects.count() == 5, "what was asked of the first run is not asked of the next"


def test_the_same_sheet_imported_twice_at_once_is_entered_once() -> None:
    city = make_city()
    race(*[lambda: bring(city, SHEET)] * 3)
    assert (Agreement.objects.count(), Party.objects.count()) == (5, 6)
