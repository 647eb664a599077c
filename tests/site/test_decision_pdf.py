"""A decision as a PDF: where one can be made it is the page as printed; where not, the page says what to do instead."""

from __future__ import annotations

import io
import os
import subprocess
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from pypdf import PdfReader

from governance.ballots import actions as ballots
from governance.ballots.models import Ballot, Question
from governance.ballots.proposal import Proposal
from governance.public import pdf
from tests.cast import at, make_cast, open_ballot, vote

pytestmark = pytest.mark.django_db
NOW = at("2018-07-20 12:00")
PATH = "/decisions/pars-ice-2018/decision.pdf"
CAN_BE_MADE = pdf.can_be_made  # as it is: in tests the answer is no
MISSING = (
    "A PDF needs WeasyPrint and pango. Install them: pip install -r requirements-pdf.txt, "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


@pytest.fixture(autouse=True)
def on_20_july(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def ballot() -> Ballot:
    """Settle the round of 2018: two decline."""
    cast = make_cast()
    ballot = open_ballot(cast)
    for seat in ("PPD", "DAO"):
        vote(cast, ballot, seat, "decline", at("2018-07-10 10:00"), reasons="Reasons of “the city”, <b>in full</b>.")
    return ballot


@pytest.fixture
def pretended(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Let the maker only note what it was asked for."""
    asked: list[tuple[str, str]] = []

    def made_of(html: str, *, address: str) -> bytes:
        asked.append((html, address))
        return b"%PDF-pretended"

    monkeypatch.setattr(pdf, "can_be_made", lambda: True)
    monkeypatch.setattr(pdf, "made_of", made_of)
    return asked


@pytest.fixture
def maker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let PDFs be made. Where what it takes is missing the test is skipped, but never in CI."""
    if not CAN_BE_MADE():
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    monkeypatch.setattr(pdf, "can_be_made", lambda: True)


# --- Where none can be made


def test_without_a_maker_the_page_says_how_to_print_and_the_address_why_it_has_nothing(ballot: Ballot, client: Client) -> None:
    page = client.get(f"/decisions/{ballot.slug}/").content.decode()
    assert "decision.pdf" not in page
    assert "To keep it as a PDF, print this page into a file: it is laid out for paper." in page
    answer = client.get(PATH)
    assert answer.status_code == 404
    assert "No PDF is made here. Print the page of the decision" in answer.content.decode()
    assert "Aquí no se hacen archivos PDF." in client.get(f"/es{PATH}").content.decode()


# --- Where one can


def test_the_page_leads_to_its_pdf_in_its_language(ballot: Ballot, client: Client, pretended: list[tuple[str, str]]) -> None:
    for root, lang in (("", "en"), ("/es", "es")):
        assert f'href="{root}{PATH}"' in client.get(f"{root}/decisions/{ballot.slug}/").content.decode()
        answer = client.get(root + PATH)
        assert (answer.status_code, answer["Content-Type"], answer.content) == (200, "application/pdf", b"%PDF-pretended")
        assert answer["Content-Disposition"] == 'inline; filename="pars-ice-2018.pdf"'
        page = f"https://countersign.example{root}/decisions/pars-ice-2018/"
        assert answer["Link"] == f'<{page}>; rel="canonical"'
        assert not answer.cookies
        html, address = pretended[-1]
        assert f'<html lang="{lang}">' in html
        assert address == page
        assert f"{page}</p>" in html


def test_a_question_is_led_to_the_one_address(ballot: Ballot, client: Client, pretended: list[tuple[str, str]]) -> None:
    """Each question would be another answer to keep, and another PDF to make."""
    assert client.get(f"{PATH}?again=1")["Location"] == PATH
    assert pretended == []
    assert client.get(PATH).has_header("ETag")


def test_what_is_no_decision_has_no_pdf(ballot: Ballot, client: Client, pretended: list[tuple[str, str]]) -> None:
    assert client.get("/decisions/nothing-here/decision.pdf").status_code == 404
    say = {"by": ballot.drafted_by, "at": NOW}
    day = date(2018, 8, 1)
    ask = {"question": Question.END_EARLY, "proposal": Proposal(None, day), "closes_on": day}
    draft = ballots.draft_ballot(agreement=ballot.agreement, **ask, **say)
    assert client.get(f"/decisions/{draft.slug}/decision.pdf").status_code == 404
    ballots.withdraw_ballot(ballot_id=draft.pk, because="A mistake.", **say)
    assert client.get(f"/decisions/{draft.slug}/decision.pdf").status_code == 410
    assert pretended == []


def test_one_that_is_not_made_in_time_is_not_there_for_now(
    ballot: Ballot, client: Client, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def never(html: str, *, address: str) -> bytes:
        raise pdf.NotMade

    monkeypatch.setattr(pdf, "can_be_made", lambda: True)
    monkeypatch.setattr(pdf, "made_of", never)
    answer = client.get(PATH)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "could not be made just now" in answer.content.decode()
    assert "ETag" not in answer
    assert "was not made" in caplog.text


def test_it_is_ended_when_it_takes_too_long_and_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "LONGEST", 0.01)
    with pytest.raises(pdf.NotMade):
        pdf.made_of("<p>Long.</p>", address="https://countersign.example/")
    monkeypatch.setattr(pdf, "PATIENCE", 0.01)
    with pdf._TURN, pytest.raises(pdf.NotMade):
        pdf.made_of("<p>Waits.</p>", address="https://countersign.example/")


def test_the_maker_is_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    handed: dict[str, Any] = {}

    def run(program: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        handed.update(options)
        return subprocess.CompletedProcess(program, 0, b"%PDF-")

    monkeypatch.setattr("governance.public.pdf.subprocess.run", run)
    assert pdf.made_of("<p></p>", address="https://countersign.example/") == b"%PDF-"
    assert not {"SECRET_KEY", "DATABASE_URL", "EMAIL_URL"} & set(handed["env"])
    assert settings.SECRET_KEY.encode() not in handed["input"]


# --- As it is really made


@pytest.mark.usefixtures("maker")
def test_it_is_two_tagged_pages_with_title_language_and_every_word_to_check_it(ballot: Ballot, client: Client) -> None:
    for root, lang, title in (("", "en", "Renew PARS - ICE until 31 August 2019?"), ("/es", "es", "¿Renovar PARS - ICE")):
        document = PdfReader(io.BytesIO(client.get(root + PATH).content))
        assert len(document.pages) == 2
        catalogue: Any = document.trailer["/Root"]
        assert (catalogue["/Lang"], catalogue["/MarkInfo"]["/Marked"]) == (lang, True)
        assert "/StructTreeRoot" in catalogue
        assert document.metadata is not None
        assert str(document.metadata.title).startswith(title)
        words = " ".join(" ".join(page.extract_text() for page in document.pages).split())
        assert f"https://countersign.example{root}/decisions/pars-ice-2018/" in words
        assert "Reasons of “the city”, <b>in full</b>." in words
        assert ballot.text_digest in words.replace(" ", "")
        assert "Officials: sign in" not in words
        fonts = {str(font["/BaseFont"]) for page in document.pages for font in _fonts(page)}
        assert any("Public-Sans" in font for font in fonts), "our own letters were found"


def _fonts(page: Any) -> list[Any]:
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]


@pytest.mark.usefixtures("maker")
@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:9/picture.png",
        "https://countersign.example/decisions/",
        "https://countersign.example/static/../secret.txt",
        "https://countersign.example/static/%2e%2e/secret.txt",
        "file:///etc/hostname",
        "data:text/plain,words",
    ],
)
def test_nothing_is_read_but_static_files_of_our_own(address: str, tmp_path: Path) -> None:
    from weasyprint.urls import FatalURLFetchingError

    from governance.public.pdf_maker import OwnFiles

    folder = tmp_path / "static"
    folder.mkdir()
    (folder / "own.css").write_text("p { color: #000 }")
    (tmp_path / "secret.txt").write_text("secret")
    files = OwnFiles("https://countersign.example/static/", [folder])
    assert files.fetch("https://countersign.example/static/own.css").read() == b"p { color: #000 }"
    with pytest.raises(FatalURLFetchingError):
        files.fetch(address)


@pytest.mark.usefixtures("maker")
def test_a_page_that_names_anything_else_is_not_made() -> None:
    with pytest.raises(pdf.NotMade):
        pdf.made_of('<img src="http://127.0.0.1:9/picture.png" alt="">', address="https://countersign.example/")


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_what_pdfs_need_may_be_missing_but_not_in_ci(
    monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, ci: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("CI", ci)
    monkeypatch.setattr("tests.site.test_decision_pdf.CAN_BE_MADE", lambda: False)
    with pytest.raises(outcome, match="libpango"):
        request.getfixturevalue("maker")
