"""What is counted in the shared cache while a real Redis dies, hangs and comes back: how often an address asks to follow."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from time import monotonic
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from governance import cache as shared
from governance.cache import RedisOrDatabase

from .redis import Redis, running_redis

pytestmark = pytest.mark.django_db


@pytest.fixture
def redis(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    """Run a Redis of our own, and let the cache be production's on it."""
    monkeypatch.delenv("REDIS_URL", raising=False)  # one that somebody else runs is not ours to kill
    monkeypatch.setattr(RedisOrDatabase, "_away_until", 0.0)
    with running_redis() as server:
        settings.CACHES = {"default": {"BACKEND": "governance.cache.RedisOrDatabase", "LOCATION": f"{server.url}/1"}}
        yield server


def asks() -> int:
    """Ask to follow the register from one address, twenty of which are allowed; return the answer's status."""
    return Client().post("/follow/", {"address": "resident@example.org", "language": "en"}).status_code


def test_asking_is_counted_in_redis_then_in_the_database_then_in_redis_again(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert asks() == 302
    assert redis.client(1).dbsize() > 0
    redis.kill()
    assert asks() == 302, "nobody is kept out because Redis is"
    assert [asks() for _ask in range(20)][-1] == 429, "nor may anybody ask without end"
    redis.start()
    assert redis.client(1).dbsize() == 0
    monkeypatch.setattr(RedisOrDatabase, "_away_until", 0.0)  # the pause is over
    assert asks() == 302
    assert redis.client(1).dbsize() > 0


def test_a_redis_that_hangs_is_waited_for_once_and_not_by_every_request(redis: Redis) -> None:
    assert redis.process is not None
    redis.process.send_signal(signal.SIGSTOP)
    try:
        begun = monotonic()
        assert asks() == 302
        first, begun = monotonic() - begun, monotonic()
        assert asks() == 302
        second = monotonic() - begun
    finally:
        redis.process.send_signal(signal.SIGCONT)
    assert shared.PATIENCE <= first < 5 * shared.PATIENCE
    assert second < shared.PATIENCE
    assert cache.get("nothing") is None
