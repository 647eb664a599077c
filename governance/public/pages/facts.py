"""What an agreement shares, what its terms were and cost, and what sources dispute: each fact with its label and sources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from contracts.models import Agreement, Claim, DataElement, ElementSharing, Fee, Precision, Sharing, Term
from governance.ballots.proposal import Proposal
from governance.followups.as_of import ballots_of
from governance.words import day_known, money, period, sentence

from .parts import SourceLine, Status, shown_label, source_lines
from .reading import Reading

# What sources dispute most often. Any other field is said as whoever recorded it wrote it.
_FIELD_WORDS = {
    "fee": gettext_lazy("fee"),
    "first term start": gettext_lazy("start of the first term"),
    "term length": gettext_lazy("length of a term"),
}


@dataclass(frozen=True, slots=True)
class Element:
    """One kind of field, since when it is shared or withheld, and how that is known."""

    name: str
    note: str
    label: str
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class Elements:
    """The fields of a system, sorted by what this agreement does with them."""

    shared: tuple[Element, ...]
    withheld: tuple[Element, ...]
    not_held: tuple[Element, ...]
    not_recorded: tuple[Element, ...]

    def __bool__(self) -> bool:
        return any((self.shared, self.withheld, self.not_held, self.not_recorded))


@dataclass(frozen=True, slots=True)
class FeeLine:
    """An amount, and how it is known."""

    text: str
    label: str


@dataclass(frozen=True, slots=True)
class TermRow:
    """One term: its days, why it ran, and what it cost; its sources are those of the term and of its fees."""

    period: str
    basis: Status
    fees: tuple[FeeLine, ...]
    label: str
    remark: str
    sources: tuple[SourceLine, ...]
    is_running: bool
    conditions: tuple[str, ...]  # of the decision that began it


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """One of the values that sources give."""

    value: str
    is_chosen: bool
    remark: str
    sources: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class Disputed:
    """A fact that sources dispute, with all its values. `word` says which, as it was recorded where `is_quoted`."""

    field: str
    word: str
    is_quoted: bool
    claims: tuple[ClaimLine, ...]


def elements(agreement: Agreement, *, on: date) -> Elements:
    """Return what is shared and withheld on a day; of two recorded changes of a field the later one stands."""
    standing: dict[int, ElementSharing] = {}
    for row in agreement.element_sharings.prefetch_related("sources").order_by("pk"):
        held = standing.get(row.element_id)
        if (row.since_on is None or row.since_on <= on) and (held is None or _since(row) >= _since(held)):
            standing[row.element_id] = row
    sorted_: dict[str, list[Element]] = {"shared": [], "withheld": [], "not_held": [], "not_recorded": []}
    for element in agreement.system.elements.prefetch_related("sources"):
        sharing = standing.get(element.pk)
        where = "not_held" if not element.is_held else sharing.sharing if sharing is not None else "not_recorded"
        sorted_[where].append(_element(element, sharing))
    return Elements(**{where: tuple(rows) for where, rows in sorted_.items()})


def _since(row: ElementSharing) -> date:
    return row.since_on or date.min


def _element(element: DataElement, sharing: ElementSharing | None) -> Element:
    known = sharing if sharing is not None else element
    note = ""
    if sharing is not None and sharing.since_on is not None:
        note = _since_when(sharing, sharing.since_on)
    sources = {source.pk: source for row in (element, sharing) if row is not None for source in row.sources.all()}
    return Element(sentence(element.name), note, shown_label(known.label), source_lines(sources.values()))


def _since_when(sharing: ElementSharing, day: date) -> str:
    is_withheld = sharing.sharing == Sharing.WITHHELD
    if sharing.since_precision == Precision.DAY:
        words = _("withheld since %(day)s") if is_withheld else _("shared since %(day)s")
    elif is_withheld:
        words = pgettext("a month or a year", "withheld since %(day)s")
    else:
        words = pgettext("a month or a year", "shared since %(day)s")
    return words % {"day": day_known(day, sharing.since_precision)}


def term_rows(reading: Reading) -> tuple[TermRow, ...]:
    """Return the terms on record, the latest first."""
    decided = [(ballot, getattr(ballot, "decision", None)) for ballot in ballots_of(reading.agreement)]
    begun = {decision.new_term_id: Proposal.from_json(ballot.proposal) for ballot, decision in decided if decision is not None}
    return tuple(_term_row(term, reading.on, begun.get(term.pk)) for term in reversed(reading.terms))


def _term_row(term: Term, on: date, decided: Proposal | None) -> TermRow:
    code = {"decision": "renewed", "signed": "in_force", "by_silence": "silence", "not_recorded": "not_recorded"}[term.basis]
    sources = {source.pk: source for row in (term, *term.fees.all()) for source in row.sources.all()}
    return TermRow(
        period=period(term.starts_on, term.ends_on, term.starts_precision),
        basis=Status(code, sentence(str(term.get_basis_display()))),
        fees=tuple(_fee(fee) for fee in term.fees.all()),
        label=shown_label(term.label),
        remark=term.remark,
        sources=source_lines(sources.values()),
        is_running=term.starts_on <= on <= term.ends_on,
        conditions=decided.conditions if decided is not None else (),
    )


def _fee(fee: Fee) -> FeeLine:
    return FeeLine(money(fee.amount, fee.currency, fee.period), shown_label(fee.label))


def disputed(agreement: Agreement) -> tuple[Disputed, ...]:
    """Return the facts that sources dispute, the chosen value first."""
    claims = agreement.claims.prefetch_related("sources").order_by("field", "-is_chosen", "pk")
    return tuple(
        Disputed(field, _field_word(field), field.casefold() not in _FIELD_WORDS, tuple(_claim(claim) for claim in rows))
        for field, rows in groupby(claims, key=lambda claim: claim.field)
    )


def _field_word(field: str) -> str:
    return sentence(str(_FIELD_WORDS.get(field.casefold(), field)))


def _claim(claim: Claim) -> ClaimLine:
    return ClaimLine(claim.value, claim.is_chosen, claim.remark, source_lines(claim.sources.all()))
