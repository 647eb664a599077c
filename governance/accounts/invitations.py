"""The letter that lets somebody in, and its link."""

from __future__ import annotations

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import signing
from django.urls import reverse

from .models import Invitation

_SALT = "governance.accounts.invitation"


def link_of(invitation: Invitation) -> str:
    """Return the link, on our own address. It carries no secret but its signature, and works once."""
    token = signing.dumps([invitation.person_id, invitation.number], salt=_SALT)
    return settings.SITE_URL + reverse("account_invitation", args=[token])


def invited_by(token: str, *, at: datetime) -> Invitation | None:
    """Return the invitation that a link stands for, while it works."""
    try:
        person_id, number = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    found = Invitation.objects.select_related("person").filter(person_id=person_id, number=number).first()
    if found is None or not found.is_open(at=at) or not found.person.is_active or found.person.has_usable_password():
        return None
    return found


def send(invitation: Invitation) -> bool:
    """Send the link by the way that all mails of the sign-in go, and tell whether the mail server took it."""
    person = invitation.person
    context = {
        "person": person,
        "link": link_of(invitation),
        "until": invitation.expires_at,
        "city": settings.OIDC_NAME,
        "sign_in": settings.SITE_URL + reverse("account_login"),
    }
    return bool(get_adapter().send_mail("account/email/invitation", person.email, context))
