"""The clerk brings in agreements from a spreadsheet: sees what it would do, confirms exactly that, and takes them out again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contracts.models import Agreement
from governance.accounts.models import Role
from governance.record import progress
from governance.record.actions import enter_waiting, sheets, uploads
from governance.record.models import SheetState, UploadedSheet
from governance.record.progress import Progress, tell
from governance.record.sheets.limits import LARGEST
from governance.stewardship import actions as stewardship
from tests.cast import at, make_user
from tests.governance.record.sheets.stage import ROW, City, bring, cells_of, csv_of, make_city, many, xlsx_of

from .test_desk_stage import Clock, hidden_of, rows, sign_in, text_of

pytestmark = pytest.mark.django_db
IMPORT = "/desk/import/"
DOWNLOADS = ("import/template.csv", "import/template.xlsx", "export/agreements.csv", "export/agreements.xlsx")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch, "2026-11-22 11:00")


@pytest.fixture
def city() -> City:
    return make_city()


def send(client: Client, content: bytes, name: str = "agreements.csv") -> Any:
    return client.post(IMPORT, {"file": SimpleUploadedFile(name, content)})


def shown(client: Client, content: bytes, name: str = "agreements.csv") -> tuple[str, Any]:
    """Upload a file; return where it is shown, and the page."""
    answer = send(client, content, name)
    assert answer.status_code == 302, text_of(answer)
    return answer["Location"], client.get(answer["Location"])


@pytest.mark.parametrize("write", [csv_of, xlsx_of])
def test_a_sheet_is_shown_and_then_entered_as_it_was_shown(clock: Clock, city: City, write: Any) -> None:
    client = sign_in(city.clerk)
    before = rows()["contracts.Agreement"]
    path, page = shown(client, write(ROW), "agreements.xlsx")
    assert "This is what would be entered" in text_of(page)
    assert "PARS access: Amtrak Police" in text_of(page)
    assert "Recipient Amtrak Police Department Term ends 31 August 2027" in text_of(page)
    assert rows()["contracts.Agreement"] == before
    answer = client.post(path, hidden_of(page))
    assert answer["Location"] == path
    assert "The sheet is entered" in text_of(client.get(path))
    agreement = Agreement.objects.get()
    assert (agreement.slug, agreement.entered_by, agreement.entered_at) == ("pars-amtrak", city.clerk, clock.now)
    sheet = UploadedSheet.objects.get()
    assert (bytes(sheet.content), sheet.new, sheet.parties) == (b"", 1, 1)


def test_confirming_twice_enters_it_once(clock: Clock, city: City) -> None:
    client = sign_in(city.clerk)
    path, page = shown(client, csv_of(ROW))
    first = client.post(path, hidden_of(page))
    after = rows()
    second = client.post(path, hidden_of(page))
    assert first["Location"] == second["Location"]
    assert rows() == after


def test_the_same_file_twice_is_one_upload(clock: Clock, city: City) -> None:
    client = sign_in(city.clerk)
    assert shown(client, csv_of(ROW))[0] == shown(client, csv_of(ROW))[0]


def test_faults_are_shown_by_row_and_column_and_there_is_nothing_to_confirm(clock: Clock, city: City) -> None:
    client = sign_in(city.clerk)
    path, page = shown(client, csv_of({**ROW, "term_ends_on": "8/31/2027"}, {**ROW, "slug": "two", "keepers": "x@example.org"}))
    text = text_of(page)
    assert "Nothing can be entered yet" in text
    assert "2 term_ends_on “8/31/2027” can be read in two ways." in text
    assert "3 keepers An agreement has at least two keepers" in text
    assert "Enter all of it" not in text
    before = rows()
    forged = client.post(path, {"shown": UploadedSheet.objects.get().digest})
    assert forged.status_code == 200
    assert rows() == before


def test_a_changed_day_is_shown_from_old_to_new_and_needs_a_reason(clock: Clock, city: City) -> None:
    bring(city, csv_of(ROW))
    client = sign_in(city.clerk)
    path, page = shown(client, csv_of({**ROW, "term_ends_on": "2027-09-30"}))
    assert "term_ends_on 2027-08-31 → 2027-09-30" in text_of(page)
    answer = client.post(path, hidden_of(page))
    assert 'href="#id_reason"' in answer.content.decode()
    assert "Say why days on record are corrected" in text_of(answer)
    client.post(path, {**hidden_of(answer), "reason": "A typing error."})
    assert str(Agreement.objects.get().terms.get().ends_on) == "2027-09-30"


def test_a_register_that_changed_meanwhile_is_shown_again(clock: Clock, city: City) -> None:
    client = sign_in(city.clerk)
    path, page = shown(client, csv_of(ROW))
    stewardship.add_party(slug="amtrak", name="Amtrak Police Department", by=city.clerk, at=clock.now)
    answer = client.post(path, hidden_of(page))
    assert "The register has changed since this was shown. Look at the differences once more." in text_of(answer)
    assert not Agreement.objects.exists()
    client.post(path, hidden_of(answer))
    assert Agreement.objects.exists()


def test_what_was_shown_is_entered_and_not_what_a_form_says(clock: Clock, city: City) -> None:
    client = sign_in(city.clerk)
    path, page = shown(client, csv_of(ROW))
    client.post(path, {**hidden_of(page), "title": "Another", "file": SimpleUploadedFile("x.csv", csv_of({**ROW, "slug": "x"}))})
    assert [row.title for row in Agreement.objects.all()] == [ROW["title"]]


@pytest.fixture
def long_sheet(clock: Clock, city: City, monkeypatch: pytest.MonkeyPatch) -> tuple[Client, str]:
    """A sheet of three rows, which count as many, confirmed and not entered yet; the clerk's browser, and the page of it."""
    monkeypatch.setattr(uploads, "AT_ONCE", 2)
    monkeypatch.setattr(sheets, "A_STEP", 2)
    client = sign_in(city.clerk)
    path, page = shown(client, csv_of(*many(3)))
    client.post(path, hidden_of(page))
    assert not Agreement.objects.exists()
    return client, path


