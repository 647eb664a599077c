"""Every route that takes a form without the token against forgery is listed here, with what it asks for instead."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

CARRIES_A_PROOF_OF_ITS_OWN = {
    "follow/confirm/<str:token>/": "the signed link of a mail",
    "follow/end/<str:token>/": "the signed link of a mail; mail programs send it too",
    "follow/end-digest/<str:token>/": "the signed link of a mail; mail programs send it too",
    "webhooks/bounces/<slug:provider>/": "the mail provider's password, with Mailgun its signature too",
}
ONLY_READS = "api/"  # takes no form at all


def routes(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, route)
        else:
            yield route, pattern


def test_no_route_is_exempt_unawares() -> None:
    exempt = {route for route, pattern in routes(get_resolver()) if getattr(pattern.callback, "csrf_exempt", False)}
    assert {route for route in exempt if not route.startswith(ONLY_READS)} == set(CARRIES_A_PROOF_OF_ITS_OWN)
