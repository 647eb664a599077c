"""What search engines are told: which pages there are, and which are nobody's to read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from django.urls import reverse

from contracts.models import Agreement
from governance.bodies.models import Body
from governance.notices.item import link_to
from governance.public.pages.lists import agreement_url, decision_url
from governance.public.pages.rounds import public_ballots

MOST = 50_000  # addresses that one sitemap may have
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_LISTS = ("home", "register", "decisions", "deadlines", "changes", "ledger", "how_to_read")


def sitemap(*, at: datetime) -> bytes:
    """Return the addresses of the pages: the lists, then agreements, decisions and bodies."""
    root = Element("urlset", xmlns=_NAMESPACE)
    for path, _number in zip(_paths(at), range(MOST), strict=False):
        SubElement(SubElement(root, "url"), "loc").text = link_to(path)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="utf-8")


def _paths(at: datetime) -> Iterator[str]:
    yield from (reverse(f"public:{name}") for name in _LISTS)
    yield from map(agreement_url, Agreement.objects.order_by("slug").values_list("slug", flat=True))
    slugs = public_ballots(at=at).prefetch_related(None).select_related(None).order_by("slug").values_list("slug", flat=True)
    yield from map(decision_url, slugs)
    yield from (reverse("public:body", args=[slug]) for slug in Body.objects.order_by("slug").values_list("slug", flat=True))


def robots() -> str:
    """Return what robots may fetch: everything that is public."""
    return f"User-agent: *\nDisallow: /desk/\nDisallow: /accounts/\n\nSitemap: {link_to('/sitemap.xml')}\n"
