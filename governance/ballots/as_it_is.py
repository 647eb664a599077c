"""One more term as it is: what the clerk's form begins with, and what a round that opens by itself proposes. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from contracts.models import Agreement, DeadlineKind, ElementSharing, FeePeriod, Sharing, Term, term_cause

from .proposal import Proposal, ProposedFee
from .rounds import Matter, Plan


def matter_of(agreement: Agreement, term: Term) -> Matter:
    """Return what the register says about the end of this term."""
    cause = term_cause(term.starts_on)
    current = (row for row in agreement.deadlines.all() if row.superseded_at is None and row.cause == cause)
    return Matter(
        starts_on=term.starts_on,
        ends_on=term.ends_on,
        renews_by_silence=agreement.renews_by_silence,
        notice_by=next((row.on for row in current if row.kind == DeadlineKind.NOTICE_BY), None),
        year_day=agreement.year_day,
    )


def proposal_of(plan: Plan, agreement: Agreement, term: Term, *, on: date) -> Proposal:
    """Return what is proposed: for a renewal the fee that recurs, and the elements as they are shared and withheld on a day."""
    assert plan.ends_on is not None, "a round whose days are not known does not open"
    if plan.starts_on is None:
        return Proposal(None, plan.ends_on)
    shared, withheld = shared_and_withheld(agreement, on=on)
    return Proposal(plan.starts_on, plan.ends_on, recurring_fee(term), tuple(shared), tuple(withheld))


def recurring_fee(term: Term) -> ProposedFee | None:
    """Return the fee that falls due again; None where none does, or several do: a renewal as it is goes on with all of them."""
    fees = [fee for fee in term.fees.all() if fee.period != FeePeriod.ONE_OFF]
    return ProposedFee(f"{fees[0].amount:.2f}", fees[0].currency, fees[0].period) if len(fees) == 1 else None


def shared_and_withheld(agreement: Agreement, *, on: date) -> tuple[list[str], list[str]]:
    """Return the names of the data elements that are shared on a day, and of those withheld, in the system's order."""
    rows = agreement.element_sharings.select_related("element")
    past = [row for row in rows if row.since_on is None or row.since_on <= on]
    latest = {row.element_id: row for row in sorted(past, key=lambda row: (row.since_on or date.min, row.pk))}
    by_element = sorted(latest.values(), key=lambda row: row.element_id)
    return _named(by_element, Sharing.SHARED), _named(by_element, Sharing.WITHHELD)


def _named(rows: Iterable[ElementSharing], sharing: Sharing) -> list[str]:
    return [row.element.name for row in rows if row.sharing == sharing]
