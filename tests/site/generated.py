"""A long register made in bulk, to see that a page asks the database as often for many agreements as for few."""

from __future__ import annotations

from copy import copy
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from contracts.models import Agreement, Basis, Deadline, DeadlineKind, Party, Term, term_cause
from governance.ballots.models import Ballot, BallotSeat, Decision, Reasons, Vote
from tests.cast import Cast


def make_many(cast: Cast, number: int, *, entered_at: datetime) -> None:
    """Add so many agreements over PARS, each with two terms (the second by silence) and the two days of the second."""
    first = Agreement.objects.count()
    parties = Party.objects.bulk_create(Party(slug=f"party-{n}", name=f"Party {n}") for n in range(first, first + number))
    facts = {"system": cast.agreement.system, "entered_by": cast.clerk, "entered_at": entered_at}
    made = Agreement.objects.bulk_create(
        Agreement(slug=f"many-{n}", title=f"Agreement {n}", recipient=party, **facts) for n, party in enumerate(parties, first)
    )
    Term.objects.bulk_create(
        Term(agreement=row, starts_on=date(year, 9, 1), ends_on=date(year + 1, 8, 1 + row.pk % 28), basis=basis)
        for row in made
        for year, basis in ((2016, Basis.SIGNED), (2017, Basis.BY_SILENCE))
    )
    cause = term_cause(date(2017, 9, 1))
    Deadline.objects.bulk_create(
        Deadline(
            agreement=row,
            kind=kind,
            cause=cause,
            on=date(2018, month, 1 + row.pk % 28),
            entered_by=cast.clerk,
            entered_at=entered_at,
        )
        for row in made
        for kind, month in ((DeadlineKind.NOTICE_BY, 7), (DeadlineKind.TERM_END, 8))
    )


def put_to_the_vote(like: list[Ballot]) -> None:
    """Give each agreement of `make_many` that has none a ballot like one of these, in turn, with all that hangs on it."""
    waiting = Agreement.objects.filter(slug__startswith="many-", ballots=None).prefetch_related("terms").order_by("pk")
    for turn, model in enumerate(like):
        some = [row for place, row in enumerate(waiting) if place % len(like) == turn]
        put = [
            _like(model, slug=f"{row.slug}-vote", agreement=row, term=max(row.terms.all(), key=lambda t: t.pk)) for row in some
        ]
        ballots = Ballot.objects.bulk_create(put)
        BallotSeat.objects.bulk_create(_like(seat, ballot=ballot) for ballot in ballots for seat in model.seats.all())
        for vote in model.votes.all():
            votes = Vote.objects.bulk_create(_like(vote, ballot=ballot, key=None) for ballot in ballots)
            Reasons.objects.bulk_create(_like(vote.reasons, vote=row) for row in votes)
        decisions = Decision.objects.filter(ballot=model)
        Decision.objects.bulk_create(_like(row, ballot=ballot) for row in decisions for ballot in ballots)


def _like(row: Model, **changed: Any) -> Any:
    other = copy(row)
    other._state = copy(row._state)
    other._state.fields_cache = dict(row._state.fields_cache)
    other.pk, other._state.adding = None, True
    for name, value in changed.items():
        setattr(other, name, value)
    return other
