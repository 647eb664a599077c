"""The clerk's acts on the register: a page each, all of one shape."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contracts.models import Agreement, DataSystem
from governance.desk.acting import ActPage, Place, act_page
from governance.desk.guards import AtTheDesk, for_the_clerk


def place_in(agreement: Agreement, about: str = "") -> Place:
    """Return where an act about something of this agreement stands."""
    back = reverse("desk:agreement", args=[agreement.slug])
    above = ((_("Agreements"), reverse("desk:agreements")), (agreement.title, back))
    return Place(f"{agreement.title}: {about}" if about else agreement.title, above, back)


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_act(request: AtTheDesk, slug: str, page: ActPage) -> HttpResponse:
    """Do one act about an agreement."""
    agreement = get_object_or_404(Agreement.objects.select_related("system", "recipient"), slug=slug)
    return act_page(request, page, agreement, place_in(agreement), agreement=agreement)


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def register_act(request: AtTheDesk, page: ActPage) -> HttpResponse:
    """Do one act that adds to the register as a whole."""
    url = reverse("desk:foundations")
    return act_page(request, page, None, Place("", ((_("Register"), url),), url))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def system_act(request: AtTheDesk, slug: str, page: ActPage) -> HttpResponse:
    """Do one act about a data system."""
    system = get_object_or_404(DataSystem, slug=slug)
    url = reverse("desk:foundations")
    return act_page(request, page, system, Place(system.name, ((_("Register"), url),), url))
