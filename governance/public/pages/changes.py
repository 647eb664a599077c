"""What changed lately: the acts of the last weeks that matter to a reader, the latest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.ledger.models import Entry
from governance.words import figure

from .acts import Act, acts_of
from .lists import PER_PAGE, pages_of
from .parts import Pages

WEEKS = 8
# What changes an agreement or tells of it. The entering of sources, parties and contacts, and the keepers, stand in the ledger.
TOLD = (
    "agreement.corrected",
    "agreement.ended_early",
    "agreement.entered",
    "agreement.tagged",
    "appointment.ended",
    "appointment.made",
    "ballot.opened",
    "ballot.withdrawn",
    "body.founded",
    "claim.recorded",
    "deadline.checked",
    "deadline.revised",
    "decision.reported",
    "decision.settled",
    "element.shared_or_withheld",
    "event.recorded",
    "follow_up.done",
    "follow_up.waived",
    "policy.recorded",
    "statement.recorded",
    "term.begun",
    "term.corrected",
    "term.voided",
    "vote.cast",
    "vote.reported",
    "vote.withdrawn",
)


@dataclass(frozen=True, slots=True)
class DayOfActs:
    """The acts of one day of Universal Time."""

    day_text: str
    acts: tuple[Act, ...]


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """What changed lately."""

    lead: str
    count_text: str
    days: tuple[DayOfActs, ...]
    pages: Pages


def changes_page(*, at: datetime, number: str = "1") -> ChangesPage:
    """Return the acts of the eight weeks before `at`, fifty to a page."""
    lately = Entry.objects.filter(kind__in=TOLD, at__gt=at - timedelta(weeks=WEEKS), at__lte=at).order_by("-at", "-pk")
    part = Paginator(lately, PER_PAGE).get_page(number)
    count = part.paginator.count
    acts = acts_of(part, at=at)
    return ChangesPage(
        lead=_("What was decided, entered, corrected or said in the last %(n)s weeks, the latest first.") % {"n": WEEKS},
        count_text=ngettext("%(n)s act", "%(n)s acts", count) % {"n": figure(count)},
        days=tuple(DayOfActs(day, tuple(rows)) for day, rows in groupby(acts, key=lambda act: act.day_text)),
        pages=pages_of(part, {}),
    )
