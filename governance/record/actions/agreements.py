"""Entering an agreement with its terms, what it shares, what happened, what was said and what is disputed."""

from __future__ import annotations

from contracts.models import Agreement as AgreementRow
from contracts.models import Basis, Label, Term
from governance.record.agreements import Agreement
from governance.stewardship import actions as stewardship

from .work import Here, Work


def enter_agreement(work: Work, number: int, entry: Agreement, here: Here) -> AgreementRow:
    """Enter the agreement and everything known of it but its ballots."""
    day, notice = entry.renewal_day, entry.notice
    agreement = stewardship.enter_agreement(
        slug=entry.slug,
        title=entry.title,
        system=work.find("system", entry.system),
        recipient=work.find("party", entry.recipient),
        purpose=entry.purpose,
        default_outcome=entry.default_outcome,
        default_outcome_clause=entry.default_outcome_clause,
        renewal_month=day and day.month,
        renewal_day=day and day.day,
        notice_count=notice and notice.count,
        notice_unit=notice.unit.value if notice else "",
        notice_clause=entry.notice_clause,
        jurisdiction=entry.jurisdiction or "",
        **work.facts(entry),
        **work.act,
    )
    work.added["agreements"] += 1
    keepers = [work.find("person", key) for key in entry.keepers]
    stewardship.name_keepers(agreement=agreement, users=keepers, **work.act)
    _begin_terms(work, number, entry, agreement, here)
    _share_elements(work, number, entry, agreement, here)
    _record_claims(work, number, entry, agreement)
    _record_history(work, number, entry, agreement, here)
    if entry.ended_early_on is not None:
        with work.item("agreements", number, "ended_early_on"):
            stewardship.end_early(agreement=agreement, ended_early_on=here.day(entry.ended_early_on), **work.act)
    return agreement


def _begin_terms(work: Work, number: int, entry: Agreement, agreement: AgreementRow, here: Here) -> None:
    for place, item in enumerate(entry.terms):
        with work.item("agreements", number, "terms", place):
            term = stewardship.begin_term(
                agreement=agreement,
                starts_on=here.day(item.starts_on),
                starts_precision=item.starts_on.precision,
                ends_on=here.day(item.ends_on),
                basis=Basis(item.basis),
                **work.facts(item),
                **work.act,
            )
            work.added["terms"] += 1
            work.hold("term", entry.slug, str(item.ends_on), row=term)
            for position, _fee in enumerate(item.fees):
                _add_fee(work, number, place, position, entry, term)


def _add_fee(work: Work, number: int, place: int, position: int, entry: Agreement, term: Term) -> None:
    fee = entry.terms[place].fees[position]
    with work.item("agreements", number, "terms", place, "fees", position):
        stewardship.add_fee(
            term=term,
            amount=fee.amount,
            currency=fee.currency,
            period=fee.period,
            label=fee.label,
            sources=work.sources(fee.sources),
            **work.act,
        )
        work.added["fees"] += 1


def _share_elements(work: Work, number: int, entry: Agreement, agreement: AgreementRow, here: Here) -> None:
    for place, item in enumerate(entry.sharings):
        with work.item("agreements", number, "sharings", place):
            stewardship.share_element(
                agreement=agreement,
                element=work.find("element", entry.system, item.element),
                sharing=item.sharing,
                since_on=here.day_if(item.since),
                since_precision=item.since.precision if item.since else "day",
                **work.facts(item),
                **work.act,
            )
            work.added["sharings"] += 1


def _record_claims(work: Work, number: int, entry: Agreement, agreement: AgreementRow) -> None:
    for place, item in enumerate(entry.claims):
        for position, claim in enumerate(item.values):
            with work.item("agreements", number, "claims", place, "values", position):
                stewardship.record_claim(
                    agreement=agreement,
                    field=item.field,
                    value=claim.value,
                    is_chosen=claim.chosen,
                    label=Label.DISPUTED,
                    sources=work.sources(claim.sources),
                    **work.act,
                )
                work.added["claims"] += 1


def _record_history(work: Work, number: int, entry: Agreement, agreement: AgreementRow, here: Here) -> None:
    for noun, items, record in (
        ("events", entry.events, stewardship.record_event),
        ("statements", entry.statements, stewardship.record_statement),
    ):
        for place, item in enumerate(items):
            with work.item("agreements", number, noun, place):
                record(
                    agreement=agreement,
                    on=here.day(item.on),
                    precision=item.on.precision,
                    kind=item.kind,
                    actor=item.actor,
                    text=item.text,
                    **work.facts(item),
                    **work.act,
                )
                work.added[noun] += 1
