"""The files. The clock is read here; every answer may be kept and asked for again by its digest."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contracts.models import Agreement
from governance.notices.item import link_to
from governance.public.api import api
from governance.public.conditional import SAFE, for_machines
from governance.public.pages.api_docs import api_docs_page
from governance.public.pages.asked import as_asked
from governance.public.pages.heartbeat import heartbeat

from .calendars import calendar_of_agreement, calendar_of_all
from .feeds import deadlines_feed, decisions_feed
from .sitemap import robots as robots_text
from .sitemap import sitemap as sitemap_xml
from .tables import MEDIA_TYPE, agreements_table

_CALENDAR, _ATOM = "text/calendar; charset=utf-8", "application/atom+xml; charset=utf-8"
_read_only = require_http_methods(SAFE)


@_read_only
@for_machines
def calendar(request: HttpRequest) -> HttpResponse:
    """All deadlines as a calendar."""
    return _file(calendar_of_all(at=timezone.now()), _CALENDAR, "deadlines.ics")


@_read_only
@for_machines
def agreement_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """The deadlines of one agreement as a calendar."""
    try:
        return _file(calendar_of_agreement(slug=slug, at=timezone.now()), _CALENDAR, f"{slug}.ics")
    except Agreement.DoesNotExist:
        raise Http404(_("There is no agreement of this name in the register.")) from None


@_read_only
@for_machines
def decisions(request: HttpRequest) -> HttpResponse:
    """The decisions as a feed."""
    return HttpResponse(decisions_feed(at=timezone.now(), path=request.path), content_type=_ATOM)


@_read_only
@for_machines
def deadlines(request: HttpRequest) -> HttpResponse:
    """The deadlines that come up, as a feed."""
    return HttpResponse(deadlines_feed(at=timezone.now(), path=request.path), content_type=_ATOM)


@_read_only
@for_machines
def agreements(request: HttpRequest) -> HttpResponse:
    """The register, or what is asked of it, as a table."""
    return _file(agreements_table(as_asked(request.GET), at=timezone.now()), MEDIA_TYPE, "agreements.csv", kept=True)


@_read_only
@for_machines
def sitemap(request: HttpRequest) -> HttpResponse:
    """The pages that there are."""
    return HttpResponse(sitemap_xml(at=timezone.now()), content_type="application/xml; charset=utf-8")


@_read_only
@for_machines
def robots(request: HttpRequest) -> HttpResponse:
    """What robots may fetch."""
    return HttpResponse(robots_text(), content_type="text/plain; charset=utf-8")


@require_safe
def api_docs(request: HttpRequest) -> HttpResponse:
    """What the API answers, to be read by people."""
    page = api_docs_page(api.get_openapi_schema())
    shown = {"page": page, "heartbeat": heartbeat(at=timezone.now()), "canonical": link_to(request.path)}
    return render(request, "public/api_docs.html", shown)


def _file(content: str | bytes, media_type: str, name: str, *, kept: bool = False) -> HttpResponse:
    disposition = "attachment" if kept else "inline"
    return HttpResponse(content, content_type=media_type, headers={"Content-Disposition": f'{disposition}; filename="{name}"'})
