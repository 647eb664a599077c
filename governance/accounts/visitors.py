"""From where somebody asks."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.http import HttpRequest


def sender_of(request: HttpRequest) -> str:
    """Return the visitor's IP address, as far as proxies are trusted; of IPv6 the network, which one visitor has to himself."""
    address = ip_address(get_adapter(request).get_client_ip(request))
    return str(ip_network(f"{address}/64", strict=False) if address.version == 6 else address)
