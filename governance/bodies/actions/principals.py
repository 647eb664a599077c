"""Who holds a seat as its principal, and for whom somebody is named."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.refusals import Refused
from governance.accounts.models import User

from ..models import Appointment, Capacity, Seat


def principals(seat: Seat, starts_on: date, ends_on: date | None) -> QuerySet[Appointment]:
    """Return who holds the seat as principal on any day of these; without an end they go on. The caller holds the seat's row."""
    begun = Appointment.objects.filter(seat=seat, capacity=Capacity.PRINCIPAL, starts_on__lte=ends_on or date.max)
    return begun.exclude(ends_on__lt=starts_on).select_related("user")


def principal_for_whom(seat: Seat, by: User, today: date) -> Appointment:
    """Return the present principal's appointment if `by` may name the seat's delegates; the caller holds the seat's row."""
    values = {"seat": seat.name, "day": date_format(today)}
    principal = principals(seat, today, today).first()
    if by.is_clerk and principal is None:
        sentence = _("The seat of the %(seat)s has no principal on %(day)s for whom to stand in. Appoint one first.")
        raise Refused(sentence % values)
    if principal is None or not (by.is_clerk or (principal.user_id == by.pk and by.is_active)):
        sentence = _(
            "Only the principal of the %(seat)s on %(day)s, or the clerk, says who stands in for them. A delegate cannot. "
            "If the seat should be yours, ask the clerk to enter the appointment."
        )
        raise Refused(sentence % values)
    return principal
