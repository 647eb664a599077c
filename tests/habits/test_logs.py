"""No token of a link in a mail stands in a log."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from governance.logs import MASK, WithoutTokens, without_tokens

TOKENS = {"token", "key", "uidb36"}  # what routes call them
A_TOKEN = "1a-c9f3xyz:secret_"


def patterns(resolver: URLResolver) -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from ((f"{pattern.pattern}{path}", found) for path, found in patterns(pattern))
        else:
            yield str(pattern.pattern), pattern


def routes_with_tokens() -> dict[str, str]:
    """Return the routes that take a token, by name, each with how an address begins before it."""
    found = {}
    for path, pattern in patterns(get_resolver()):
        words = pattern.pattern.converters.keys() | set(getattr(pattern.pattern.regex, "groupindex", {}))
        if words & TOKENS and not path.startswith("desk/"):
            found[str(pattern.name)] = "/" + path.replace("^", "").split("(")[0].split("<")[0]
    return found


def test_every_route_that_takes_a_token_is_masked() -> None:
    routes = routes_with_tokens()
    assert {"account_invitation", "account_reset_password_from_key", "confirm", "end", "end_digest"} <= routes.keys()
    for name, begins in routes.items():
        assert without_tokens(f"Not Found: {begins}{A_TOKEN}/") == f"Not Found: {begins}{MASK}/", name


@pytest.mark.django_db
def test_an_invitation_that_is_not_known_leaves_no_token_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    caplog.handler.addFilter(WithoutTokens())
    with caplog.at_level(logging.WARNING, logger="django.request"):
        for path in (f"/follow/confirm/{A_TOKEN}", f"/accounts/invitation/{A_TOKEN}/x/"):
            assert Client().get(path, follow=True).status_code >= 400
    assert caplog.messages
    assert A_TOKEN not in caplog.text
    assert MASK in caplog.text


def test_what_is_logged_goes_through_the_mask() -> None:
    said: dict[str, Any] = settings.LOGGING
    assert all("without tokens" in handler["filters"] for handler in said["handlers"].values())


def test_other_addresses_are_left_as_they_are() -> None:
    line = "Not Found: /es/agreements/pars-ice/follow/ and /ledger/0a1b/"
    assert without_tokens(line) == line
