"""How often one address may have a public answer made: generously, and never because a server is away."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client

from governance.cache import RedisOrDatabase
from governance.public import limits
from tests.cast import make_cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def three_a_minute(settings: Any, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """Allow three answers a minute, in a clock that stands at the twentieth second."""
    settings.READS_A_MINUTE = 3
    settings.CACHES = {
        **settings.CACHES,
        "readers": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "r"},
    }
    limits.caches["readers"].clear()
    clock = SimpleNamespace(now=6_000_020.0)
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: clock.now))
    return clock


def statuses(path: str, times: int = 4, **options: Any) -> list[int]:
    return [Client(**options).get(path).status_code for _time in range(times)]


def test_the_fourth_answer_of_a_minute_is_a_sentence_with_the_time_to_wait(client: Client) -> None:
    assert statuses("/how-to-read/") == [200, 200, 200, 429]
    refused = client.get("/es/decisions/")
    assert (refused.status_code, refused["Retry-After"], refused["Cache-Control"]) == (429, "40", "no-store")
    assert "Vuelva a pedirla dentro de 40 segundos." in refused.content.decode()
    assert "intentos" not in refused.content.decode()
    assert not refused.cookies


def test_programs_are_told_in_their_own_form_from_any_site(client: Client) -> None:
    statuses("/robots.txt")
    said = client.get("/api/v1/agreements")
    sentence = "This address has asked for too many answers in a minute. Ask again in 40 seconds."
    assert (said.status_code, said.json(), said["Access-Control-Allow-Origin"]) == (429, {"detail": sentence}, "*")
    feed = client.get("/feeds/decisions.atom")
    assert (feed.status_code, feed.content.decode(), feed["Content-Type"]) == (429, sentence, "text/plain; charset=utf-8")
    assert client.head("/exports/agreements.csv").status_code == 429


def test_the_next_minute_begins_anew(three_a_minute: SimpleNamespace) -> None:
    assert statuses("/robots.txt")[-1] == 429
    three_a_minute.now += 40
    assert statuses("/robots.txt") == [200, 200, 200, 429]


def test_searches_the_form_to_follow_and_what_is_not_there_count_too(client: Client) -> None:
    make_cast()
    assert [client.get(path).status_code for path in ("/agreements/?q=a", "/follow/", "/decisions/nope/")] == [200, 200, 404]
    assert client.get("/agreements/?q=b").status_code == 429


def test_signing_in_and_probes_have_limits_of_their_own(client: Client) -> None:
    statuses("/robots.txt")
    for path in ("/accounts/login/", "/healthz"):
        assert client.get(path).status_code == 200


def test_another_address_is_another_reader_and_of_ipv6_a_network_is_one() -> None:
    assert statuses("/robots.txt", REMOTE_ADDR="192.0.2.1")[-1] == 429
    assert statuses("/robots.txt", 1, REMOTE_ADDR="192.0.2.2") == [200]
    assert statuses("/robots.txt", 3, REMOTE_ADDR="2001:db8::1") == [200, 200, 200]
    assert statuses("/robots.txt", 1, REMOTE_ADDR="2001:db8::2") == [429]


def test_what_a_visitor_says_of_its_address_counts_behind_our_proxy_alone(settings: Any) -> None:
    assert [Client().get("/robots.txt", headers={"x-forwarded-for": f"192.0.2.{n}"}).status_code for n in range(4)][-1] == 429
    settings.TRUST_PROXY, settings.ALLAUTH_TRUSTED_PROXY_COUNT = True, 1
    assert [Client().get("/robots.txt", headers={"x-forwarded-for": f"192.0.2.{n}"}).status_code for n in range(9)][-1] == 200
    said = [Client().get("/robots.txt", headers={"x-forwarded-for": f"10.0.0.{n}, 192.0.2.99"}).status_code for n in range(4)]
    assert said[-1] == 429, "what stands before the proxy's own word is the visitor's"


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_is_not_counted(settings: Any, client: Client) -> None:
    settings.KEPT_ANSWERS = 2**20
    assert [client.get("/robots.txt").status_code for _time in range(20)][-1] == 200
    assert client.get("/decisions/").status_code == 200


def test_without_redis_readers_are_counted_in_memory_and_nobody_is_kept_out(
    settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, django_assert_num_queries: Any
) -> None:
    away = {"BACKEND": "governance.cache.RedisOrMemory", "LOCATION": "redis://127.0.0.1:1/0"}
    settings.CACHES = {**settings.CACHES, "readers": away}
    monkeypatch.setattr(RedisOrDatabase, "_away_until", 0.0)
    with caplog.at_level(logging.WARNING), django_assert_num_queries(0):
        assert statuses("/robots.txt") == [200, 200, 200, 429]
    assert "Redis does not answer" in caplog.text


def test_no_limit_is_no_limit(settings: Any) -> None:
    settings.READS_A_MINUTE = 0
    assert statuses("/robots.txt", 9)[-1] == 200
