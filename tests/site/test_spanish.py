"""The site in Spanish: the same public pages under /es/, the desk for who signed in, sign-in as the browser asks."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from django.urls.resolvers import LocalePrefixPattern
from django.utils import translation

from contracts.models import Agreement
from governance.accounts.models import User
from governance.ballots import actions as ballots
from governance.ballots.models import Ballot, Question
from governance.ballots.proposal import Proposal
from governance.followups.actions import confirm
from governance.followups.obligations import Duty
from governance.notices.actions import queue_due, send_due
from governance.public import pdf
from governance.stewardship import actions as stewardship
from governance.subscribers import actions as subscribers
from governance.subscribers.links import confirm_link, end_digest_link, end_link
from governance.subscribers.models import Subscription
from tests.cast import PASSWORD, Cast, at, make_cast, open_ballot, sign_in, vote
from tests.spanish import english_left_in, read_aloud

pytestmark = pytest.mark.django_db
NOW = at("2018-07-20 12:00")
ONE_LANGUAGE = ("/desk/", "/api/", "/static/")  # a Spanish page may lead there; these have one address for all languages


@pytest.fixture(autouse=True)
def on_20_july(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


@pytest.fixture
def cast() -> Cast:
    """An open ballot with an abstention, a decided one to end early, and somebody who waits for a confirmation."""
    cast = make_cast()
    early = open_ballot(
        cast, question=Question.END_EARLY, proposal=Proposal(None, date(2018, 8, 15)), closes_on=date(2018, 7, 31)
    )
    vote(cast, early, "FJD", "decline", at("2018-07-03 10:00"))
    vote(cast, early, "DAO", "decline", at("2018-07-03 11:00"))
    renewal = open_ballot(cast, opened_at=at("2018-07-04 09:00"))
    vote(cast, renewal, "FJD", "abstain", at("2018-07-05 10:00"))
    subscribers.follow(address="vecina@example.net", agreement=cast.agreement, language="es", at=NOW)
    return cast


def links_of(html: str, *, at_: str) -> set[str]:
    """Return the paths that a page leads to within the site, without the ways to its other languages and marks on a page."""
    tags = [tag for tag in re.findall(r"<(?:a|form)\b[^>]*>", html) if "hreflang" not in tag]
    found = [match[1] for tag in tags if (match := re.search(r'(?:href|action)="([^"]*)"', tag))]
    return {urljoin(at_, unescape(link)).split("#")[0] for link in found if not urlsplit(link).netloc}


def public_names() -> set[str]:
    """Return the name of every route that lies under /es/ in Spanish."""

    def named(patterns: list[URLPattern | URLResolver], prefix: str) -> set[str]:
        found = set()
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                found |= named(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
            elif pattern.name:
                found.add(prefix + pattern.name)
        return found

    roots = [each for each in get_resolver().url_patterns if isinstance(getattr(each, "pattern", None), LocalePrefixPattern)]
    return named(roots, "")


def test_every_public_page_is_spanish_and_leads_to_spanish_pages(
    cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "can_be_made", lambda: True)
    monkeypatch.setattr(pdf, "made_of", lambda html, *, address: b"%PDF-")
    row = Subscription.objects.get()
    with translation.override("es"):
        mailed = [
            link.removeprefix("https://countersign.example")
            for link in (confirm_link(row), end_link([row]), end_digest_link(cast.judge))
        ]
    to_read, read = ["/es/", "/es/follow/sent/", "/es/bodies/pars-subcommittee/", "/es/agreements/?q=nada", *mailed], set[str]()
    visited = set()
    while to_read:
        path = to_read.pop()
        if path in read or path.startswith(ONE_LANGUAGE):
            continue
        read.add(path)
        assert path.startswith("/es/"), f"a Spanish page leads to {path}"
        answer = client.get(path)
        assert answer.status_code == 200, path
        with translation.override("es"):
            visited.add(resolve(urlsplit(path).path).view_name)
        if "html" not in answer["Content-Type"]:
            continue
        html = answer.content.decode()
        assert '<html lang="es">' in html
        assert english_left_in(read_aloud(html)) == [], path
        assert answer["Content-Language"] == "es"
        to_read += links_of(html, at_=path)
    assert visited == public_names()


@pytest.mark.parametrize(
    "path", ["/", "/agreements/", "/agreements/pars-ice/", "/decisions/pars-ice-2018/", "/bodies/pars-subcommittee/"]
)
def test_a_stable_address_is_english_whatever_the_browser_asks_for(cast: Cast, client: Client, path: str) -> None:
    client.cookies["language"] = "es"
    answer = client.get(path, headers={"accept-language": "es"})
    html = answer.content.decode()
    assert '<html lang="en">' in html
    assert not {"accept-language", "cookie"} & {name.strip().lower() for name in answer.get("Vary", "").split(",")}
    assert not answer.cookies
    assert answer.content == client.get(path, headers={"accept-language": "en"}).content
    spanish = client.get(f"/es{path}", headers={"accept-language": "en"})
    assert '<html lang="es">' in spanish.content.decode()
    assert not {"accept-language", "cookie"} & {name.strip().lower() for name in spanish.get("Vary", "").split(",")}
    assert not spanish.cookies


def test_the_switch_leads_to_the_same_page_and_keeps_what_was_asked(cast: Cast, client: Client) -> None:
    english = client.get("/agreements/?q=pars&standing=in-force").content.decode()
    assert '<a href="/es/agreements/?q=pars&amp;standing=in-force" lang="es" hreflang="es">Español</a>' in english
    assert (
        '<link rel="alternate" hreflang="es" href="https://countersign.example/es/agreements/?q=pars&amp;standing=in-force">'
        in english
    )
    spanish = client.get("/es/agreements/?q=pars&standing=in-force").content.decode()
    assert '<a href="/agreements/?q=pars&amp;standing=in-force" lang="en" hreflang="en">English</a>' in spanish
    assert (
        '<link rel="alternate" hreflang="en" href="https://countersign.example/agreements/?q=pars&amp;standing=in-force">'
        in spanish
    )


def test_days_money_and_numbers_are_written_as_spanish_is_here(cast: Cast, client: Client) -> None:
    page = read_aloud(client.get("/es/decisions/pars-ice-2018/").content.decode())
    assert (
        "Votación abierta. Hasta ahora no ha aprobado ninguna de las tres entidades; se necesitan dos aprobaciones a más tardar"
        in page
    )
    assert "Cierre 31 de agosto de 2018, al final del día, hora de Nueva York" in page
    assert "Emitido por The judge como titular el 5 de julio de 2018, 10:00, hora de Nueva York" in page
    assert "¿Renovar PARS - ICE hasta el 31 de agosto de 2019?" in page
    assert "0 aprueban + 0 rechazan + 1 se abstiene + 2 en silencio = 3 puestos. 0 de las 2 aprobaciones necesarias." in page
    told = read_aloud(client.get("/es/decisions/pars-ice-2018-end-early/").content.decode())
    assert "Sin terminación anticipada. Dos de las tres entidades rechazaron; se necesitaban dos aprobaciones." in told


def test_a_page_that_is_not_there_says_so_in_the_language_of_its_address(cast: Cast, client: Client) -> None:
    answer = client.get("/es/agreements/nothing-here/")
    assert answer.status_code == 404
    assert "No hay ningún acuerdo con este nombre en el registro." in answer.content.decode()
    assert english_left_in(read_aloud(answer.content.decode()).replace("nothing-here", "")) == []
    assert client.get("/es/desk/").status_code == 404
    assert client.get("/es/api/v1/decisions/pars-ice-2018").status_code == 404
    assert client.get("/es/agreements")["Location"] == "/es/agreements/"


def test_following_in_spanish_stays_in_spanish(cast: Cast, client: Client) -> None:
    wrong = client.post("/es/follow/", {"address": "no", "language": "es"}).content.decode()
    assert english_left_in(read_aloud(wrong)) == []
    sent = client.post("/es/follow/", {"address": "vecino@example.net", "language": "es"})
    assert sent["Location"] == "/es/follow/sent/"


def test_the_api_answers_in_english(cast: Cast, client: Client) -> None:
    answer = client.get("/api/v1/decisions/pars-ice-2018", headers={"accept-language": "es"})
    assert "more approvals are needed" in answer.json()["still_needed"]


# --- Signed in ---


def test_sign_in_follows_the_browser_until_somebody_chooses(client: Client) -> None:
    asked = {"accept-language": "es-US,es;q=0.9,en;q=0.5"}
    page = client.get("/accounts/login/?next=/desk/", headers=asked)
    html = page.content.decode()
    assert '<html lang="es">' in html
    assert english_left_in(read_aloud(html)) == []
    assert "cookie" in page["Vary"].lower()
    assert 'href="?next=%2Fdesk%2F&amp;language=en"' in html
    chosen = client.get("/accounts/login/?next=%2Fdesk%2F&language=en", headers=asked)
    assert '<html lang="en">' in chosen.content.decode()
    assert '<html lang="en">' in client.get("/accounts/login/", headers=asked).content.decode()
    assert '<html lang="en">' in client.get("/accounts/login/?language=xx", headers=asked).content.decode()


def test_a_spanish_phone_meets_a_spanish_desk_though_the_clerk_wrote_in_english(cast: Cast, client: Client) -> None:
    """The account's language is that of letters, which whoever invited the person has said; nobody chose how the desk speaks."""
    User.objects.update(language="en")
    sign_in(client, cast.judge)
    desk = client.get("/desk/", headers={"accept-language": "es-US,es;q=0.9"})
    assert '<html lang="es">' in desk.content.decode()
    assert '<html lang="en">' in client.get("/desk/", headers={"accept-language": "en"}).content.decode()


