"""Rounds that open themselves at the ladder's top: docs/adr/0017-rounds-open-themselves.md."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from contracts.deadlines import local_day
from contracts.models import Agreement, Deadline, DeadlineKind, Term
from contracts.refusals import Refused
from contracts.rule import TheRule
from governance.ballots.as_it_is import proposal_of
from governance.ballots.models import ABOUT_THE_END, Ballot, Question, State
from governance.ballots.to_come import RoundToCome, round_to_come, with_all_that_rounds_read
from governance.bodies.ladder import day_of_post
from governance.bodies.models import Body

from .opening import draft_ballot, open_ballot, take

_log = logging.getLogger(__name__)
_A_DAY = timedelta(days=1)


def open_rounds(*, at: datetime) -> Iterator[Ballot]:
    """Open every round that is due and that nobody has opened, each in a transaction of its own, and yield the ballots.

    Doing it again opens nothing more. After an outage a round opens late, as long as its last day to vote is not past.
    """
    for body in Body.objects.order_by("pk"):
        for agreement in with_all_that_rounds_read(_coming_up(body, at=at)).order_by("pk"):
            if _opens(round_to_come(agreement, at=at), at=at) and (ballot := _open(agreement.pk, at=at)) is not None:
                yield ballot


def _coming_up(body: Body, *, at: datetime) -> QuerySet[Agreement]:
    """Return the agreements about which a round may be due: a first sieve by the database, which leaves out what was asked."""
    today = day_of_post(at, body.time_zone)
    near = Deadline.objects.filter(
        agreement=OuterRef("pk"),
        superseded_at=None,
        kind__in=(DeadlineKind.TERM_END, DeadlineKind.NOTICE_BY),
        on__range=(today - _A_DAY, today + timedelta(days=body.rungs[0])),
    )
    later = Term.objects.filter(agreement=OuterRef("agreement"), starts_on__gt=OuterRef("starts_on"))
    put = Ballot.objects.filter(term=OuterRef("pk"), question__in=ABOUT_THE_END).exclude(state__in=[State.DRAFT, State.WITHDRAWN])
    unasked = Term.objects.filter(~Exists(later), ~Exists(put), agreement=OuterRef("pk"), ends_on__gte=today - _A_DAY)
    return Agreement.objects.filter(Exists(near), Exists(unasked), system__remit__body=body, ended_early_on=None)


def _opens(found: RoundToCome | None, *, at: datetime) -> bool:
    return found is not None and found.is_due(at=at) and not found.obstacles


def _open(agreement_id: int, *, at: datetime) -> Ballot | None:
    """Open the round about this agreement, if it is still to be opened once nobody else can act on it."""
    try:
        return _open_unless_done(agreement_id, at=at)
    except Refused as refusal:  # one agreement that cannot be asked about holds up no other
        _log.warning("The round about agreement %s could not open: %s", agreement_id, refusal)
        return None


@transaction.atomic
def _open_unless_done(agreement_id: int, *, at: datetime) -> Ballot | None:
    take(agreement_id, at=at)
    agreement = with_all_that_rounds_read(Agreement.objects.all()).get(pk=agreement_id)
    found = round_to_come(agreement, at=at)
    if found is None or not _opens(found, at=at):
        return None
    rule = TheRule.ahead_of(found.term.ends_on)
    draft = draft_ballot(
        agreement=agreement,
        question=Question(found.plan.question),
        proposal=proposal_of(found.plan, agreement, found.term, on=local_day(at, found.zone)),
        closes_on=found.plan.closes_on,
        term=found.term,
        by=rule,
        at=at,
    )
    return open_ballot(ballot_id=draft.pk, by=rule, at=at)
