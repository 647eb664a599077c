"""The shape of an act that may open accounts: whom it invites is written to once it is done."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import ngettext

from governance.accounts import actions as accounts
from governance.accounts.invitations import send
from governance.accounts.models import Invitation, Role, User

from .act import ActForm


class InvitingForm(ActForm):
    """An act that names people by address; who has no account is invited as an official."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self.invitations: list[Invitation] = []
        super().__init__(*args, **options)

    def invite(self, email: str, name: str, *, by: User, at: datetime) -> User:
        """Open an account, in the transaction of the act."""
        invitation = accounts.invite(email=email, name=name, role=Role.OFFICIAL, by=by, at=at)
        self.invitations.append(invitation)
        return invitation.person

    def afterwards(self) -> str:
        """Send the links, and say whose the mail server did not take."""
        left = [invitation.person.email for invitation in self.invitations if not send(invitation)]
        if not left:
            return ""
        sentence = ngettext(
            "The account is open, but the mail server did not take the invitation to %(addresses)s. "
            "Send it again from the person's page.",
            "The accounts are open, but the mail server did not take the invitations to %(addresses)s. "
            "Send them again from each person's page.",
            len(left),
        )
        return sentence % {"addresses": ", ".join(left)}
