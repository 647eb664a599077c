"""Public answers that are kept: as quick as memory, and never of another era than the one in which they are given.

Each `Client` here is a web process of its own: it has its own middleware, and so keeps its own answers.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from contracts.models import Agreement
from governance.ledger.models import Entry
from governance.public import eras, kept, views
from tests.cast import Cast, at, make_cast, open_ballot, signed_in, vote
from tests.clock import Clock, a_clock, elsewhere

pytestmark = pytest.mark.django_db(transaction=True)
NOON = at("2018-07-20 12:00")
BALLOT = "/decisions/pars-ice-2018/"
PAGES = (
    "/",
    "/es/",
    "/agreements/",
    "/agreements/?q=ice&sort=title",
    "/agreements/pars-ice/",
    "/es/agreements/pars-ice/",
    "/decisions/",
    BALLOT,
    "/bodies/pars-subcommittee/",
    "/deadlines/?year=2018",
    "/changes/",
    "/ledger/",
    "/how-to-read/",
    "/calendar.ics",
    "/agreements/pars-ice/calendar.ics",
    "/feeds/decisions.atom",
    "/feeds/deadlines.atom",
    "/exports/agreements.csv",
    "/sitemap.xml",
    "/robots.txt",
    "/api/docs",
    "/api/v1/openapi.json",
    "/api/v1/agreements?per_page=10",
    "/api/v1/decisions/pars-ice-2018",
    "/api/v1/ledger/head",
)
SHOWING_IT = (BALLOT, "/es" + BALLOT, "/changes/", "/api/v1/decisions/pars-ice-2018", "/api/v1/ledger/head")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Clock:
    settings.KEPT_ANSWERS = 2**23
    return a_clock(monkeypatch, NOON)


@pytest.fixture
def cast(clock: Clock) -> Cast:
    cast = make_cast()
    open_ballot(cast)
    return cast


def asks(client: Client, path: str, **headers: str) -> int:
    """Ask, and return how often the database was asked."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path, headers=headers).status_code in (200, 304)
    return len(asked)


def text_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


@pytest.mark.usefixtures("cast")
def test_every_public_answer_is_given_again_word_for_word_without_asking_the_database(clock: Clock) -> None:
    client = Client()
    client.get("/robots.txt")
    clock.goes_on()
    for path in PAGES:
        first = client.get(path)
        with CaptureQueriesContext(connection) as asked:
            again = client.get(path)
        assert (len(asked), again.status_code) == (0, 200), path
        assert again.content == first.content, path
        assert dict(again.items()) == dict(first.items()), path
        assert "Content-Security-Policy" in again
        assert not again.cookies


def test_an_act_is_on_every_page_of_every_process_in_the_next_second(clock: Clock, cast: Cast) -> None:
    one, other = Client(), Client()
    one.get("/robots.txt")
    other.get("/robots.txt")
    clock.goes_on()
    for client in (one, other):
        for path in SHOWING_IT:
            client.get(path)
    elsewhere(lambda: vote(cast, cast.agreement.ballots.get(), "DAO", "decline", clock.now, reasons="Not lawful."))
    clock.goes_on()
    afresh = Client()
    for path in SHOWING_IT:
        assert text_of(one, path) == text_of(other, path) == text_of(afresh, path), path
    assert "Not lawful." in text_of(one, BALLOT)
    assert '"decline": 1' in text_of(other, "/api/v1/decisions/pars-ice-2018")


