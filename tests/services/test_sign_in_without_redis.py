"""Signing in while a real Redis dies, hangs and comes back."""

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
from tests.cast import PASSWORD, make_user

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


def signs_in(password: str = PASSWORD) -> bool:
    answer = Client().post("/accounts/login/", {"login": "the.judge@example.org", "password": password})
    return answer.status_code == 302


def test_attempts_are_counted_in_redis_then_in_the_database_then_in_redis_again(
    redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_user("The judge")
    assert signs_in()
    assert redis.client(1).dbsize() > 0
    redis.kill()
    assert signs_in(), "nobody is kept out because Redis is"
    for _attempt in range(6):
        signs_in("wrong password here")
    assert not signs_in(), "nor may anybody guess without end"
    redis.start()
    assert redis.client(1).dbsize() == 0
    monkeypatch.setattr(RedisOrDatabase, "_away_until", 0.0)  # the pause is over
    assert signs_in()
    assert redis.client(1).dbsize() > 0


def test_a_redis_that_hangs_is_waited_for_once_and_not_by_every_request(redis: Redis) -> None:
    make_user("The judge")
    assert redis.process is not None
    redis.process.send_signal(signal.SIGSTOP)
    try:
        begun = monotonic()
        assert signs_in()
        first, begun = monotonic() - begun, monotonic()
        assert signs_in()
        second = monotonic() - begun
    finally:
        redis.process.send_signal(signal.SIGCONT)
    assert shared.PATIENCE <= first < 5 * shared.PATIENCE
    assert second < shared.PATIENCE
    assert cache.get("nothing") is None
