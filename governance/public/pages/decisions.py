"""All decisions, and the ballots that are open, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils.translation import ngettext

from governance.ballots.models import Ballot
from governance.words import figure

from .lists import PER_PAGE, BallotRow, ballot_row, pages_of
from .parts import Pages
from .rounds import public_ballots, read_round


@dataclass(frozen=True, slots=True)
class DecisionsPage:
    """The list of public page 4."""

    count_text: str
    open: tuple[BallotRow, ...]
    decided: tuple[BallotRow, ...]
    pages: Pages


def decisions_page(*, at: datetime, number: str = "1") -> DecisionsPage:
    """Return the ballots that the public may see, fifty to a page, those still open first."""
    part = Paginator(by_day(public_ballots(at=at)), PER_PAGE).get_page(number)
    rounds = [read_round(ballot, at=at) for ballot in part]
    count = part.paginator.count
    return DecisionsPage(
        count_text=ngettext("%(n)s ballot on record", "%(n)s ballots on record", count) % {"n": figure(count)},
        open=tuple(ballot_row(round_) for round_ in rounds if round_.is_open),
        decided=tuple(ballot_row(round_) for round_ in rounds if not round_.is_open),
        pages=pages_of(part, {}),
    )


def by_day(ballots: QuerySet[Ballot]) -> QuerySet[Ballot]:
    """Order by the day that a reader knows them by, the latest first: settled, reported, withdrawn, or still to close."""
    day = Coalesce(TruncDate("decision__settled_at"), "decision__reported_on", TruncDate("withdrawn_at"), "closes_on")
    return ballots.annotate(day=day).order_by("-day", "-pk")
