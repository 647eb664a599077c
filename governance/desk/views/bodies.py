"""Bodies at the desk: their seats, who holds them and who did, and what stands empty."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.bodies.models import Body
from governance.desk.beginning import next_step
from governance.desk.guards import AtTheDesk, for_readers
from governance.desk.seating import rule_of, seats_of_all, seats_of_body
from governance.words import place_of


@for_readers
@require_safe
def body_list(request: AtTheDesk) -> HttpResponse:
    """List the bodies, those with an empty seat first."""
    rows = [(row, seats, rule_of(row)) for row, seats in seats_of_all(at=timezone.now())]
    return render(request, "desk/bodies.html", {"rows": rows, "tab": "bodies"})


@for_readers
@require_safe
def body(request: AtTheDesk, slug: str) -> HttpResponse:
    """Show a body's seats with everybody who holds, held or will hold them."""
    row = get_object_or_404(Body, slug=slug)
    at = timezone.now()
    seats = seats_of_body(row, at=at)
    words = {"rule": rule_of(row), "place": place_of(row.time_zone)}
    page = words | {"body": row, "seats": seats, "vacant": any(seating.is_vacant for seating in seats), "tab": "bodies"}
    return render(request, "desk/body.html", page | {"next_step": next_step(request.user, at=at)})
