"""A long register made in bulk, to see that a page asks the database as often for many agreements as for few."""

from __future__ import annotations

from datetime import date, datetime

from contracts.models import Agreement, Basis, Deadline, DeadlineKind, Party, Term, term_cause
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
