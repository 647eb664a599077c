"""The clerk's acts on the register: a page each, all of one shape."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contracts.models import Agreement, Contact, DataElement, DataSystem, Party, Policy, Source
from governance.bodies.models import Appointment, Body, Seat
from governance.desk.acting import ActPage, Place, act_page
from governance.desk.guards import AtTheDesk, ballot_for, for_the_clerk
from governance.desk.recorded import named
from governance.desk.table import what_is_owed
from governance.desk.words import DUTY_DONE, question_of
from governance.followups.obligations import Duty


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
    return act_page(request, page, None, _in_the_register(""))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def system_act(request: AtTheDesk, slug: str, page: ActPage) -> HttpResponse:
    """Do one act about a data system."""
    system = get_object_or_404(DataSystem, slug=slug)
    return act_page(request, page, system, _in_the_register(system.name))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def party_act(request: AtTheDesk, slug: str, page: ActPage) -> HttpResponse:
    """Do one act about a party."""
    party = get_object_or_404(Party, slug=slug)
    return act_page(request, page, party, _in_the_register(party.name))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def element_act(request: AtTheDesk, element_id: int, page: ActPage) -> HttpResponse:
    """Do one act about a kind of field in a system."""
    element = get_object_or_404(DataElement.objects.select_related("system"), pk=element_id)
    return act_page(request, page, element, _in_the_register(f"{element.system.name}: {element.name}"))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def source_act(request: AtTheDesk, key: str, page: ActPage) -> HttpResponse:
    """Do one act about a source."""
    source = get_object_or_404(Source, key=key)
    return act_page(request, page, source, _in_the_register(source.title))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def policy_act(request: AtTheDesk, slug: str, page: ActPage) -> HttpResponse:
    """Do one act about a policy."""
    policy = get_object_or_404(Policy, slug=slug)
    return act_page(request, page, policy, _in_the_register(policy.title))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def recorded_act(request: AtTheDesk, slug: str, row_id: int, kind: type[Model], page: ActPage) -> HttpResponse:
    """Do one act about something that stands on an agreement's record."""
    row: Any = get_object_or_404(kind._default_manager.select_related("agreement"), pk=row_id, agreement__slug=slug)
    back = reverse("desk:record", args=[slug])
    place = place_in(row.agreement, named(row))
    return act_page(request, page, row, replace(place, above=(*place.above, (_("Its record"), back)), back=back))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def contact_act(request: AtTheDesk, contact_id: int, page: ActPage) -> HttpResponse:
    """Do one act about a contact."""
    contact = get_object_or_404(Contact.objects.select_related("party"), pk=contact_id)
    return act_page(request, page, contact, _in_the_register(str(contact)))


def _in_the_register(about: str) -> Place:
    url = reverse("desk:foundations")
    return Place(about, ((_("Register"), url),), url)


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def ballot_act(request: AtTheDesk, slug: str, page: ActPage) -> HttpResponse:
    """Do one act about a ballot of our own."""
    ballot = ballot_for(request.user, slug)
    if ballot.is_reported:
        raise Http404(_("A reported decision is not voted on."))
    back = reverse("desk:ballot", args=[ballot.slug])
    place = Place(question_of(ballot), ((_("Ballots"), reverse("desk:ballots")), (_("Ballot"), back)), back)
    return act_page(request, page, ballot, place, agreement=ballot.agreement)


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def duty_act(request: AtTheDesk, slug: str, duty: Duty, page: ActPage) -> HttpResponse:
    """Do one act about what the end of an agreement obliges."""
    agreement = get_object_or_404(Agreement, slug=slug)
    term, owed = what_is_owed(agreement, duty, at=timezone.now())
    if term is None or owed is None:
        raise Http404(_("Nothing of this sort is owed."))
    return act_page(request, page, (term, duty), place_in(agreement, str(DUTY_DONE[duty])))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def body_act(request: AtTheDesk, slug: str, page: ActPage) -> HttpResponse:
    """Do one act about a body."""
    row = get_object_or_404(Body, slug=slug)
    return act_page(request, page, row, place_of_body(row, row.name))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def seat_act(request: AtTheDesk, slug: str, seat_id: int, page: ActPage) -> HttpResponse:
    """Do one act about a seat."""
    seat = get_object_or_404(Seat.objects.select_related("body"), pk=seat_id, body__slug=slug)
    return act_page(request, page, seat, place_of_body(seat.body, seat.name))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_act(request: AtTheDesk, slug: str, appointment_id: int, page: ActPage) -> HttpResponse:
    """Do one act about an appointment."""
    rows = Appointment.objects.select_related("seat__body", "user")
    row = get_object_or_404(rows, pk=appointment_id, seat__body__slug=slug)
    return act_page(request, page, row, place_of_body(row.seat.body, f"{row.seat.name}: {row.user.name}"))


def place_of_body(body: Body, about: str) -> Place:
    """Return where an act about something of this body stands."""
    back = reverse("desk:body", args=[body.slug])
    return Place(about, ((_("Bodies"), reverse("desk:bodies")), (body.name, back)), back)
