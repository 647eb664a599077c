"""The post as the clerk sees it: what is due, sent and failed, and why. Reads only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from governance.notices.models import Letter, LetterState, Notice, NoticeState, Sweep

from .table import zone_of_letter
from .words import moment

A_PAGE = 50
FAILED, WAITING, SENT, NEEDLESS = "failed", "waiting", "sent", "needless"
BOXES: dict[str, tuple[str, ...]] = {
    FAILED: (LetterState.DEAD,),
    WAITING: (LetterState.QUEUED, LetterState.CLAIMED, LetterState.HANDED),
    SENT: (LetterState.SENT,),
    NEEDLESS: (LetterState.MOOT,),
}


def letters_page(box: str, number: str, *, at: datetime) -> dict[str, Any]:
    """Return one box of the post: "failed", "waiting", "sent" or "needless" (nothing was left to say), latest first."""
    states = BOXES.get(box, BOXES[FAILED])
    letters = Letter.objects.filter(state__in=states).select_related("user").order_by("-pk")
    return {
        "tab": "notices",
        "box": box if box in BOXES else FAILED,
        "boxes": _boxes(),
        "page": _page(letters, number),
        "last_sweep": last_sweep(),
        "skipped": Notice.objects.filter(state=NoticeState.SKIPPED).count(),
    }


def _boxes() -> list[tuple[str, str, int]]:
    names = {FAILED: _("Failed"), WAITING: _("Waiting"), SENT: _("Sent"), NEEDLESS: _("Needless")}
    counts = Letter.objects.aggregate(**{box: Count("pk", filter=Q(state__in=states)) for box, states in BOXES.items()})
    return [(box, names[box], counts[box]) for box in BOXES]


def _page(letters: QuerySet[Letter], number: str) -> Page[Letter]:
    return Paginator(letters, A_PAGE).get_page(number)


def last_sweep() -> str:
    """Say when somebody last looked for what is due; empty if nobody ever did."""
    sweep = Sweep.objects.order_by("-at").first()
    return moment(sweep.at, "UTC") if sweep else ""


def letter_page(letter: Letter) -> dict[str, Any]:
    """Return one letter: its words, its notices, and how its delivery went."""
    zone = zone_of_letter(letter)
    return {
        "tab": "notices",
        "letter": letter,
        "notices": letter.notices.select_related("agreement"),
        "written": moment(letter.created_at, zone),
        "sent": moment(letter.sent_at, zone) if letter.sent_at else "",
        "next_try": moment(letter.due_at, zone) if letter.state == LetterState.QUEUED else "",
        "is_dead": letter.state == LetterState.DEAD,
    }
