"""What a person is always sent, and why: duties, which nobody can stop. Reads only."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from governance.accounts.models import User
from governance.bodies.models import Appointment


def always_sent_to(user: User, *, at: datetime) -> list[tuple[str, str]]:
    """Return what this person is sent whatever they choose, as (why, what)."""
    found = []
    held = Appointment.objects.held_on(at.date()).filter(user=user).select_related("seat", "agreement")
    for why in dict.fromkeys(_why(appointment) for appointment in held):
        what = _("Ballots that open, reminders until your seat has spoken, receipts, decisions, ends of terms from 30 days on.")
        found.append((why, what))
    if user.keeps.exists():
        what = _("Ends of terms and notice-by dates, rounds that were not held, what an end of access obliges, decisions.")
        found.append((_("You keep agreements"), what))
    if user.is_clerk:
        what = _("The same of every agreement, empty seats, unchecked dates, letters that reached nobody, silent keepers.")
        found.append((_("You keep the register"), what))
    found.append((_("You have an account"), _("The mails of signing in, such as a new password that you asked for.")))
    return found


def _why(appointment: Appointment) -> str:
    values = {"seat": appointment.seat.name, "agreement": appointment.agreement.title if appointment.agreement else ""}
    if appointment.is_principal:
        return _("You hold the seat of the %(seat)s") % values
    if appointment.agreement is not None:
        return _("You stand in for the %(seat)s, on %(agreement)s only") % values
    return _("You stand in for the %(seat)s") % values
