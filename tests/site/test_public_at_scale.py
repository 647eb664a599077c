"""The public site of a long register: it asks the database as often as that of a short one, and no answer grows without end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver

from governance.ballots.models import Ballot, Question
from governance.ballots.proposal import Proposal
from governance.ledger.models import Entry
from governance.public.kept import PUBLIC
from tests.cast import LONG_BEFORE, Cast, at, make_cast, open_ballot, vote

from .generated import make_many, put_to_the_vote

pytestmark = pytest.mark.django_db
NOW = at("2018-07-20 12:00")
# The longest form of each answer: everything is asked for that a list has room for.
PATHS = {
    "public:home": "/es/",
    "public:register": "/agreements/?q=agreement&system=pars&sort=unvoted&standing=in-force",
    "public:agreement": "/agreements/pars-ice/",
    "public:decisions": "/decisions/",
    "public:decision": "/es/decisions/pars-ice-2018/",
    "public:body": "/bodies/pars-subcommittee/",
    "public:deadlines": "/deadlines/?year=2018",
    "public:changes": "/changes/",
    "public:ledger": "/ledger/",
    "public:ledger_entry": "/ledger/{leaf_hash}/",
    "public:how_to_read": "/how-to-read/",
    "files:calendar": "/calendar.ics",
    "files:agreement_calendar": "/agreements/pars-ice/calendar.ics",
    "files:decisions": "/feeds/decisions.atom",
    "files:deadlines": "/feeds/deadlines.atom",
    "files:agreements": "/exports/agreements.csv",
    "files:sitemap": "/sitemap.xml",
    "files:robots": "/robots.txt",
    "files:api_docs": "/api/docs",
    "files:api-v1:openapi-json": "/api/v1/openapi.json",
    "files:api-v1:agreements": "/api/v1/agreements?per_page=100",
    "files:api-v1:agreement": "/api/v1/agreements/pars-ice",
    "files:api-v1:decisions": "/api/v1/decisions?per_page=100",
    "files:api-v1:decision": "/api/v1/decisions/pars-ice-2018",
    "files:api-v1:deadlines": "/api/v1/deadlines?per_page=100&since=2018-01-01",
    "files:api-v1:body": "/api/v1/bodies/pars-subcommittee",
    "files:api-v1:head": "/api/v1/ledger/head",
    "files:api-v1:entries": "/api/v1/ledger/entries?per_page=100",
    "files:api-v1:entry": "/api/v1/ledger/entries/{leaf_hash}",
}
# Not there; made of the page of the decision, where it can be made.
ELSEWHERE = {"files:api-v1:api-root", "files:api-v1:nothing", "public:decision_pdf"}
# These name everything there is, as they must, in a line each; they are answered in parts of a few hundred at a time.
WHOLE = {"files:agreements", "files:sitemap"}
LONGEST_PAGE, LONGEST_LINE = 400_000, 700  # bytes


@pytest.fixture
def cast(monkeypatch: pytest.MonkeyPatch) -> Cast:
    """The agreement with ICE, a ballot on it that is open, and one that was defeated."""
    cast = make_cast()
    vote(cast, open_ballot(cast), "DAO", "decline", at("2018-07-10 10:00"), reasons="Not lawful.")
    early = open_ballot(cast, question=Question.END_EARLY, proposal=Proposal(None, date(2018, 8, 15)), closes_on=date(2018, 8, 1))
    for code in ("FJD", "PPD"):
        vote(cast, early, code, "decline", at("2018-07-11 10:00"), reasons="It ends soon.")
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    return cast


def grow(cast: Cast, number: int) -> None:
    """Add so many agreements, two in three with a ballot: one that is open and one that was defeated."""
    make_many(cast, number, entered_at=LONG_BEFORE)
    put_to_the_vote(list(Ballot.objects.filter(agreement=cast.agreement).order_by("pk")))
    row = Entry.objects.get(kind="agreement.entered", subject="pars-ice")
    Entry.objects.bulk_create(
        Entry(
            kind=row.kind, subject=f"many-{n}", at=at("2018-07-19 12:00"), body=row.body, leaf_hash=f"{number:x}{n:x}".zfill(64)
        )
        for n in range(number)
    )


def path_of(route: str) -> str:
    return PATHS[route].format(leaf_hash=Entry.objects.values_list("leaf_hash", flat=True).earliest("pk"))


def measured(client: Client, route: str) -> tuple[int, int]:
    """Return how many queries an answer takes, and how many bytes it has."""
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(path_of(route))
    assert answer.status_code == 200, route
    return len(asked), len(answer.content)


def routes(patterns: list[URLPattern | URLResolver], space: tuple[str, ...] = ()) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, (*space, pattern.namespace) if pattern.namespace else space)
        elif space and space[0] in PUBLIC:
            yield ":".join((*space, str(pattern.name)))


def test_every_public_route_is_measured_here() -> None:
    assert {name for name in routes(get_resolver().url_patterns) if name not in ELSEWHERE} == set(PATHS)


def test_every_public_answer_asks_as_often_for_two_hundred_agreements_as_for_ten(client: Client, cast: Cast) -> None:
    grow(cast, 10)
    few = {route: measured(client, route)[0] for route in PATHS}
    grow(cast, 190)
    many = {route: measured(client, route) for route in PATHS}
    assert {route: queries for route, (queries, _size) in many.items() if queries > few[route]} == {}
    assert max(few.values()) <= 50
    assert {route for route, (_queries, size) in many.items() if size > LONGEST_PAGE} <= WHOLE


@pytest.mark.slow
def test_every_public_answer_asks_as_often_for_ten_thousand_agreements(client: Client, cast: Cast) -> None:
    grow(cast, 200)
    few = {route: measured(client, route)[0] for route in PATHS}
    grow(cast, 9_800)
    for route in PATHS:
        begun = time.monotonic()
        queries, size = measured(client, route)
        print(f"{route}: {queries} queries, {size / 1000:.0f} kB, {time.monotonic() - begun:.1f} s")  # noqa: T201
        # The table is read five hundred agreements at a time.
        assert queries - few[route] <= (10_000 // 500 * 16 if route == "files:agreements" else 0), route
        assert size <= {"files:calendar": LONGEST_LINE * 2_000}.get(
            route, LONGEST_LINE * 30_000 if route in WHOLE else LONGEST_PAGE
        )