def test_every_page_of_the_desk_has_the_switch_and_the_browser_remembers_it(cast: Cast, client: Client) -> None:
    sign_in(client, cast.judge)
    assert 'href="?language=es" lang="es"' in client.get("/desk/seats/").content.decode()
    assert '<html lang="es">' in client.get("/desk/seats/?language=es").content.decode()
    desk = client.get("/desk/").content.decode()
    assert '<html lang="es">' in desk
    assert 'href="?language=en" lang="en"' in desk
    assert User.objects.get(pk=cast.judge.pk).desk_language == "", "to look is not to choose for good"


def test_what_somebody_chooses_for_good_holds_at_once_and_in_every_browser(cast: Cast, client: Client) -> None:
    sign_in(client, cast.judge)
    client.get("/desk/?language=en")
    kept = client.post("/desk/letters-to-me/", {"language": "es"}, headers={"accept-language": "en"}, follow=True)
    assert '<html lang="es">' in kept.content.decode()
    assert english_left_in(read_aloud(kept.content.decode())) == []
    elsewhere = Client()
    sign_in(elsewhere, cast.judge)
    assert '<html lang="es">' in elsewhere.get("/desk/", headers={"accept-language": "en"}).content.decode()


def test_letters_to_me_begins_with_the_language_that_is_spoken_and_says_what_holds_until_then(cast: Cast, client: Client) -> None:
    sign_in(client, cast.judge)
    page = client.get("/desk/letters-to-me/", headers={"accept-language": "es"}).content.decode()
    assert re.search(r'value="es"[^>]*\bchecked\b', page)
    assert (
        "Mientras no elija, la mesa de trabajo habla como su navegador, y los correos llegan en este idioma: English."
        in read_aloud(page)
    )
    client.post("/desk/letters-to-me/", {"language": "es"})
    assert "Mientras no elija" not in client.get("/desk/letters-to-me/").content.decode()