def test_a_page_that_was_being_made_while_an_act_was_done_is_not_kept(
    clock: Clock, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, really = Client(), views.decision_page
    client.get("/")
    clock.goes_on()

    def overtaken(**asked: Any) -> Any:
        page = really(**asked)  # has read everything
        monkeypatch.setattr(views, "decision_page", really)
        elsewhere(lambda: vote(cast, cast.agreement.ballots.get(), "DAO", "decline", clock.now, reasons="Not lawful."))
        clock.goes_on()
        client.get("/agreements/")  # somebody else asks meanwhile, in the new era
        return page

    monkeypatch.setattr(views, "decision_page", overtaken)
    assert "Not lawful." not in text_of(client, BALLOT), "it was read before the act"
    assert "Not lawful." in text_of(client, BALLOT)


@pytest.mark.usefixtures("cast")
def test_readers_and_acts_at_once_never_show_what_is_older_than_a_second(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    # Seconds of a twentieth, so that many of them pass; what the pages read as the time stays as it is.
    speed, path = 20, "/api/v1/agreements/pars-ice"
    monkeypatch.setattr(eras, "time", SimpleNamespace(time=lambda: time.monotonic() * speed))
    done, stale, seen, is_over = [(0.0, 0)], [], set(), threading.Event()

    def acts() -> None:
        for number in range(1, 16):
            Agreement.objects.update(title=f"Number {number}.")
            done.append((time.monotonic(), number))
            time.sleep(1 / speed)
        is_over.set()

    def reads(client: Client) -> None:
        while not is_over.is_set():
            begun = time.monotonic()
            known = max(number for when, number in list(done) if when < begun - 1 / speed)
            shown = int(text_of(client, path).partition("Number ")[2].partition(".")[0] or 0)
            seen.add(shown)
            if shown < known:
                stale.append((shown, known))

    one, other = Client(), Client()  # two processes, of which the first has two threads
    for client in (one, other):
        client.get(path)
    threads = [threading.Thread(target=elsewhere, args=[partial(reads, client)]) for client in (one, one, other)]
    threads.append(threading.Thread(target=elsewhere, args=[acts]))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert stale == []
    assert len(seen) > 3, "the race was one"


def test_the_clock_alone_changes_a_page_too(clock: Clock, cast: Cast) -> None:
    client = Client()
    clock.now = at("2018-08-31 23:59:57")
    for _second in range(3):
        assert "Vote open" in text_of(client, BALLOT)
        clock.goes_on()
    assert "Vote open" not in text_of(client, BALLOT)
    assert Entry.objects.filter(kind="decision.settled").count() == 0, "nobody wrote anything"


def test_a_ballot_that_cools_off_is_settled_in_its_second(clock: Clock) -> None:
    cast, client = make_cast(cooling_off_hours=24), Client()
    ballot = open_ballot(cast)
    for code in ("FJD", "DAO"):
        vote(cast, ballot, code, "approve", at("2018-07-19 12:00:03.500"))
    shown = []
    for _second in range(5):
        shown.append("Vote open" in text_of(client, BALLOT))
        clock.goes_on()
    assert shown == [True, True, True, True, False]


@pytest.mark.usefixtures("cast")
def test_who_has_the_page_is_told_so_until_an_act_changes_it(clock: Clock) -> None:
    client = Client()
    first = client.get("/es/agreements/pars-ice/")
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    for _second in range(2):
        again = client.get("/es/agreements/pars-ice/", headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
        assert "Content-Type" not in again
        clock.goes_on()
    Agreement.objects.update(title="Another title")
    clock.goes_on()
    changed = client.get("/es/agreements/pars-ice/", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]


@pytest.mark.usefixtures("cast")
def test_a_page_says_since_when_it_stands_once_no_other_can_have_stood_in_that_second(clock: Clock) -> None:
    one, other = Client(), Client()
    assert "Last-Modified" not in one.get("/decisions/")
    clock.goes_on()
    said = one.get("/decisions/")["Last-Modified"]
    assert said == "Fri, 20 Jul 2018 16:00:00 GMT"
    assert one.get("/decisions/", headers={"if-modified-since": said}).status_code == 304
    Agreement.objects.update(title="Another title")
    clock.goes_on()
    for client in (one, other):
        assert client.get("/decisions/", headers={"if-modified-since": said}).status_code == 200


@pytest.mark.usefixtures("cast")
def test_head_is_answered_from_what_get_left_without_its_content(clock: Clock) -> None:
    client = Client()
    got = client.get("/decisions/")
    head = client.head("/decisions/")
    assert (head.status_code, head["ETag"], head["Content-Length"]) == (200, got["ETag"], str(len(got.content)))
    assert head.content == b""


@pytest.mark.usefixtures("cast")
def test_nothing_is_kept_that_is_not_whole_or_not_the_same_for_all(clock: Clock, cast: Cast) -> None:
    client = Client()
    for path in ("/agreements/nope/", "/api/v1/decisions/nope", "/nowhere/"):
        for _time in range(2):
            assert client.get(path).status_code == 404
    assert "csrftoken" in client.get("/follow/").cookies
    assert "csrftoken" in Client().get("/follow/").cookies
    desk = signed_in(cast.clerk)
    assert "no-store" in desk.get("/accounts/2fa/")["Cache-Control"] or "private" in desk.get("/accounts/2fa/")["Cache-Control"]
    for path in ("/desk/", "/follow/", "/healthz", "/accounts/login/"):
        assert "ETag" not in desk.get(path)
        assert "ETag" not in client.get(path)
    assert client.post("/decisions/").status_code == 405


@pytest.mark.usefixtures("cast")
def test_a_host_that_is_not_ours_is_refused_though_the_page_is_kept(clock: Clock) -> None:
    client = Client()
    assert client.get("/decisions/").status_code == 200
    assert client.get("/decisions/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.usefixtures("cast")
def test_who_is_signed_in_reads_the_page_that_everybody_reads(clock: Clock, cast: Cast) -> None:
    assert signed_in(cast.judge).get(BALLOT).content == Client().get(BALLOT).content


@pytest.mark.usefixtures("cast")
def test_questions_without_end_push_no_page_out(clock: Clock, settings: Any) -> None:
    settings.KEPT_ANSWERS = 2**18
    client = Client()
    client.get("/decisions/")
    clock.goes_on()
    client.get("/decisions/")
    for number in range(12):
        client.get(f"/agreements/?q={number}")
    assert asks(client, "/decisions/") == 0
    assert asks(client, "/agreements/?q=11") == 0
    assert asks(client, "/agreements/?q=0") > 0, "it had to make room"
    assert client.get("/decisions/?" + "x" * 500).status_code == 200
    assert asks(client, "/decisions/?" + "x" * 500) > 0


def test_a_shelf_gives_up_what_was_asked_for_least_and_never_holds_more_than_its_room() -> None:
    shelf, era = kept.Shelf(40_000), eras.Era(second=2, since=1, version="7", turn=(0, 0))
    assert shelf.find("/", era) is None
    for name in ("a", "b", "c"):
        shelf.keep(name, kept.Answer({}, b"x" * 7_000), era)
    for name in ("a", "a", "d", "d"):
        shelf.find(name, era)
        shelf.keep("d", kept.Answer({}, b"x" * 7_000), era)
    shelf.keep("e", kept.Answer({}, b"x" * 7_000), era)
    assert [name for name in "abcde" if shelf.find(name, era) is not None] == ["a", "c", "d", "e"]
    shelf.keep("large", kept.Answer({}, b"x" * 10_000), era)
    assert shelf.find("large", era) is None


@pytest.mark.usefixtures("cast")
def test_many_who_ask_at_once_have_the_page_made_once(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    client, made, really = Client(), [], views.home_page
    client.get("/how-to-read/")

    def slowly(**asked: Any) -> Any:
        made.append(1)
        time.sleep(0.2)
        return really(**asked)

    monkeypatch.setattr(views, "home_page", slowly)
    pages: list[str] = []
    act: Callable[[], object] = lambda: pages.append(text_of(client, "/"))  # noqa: E731
    threads = [threading.Thread(target=elsewhere, args=[act]) for _number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert (len(made), len(pages), len(set(pages))) == (1, 6, 1)


@pytest.mark.usefixtures("cast")
def test_a_page_that_fails_lets_the_next_one_try(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    client, really = Client(raise_request_exception=False), views.home_page
    monkeypatch.setattr(views, "home_page", lambda **asked: 1 / 0)
    assert client.get("/").status_code == 500
    monkeypatch.setattr(views, "home_page", really)
    begun = time.monotonic()
    assert client.get("/").status_code == 200
    assert time.monotonic() - begun < kept.PATIENCE / 2


@pytest.mark.usefixtures("cast")
def test_a_proxy_may_hold_an_answer_until_its_second_is_over_and_only_ours_is_told(clock: Clock, settings: Any) -> None:
    client = Client()
    assert "X-Accel-Expires" not in client.get("/decisions/")
    settings.TRUST_PROXY = True
    for _second in range(3):
        assert client.get("/decisions/")["X-Accel-Expires"] == f"@{int(clock.now.timestamp())}"
        clock.goes_on()
    assert "X-Accel-Expires" not in client.get("/follow/")
    assert "X-Accel-Expires" not in client.get("/agreements/nope/")
