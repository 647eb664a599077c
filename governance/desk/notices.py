"""Every notice of one agreement: when it fell due, to whom, and what became of it. Reads only."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.models import Agreement
from governance.accounts.models import User
from governance.bodies.models import zone_of
from governance.notices.models import Notice, NoticeKind, NoticeState

from .deliveries import delivery_of, doubts_of, why_not_delivered
from .post import search_for
from .words import Status, moment

A_PAGE = 50
# Kinds that stand on a rung of the ladder; what an act causes has no days before or after it.
_ON_THE_LADDER = frozenset(
    {
        NoticeKind.NO_ROUND,
        NoticeKind.BALLOT_CLOSING,
        NoticeKind.NOTICE_BY,
        NoticeKind.TERM_END,
        NoticeKind.FOLLOW_UP,
        NoticeKind.FOLLOWED_COMES_UP,
    }
)


def notices_page(agreement: Agreement, user: User, *, kind: str, asked: str, number: str) -> dict[str, Any]:
    """Return the agreement's notices, the newest first; of one `kind`, and to whoever has `asked` in the name or address.

    Letters themselves open for the clerk alone.
    """
    kind, asked = kind if kind in NoticeKind.values else "", search_for(asked)
    zone = zone_of(agreement)
    page = Paginator(_found(agreement, kind, asked), A_PAGE).get_page(number)
    return {
        "tab": "agreements",
        "agreement": agreement,
        "kind": kind,
        "kinds": [(value, label, value == kind) for value, label in NoticeKind.choices],
        "asked": asked,
        "page": page,
        "rows": [_row(notice, zone) for notice in page],
        "may_open": user.reads_the_desk,
    }


def _found(agreement: Agreement, kind: str, asked: str) -> QuerySet[Notice]:
    found = Notice.objects.filter(agreement=agreement).order_by("-pk")
    if kind:
        found = found.filter(kind=kind)
    if asked:
        found = found.filter(Q(address__icontains=asked) | Q(user__name__icontains=asked))
    return found.select_related("user", "letter").prefetch_related("letter__bounces")


def _row(notice: Notice, zone: str) -> dict[str, Any]:
    letter = notice.letter
    is_sent = letter is not None and notice.state == NoticeState.QUEUED
    return {
        "kind": notice.get_kind_display(),
        "rung": _rung_of(notice),
        "when": moment(notice.queued_at, zone),
        "name": notice.user.name if notice.user else _("A follower"),
        "address": notice.address,
        "state": _state_of(notice, zone),
        "why": why_not_delivered(letter) if letter is not None and is_sent else "",
        "doubts": doubts_of(letter) if letter is not None and is_sent else "",
        "letter_id": notice.letter_id,
    }


def _rung_of(notice: Notice) -> str:
    """Say how far from its day the notice stands; "" for what has no day."""
    days = notice.rung
    if notice.kind not in _ON_THE_LADDER:
        return ""
    if days == 0:
        return _("on the day")
    if days > 0:
        return ngettext("%(n)s day before", "%(n)s days before", days) % {"n": days}
    return ngettext("%(n)s day after", "%(n)s days after", -days) % {"n": -days}


def _state_of(notice: Notice, zone: str) -> Status:
    if notice.state != NoticeState.QUEUED:
        return Status(notice.state, _("Not sent: %(why)s") % {"why": notice.get_state_display()})
    if notice.letter is None:
        return Status("queued", _("Queued: its letter is not written yet"))
    return delivery_of(notice.letter, zone)
