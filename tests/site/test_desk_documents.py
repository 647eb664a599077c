"""Papers handed out at the desk: to whom, and as what, whatever was in them."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contracts.models import Document
from contracts.refusals import Refused
from governance.accounts.models import Role
from governance.bodies import actions as bodies
from governance.bodies.models import Capacity
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, make_cast, make_user, open_ballot, signed_in
from tests.traces import refused

from .test_desk_stage import Clock, hidden_of, rows, text_of
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db
FILE = "/desk/agreements/pars-ice/documents/new/"


@pytest.fixture(autouse=True)
def document_store(settings: Any, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def filed(cast: Cast, content: bytes, name: str = "signed.pdf", *, is_public: bool = False) -> str:
    """File a paper and return where it is handed out."""
    say = {"by": cast.clerk, "at": at("2018-07-02 10:00")}
    row = stewardship.file_document(
        agreement=cast.agreement, title="The contract", content=content, name=name, is_public=is_public, **say
    )
    return f"/desk/agreements/pars-ice/documents/{row.digest}/"


def zipped(member: str) -> bytes:
    folder = io.BytesIO()
    with zipfile.ZipFile(folder, "w") as archive:
        archive.writestr(member, "alert(1)")
    return folder.getvalue()


PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(40)
TWO_IN_ONE = {
    "a PDF that is a page": (b"%PDF-1.7\n<html><script>alert(document.cookie)</script></html>", "x.pdf", "application/pdf"),
    "a PDF that is an archive": (b"%PDF-1.7\n" + zipped("a.js"), "x.pdf", "application/pdf"),
    "a PNG that is a script": (PICTURE + b"<?php echo 1 ?><script>alert(1)</script>", "x.png", "image/png"),
    "a JPEG that is a page": (b"\xff\xd8\xff\xe0<!doctype html><script>alert(1)</script>", "x.jpeg", "image/jpeg"),
}


@pytest.mark.parametrize("what", TWO_IN_ONE)
def test_a_file_that_is_two_things_is_kept_and_never_shown(clock: Clock, what: str) -> None:
    content, name, media_type = TWO_IN_ONE[what]
    cast = make_cast()
    answer = signed_in(cast.clerk).get(filed(cast, content, name))
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox; frame-ancestors 'none'"
    assert {"private", "no-store"} <= {part.strip() for part in answer["Cache-Control"].split(",")}


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "empty.pdf", "This file is empty."),
        (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "seal.svg", "neither a PDF nor a PNG or JPEG"),
        (b'<svg onload="alert(1)"/>', "seal.png", "neither a PDF nor a PNG or JPEG"),
        (b"<!doctype html><script>alert(1)</script>", "page.pdf", "neither a PDF nor a PNG or JPEG"),
        (b" %PDF-1.7 after a blank", "late.pdf", "neither a PDF nor a PNG or JPEG"),
        (zipped("a.pdf"), "many.pdf", "neither a PDF nor a PNG or JPEG"),
        (b"%PDF-1.7", "page.html", "is application/pdf, which its name does not say"),
        (b"%PDF-1.7", "page.pdf.html", "is application/pdf, which its name does not say"),
    ],
)
def test_what_is_no_paper_is_refused_and_leaves_no_trace(
    clock: Clock, document_store: Path, content: bytes, name: str, sentence: str
) -> None:
    client = signed_in(make_cast().clerk)
    key = hidden_of(client.get(FILE))
    before = rows()
    answer = client.post(FILE, {**key, "title": "A paper", "document": SimpleUploadedFile(name, content)})
    assert sentence in text_of(answer)
    assert rows() == before
    assert [path for path in document_store.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("name", ["../../../etc/passwd.pdf", "..\\..\\boot.pdf", "/etc/cron.d/x.pdf"])
def test_a_name_that_is_a_path_leads_nowhere(clock: Clock, document_store: Path, name: str) -> None:
    cast = make_cast()
    client = signed_in(cast.clerk)
    content = b"%PDF-1.7 " + name.encode()
    client.post(FILE, {**hidden_of(client.get(FILE)), "title": "A paper", "document": SimpleUploadedFile(name, content)})
    row = Document.objects.get()
    assert not set(row.file_name) & set("/\\")
    (stored,) = [path for path in document_store.rglob("*") if path.is_file()]
    assert stored == document_store / row.digest[:2] / row.digest
    answer = client.get(f"/desk/agreements/pars-ice/documents/{row.digest}/")
    assert ".." not in answer["Content-Disposition"]


def test_a_name_with_a_line_break_or_a_turned_direction_loses_them(clock: Clock) -> None:
    cast = make_cast()
    answer = signed_in(cast.clerk).get(filed(cast, b"%PDF-1.7", "a\r\nSet-Cookie: b\u202efdp.pdf"))
    assert answer["Content-Disposition"] == 'attachment; filename="aSet-Cookie: bfdp.pdf"'
    assert "Set-Cookie" not in answer.headers


def test_a_name_with_quotes_and_letters_of_other_scripts_stays_one_header(clock: Clock) -> None:
    cast = make_cast()
    answer = signed_in(cast.clerk).get(filed(cast, b"%PDF-1.7", 'the "final"; über.pdf'))
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''the%20%22final%22%3B%20%C3%BCber.pdf"


def test_the_papers_of_a_body_are_for_who_reads_the_desk_keeps_it_or_decides(clock: Clock) -> None:
    cast = make_cast()
    open_ballot(cast)
    url = filed(cast, b"%PDF-1.7 signed by hand")
    keeper, delegate = make_user("A keeper"), make_user("A delegate")
    say = {"by": cast.clerk, "at": at("2018-07-02 10:00")}
    stewardship.name_keepers(agreement=cast.agreement, users=[keeper, cast.clerk], **say)
    seat = cast.seat("DAO")
    bodies.appoint(seat=seat, user=delegate, capacity=Capacity.DELEGATE, starts_on=date(2018, 7, 1), **say)
    readers = [cast.clerk, make_user("The auditor", Role.AUDITOR), make_user("The administrator", Role.ADMINISTRATOR)]
    for user in (*readers, keeper, delegate, cast.judge):
        client = signed_in(user)
        assert client.get(url).status_code == 200, user
        assert url in client.get("/desk/agreements/pars-ice/").content.decode(), user
        assert url in client.get("/desk/ballots/pars-ice-2018/").content.decode(), user
    answer = signed_in(cast.outsider).get(url)
    assert answer.status_code == 403
    assert "This document is confidential" in text_of(answer)
    assert url not in signed_in(cast.outsider).get("/desk/ballots/pars-ice-2018/").content.decode()
    assert Client().get(url).status_code == 302


def test_who_held_a_seat_reads_its_papers_no_more(clock: Clock) -> None:
    cast = make_cast()
    url = filed(cast, b"%PDF-1.7")
    held = cast.seat("FJD").appointments.get()
    bodies.end_appointment(appointment=held, ends_on=date(2018, 7, 10), by=cast.clerk, at=at("2018-07-02 10:00"))
    assert signed_in(cast.judge).get(url).status_code == 200
    clock.set("2018-07-11 10:00")
    assert signed_in(cast.judge).get(url).status_code == 403


def test_a_public_paper_is_for_everybody_at_the_desk(clock: Clock) -> None:
    cast = make_cast()
    assert signed_in(cast.outsider).get(filed(cast, b"%PDF-1.7", is_public=True)).status_code == 200


def test_a_paper_of_another_agreement_is_not_found_here(clock: Clock) -> None:
    cast = make_cast()
    url = filed(cast, b"%PDF-1.7")
    client = signed_in(cast.clerk)
    assert client.get(url.replace("pars-ice", "no-such")).status_code == 404
    assert client.get(url.replace("documents/", "documents/00")).status_code == 404


def test_a_paper_that_was_altered_or_lost_in_the_store_is_not_handed_out(clock: Clock, document_store: Path) -> None:
    cast = make_cast()
    url = filed(cast, b"%PDF-1.7 as signed")
    path = default_storage.path(Document.objects.get().path)
    client = signed_in(cast.clerk)
    Path(path).write_bytes(b"%PDF-1.7 as forged")
    answer = client.get(url)
    assert (answer.status_code, "was altered in the document store" in text_of(answer)) == (404, True)
    Path(path).unlink()
    assert "is missing from the document store" in text_of(client.get(url))


def test_nobody_but_the_clerk_files_papers(clock: Clock, document_store: Path) -> None:
    cast = make_cast()
    for user in (make_user("The auditor", Role.AUDITOR), make_user("The administrator", Role.ADMINISTRATOR), cast.judge):
        with refused(Refused, match="Only the clerk"):
            filed(Cast(**{**vars(cast), "clerk": user}), b"%PDF-1.7")
        assert signed_in(user).post(FILE, {"title": "A paper"}).status_code == 403
    assert list(document_store.rglob("*")) == []
