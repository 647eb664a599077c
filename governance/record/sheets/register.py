"""What the register says of its agreements, as rows of a sheet. Reads only; as many queries for one agreement as for all."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from contracts.deadlines import local_day
from contracts.models import Agreement, ElementSharing, Fee, Sharing, Term
from governance.ballots.judgement import judge, with_all_that_judging_reads
from governance.ballots.models import Ballot, State
from governance.bodies.models import Remit
from governance.record.days import Day

from .row import SheetFee, SheetRow, SheetTerm


@dataclass(frozen=True, slots=True)
class OnRecord:
    """An agreement of the register with all that a sheet can say of it."""

    agreement: Agreement
    terms: tuple[Term, ...]
    today: date
    asked_about: frozenset[int] = frozenset()  # the terms about which a ballot is open

    def row(self, term: Term | None) -> SheetRow:
        """Return the agreement with one of its terms as a row."""
        return _row(self.agreement, term, today=self.today)

    @property
    def current_term(self) -> Term | None:
        """The term that runs, else the one that ended last, else the first to come."""
        return self.agreement.term_on(self.today)

    def term_from(self, starts_on: date) -> Term | None:
        """Return the term with this first day."""
        return next((term for term in self.terms if term.starts_on == starts_on), None)


def on_record(agreements: QuerySet[Agreement], *, at: datetime) -> list[OnRecord]:
    """Return these agreements by slug, each as it is on its own body's day at `at`."""
    zones = dict(Remit.objects.values_list("system_id", "body__time_zone"))
    rows = agreements.order_by("slug").select_related("system", "recipient")
    rows = rows.prefetch_related(
        "sources", "terms__sources", "terms__fees__sources", "keepers__user", "element_sharings__element", "taggings__tag"
    )
    put = with_all_that_judging_reads(Ballot.objects.filter(agreement__in=agreements, state=State.OPEN))
    asked = frozenset(ballot.term_id for ballot in put if not judge(ballot, at=at).is_settled)
    return [OnRecord(row, tuple(row.terms.all()), local_day(at, zones.get(row.system_id, "UTC")), asked) for row in rows]


def all_rows(*, at: datetime) -> list[SheetRow]:
    """Return every agreement with its current term."""
    return [found.row(found.current_term) for found in on_record(Agreement.objects.all(), at=at)]


def _row(agreement: Agreement, term: Term | None, *, today: date) -> SheetRow:
    shared, withheld = _elements(agreement.element_sharings.all(), today)
    return SheetRow(
        slug=agreement.slug,
        title=agreement.title,
        system=agreement.system.slug,
        recipient=agreement.recipient.slug,
        recipient_name=agreement.recipient.name,
        purpose=agreement.purpose,
        default_outcome=agreement.default_outcome,
        default_outcome_clause=agreement.default_outcome_clause,
        renewal_day=agreement.year_day,
        notice=agreement.notice_period,
        notice_clause=agreement.notice_clause,
        jurisdiction=agreement.jurisdiction,
        ended_early_on=agreement.ended_early_on,
        keepers=tuple(sorted(keeper.user.email for keeper in agreement.keepers.all())),
        shared=shared,
        withheld=withheld,
        tags=tuple(sorted(tagging.tag.name for tagging in agreement.taggings.all())),
        label=agreement.label,
        sources=_keys(agreement),
        remark=agreement.remark,
        term=_term(term) if term else None,
        fees=tuple(map(_fee, sorted(term.fees.all(), key=lambda fee: fee.pk))) if term else (),
    )


def _term(term: Term) -> SheetTerm:
    return SheetTerm(
        starts_on=Day(fixed=term.starts_on, precision=term.starts_precision),
        ends_on=term.ends_on,
        basis=term.basis,
        label=term.label,
        sources=_keys(term),
        remark=term.remark,
    )


def _fee(fee: Fee) -> SheetFee:
    return SheetFee(amount=fee.amount, currency=fee.currency, period=fee.period, label=fee.label, sources=_keys(fee))


def _keys(row: Agreement | Term | Fee) -> tuple[str, ...]:
    return tuple(sorted(source.key for source in row.sources.all()))


def _elements(sharings: Iterable[ElementSharing], on: date) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the names of what is shared on a day, and of what is withheld, sorted."""
    latest: dict[int, ElementSharing] = {}
    for row in sorted(sharings, key=lambda row: (row.since_on or date.min, row.pk)):
        if row.since_on is None or row.since_on <= on:
            latest[row.element_id] = row
    return _named(latest, Sharing.SHARED), _named(latest, Sharing.WITHHELD)


def _named(latest: Mapping[int, ElementSharing], sharing: Sharing) -> tuple[str, ...]:
    return tuple(sorted(row.element.name for row in latest.values() if row.sharing == sharing))
