"""My seats, and who stands in for me: for the principal of a seat, and for the clerk in their place."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from governance.bodies.models import Appointment, Capacity, Seat
from governance.desk.acting import ActPage, Place, act_page
from governance.desk.guards import AtTheDesk, at_the_desk, may_name_delegates
from governance.desk.my_seats import my_seats


@at_the_desk
@require_safe
def seats(request: AtTheDesk) -> HttpResponse:
    """Show what this person speaks for, and who stands in for them."""
    return render(request, "desk/my_seats.html", {"mine": my_seats(request.user, at=timezone.now()), "tab": "my_seats"})


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
def name_delegate(request: AtTheDesk, seat_id: int, page: ActPage) -> HttpResponse:
    """Name who stands in for the principal of a seat."""
    seat = get_object_or_404(Seat.objects.select_related("body"), pk=seat_id)
    _refuse_others(request, seat)
    return act_page(request, page, seat, _place(request, seat, seat.name))


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
def take_back(request: AtTheDesk, appointment_id: int, page: ActPage) -> HttpResponse:
    """Take back what a delegate was given."""
    rows = Appointment.objects.select_related("seat__body", "user").filter(capacity=Capacity.DELEGATE)
    row = get_object_or_404(rows, pk=appointment_id)
    _refuse_others(request, row.seat)
    return act_page(request, page, row, _place(request, row.seat, f"{row.seat.name}: {row.user.name}"))


def _refuse_others(request: AtTheDesk, seat: Seat) -> None:
    if not may_name_delegates(request.user, seat, at=timezone.now()):
        sentence = _(
            "Only the principal of the %(seat)s, or the clerk, says who stands in for them; you are signed in as %(name)s. "
            "If the seat should be yours, ask the clerk to enter the appointment."
        )
        raise PermissionDenied(sentence % {"seat": seat.name, "name": request.user.name})


def _place(request: AtTheDesk, seat: Seat, about: str) -> Place:
    if request.user.is_clerk:
        back = reverse("desk:body", args=[seat.body.slug])
        return Place(about, ((_("Bodies"), reverse("desk:bodies")), (seat.body.name, back)), back)
    back = reverse("desk:my_seats")
    return Place(about, ((_("My seats"), back),), back)
