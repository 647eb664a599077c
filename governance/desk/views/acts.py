"""The clerk's acts on the register: a page each, all of one shape."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contracts.models import Agreement, Contact, DataSystem, Party
from governance.bodies.models import Appointment, Body, Seat
from governance.desk.acting import ActPage, Place, act_page
from governance.desk.guards import AtTheDesk, ballot_for, for_the_clerk
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
def seat_act(request: AtTheDesk, slug: str, seat_id: int, page: ActPage) -> HttpResponse:
    """Do one act about a seat."""
    seat = get_object_or_404(Seat.objects.select_related("body"), pk=seat_id, body__slug=slug)
    return act_page(request, page, seat, _place_of_seat(seat, seat.name))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def body_act(request: AtTheDesk, slug: str, page: ActPage) -> HttpResponse:
    """Do one act about a body."""
    body = get_object_or_404(Body, slug=slug)
    back = reverse("desk:body", args=[body.slug])
    return act_page(request, page, body, Place(body.name, ((_("Bodies"), reverse("desk:bodies")), (body.name, back)), back))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def appointment_act(request: AtTheDesk, slug: str, appointment_id: int, page: ActPage) -> HttpResponse:
    """Do one act about an appointment."""
    rows = Appointment.objects.select_related("seat__body", "user")
    row = get_object_or_404(rows, pk=appointment_id, seat__body__slug=slug)
    return act_page(request, page, row, _place_of_seat(row.seat, f"{row.seat.name}: {row.user.name}"))


def _place_of_seat(seat: Seat, about: str) -> Place:
    back = reverse("desk:body", args=[seat.body.slug])
    return Place(about, ((_("Bodies"), reverse("desk:bodies")), (seat.body.name, back)), back)
