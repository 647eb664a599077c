"""Strings planted in everything that is private: whoever follows every public link, and guesses some more, meets none of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client
from lxml import html

from contracts.models import Document
from governance.accounts.models import Role, User
from governance.ballots import actions as ballots
from governance.ballots.models import Question
from governance.ballots.proposal import Proposal
from governance.ledger.models import Entry
from governance.notices.models import Letter
from governance.stewardship import actions as stewardship
from governance.subscribers.models import Subscription
from tests.cast import LONG_BEFORE, Cast, at, make_cast, open_ballot, vote

pytestmark = pytest.mark.django_db
NOW = at("2018-07-20 12:00")
SITE = "https://countersign.example"
NOT_PUBLIC = ("/desk/", "/accounts/", "/static/", "/follow/")


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A register with a canary in each private field, an open ballot with votes, and a draft."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    cast = make_cast()
    say = {"by": cast.clerk, "at": LONG_BEFORE}
    names = [f"canary-keeper-{number}" for number in (1, 2)]
    keepers = [User.objects.create_user(f"{name}@private.example", f"{name}'s name", role=Role.CLERK) for name in names]
    stewardship.name_keepers(agreement=cast.agreement, users=keepers, **say)
    for user in User.objects.filter(email__endswith="@example.org"):
        user.email = f"canary-{user.pk}@private.example"
        user.save()
    facts = {
        "name": "Canary contact",
        "office": "Canary office",
        "email": "canary-contact@private.example",
        "phone": "canary-555",
    }
    stewardship.add_contact(party=cast.agreement.recipient, **facts, **say)
    _file(cast, "Canary title", "canary-name.pdf")
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "decline", at("2018-07-10 10:00"), reasons="Public reasons.", key="canary-key")
    ballots.draft_ballot(
        agreement=cast.agreement,
        question=Question.END_EARLY,
        proposal=Proposal(None, date(2018, 8, 1), conditions=("canary of a draft",)),
        closes_on=date(2018, 8, 1),
        by=cast.clerk,
        at=at("2018-07-02 09:00"),
    )
    Subscription.objects.create(address="canary-follower@private.example", agreement=cast.agreement, created_at=NOW, asked_at=NOW)
    Letter.objects.create(address="canary-letter@private.example", subject="Canary", text="Canary", due_at=NOW, created_at=NOW)
    return cast


def _file(cast: Cast, title: str, name: str) -> None:
    Document.objects.create(
        agreement=cast.agreement,
        title=title,
        file_name=name,
        media_type="application/pdf",
        size=1,
        digest="c" * 64,
        is_public=False,
        entered_by=cast.clerk,
        entered_at=LONG_BEFORE,
    )


SEEDS = (
    "/",
    "/robots.txt",
    "/sitemap.xml",
    "/api/docs",
    "/api/v1/openapi.json",
    "/api/v1/agreements",
    "/api/v1/decisions",
    "/api/v1/deadlines?since=2000-01-01",
    "/api/v1/ledger/head",
    "/api/v1/ledger/entries",
    "/api/v1/bodies/pars-subcommittee",
    "/api/v1/agreements/pars-ice",
    "/api/v1/decisions/pars-ice-2018",
    "/exports/agreements.csv",
    "/exports/agreements.csv?q=canary",
    "/agreements/pars-ice/calendar.ics",
    "/agreements/?q=canary",
    "/ledger/?subject=canary",
    "/deadlines/?year=2018",
    "/changes/",
    # What is not there, or not understood.
    "/agreements/canar/",
    "/decisions/pars-ice-2018-end-early/",
    "/api/v1/decisions/pars-ice-2018-end-early",
    "/api/v1/agreements/nope",
    "/api/v1/agreements?page=zzz",
    "/ledger/zzz/",
    "/documents/" + "c" * 64,
    "/media/cc/" + "c" * 64,
)


def crawled(client: Client) -> Iterator[tuple[str, int, str]]:
    waiting, seen = list(SEEDS), set()
    while waiting:
        path = waiting.pop()
        if path in seen or path.startswith(NOT_PUBLIC):
            continue
        seen.add(path)
        answer = client.get(path)
        text = answer.content.decode()
        yield path, answer.status_code, text + str(dict(answer.items()))
        waiting.extend(_links(path, answer.headers.get("Content-Type", ""), text))


def _links(path: str, media_type: str, text: str) -> Iterator[str]:
    if media_type.startswith("text/html"):
        found = [urljoin(SITE + path, str(link)) for link in html.fromstring(text.encode()).xpath("//@href")]
    else:
        found = re.findall(re.escape(SITE) + r"[^\s\"<,\\]*", text)
    for url in found:
        parts = urlsplit(url)
        if f"{parts.scheme}://{parts.netloc}" == SITE:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


@pytest.mark.usefixtures("planted")
def test_no_public_answer_sings_of_what_is_private(client: Client) -> None:
    met: dict[str, int] = {}
    for path, status, answer in crawled(client):
        met[path] = status
        for secret in ("canary-", "Canary", "canary of", "private.example", "The deputy clerk", "pbkdf2", "md5$", "sessionid"):
            assert secret not in answer, (path, secret)
        assert "end-early" not in answer or "end-early" in path
    assert len(met) > 60
    assert {path for path, status in met.items() if status >= 500} == set()
    for expected in ("/calendar.ics", "/feeds/decisions.atom", "/feeds/deadlines.atom", "/decisions/pars-ice-2018/"):
        assert met[expected] == 200


@pytest.mark.usefixtures("planted")
def test_no_entry_of_the_record_holds_what_is_private() -> None:
    for entry in Entry.objects.all():
        assert "anary" not in json.dumps([entry.kind, entry.subject, entry.body]), entry.body


@pytest.mark.usefixtures("planted")
def test_every_link_of_a_page_leads_somewhere(client: Client) -> None:
    # A page that is not there offers itself in the other language, where it is not there either.
    broken = {path for path, status, _answer in crawled(client) if status >= 400}
    assert {path for path in broken if path.removeprefix("/es") not in SEEDS} == set()


@pytest.mark.usefixtures("planted")
def test_the_sitemap_names_pages_that_there_are_by_the_name_they_give_themselves(client: Client) -> None:
    listed = re.findall(r"<loc>([^<]+)</loc>", client.get("/sitemap.xml").content.decode())
    assert f"{SITE}/agreements/pars-ice/" in listed
    assert f"{SITE}/decisions/pars-ice-2018/" in listed
    assert len(listed) == len(set(listed))
    for url in listed:
        page = html.fromstring(client.get(url.removeprefix(SITE)).content)
        assert page.xpath('//link[@rel="canonical"]/@href') == [url]
    assert f"Sitemap: {SITE}/sitemap.xml" in client.get("/robots.txt").content.decode()


@pytest.mark.usefixtures("planted")
def test_a_search_is_no_page_of_its_own_to_search_engines(client: Client) -> None:
    for path, canonical in (
        ("/agreements/?q=ice&sort=title", "/agreements/"),
        ("/agreements/?q=ice&page=2", "/agreements/?page=2"),
        ("/deadlines/?year=2018&utm=x", "/deadlines/?year=2018"),
    ):
        page = html.fromstring(client.get(path).content)
        assert page.xpath('//link[@rel="canonical"]/@href') == [SITE + canonical]
