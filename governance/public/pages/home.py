"""The front page: what comes up next, what needs attention, what was decided lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from contracts.models import Agreement, Basis, DataSystem, Term
from governance.ballots.models import Decision
from governance.words import figure

from .decisions import by_day
from .lists import AgreementRow, BallotRow, agreement_row, ballot_row
from .parts import Fact
from .reading import Reading, with_all_that_lists_say
from .rounds import Round, public_ballots, read_round, unwritten_rounds
from .selection import Wanted, agreements_as_of, only

COMING_UP, ATTENTION, DECIDED = 6, 12, 5  # rows of each list


@dataclass(frozen=True, slots=True)
class HomePage:
    """Public page 1. `more_attention` says how many red agreements are not shown here."""

    coming_up: tuple[AgreementRow, ...]
    attention: tuple[AgreementRow, ...]
    more_attention: int
    decided: tuple[BallotRow, ...]
    numbers: tuple[Fact, ...]


def home_page(*, at: datetime) -> HomePage:
    """Return the front page as of `at`."""
    unwritten = unwritten_rounds(at=at)
    every = agreements_as_of(at, unwritten=unwritten)
    alarming = only(every, Wanted.ATTENTION, at=at, unwritten=unwritten)
    recent = [read_round(ballot, at=at) for ballot in by_day(public_ballots(at=at))[: 4 * DECIDED]]
    decided = [ballot_row(round_) for round_ in recent if round_.outcome is not None]
    attention_count = alarming.count()
    return HomePage(
        coming_up=_rows(every.filter(Q(next_on__isnull=False))[:COMING_UP], at),
        attention=_rows(alarming[:ATTENTION], at),
        more_attention=max(0, attention_count - ATTENTION),
        decided=tuple(decided[:DECIDED]),
        numbers=_numbers(every, attention_count, unwritten, at),
    )


def _rows(agreements: QuerySet[Agreement], at: datetime) -> tuple[AgreementRow, ...]:
    return tuple(agreement_row(Reading(agreement, at)) for agreement in with_all_that_lists_say(agreements, at=at))


def _numbers(every: QuerySet[Agreement], attention: int, unwritten: Sequence[Round], at: datetime) -> tuple[Fact, ...]:
    earlier = Term.objects.filter(agreement=OuterRef("agreement"), starts_on__lt=OuterRef("starts_on"))
    unvoted = Term.objects.filter(Exists(earlier), basis__in=[Basis.BY_SILENCE, Basis.NOT_RECORDED])
    return (
        Fact(_("agreements on record"), figure(every.count())),
        Fact(_("in force today"), figure(only(every, Wanted.IN_FORCE, at=at, unwritten=unwritten).count())),
        Fact(_("data systems"), figure(DataSystem.objects.count())),
        Fact(_("decisions on record"), figure(Decision.objects.count() + len(unwritten))),
        Fact(_("renewals without a vote on record"), figure(unvoted.count())),
        Fact(_("need attention"), figure(attention)),
    )
