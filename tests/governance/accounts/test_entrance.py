"""What the pages of the sign-in let be kept, and how much they read."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.cast import PASSWORD, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_limits_left_over() -> None:
    cache.clear()


def test_pages_of_the_accounts_are_kept_by_nobody_on_the_way(client: Client) -> None:
    judge = make_user("The judge")
    client.post("/accounts/password/reset/", {"email": judge.email})
    link = mail.outbox[0].body.split("https://countersign.example")[1].split()[0]
    client.force_login(judge)
    for path in ("/accounts/login/", "/accounts/password/reset/", "/accounts/password/reset/done/", link, "/accounts/logout/"):
        for answer in (Client().get(path), client.get(path, follow=True)):
            assert {"private", "no-store"} <= {part.strip() for part in answer["Cache-Control"].split(",")}, path
    assert "no-store" not in client.get("/").headers.get("Cache-Control", "")


@pytest.mark.parametrize(
    "typed", [{"login": "a" * 300 + "@example.org"}, {"password": "p" * 257}, {"login": "x" * 100_000, "password": "p" * 100_000}]
)
def test_what_no_address_and_no_password_can_be_is_refused_at_its_field(client: Client, typed: dict[str, str]) -> None:
    make_user("The judge")
    answer = client.post("/accounts/login/", {"login": "the.judge@example.org", "password": PASSWORD} | typed)
    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == set(typed)
    page = client.get("/accounts/login/").content.decode()
    assert 'maxlength="254"' in page
    assert 'maxlength="256"' in page
