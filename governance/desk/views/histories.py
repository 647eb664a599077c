"""The history of an agreement, of a body, and of all that the register holds: every act, and who did it."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contracts.models import Agreement
from governance.bodies.models import Body, zone_of
from governance.desk.acting import Place
from governance.desk.guards import AtTheDesk, for_readers
from governance.desk.history import act_of, acts, acts_about, acts_about_body
from governance.desk.paging import pages
from governance.ledger.models import Entry

from .acts import place_in, place_of_body

ACTS_ON_A_PAGE = 100


@for_readers
@require_safe
def of_agreement(request: AtTheDesk, slug: str) -> HttpResponse:
    """Show every act about one agreement and its ballots."""
    row = get_object_or_404(Agreement, slug=slug)
    return _shown(request, place_in(row), acts_about(row), zone_of(row))


@for_readers
@require_safe
def of_body(request: AtTheDesk, slug: str) -> HttpResponse:
    """Show every act about one body, its seats and who held them."""
    row = get_object_or_404(Body, slug=slug)
    return _shown(request, place_of_body(row, row.name), acts_about_body(row), row.time_zone)


@for_readers
@require_safe
def of_everything(request: AtTheDesk) -> HttpResponse:
    """Show every act."""
    url = reverse("desk:foundations")
    return _shown(request, Place(_("The whole register"), ((_("Register"), url),), url), acts(), "UTC")


def _shown(request: AtTheDesk, place: Place, entries: QuerySet[Entry], zone: str) -> HttpResponse:
    page = Paginator(entries, ACTS_ON_A_PAGE).get_page(request.GET.get("page"))
    said = [act_of(entry, zone) for entry in page]
    return render(request, "desk/history.html", {"place": place, "pages": pages(page, request), "acts": said})