def test_a_long_sheet_is_entered_by_a_worker_and_the_page_waits_without_script(
    clock: Clock, long_sheet: tuple[Client, str]
) -> None:
    client, path = long_sheet
    waiting = client.get(path)
    assert "The sheet is being entered" in text_of(waiting)
    assert "It waits for a worker" in text_of(waiting)
    assert "http-equiv" not in waiting.content.decode(), "a page that reloads by itself takes a reader's place away"
    assert enter_waiting(at=clock.now) == 1
    assert enter_waiting(at=clock.now) == 0
    assert Agreement.objects.count() == 3
    assert "The sheet is entered" in text_of(client.get(path))


def test_the_page_says_how_far_the_worker_is(
    clock: Clock, long_sheet: tuple[Client, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, path = long_sheet
    seen: list[str] = []

    def tell_and_look(sheet_id: int, how_far: Progress) -> None:
        tell(sheet_id, how_far)
        seen.append(text_of(client.get(path)))

    monkeypatch.setattr(progress, "tell", tell_and_look)
    enter_waiting(at=clock.now)
    said = ("The sheet is compared", "0 of 3 agreements are done.", "2 of 3 agreements are done.", "3 of 3 agreements are done.")
    assert len(seen) == len(said)
    for page, sentence in zip(seen, said, strict=True):
        assert sentence in page


def test_a_long_sheet_that_waits_is_stopped_and_confirmed_again(clock: Clock, long_sheet: tuple[Client, str]) -> None:
    client, path = long_sheet
    answer = client.post(f"{path}stop/")
    assert (answer.status_code, answer["Location"]) == (302, path)
    page = client.get(path)
    assert "It was stopped, and nothing of it is in the register." in text_of(page)
    assert enter_waiting(at=clock.now) == 0
    client.post(path, hidden_of(page))
    assert enter_waiting(at=clock.now) == 1
    assert Agreement.objects.count() == 3


def test_a_worker_that_is_asked_to_stop_undoes_what_it_has_done(
    clock: Clock, long_sheet: tuple[Client, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, path = long_sheet
    before = rows()
    del before["record.UploadedSheet"]  # which says that it was stopped

    def tell_and_ask(sheet_id: int, how_far: Progress) -> None:
        if how_far.done == 2:
            assert Agreement.objects.count() == 2, "it is in the middle of it"
            progress.ask_to_stop(sheet_id)

    monkeypatch.setattr(progress, "tell", tell_and_ask)
    enter_waiting(at=clock.now)
    assert {table: content for table, content in rows().items() if table in before} == before
    assert "It was stopped" in text_of(client.get(path))


def test_what_is_entered_already_is_not_stopped(clock: Clock, long_sheet: tuple[Client, str]) -> None:
    client, path = long_sheet
    enter_waiting(at=clock.now)
    answer = client.post(f"{path}stop/", follow=True)
    assert "It could not be stopped any more: all of it is entered." in text_of(answer)
    assert Agreement.objects.count() == 3


def test_why_a_sheet_came_back_is_said_in_the_language_of_its_clerk(
    clock: Clock, city: City, long_sheet: tuple[Client, str]
) -> None:
    city.clerk.language = "es"
    city.clerk.save()
    bring(city, csv_of(*many(1)))
    enter_waiting(at=clock.now)
    assert UploadedSheet.objects.get().refused.startswith("El registro cambió desde que se mostró esto.")


def test_a_long_sheet_that_no_longer_fits_comes_back_with_the_reason(
    clock: Clock, city: City, long_sheet: tuple[Client, str]
) -> None:
    client, path = long_sheet
    bring(city, csv_of(*many(1)))
    enter_waiting(at=clock.now)
    assert UploadedSheet.objects.get().state == SheetState.SHOWN
    text = text_of(client.get(path))
    assert "It was not entered" in text
    assert "The register has changed since this was shown." in text
    assert Agreement.objects.count() == 1


def test_a_clerk_who_left_meanwhile_enters_nothing(clock: Clock, city: City, long_sheet: tuple[Client, str]) -> None:
    city.clerk.role = Role.OFFICIAL
    city.clerk.save()
    enter_waiting(at=clock.now)
    assert not Agreement.objects.exists()


BAD = {
    "nothing chosen": (None, "Choose a file."),
    "empty": (b"", "The file is empty."),
    "a picture": (b"\x89PNG\r\n\x1a\n", "This is not a spreadsheet but PNG."),
    "too large": (b"x" * (LARGEST + 1), "The file is larger than 5 MB."),
    "UTF-16": ("slug,title".encode("utf-16"), "The text is in UTF-16"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_sheet_is_refused_at_its_field(clock: Clock, city: City, name: str) -> None:
    content, sentence = BAD[name]
    client = sign_in(city.clerk)
    before = rows()
    answer = client.post(IMPORT, {}) if content is None else send(client, content)
    assert sentence in text_of(answer)
    assert 'href="#id_file"' in answer.content.decode()
    assert rows() == before


def test_html_in_a_sheet_is_shown_as_typed(clock: Clock, city: City) -> None:
    client = sign_in(city.clerk)
    script = "<script>alert(1)</script>"
    for row in ({**ROW, "title": script}, {**ROW, "system": script}, {**ROW, "recipient_name": script}):
        body = shown(client, csv_of(row), f"{script}.csv")[1].content.decode()
        assert "<script>alert" not in body
    misnamed = shown(client, csv_of({**ROW, script: "x"}))[1].content.decode()
    assert "<script>alert" not in misnamed
    assert "&lt;script&gt;" in misnamed


def test_these_pages_are_the_clerks_alone_and_an_upload_its_own_clerks(clock: Clock, city: City) -> None:
    path, page = shown(sign_in(city.clerk), csv_of(ROW))
    before = {label: kept for label, kept in rows().items() if label != "accounts.User"}
    official = sign_in(make_user("The judge"))
    for address in (IMPORT, path, *(f"/desk/{name}" for name in DOWNLOADS)):
        assert official.get(address).status_code == 403
        assert official.post(address).status_code == 403
        assert Client().get(address).status_code == 302
    other = sign_in(city.deputy)
    assert other.get(path).status_code == 404
    assert other.post(path, hidden_of(page)).status_code == 404
    assert {label: kept for label, kept in rows().items() if label != "accounts.User"} == before


def test_a_form_without_its_token_does_nothing(clock: Clock, city: City) -> None:
    client = sign_in(city.clerk, enforce_csrf=True)
    assert send(client, csv_of(ROW)).status_code == 403
    assert not UploadedSheet.objects.exists()


def test_an_upload_that_nobody_confirmed_is_gone_after_a_day(clock: Clock, city: City) -> None:
    shown(sign_in(city.clerk), csv_of(ROW))
    clock.set("2026-11-23 12:00")
    shown(sign_in(city.clerk), csv_of({**ROW, "slug": "two"}))
    assert UploadedSheet.objects.count() == 1


def test_the_list_of_agreements_leads_to_templates_and_exports_that_can_be_read_again(clock: Clock, city: City) -> None:
    client = sign_in(city.clerk)
    assert 'href="/desk/import/"' in client.get("/desk/agreements/").content.decode()
    bring(city, csv_of(ROW))
    body = client.get("/desk/agreements/").content.decode() + client.get(IMPORT).content.decode()
    for name in DOWNLOADS:
        assert f'href="/desk/{name}"' in body
        answer = client.get(f"/desk/{name}")
        assert answer["Content-Disposition"].startswith('attachment; filename="agreements-')
        assert answer["Content-Disposition"].endswith(f'{Path(name).suffix}"')
        assert "no-store" in answer["Cache-Control"]
    assert "The register says all this already" in text_of(shown(client, client.get("/desk/export/agreements.csv").content)[1])
    assert cells_of(client.get("/desk/export/agreements.xlsx").content)[1][0] == "pars-amtrak"


def test_hundreds_of_rows_come_on_pages_of_a_hundred(clock: Clock, city: City) -> None:
    client = sign_in(city.clerk)
    path, page = shown(client, csv_of(*many(150)))
    assert len(re.findall(r"<h3", page.content.decode())) == 100
    assert "Page 1 of 2" in text_of(page)
    assert len(re.findall(r"<h3", client.get(f"{path}?page=2").content.decode())) == 50


def test_a_clerk_reads_when_each_sheet_came(clock: Clock, city: City) -> None:
    client = sign_in(city.clerk)
    shown(client, csv_of(ROW), "../../city.csv")
    assert "city.csv" in text_of(client.get(IMPORT))
    assert ".." not in UploadedSheet.objects.get().file_name
    assert UploadedSheet.objects.get().uploaded_at == at("2026-11-22 11:00")
