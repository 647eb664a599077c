"""Who may not do what, whatever page or command asks."""

from __future__ import annotations

from django.utils.translation import gettext as _

from contracts.refusals import Refused

from .models import User


class NotTheClerk(Refused):
    """The act is the clerk's."""


class NotTheirs(Refused):
    """The act on an account is another's."""


class InvitationOver(Refused):
    """The link of an invitation works no longer."""


def refuse_unless_clerk(by: User) -> None:
    """Raise NotTheClerk unless `by` keeps the register."""
    if not by.is_clerk:
        raise NotTheClerk(_("Only the clerk of the register may do this."))
