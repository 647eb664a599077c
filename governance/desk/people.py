"""The people who have accounts, as the clerk and administrators see them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.accounts.models import Invitation, User

from .words import day_of

FACTOR_WORDS = {
    Authenticator.Type.TOTP: gettext_lazy("authenticator app"),
    Authenticator.Type.WEBAUTHN: gettext_lazy("passkey"),
    Authenticator.Type.RECOVERY_CODES: gettext_lazy("recovery codes"),
}


@dataclass(frozen=True, slots=True)
class Account:
    """How a person's account stands: a word, and what can be done with it."""

    word: str
    is_invited: bool = False
    is_closed: bool = False


def account_of(person: User, *, at: datetime) -> Account:
    """Say how the account stands at `at`."""
    invitation: Invitation | None = getattr(person, "invitation", None)
    never_used = not person.has_usable_password() and person.last_login is None
    if never_used and invitation is not None and invitation.revoked_at is not None:
        word = _("Invitation revoked on %(day)s") % {"day": day_of(invitation.revoked_at.date())}
        return Account(word, is_invited=True, is_closed=True)
    if not person.is_active:
        return Account(_("Closed"), is_closed=True)
    if never_used and invitation is not None:
        if at >= invitation.expires_at:
            return Account(_("Invitation ran out on %(day)s") % {"day": day_of(invitation.expires_at.date())}, is_invited=True)
        return Account(_("Invited on %(day)s") % {"day": day_of(invitation.made_at.date())}, is_invited=True)
    if never_used:
        return Account(_("Not invited yet"), is_invited=True)
    return Account(_("Open"))


def everybody() -> QuerySet[User]:
    """Return everybody with an account, those let in first, and whether they have a second factor."""
    factor = Exists(Authenticator.objects.filter(user_id=OuterRef("pk")))
    return User.objects.select_related("invitation").annotate(has_factor=factor).order_by("-is_active", "name", "pk")


def people_page(*, at: datetime) -> dict[str, Any]:
    """Return what the list of people shows."""
    return {"rows": [(person, account_of(person, at=at)) for person in everybody()], "tab": "people"}


def person_page(person: User, *, at: datetime) -> dict[str, Any]:
    """Return what a person's page shows: the account, the seats they hold, and what was done to the account."""
    return {
        "person": person,
        "account": account_of(person, at=at),
        "factors": [FACTOR_WORDS[factor.type] for factor in Authenticator.objects.filter(user=person).order_by("pk")],
        "appointments": person.appointments.select_related("seat__body").order_by("starts_on"),
        "events": person.account_events.select_related("by").order_by("-pk"),
        "tab": "people",
    }
