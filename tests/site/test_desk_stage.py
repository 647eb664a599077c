"""How the tests of the desk come in, and that nobody else does."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from governance.accounts.codes import next_code
from governance.accounts.models import User
from tests.cast import PASSWORD, at, make_cast, open_ballot, signed_in, with_a_phone

pytestmark = pytest.mark.django_db


LIFE_OF_SIGN_INS = ("sessions", "account", "mfa", "socialaccount", "contenttypes", "auth")


class Clock:
    """The clock that pages read, standing still until it is set."""

    def __init__(self, patch: pytest.MonkeyPatch, text: str) -> None:
        self.now: datetime = at(text)
        patch.setattr(timezone, "now", lambda: self.now)

    def set(self, text: str) -> None:
        self.now = at(text)


def sign_in(user: User, *, enforce_csrf: bool = False) -> Client:
    """Sign in with a second factor given just now."""
    client = signed_in(user, enforce_csrf_checks=enforce_csrf)
    if enforce_csrf:
        client.get("/desk/")  # which leaves the token of forms
    return client


def text_of(answer: Any) -> str:
    """Return the words of a page, without its tags."""
    body = re.sub(r"<(script|style)\b.*?</\1>", " ", answer.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", body)))


def hidden_of(answer: Any) -> dict[str, str]:
    """Return what a page's forms would send without being touched: hidden inputs, and text areas that are hidden."""
    body = answer.content.decode()
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', body)
    areas = re.findall(r'<textarea name="([^"]+)" hidden[^>]*>\n(.*?)</textarea>', body, flags=re.DOTALL)
    return {name: unescape(value) for name, value in (*inputs, *areas) if name != "csrfmiddlewaretoken"}


def met(done_on: str, evidence: str, **fields: str) -> dict[str, str]:
    """Return what the clerk sends when a duty was met, with a key of its own, a channel and the office that confirmed it."""
    sent = {"key": uuid.uuid4().hex, "channel": "letter", "confirmed_by": "PARS administrator, Police Department"}
    return {**sent, "done_on": done_on, "evidence": evidence, **fields}


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return every row of every table but those of sessions and sign-in, whose life is not the register's."""
    ours = [model for model in apps.get_models() if model._meta.app_label not in LIFE_OF_SIGN_INS]
    kept = {model._meta.label: list(model._default_manager.order_by("pk").values()) for model in ours}
    for user in kept["accounts.User"]:
        user.pop("last_login")
    return kept


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch, "2018-07-10 10:00")


def test_nobody_comes_in_without_signing_in() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    for path in ("/desk/", f"/desk/ballots/{ballot.slug}/", f"/desk/ballots/{ballot.slug}/vote/", "/desk/agreements/"):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert answer["Location"] == f"/accounts/login/?next={path}"


def test_after_signing_in_the_page_asked_for_is_shown(clock: Clock) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    client, path = Client(), f"/desk/ballots/{ballot.slug}/"
    phone = with_a_phone(cast.judge)
    given = {"login": cast.judge.email, "password": PASSWORD, "next": path}
    assert client.post("/accounts/login/", given)["Location"] == "/accounts/2fa/authenticate/"
    assert client.get(path).status_code == 302, "the password alone opens nothing"
    assert client.post("/accounts/2fa/authenticate/", {"code": next_code(phone)})["Location"] == path
    assert client.get(path).status_code == 200


def test_a_wrong_password_lets_nobody_in() -> None:
    cast = make_cast()
    client = Client()
    assert client.post("/accounts/login/", {"login": cast.judge.email, "password": "guessed"}).status_code == 200
    assert client.get("/desk/").status_code == 302


def test_pages_of_the_desk_are_kept_by_nobody_on_the_way(clock: Clock) -> None:
    client = sign_in(make_cast().judge)
    for answer in (client.get("/desk/"), Client().get("/desk/")):
        assert {"private", "no-store"} <= {part.strip() for part in answer["Cache-Control"].split(",")}
