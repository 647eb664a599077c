"""How often one visitor may ask: counted in the cache, where it is forgotten by itself."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from .addresses import digest_of

HOUR = 60 * 60  # seconds
ASKS_AN_HOUR = 20


def asks_too_often(request: HttpRequest) -> bool:
    """Count this request, and say whether its sender has used up the hour."""
    key = f"subscribers:{digest_of(_sender(request))}"
    cache.add(key, 0, HOUR)
    try:
        return cache.incr(key) > ASKS_AN_HOUR
    except ValueError:  # it ran out between the two lines: a new hour begins
        cache.set(key, 1, HOUR)
        return False


def _sender(request: HttpRequest) -> str:
    """Return the visitor's IP address, as far as proxies are trusted; of IPv6 the network, which one visitor has to himself."""
    address = ip_address(get_adapter(request).get_client_ip(request))
    return str(ip_network(f"{address}/64", strict=False) if address.version == 6 else address)
