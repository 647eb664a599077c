"""The post as the clerk sees it: what is due, sent and failed, and why. Reads only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from governance.bodies.models import zones
from governance.notices.models import Bounce, Letter, LetterState, Notice, NoticeState
from governance.notices.pulse import read_pulse, state_in_words
from governance.words import moment

from .deliveries import delivery_of, doubts_of, shown_text, why_not_delivered
from .table import zone_of_letter

A_PAGE = 50
FAILED, WAITING, SENT, NEEDLESS = "failed", "waiting", "sent", "needless"
BOXES = (FAILED, WAITING, SENT, NEEDLESS)
LONGEST_SEARCH = 254


def letters_page(box: str, number: str, asked: str, *, at: datetime) -> dict[str, Any]:
    """Return one box of the post: "failed", "waiting", "sent" or "needless" (nothing was left to say), latest first.

    `asked` keeps the letters to whoever has it in the address or the name.
    """
    box, asked = box if box in BOXES else FAILED, search_for(asked)
    found = _to(asked)
    letters = _in_box(found, box).select_related("user").prefetch_related("bounces", "notices__agreement").order_by("-pk")
    page = Paginator(letters, A_PAGE).get_page(number)
    by_system = zones()
    return {
        "tab": "notices",
        "box": box,
        "asked": asked,
        "boxes": _boxes(found),
        "page": page,
        "rows": [_row(letter, zone_of_letter(letter, by_system)) for letter in page],
        "pulse": state_in_words(read_pulse(at=at), moment),
        "skipped": Notice.objects.filter(state=NoticeState.SKIPPED).count(),
        "unknown": Bounce.objects.filter(letter=None).count(),
    }


def search_for(asked: str) -> str:
    """Return what to search for: PostgreSQL refuses a NUL in any text, and nobody has a longer address."""
    return asked.replace("\0", "").strip()[:LONGEST_SEARCH]


def _to(asked: str) -> QuerySet[Letter]:
    if not asked:
        return Letter.objects.all()
    return Letter.objects.filter(Q(address__icontains=asked) | Q(user__name__icontains=asked))


def _in_box(letters: QuerySet[Letter], box: str) -> QuerySet[Letter]:
    came_back = Q(pk__in=Letter.objects.came_back().values("pk"))
    return {
        FAILED: letters.filter(Q(state=LetterState.DEAD) | came_back),
        WAITING: letters.filter(state__in=[LetterState.QUEUED, LetterState.CLAIMED, LetterState.HANDED]),
        SENT: letters.filter(state=LetterState.SENT).exclude(came_back),
        NEEDLESS: letters.filter(state=LetterState.MOOT),
    }[box]


def _boxes(letters: QuerySet[Letter]) -> list[tuple[str, str, int]]:
    names = {FAILED: _("Failed"), WAITING: _("Waiting"), SENT: _("Sent"), NEEDLESS: _("Needless")}
    return [(box, names[box], _in_box(letters, box).count()) for box in BOXES]


def _row(letter: Letter, zone: str) -> dict[str, Any]:
    return {
        "letter": letter,
        "name": letter.user.name if letter.user else "",
        "delivery": delivery_of(letter, zone),
        "why": why_not_delivered(letter),
        "queued": moment(letter.created_at, zone),
    }


def letter_page(letter: Letter) -> dict[str, Any]:
    """Return one letter: its words, its notices, and how its delivery went."""
    zone, bounce = zone_of_letter(letter, zones()), letter.last_bounce()
    return {
        "tab": "notices",
        "letter": letter,
        "text": shown_text(letter),
        "delivery": delivery_of(letter, zone),
        "notices": letter.notices.select_related("agreement"),
        "written": moment(letter.created_at, zone),
        "sent": moment(letter.sent_at, zone) if letter.sent_at else "",
        "next_try": moment(letter.due_at, zone) if letter.state == LetterState.QUEUED else "",
        "bounced": moment(bounce.at, zone) if bounce else "",
        "why": why_not_delivered(letter),
        "doubts": doubts_of(letter),
        "may_go_again": letter.state == LetterState.DEAD or bounce is not None,
    }
