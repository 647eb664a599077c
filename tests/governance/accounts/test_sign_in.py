"""Sign-in as an attacker would try it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from governance import environment
from governance.accounts.codes import next_code
from governance.accounts.models import Attempt
from governance.cache import RedisOrDatabase
from tests.cast import PASSWORD, make_user, with_a_phone

pytestmark = pytest.mark.django_db


def sign_in(client: Client, password: str, host: str = "localhost") -> int:
    form = {"login": "the.judge@example.org", "password": password}
    return client.post("/accounts/login/", form, headers={"host": host}).status_code


def test_nobody_adds_an_address_to_their_account(client: Client) -> None:
    client.force_login(make_user("The judge"))
    answer = client.post("/accounts/email/", {"action_add": "", "email": "ghost@example.org"})
    assert answer.status_code == 404
    assert client.get("/accounts/confirm-email/abc/").status_code == 404
    assert mail.outbox == []


def test_wrong_passwords_lock_an_account_whatever_port_the_host_names(client: Client) -> None:
    make_user("The judge")
    for port in range(8):
        sign_in(client, "wrong password here", host=f"localhost:{7000 + port}")
    assert sign_in(client, PASSWORD) == 200, "locked: the right password is not let in either"
    Attempt.objects.update(at=timezone.now() - timedelta(minutes=15))
    assert sign_in(client, PASSWORD) == 302


def test_a_reset_mail_links_to_our_own_address_whatever_host_was_asked(client: Client) -> None:
    make_user("The judge")
    client.post("/accounts/password/reset/", {"email": "the.judge@example.org"}, headers={"host": "localhost:9999"})
    (message,) = mail.outbox
    assert "https://countersign.example/accounts/password/reset/key/" in message.body
    assert "9999" not in message.body
    link = message.body.split("https://countersign.example")[1].split()[0]
    assert client.get(link, follow=True).status_code == 200


def test_a_mail_server_that_is_away_does_not_tell_who_has_an_account(client: Client, settings: Any) -> None:
    make_user("The judge")
    settings.EMAIL_BACKEND, settings.EMAIL_PORT = "django.core.mail.backends.smtp.EmailBackend", 1
    known = client.post("/accounts/password/reset/", {"email": "the.judge@example.org"})
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@example.org"})
    assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])


@pytest.fixture
def redis_is_away(settings: Any) -> None:
    """Let the cache be production's, with a Redis at a port where nobody listens."""
    settings.CACHES = {"default": environment.cache("CACHE_URL", shared=True)}
    RedisOrDatabase._away_until = 0.0


@pytest.mark.usefixtures("redis_is_away")
def test_an_official_signs_in_while_redis_is_away(client: Client) -> None:
    phone = with_a_phone(make_user("The judge"))
    assert sign_in(client, PASSWORD) == 302
    assert client.post("/accounts/2fa/authenticate/", {"code": next_code(phone)}).status_code == 302
    assert client.get("/desk/").status_code == 200


@pytest.mark.usefixtures("redis_is_away")
def test_wrong_passwords_lock_an_account_while_redis_is_away(client: Client) -> None:
    make_user("The judge")
    for _attempt in range(6):
        sign_in(client, "wrong password here")
    assert sign_in(client, PASSWORD) == 200, "locked: the right password is not let in either"


@pytest.mark.usefixtures("redis_is_away")
def test_who_follows_an_agreement_too_often_is_told_so_while_redis_is_away(client: Client) -> None:
    form = {"address": "resident@example.org", "language": "en"}
    answers = [client.post("/follow/", form).status_code for _ask in range(21)]
    assert answers == [302] * 20 + [429]
