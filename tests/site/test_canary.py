"""Strings planted in everything that is private: whoever follows every public link, and guesses some more, meets none of them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.apps import apps
from django.http import HttpResponse
from django.test import Client
from lxml import html

from governance.ledger.models import Entry
from governance.notices.models import Letter
from tests.cast import Cast, make_cast

from .planted import IN_HEXADECIMAL, NOW, PUBLIC, plant, private_columns

pytestmark = pytest.mark.django_db
SITE = "https://countersign.example"
NOT_PUBLIC = ("/desk/", "/accounts/", "/static/", "/follow/")


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A register with a canary in each private column."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    cast = make_cast()
    plant(cast)
    return cast


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
    "/exports/agreements.csv?q=canar",
    "/agreements/pars-ice/calendar.ics",
    "/agreements/?q=canar",
    "/ledger/?subject=canar",
    "/deadlines/?year=2018",
    "/changes/",
    # What is not there, or not understood.
    "/agreements/canar/",
    "/es/agreements/canar/",
    "/decisions/pars-ice-2018-end-early/",
    "/es/decisions/pars-ice-2018-end-early/",
    "/decisions/pars-ice-2018-end-early-v2/",
    "/es/decisions/pars-ice-2018-end-early-v2/",
    "/api/v1/decisions/pars-ice-2018-end-early",
    "/api/v1/agreements/nope",
    "/api/v1/agreements?page=zzz",
    "/ledger/zzz/",
    "/documents/" + "c" * 64,
    "/media/cc/" + "c" * 64,
)


OF_A_SHAPE = 8  # pages that are crawled of those that differ by a digest or a question alone; every entry is read by itself below


def assert_quiet(path: str, answer: HttpResponse, text: str) -> None:
    """An answer to the public sets no cookie, and needs neither script nor style of its own: the policy forbids both."""
    assert set(answer.cookies) <= ({"csrftoken"} if path.endswith("/follow/") else set()), path
    assert "default-src 'self'" in answer["Content-Security-Policy"], path
    assert "unsafe" not in answer["Content-Security-Policy"], path
    if answer.headers.get("Content-Type", "").startswith("text/html"):
        page = html.fromstring(text.encode())
        assert page.xpath("//style | //script[not(@src)] | //@style | //@*[starts-with(name(), 'on')]") == [], path
        assert [link for link in page.xpath("//@href | //@src | //@action") if "script:" in str(link).lower()] == [], path


def crawled(client: Client) -> Iterator[tuple[str, int, str]]:
    waiting, seen, shapes = list(SEEDS), set(), Counter[str]()
    while waiting:
        path = waiting.pop()
        shapes[shape := re.sub(r"[0-9a-f]{64}|=[^&]*", "*", path)] += path not in seen
        if path in seen or path.startswith(NOT_PUBLIC) or shapes[shape] > OF_A_SHAPE:
            continue
        seen.add(path)
        answer = client.get(path)
        text = answer.content.decode(errors="replace")
        assert_quiet(path, answer, text)
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
def test_who_follows_every_link_and_guesses_some_more_meets_no_canary_no_cookie_and_no_dead_end(client: Client) -> None:
    met: dict[str, int] = {}
    for path, status, answer in crawled(client):
        met[path] = status
        for secret in ("canary", "Canary", IN_HEXADECIMAL, "private.example", "The deputy clerk", "pbkdf2", "md5$", "sessionid"):
            assert secret not in answer, (path, secret)
        assert "end-early-v2" not in answer or "end-early-v2" in path
    assert len(met) > 60
    assert {path for path, status in met.items() if status >= 500} == set()
    # A page that is not there offers itself in the other language, where it is not there either.
    broken = {path for path, status in met.items() if status >= 400}
    assert {path for path in broken if path.removeprefix("/es") not in SEEDS} == set()
    assert {status for path, status in met.items() if path.endswith("-end-early/")} == {410}
    assert {status for path, status in met.items() if path.endswith("-end-early-v2/")} == {404}
    assert sum(path.startswith("/es/") for path in met) > 20
    for expected in (
        "/es/agreements/",
        "/calendar.ics",
        "/feeds/decisions.atom",
        "/feeds/deadlines.atom",
        "/decisions/pars-ice-2018/",
    ):
        assert met[expected] == 200


@pytest.mark.usefixtures("planted")
def test_every_column_of_text_is_public_or_has_a_canary_in_it() -> None:
    silent = set()
    for model, column in private_columns():
        said = [str(value) for value in model._default_manager.values_list(column, flat=True)]
        if not any("canar" in value.lower() or value == IN_HEXADECIMAL for value in said):
            silent.add(f"{model._meta.label}.{column}")
    assert silent == set(), "say in tests/site/planted.py that they are public, or plant one"
    named = {f"{label}.{column}" for label, columns in PUBLIC.items() for column in columns}
    assert named <= {f"{model._meta.label}.{field.name}" for model in apps.get_models() for field in model._meta.get_fields()}


@pytest.mark.usefixtures("planted")
def test_answers_that_went_wrong_say_as_little(monkeypatch: pytest.MonkeyPatch) -> None:
    anybody = Client(raise_request_exception=False)

    def fails(**_asked: object) -> None:
        raise ValueError(str(list(Letter.objects.values_list("text", flat=True))))

    monkeypatch.setattr("governance.public.views.home_page", fails)
    answers = {path: anybody.get(path) for path in ("/", "/es/")}
    assert {answer.status_code for answer in answers.values()} == {500}
    refused = {
        f"{method} {path}": getattr(anybody, method)(path) for method in ("post", "put") for path in SEEDS if "follow" not in path
    }
    for path, answer in (answers | refused).items():
        text = answer.content.decode()
        assert "anary" not in text, path
        assert not answer.cookies, path


@pytest.mark.usefixtures("planted")
def test_no_entry_of_the_record_holds_what_is_private() -> None:
    for entry in Entry.objects.all():
        assert "anary" not in json.dumps([entry.kind, entry.subject, entry.body]), entry.body


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
