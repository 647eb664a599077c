"""Kills at random moments, a broker that forgets or dies, two beats, a faulty mail server: none lost, every extra copy explained.

Six kills, a FLUSHALL and a death of Redis in every run of the suite, each blow as the mail server takes letters; `make chaos` has
forty kills, and the naive orders too; `make chaos KILLS=1000` a thousand. SEED=... repeats the blows.
"""

from __future__ import annotations

import os
import random
import secrets
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.services.chaos.storm import Outcome, Weather, rage
from tests.services.postgresql import running_postgresql
from tests.services.redis import Redis, running_redis

KILLS = int(os.environ.get("KILLS") or 6)
SEED = int(os.environ.get("SEED") or random.randrange(1_000_000))

CLERKS, WAVES = (110, KILLS // 3) if KILLS >= 40 else (60, 2)
PACE: dict[str, Any] = {} if KILLS >= 40 else {"mails": CLERKS * WAVES // KILLS, "pause": (5, 10)}

Rage = Callable[[Weather], Outcome]


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[str, Redis]]:
    """Run PostgreSQL and Redis."""
    with running_postgresql() as url, running_redis() as redis:
        yield url, redis


@pytest.fixture
def storm(servers: tuple[str, Redis], tmp_path: Path) -> Rage:
    """Give each storm a database of its own, and tell what came of it."""
    url, redis = servers
    template = threading.Lock()  # PostgreSQL copies one at a time

    def run(weather: Weather) -> Outcome:
        name = f"storm_{secrets.token_hex(4)}"
        with template, psycopg.connect(url, autocommit=True) as database:
            database.execute(f"create database {name}".encode())
        folder = tmp_path / name
        folder.mkdir()
        outcome = rage(weather, database_url=f"{url.rpartition('/')[0]}/{name}", redis=redis, folder=folder, seed=SEED)
        sys.stdout.write(f"\n{weather.form}, seed {SEED}: {outcome}\n")
        return outcome

    return run


def test_nothing_is_lost_and_every_extra_copy_is_a_recorded_ambiguous_attempt(storm: Rage) -> None:
    outcome = storm(Weather(kills=KILLS, clerks=CLERKS, waves=WAVES, **PACE))
    assert outcome.lost == 0, outcome
    assert outcome.unexplained == 0, outcome
    assert set(outcome.states) == {"sent"}, outcome
    assert outcome.blows["kills"] == KILLS
    assert outcome.blows["flushes"] > 0


@pytest.mark.skipif(KILLS < 40, reason="part of `make chaos`")
def test_on_a_healthy_mail_server_only_kills_leave_doubt(storm: Rage) -> None:
    outcome = storm(Weather(kills=KILLS, clerks=CLERKS, waves=WAVES, loops=4, celery_workers=0, is_server_faulty=False))
    assert (outcome.lost, outcome.unexplained) == (0, 0), outcome
    assert sum(outcome.ambiguous.values()) <= KILLS, "a kill leaves one mail in doubt at most"


@pytest.mark.slow  # each run of the suite tells them apart by forced exits, which leaves nothing to chance
def test_control_the_naive_orders_are_told_apart(storm: Rage) -> None:
    """Marking at the end repeats letters without a trace; marking first loses them. Would they pass, the storm would be blind."""
    weather = Weather(kills=min(KILLS, 10), clerks=60, waves=2, loops=2, celery_workers=0)
    with ThreadPoolExecutor(2) as both:
        at_the_end = both.submit(storm, replace(weather, form="mark_at_the_end"))
        first = both.submit(storm, replace(weather, form="mark_first"))
    assert at_the_end.result().unexplained > 0, at_the_end.result()
    assert first.result().lost > 0, first.result()
