"""The links in mails that can be stopped. Each is signed when its mail is written, so that no token is kept anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from governance.accounts.models import User

from .models import Subscription, SubscriptionState
from .refusals import AlreadyConfirmed, HasEnded, LinkExpired, UnknownLink

MOST = 30  # subscriptions that one link can end: a header of a mail has 998 signs at most

_TO_CONFIRM = "governance.subscribers.confirm"
_TO_END = "governance.subscribers.end"
_TO_END_DIGEST = "governance.subscribers.end_digest"


def confirm_link(subscription: Subscription) -> str:
    """Return the absolute address of the page that confirms it."""
    return settings.SITE_URL + reverse("subscribers:confirm", args=[_signed([subscription], _TO_CONFIRM)])


def end_token(subscriptions: Sequence[Subscription]) -> str:
    """Return what ends these subscriptions, the first `MOST` of them."""
    return _signed(subscriptions[:MOST], _TO_END)


def end_link(subscriptions: Sequence[Subscription]) -> str:
    """Return the absolute address that ends these subscriptions: a page to people, one-click to mail programs (RFC 8058)."""
    return settings.SITE_URL + reverse("subscribers:end", args=[end_token(subscriptions)])


def asked_to_confirm(token: str, *, at: datetime, lock: bool = False) -> Subscription:
    """Return the subscription that this link can confirm at `at`. Raises UnknownLink, LinkExpired, AlreadyConfirmed, HasEnded."""
    (subscription,) = _named(token, _TO_CONFIRM, lock=lock)
    if subscription.state == SubscriptionState.CONFIRMED:
        raise AlreadyConfirmed(_("This link has been used: the subscription is confirmed, and nothing more is needed."))
    if subscription.confirmed_at is not None:
        raise HasEnded(_("This link has been used, and the subscription was ended after that. You can follow anew."))
    if subscription.state == SubscriptionState.ENDED or at >= subscription.expires_at:
        raise LinkExpired(_("This link has expired: it held for seven days, and the address was not kept. You can follow anew."))
    return subscription


def asked_to_end(token: str, *, lock: bool = False) -> list[Subscription]:
    """Return the subscriptions that this link is about, ended ones too. Raises UnknownLink."""
    return _named(token, _TO_END, lock=lock)


def end_digest_link(user: User) -> str:
    """Return the absolute address that stops this person's weekly digest, and nothing else; no sign-in is asked."""
    return settings.SITE_URL + reverse("subscribers:end_digest", args=[_sign(str(user.pk), _TO_END_DIGEST)])


def asked_to_end_digest(token: str) -> User:
    """Return whose weekly digest this link stops. Raises UnknownLink."""
    user = User.objects.filter(pk=_unsigned(token, _TO_END_DIGEST)).first()
    if user is None:
        raise _unknown()
    return user


def _signed(subscriptions: Iterable[Subscription], salt: str) -> str:
    return _sign(".".join(f"{row.pk}-{row.nonce}" for row in subscriptions), salt)


def _sign(words: str, salt: str) -> str:
    return Signer(salt=salt, sep=".").sign(words)


def _unsigned(token: str, salt: str) -> str:
    """Return what was signed. Raises UnknownLink."""
    try:
        return Signer(salt=salt, sep=".").unsign(token)
    except BadSignature:
        raise _unknown() from None


def _named(token: str, salt: str, *, lock: bool) -> list[Subscription]:
    named = dict(part.split("-", 1) for part in _unsigned(token, salt).split("."))
    rows: QuerySet[Subscription] = Subscription.objects.filter(pk__in=named).order_by("pk")
    if lock:
        rows = rows.select_for_update()
    found = [row for row in rows if named[str(row.pk)] == row.nonce]
    if not found:
        raise _unknown()
    return found


def _unknown() -> UnknownLink:
    return UnknownLink(_("This link is not known here. It may have been cut off in the mail: copy the whole of it."))
