"""How long what was read stays true: the database and the clock say so, each for itself."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction

from contracts.models import Source
from governance.accounts.models import User
from governance.notices.models import Sweep
from governance.public import eras
from governance.public.eras import Era, Eras
from tests.cast import at, make_cast, open_ballot, vote
from tests.clock import Clock, a_clock, elsewhere

pytestmark = pytest.mark.django_db(transaction=True)
NOON = at("2018-07-20 12:00")


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return a_clock(monkeypatch, NOON)


def after(clock: Clock, known: Eras) -> Era:
    clock.goes_on()
    return known.now()


def test_an_era_lasts_while_nothing_is_written_and_is_settled_after_its_first_second(clock: Clock) -> None:
    known = Eras()
    first, second, third = known.now(), after(clock, known), after(clock, known)
    assert (first.is_settled, second.is_settled, third.is_settled) == (False, True, True)
    assert second.name == third.name
    assert first.since == second.since == third.since == int(NOON.timestamp())


@pytest.mark.parametrize(
    "act",
    [
        lambda: Sweep.objects.create(at=NOON),
        lambda: User.objects.create_user("a@example.org", "A name"),
        lambda: Source.objects.filter(key="a").update(title="Another"),
        lambda: Source.objects.filter(key="a").delete(),
    ],
    ids=["a row that is no act", "a name", "a change", "a removal"],
)
def test_whatever_is_written_anywhere_begins_another_era(clock: Clock, act: Callable[[], object]) -> None:
    Source.objects.create(key="a", title="A source")
    known = Eras()
    known.now()
    before = after(clock, known)
    elsewhere(act)
    assert after(clock, known).name != before.name


def test_what_is_written_by_the_asking_thread_itself_begins_another_era_too(clock: Clock) -> None:
    known = Eras()
    known.now()
    before = after(clock, known)
    Sweep.objects.create(at=NOON)
    assert after(clock, known).name != before.name


def test_what_is_not_committed_begins_no_era_that_would_outlive_the_commit(clock: Clock) -> None:
    known, is_written, may_commit = Eras(), threading.Event(), threading.Event()
    known.now()

    def writes_slowly() -> None:
        with transaction.atomic():
            Sweep.objects.create(at=NOON)
            is_written.set()
            may_commit.wait(timeout=30)

    writer = threading.Thread(target=elsewhere, args=[writes_slowly])
    writer.start()
    assert is_written.wait(timeout=30)
    between = after(clock, known)
    assert not Sweep.objects.exists()
    may_commit.set()
    writer.join(timeout=30)
    assert Sweep.objects.exists()
    assert after(clock, known).name != between.name


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite lets one transaction write at a time: none overtakes another")
def test_an_act_that_began_first_and_ended_last_begins_an_era_of_its_own(clock: Clock) -> None:
    known, is_written, may_commit = Eras(), threading.Event(), threading.Event()

    def overtaken() -> None:
        with transaction.atomic():
            Sweep.objects.create(at=NOON)  # has the lower number
            is_written.set()
            may_commit.wait(timeout=30)

    writer = threading.Thread(target=elsewhere, args=[overtaken])
    writer.start()
    assert is_written.wait(timeout=30)
    elsewhere(lambda: Sweep.objects.create(at=NOON))
    known.now()
    between = after(clock, known)
    may_commit.set()
    writer.join(timeout=30)
    assert after(clock, known).name != between.name


def test_each_minute_is_an_era_of_its_own(clock: Clock) -> None:
    clock.now = at("2018-07-20 23:59:58")
    known = Eras()
    known.now()
    before = after(clock, known)
    midnight = after(clock, known)
    assert midnight.name != before.name
    assert midnight.since == int(at("2018-07-21 00:00").timestamp())


def test_a_ballot_that_settles_within_a_minute_begins_an_era_in_that_second(clock: Clock) -> None:
    cast = make_cast(cooling_off_hours=24)
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-19 12:00:05"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-19 12:00:17.250"))
    known = Eras()
    clock.goes_on(15)
    known.now()
    before, in_its_second, following = (after(clock, known) for _second in range(3))
    assert before.name == in_its_second.name, "at 12:00:17 it is open still"
    assert following.name != before.name
    assert after(clock, known).turn == following.turn


def test_a_vote_of_the_very_second_in_which_an_era_begins_is_judged_with_it(clock: Clock) -> None:
    cast = make_cast(cooling_off_hours=1)
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-20 11:30"))
    vote(cast, ballot, "DAO", "approve", NOON + timedelta(seconds=0.5))
    assert eras.settlings(after=int(NOON.timestamp())) == [(NOON + timedelta(hours=1, seconds=0.5)).timestamp()]


def test_the_database_is_asked_once_a_second_however_many_ask(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    known, asked = Eras(), []
    really = known._version

    def counted() -> str:
        asked.append(1)
        return really()

    monkeypatch.setattr(known, "_version", counted)
    askers = [threading.Thread(target=elsewhere, args=[known.now]) for _number in range(8)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(timeout=30)
    assert len(asked) == 1
    after(clock, known)
    assert len(asked) == 2


def test_a_clock_that_is_set_back_begins_another_era(clock: Clock) -> None:
    known = Eras()
    known.now()
    before = after(clock, known)
    clock.goes_on(-1)
    assert known.now().name != before.name