def test_the_greeting_after_sign_in_is_in_the_language_that_the_person_chose(cast: Cast, client: Client) -> None:
    User.objects.update(desk_language="es")
    form = {"login": cast.judge.email, "password": PASSWORD}
    desk = client.post("/accounts/login/?next=/desk/", form, headers={"accept-language": "en"}, follow=True)
    assert "Ha iniciado sesión exitosamente como The judge." in desk.content.decode()
    User.objects.update(desk_language="en")
    client.post("/accounts/logout/")
    desk = client.post("/accounts/login/?next=/desk/", form, headers={"accept-language": "es"}, follow=True)
    assert "Successfully signed in as The judge." in desk.content.decode()


def test_the_desk_leads_to_public_pages_in_the_same_language(cast: Cast, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    User.objects.update(desk_language="es")
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2019-02-01 12:00"))
    ended = Agreement.objects.get()
    confirm(
        term=ended.terms.get(),
        duty=Duty.ACCESS_OFF,
        done_on=date(2018, 9, 3),
        evidence="Consta.",
        by=cast.clerk,
        at=at("2018-09-03 12:00"),
    )
    sign_in(client, cast.clerk)
    assert 'href="/es/agreements/pars-ice/"' in client.get("/desk/agreements/").content.decode()


@pytest.mark.parametrize("who", ["judge", "clerk"])
def test_the_desk_speaks_the_language_of_who_signed_in(cast: Cast, client: Client, who: str) -> None:
    user: User = getattr(cast, who)
    User.objects.update(language="es", desk_language="es")
    queue_due(at=NOW)
    send_due(worker="w1", clock=lambda: NOW)
    sign_in(client, User.objects.get(pk=user.pk))
    to_read, read = ["/desk/", "/desk/agreements/pars-ice/", "/desk/ballots/pars-ice-2018/"], set[str]()
    while to_read:
        path = to_read.pop()
        if path in read or not path.startswith(("/desk/", "/accounts/")):
            assert path in read or path.startswith("/es/"), f"the desk leads a Spanish reader to {path}"
            continue
        read.add(path)
        answer: Any = client.get(path, headers={"accept-language": "en"})
        if answer.status_code not in (200, 403) or "html" not in answer["Content-Type"]:
            continue
        html = answer.content.decode()
        assert '<html lang="es">' in html, path
        assert english_left_in(read_aloud(html)) == [], path
        to_read += links_of(html, at_=path)
    assert len(read) > 5


def test_a_form_of_the_desk_refuses_in_spanish(cast: Cast, client: Client) -> None:
    User.objects.update(desk_language="es")
    sign_in(client, cast.attorney)
    path = "/desk/ballots/pars-ice-2018/vote/"
    digest = Ballot.objects.get(slug="pars-ice-2018").text_digest
    answer = client.post(path, {"position": "decline", "reasons": "", "text_digest": digest})
    assert "Esta posición necesita motivos; son públicos." in answer.content.decode()
    assert english_left_in(read_aloud(answer.content.decode())) == []


def test_what_stands_in_the_language_of_record_is_marked_as_english_on_a_spanish_page(client: Client) -> None:
    cast = make_cast(notice_count=30, notice_unit="days", notice_clause="Notice as section 9 says.")
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "decline", at("2018-07-20 10:00"), reasons="Its use reached people never charged.")
    facts = {"kind": "comment", "on": date(2018, 7, 1), "text": "We will look into it."}
    stewardship.record_statement(agreement=cast.agreement, by=cast.clerk, at=at("2018-07-02 09:00"), **facts)
    decision = client.get(f"/es/decisions/{ballot.slug}/").content.decode()
    assert re.search(r'<blockquote lang="en">\s*<p>Its use reached people never charged\.', decision)
    agreement = client.get("/es/agreements/pars-ice/").content.decode()
    assert '<p lang="en">We will look into it.</p>' in agreement
    assert '<dd class="small soft" lang="en">Notice as section 9 says.</dd>' in agreement
    ballots.withdraw_ballot(ballot_id=ballot.pk, because="The fee was wrong.", by=cast.clerk, at=at("2018-07-20 11:00"))
    ledger = client.get("/es/ledger/").content.decode()
    assert '<p lang="en">We will look into it.</p>' in ledger
    assert '<p lang="en">The fee was wrong.</p>' in ledger
    assert '<p lang="en">The fee was wrong.</p>' in client.get(f"/es/decisions/{ballot.slug}/").content.decode()
