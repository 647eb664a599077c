"""How often one visitor may ask: counted in the cache, where it is forgotten by itself."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

from governance.accounts.visitors import sender_of

from .addresses import digest_of

HOUR = 60 * 60  # seconds
ASKS_AN_HOUR = 20


def asks_too_often(request: HttpRequest) -> bool:
    """Count this request, and say whether its sender has used up the hour."""
    key = f"subscribers:{digest_of(sender_of(request))}"
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key) > ASKS_AN_HOUR
    except ValueError:  # it ran out between the two lines: a new hour begins
        cache.set(key, 1, HOUR)
        return False
