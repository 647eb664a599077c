"""Following, confirming and ending: the only code that changes subscriptions.

None of it is entered in the ledger, which is public and keeps everything for good: an address is neither to be shown nor kept.
Nothing is mailed from here either; the post looks for what is owed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q

from contracts.models import Agreement
from governance.accounts.actions import stop_weekly_digest
from governance.accounts.models import User

from .addresses import digest_of, one_address
from .links import asked_to_confirm, asked_to_end, asked_to_end_digest
from .models import ANSWER_WITHIN, LANGUAGES, LIVE, EndedBecause, Subscription, SubscriptionState

DAY = timedelta(days=1)
MAILS_A_DAY = 5  # confirmation mails to one address, whatever is followed


@transaction.atomic
def follow(*, address: str, agreement: Agreement | None, language: str, at: datetime) -> None:
    """Ask the owner of `address` whether it is to follow `agreement`, or all agreements if None. Raises Refused for no address.

    What is known of the address is never told: nothing is returned, and what is not allowed is left undone in silence. At most
    one confirmation mail a day is owed to an address for an agreement, and `MAILS_A_DAY` for all of them.
    """
    address = one_address(address)
    language = language if language in dict(LANGUAGES) else LANGUAGES[0][0]
    digest = digest_of(address)
    _one_at_a_time(digest)
    lately = Subscription.objects.filter(address_digest=digest, asked_at__gt=at - DAY)
    if lately.filter(agreement=agreement).exists() or lately.count() >= MAILS_A_DAY:
        return
    live = Subscription.objects.select_for_update().filter(address=address, agreement=agreement, state__in=LIVE).first()
    if live is None:
        Subscription.objects.create(
            address=address, address_digest=digest, agreement=agreement, language=language, created_at=at, asked_at=at
        )
    elif live.state == SubscriptionState.PENDING:
        live.ask_again(language=language, at=at)
        live.save()


@transaction.atomic
def confirm(*, token: str, at: datetime) -> Subscription:
    """Begin to tell the follower whose confirmation link this is. Raises UnknownLink, LinkExpired, AlreadyConfirmed, HasEnded."""
    subscription = asked_to_confirm(token, at=at, lock=True)
    subscription.confirm(at=at)
    subscription.save()
    return subscription


@transaction.atomic
def end(*, token: str, at: datetime) -> list[Subscription]:
    """End the subscriptions that this link is about and erase the address from them; again, it changes nothing.

    Returns all of them. Raises UnknownLink.
    """
    subscriptions = asked_to_end(token, lock=True)
    for subscription in subscriptions:
        if subscription.state in LIVE:
            subscription.end(because=EndedBecause.ASKED, at=at)
            subscription.save()
    return subscriptions


@transaction.atomic
def stop(*, address: str, because: EndedBecause, at: datetime) -> None:
    """End whatever this address follows or was asked to follow, and erase it: letters to it do not arrive, or are not wanted."""
    for subscription in (
        Subscription.objects.select_for_update().filter(address=address.lower(), state__in=LIVE).exclude(address="")
    ):
        subscription.end(because=because, at=at)
        subscription.save()


@transaction.atomic
def end_digest(*, token: str) -> User:
    """Stop the weekly digest whose link this is; again, it changes nothing. What is a duty goes on. Raises UnknownLink."""
    user = asked_to_end_digest(token)
    stop_weekly_digest(user=user)
    return user


@transaction.atomic
def forget(*, at: datetime) -> None:
    """Erase what is no longer needed: addresses that nobody confirmed in time, and digests that limit nothing any more."""
    unanswered = Q(state=SubscriptionState.PENDING, asked_at__lte=at - ANSWER_WITHIN)
    for subscription in Subscription.objects.select_for_update().filter(unanswered):
        subscription.end(because=EndedBecause.UNANSWERED, at=at)
        subscription.save()
    past = Subscription.objects.filter(state=SubscriptionState.ENDED, asked_at__lte=at - DAY)
    past.exclude(address_digest="").update(address_digest="")


def _one_at_a_time(digest: str) -> None:
    """Let requests for one address wait for each other, so that the limits count all of them. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(%s)", [int(digest[:15], 16)])
