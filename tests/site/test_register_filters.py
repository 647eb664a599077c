"""The register as the address asks for it: each filter, all orders, a renewal that nobody has written down, long lists."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.models import Agreement, Basis
from governance.public.pages.asked import Asked, Order, as_asked
from governance.public.pages.narrowing import agreements_asked_for
from governance.public.pages.reading import Reading, with_all_that_lists_say
from governance.public.pages.register import register_page
from governance.public.pages.selection import Wanted
from governance.stewardship import actions as stewardship
from tests.cast import LONG_BEFORE, Cast, at, make_cast, open_ballot, vote

from .generated import make_many

pytestmark = pytest.mark.django_db
NOW = at("2018-07-20 12:00")


def add_agreement(cast: Cast, name: str, *terms: tuple[int, str, date], **facts: object) -> Agreement:
    say = {"by": cast.clerk, "at": LONG_BEFORE}
    recipient = stewardship.add_party(slug=name.lower(), name=f"{name} Police", **say)
    facts = {"system": cast.agreement.system, **facts}
    row = stewardship.enter_agreement(slug=f"pars-{name.lower()}", title=f"PARS - {name}", recipient=recipient, **facts, **say)
    for year, basis, ends_on in terms:
        stewardship.begin_term(agreement=row, starts_on=date(year, 9, 1), ends_on=ends_on, basis=Basis(basis), **say)
    return row


@pytest.fixture
def cast() -> Cast:
    """ICE ends on 31 August, Amtrak on 15 August after a term by silence, SEPTA in 2019; Temple has no term, Other no body."""
    cast = make_cast()
    add_agreement(cast, "Amtrak", (2016, "signed", date(2017, 8, 31)), (2017, "by_silence", date(2018, 8, 15)))
    add_agreement(cast, "SEPTA", (2017, "signed", date(2019, 8, 31)))
    add_agreement(cast, "Temple")
    say = {"by": cast.clerk, "at": LONG_BEFORE}
    other = stewardship.add_system(slug="gang", acronym="", name="Gang database", stewards=[], **say)
    add_agreement(cast, "Other", (2017, "signed", date(2018, 9, 30)), system=other)
    return cast


def found(query: str) -> list[str]:
    given = dict(part.split("=", 1) for part in query.split("&") if part)
    return [row.title.removeprefix("PARS - ") for row in register_page(at=NOW, asked=as_asked(given)).rows]


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, ""),
        ({"q": "ice", "sort": "title"}, ""),
        ({"q": "ice", "standing": "ended"}, "1 filter set"),
        ({"standing": "ended", "unvoted": "3"}, "2 filters set"),
    ],
)
def test_filters_folded_away_say_how_many_are_set(client: Client, query: dict[str, str], said: str) -> None:
    summary = client.get("/agreements/", query).content.decode().split("<summary>")[1].split("</summary>")[0]
    assert summary == "Filter and sort" + (f' <span class="soft">({said})</span>' if said else "")


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"ICE", "Amtrak", "SEPTA", "Temple", "Other"}),
        ("ends_within=26", {"Amtrak"}),
        ("ends_within=25", set()),
        ("ends_within=42", {"Amtrak", "ICE"}),
        ("ends_within=0", set()),
        ("unvoted=1", {"Amtrak"}),
        ("unvoted=2", set()),
        ("system=pars", {"ICE", "Amtrak", "SEPTA", "Temple"}),
        ("system=gang", {"Other"}),
        ("system=Gang data", {"Other"}),
        ("recipient=amtrak", {"Amtrak"}),
        ("recipient=police", {"Amtrak", "SEPTA", "Temple", "Other"}),
        ("body=pars-subcommittee", {"ICE", "Amtrak", "SEPTA", "Temple"}),
        ("standing=not-recorded", {"Temple"}),
        ("standing=in-force&system=pars&ends_within=60", {"ICE", "Amtrak"}),
        ("ends_within=-1", {"ICE", "Amtrak", "SEPTA", "Temple", "Other"}),
        ("ends_within=99999999999999999999", {"ICE", "Amtrak", "SEPTA", "Temple", "Other"}),
        ("unvoted=²&sort=zzz&standing=zzz", {"ICE", "Amtrak", "SEPTA", "Temple", "Other"}),
    ],
)
def test_each_filter_keeps_what_it_says(query: str, titles: set[str]) -> None:
    assert set(found(query)) == titles


@pytest.mark.usefixtures("cast")
def test_the_order_is_the_one_asked_for() -> None:
    assert found("") == ["Amtrak", "ICE", "Other", "SEPTA", "Temple"]
    assert found("sort=ends") == ["Amtrak", "ICE", "Other", "SEPTA", "Temple"]
    assert found("sort=title") == ["Amtrak", "ICE", "Other", "SEPTA", "Temple"]
    assert found("sort=recipient") == ["Amtrak", "Other", "SEPTA", "Temple", "ICE"]
    assert found("sort=unvoted")[0] == "Amtrak"


def test_a_renewal_that_nobody_has_written_down_does_not_end_within_the_month(cast: Cast) -> None:
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "approve", at("2018-07-10 10:00"))
    assert "ICE" in found("ends_within=60")
    vote(cast, ballot, "FJD", "approve", at("2018-07-11 10:00"))
    assert "ICE" not in found("ends_within=60")


def test_the_count_of_unvoted_terms_is_the_one_that_rows_show(cast: Cast) -> None:
    make_many(cast, 5, entered_at=LONG_BEFORE)
    counted = agreements_asked_for(Asked(sort=Order.UNVOTED), at=NOW)
    shown = {row.pk: Reading(row, NOW).unvoted_terms for row in with_all_that_lists_say(Agreement.objects.all(), at=NOW)}
    assert {row.pk: vars(row)["unvoted"] for row in counted} == shown


@pytest.mark.usefixtures("cast")
def test_an_empty_answer_says_how_to_widen(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    page = " ".join(client.get("/agreements/?q=ice&standing=ended&sort=title").content.decode().split())
    assert "0 agreements for “ice”" in page
    for address in ("/agreements/?q=ice&amp;sort=title", "/agreements/?standing=ended&amp;sort=title", "/agreements/"):
        assert f'href="{address}"' in page


@pytest.mark.usefixtures("cast")
def test_the_links_of_a_page_ask_for_the_same_agreements(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    page = client.get("/agreements/?recipient=police&sort=title&nonsense=1").content.decode()
    assert 'href="/exports/agreements.csv?recipient=police&amp;sort=title"' in page
    assert 'href="/api/v1/agreements?recipient=police&amp;sort=title"' in page
    listed = [row["slug"] for row in client.get("/api/v1/agreements?recipient=police&sort=title").json()["results"]]
    table = client.get("/exports/agreements.csv?recipient=police&sort=title").content.decode("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in table[1:]] == listed == ["pars-amtrak", "pars-other", "pars-septa", "pars-temple"]


def test_what_is_asked_stands_in_the_address_and_is_read_from_it() -> None:
    asked = Asked(q="a b", standing=Wanted.ENDED, system="pars", ends_within=0, unvoted=3, sort=Order.ENDS)
    assert asked.address() == "q=a+b&standing=ended&system=pars&ends_within=0&unvoted=3&sort=ends"
    assert as_asked(asked.words()) == asked
    assert Asked().address() == ""


ASKED_OFTEN = (
    "/",
    "/agreements/",
    "/agreements/?q=agreement&standing=in-force&ends_within=90&unvoted=1&sort=unvoted&system=pars",
    "/agreements/?page=2&sort=ends",
    "/deadlines/",
    "/changes/",
    "/ledger/",
    "/calendar.ics",
    "/feeds/decisions.atom",
    "/feeds/deadlines.atom",
    "/exports/agreements.csv?q=agreement",
    "/sitemap.xml",
    "/api/v1/agreements",
    "/api/v1/deadlines",
    "/api/v1/ledger/entries",
)


def test_lists_ask_the_database_as_often_for_four_hundred_agreements_as_for_a_hundred(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "approve", at("2018-07-10 10:00"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    asked: list[dict[str, int]] = []
    for more in (110, 290):
        make_many(cast, more, entered_at=LONG_BEFORE)
        asked.append({})
        for path in ASKED_OFTEN:
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            asked[-1][path] = len(queries)
    assert asked[0] == asked[1]
    assert max(asked[1].values()) <= 40
