"""The way out of a letter: what its reader asked for can be stopped with one click, and a duty cannot be stopped at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from governance.subscribers.links import end_digest_link, end_link
from governance.subscribers.models import Subscription, SubscriptionState

from .models import TO_THE_PUBLIC, Letter, Notice, NoticeKind, NoticeState


@dataclass(frozen=True, slots=True)
class WayOut:
    """`url` stops it, `text` says what stops; both empty where everything in the letter is a duty."""

    url: str = ""
    text: str = ""


def way_out(letter: Letter) -> WayOut:
    """Return how the reader stops what this letter comes from; beside a duty, only the digest."""
    notices = list(letter.notices.filter(state=NoticeState.QUEUED))
    if letter.user is not None:
        digests = [notice for notice in notices if notice.kind == NoticeKind.DIGEST]
        if not digests:
            return WayOut()
        only_it = len(digests) == len(notices)
        text = _("Stop the weekly digest") if only_it else _("Stop the weekly digest alone; what is asked of you is still sent")
        return WayOut(end_digest_link(letter.user), text)
    if any(notice.kind not in TO_THE_PUBLIC for notice in notices):
        return WayOut()
    subscriptions = _subscriptions(letter.address, notices)
    return WayOut(end_link(subscriptions), _("Stop these mails")) if subscriptions else WayOut()


def _subscriptions(address: str, notices: Sequence[Notice]) -> list[Subscription]:
    to_confirm = [notice for notice in notices if notice.kind == NoticeKind.CONFIRM_SUBSCRIPTION]
    told_of = {notice.agreement_id for notice in notices if notice not in to_confirm}
    asked = Q(state=SubscriptionState.PENDING, pk__in=[int(notice.occasion.split(":", 1)[1]) for notice in to_confirm])
    all_too = Q(agreement=None) if told_of else Q(pk__in=[])
    told = Q(state=SubscriptionState.CONFIRMED) & (Q(agreement__in=told_of) | all_too)
    return list(Subscription.objects.filter(asked | told, address=address).order_by("pk"))
