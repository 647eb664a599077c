"""Pages on paper, as Chromium prints them: a decision is two pages, whole, with what is needed to check it and no menu.

The register printed is the sample, since the lengths of real texts are what decides; loading it takes some seconds.
"""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Browser
from pypdf import PdfReader

from contracts.models import Agreement
from governance.accounts.models import Role, User
from governance.ballots.models import Ballot
from tests.cast import signed_in

DECIDED = ("pars-ice-2010", "pars-ice-2018", "pars-penn")
NEVER_PRINTED = ("Skip to the content", "Officials: sign in", "About this record", "Español", "For programs")


@pytest.fixture
def printer(chromium: Browser, live_server: Any) -> Any:
    """Load the sample and print pages of it, on A4 or Letter."""
    call_command("load_record", "sample/register.yaml", verbosity=0)
    page = chromium.new_page(base_url=live_server.url)

    def printed(path: str, paper: str) -> PdfReader:
        page.goto(path)
        return PdfReader(io.BytesIO(page.pdf(format=paper, print_background=True)))

    yield printed
    page.close()


def words_of(document: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in document.pages).split())


@pytest.mark.django_db(transaction=True)
def test_each_decision_of_the_sample_is_two_whole_pages_with_the_way_to_check_it(printer: Any) -> None:
    for named in DECIDED:
        ballot = Ballot.objects.get(slug__startswith=named)
        for root, paper in (("", "A4"), ("/es", "Letter")):
            document = printer(f"{root}/decisions/{ballot.slug}/", paper)
            assert len(document.pages) == 2, (ballot.slug, root, paper)
            words = words_of(document)
            assert "2 / 2" in words
            assert f"https://countersign.example{root}/decisions/{ballot.slug}/" in words
            assert all(seat.name in words for seat in ballot.seats.all())
            assert not [word for word in NEVER_PRINTED if word in words]
            together = words.replace(" ", "")
            for source in {source for vote in ballot.votes.all() for source in vote.sources.exclude(url="")}:
                assert together.count(source.url.replace(" ", "")) == 1, "each address is written once"
            if ballot.text_digest:
                assert ballot.text_digest in together
                assert "sha256sum" in words
                assert '"question":"renew"' in together, "what a screen folds is printed"


@pytest.mark.django_db(transaction=True)
def test_an_agreement_on_paper_writes_each_address_once_and_shows_no_way_to_anywhere_else(printer: Any) -> None:
    document = printer("/agreements/pars-ice/", "A4")
    words = words_of(document)
    together = words.replace(" ", "")
    agreement = Agreement.objects.get(slug="pars-ice")
    urls = {url for term in agreement.terms.all() for url in term.sources.exclude(url="").values_list("url", flat=True)}
    assert len(urls) > 5
    assert [url for url in urls if together.count(f"<{url}>") != 1] == []
    assert not [word for word in (*NEVER_PRINTED, "On this page", "Follow by e-mail") if word in words]
    with_terms = next(
        said for said in (" ".join(page.extract_text().split()) for page in document.pages) if "Terms and fees" in said
    )
    assert "1 September 2017 to 31 August 2018" in with_terms, "a table begins below its heading, and not on the next page"


@pytest.mark.django_db(transaction=True)
def test_the_desk_prints_what_is_known_and_nothing_to_press(printer: Any, chromium: Browser, live_server: Any) -> None:
    clerk = User.objects.filter(role=Role.CLERK).order_by("pk")[0]
    client = signed_in(clerk)
    context = chromium.new_context()
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
    page = context.new_page()
    for path, says, never in (
        ("/desk/agreements/pars-ice/", "1 September 2017 to 31 August 2018", ("Correct the fee", "Record it", "Keep its record")),
        ("/desk/bodies/pars-subcommittee/", "2 of 3 seats must approve", ("Appoint somebody", "Change its rule", "End it")),
        ("/desk/follow-ups/", "To be shown: Access confirmed off", ("Confirm access off",)),
        ("/desk/ballots/pars-septa-2026/", "The exact text", ("Enter a position on paper", "You can read this ballot")),
    ):
        page.goto(live_server.url + path)
        words = words_of(PdfReader(io.BytesIO(page.pdf(format="Letter"))))
        assert says in words, path
        assert not [word for word in (*NEVER_PRINTED, *never) if word in words], path
    context.close()
