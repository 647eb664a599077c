"""What a row says differently from the register: what an import may change, and where the rest is done. Reads only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.models import Agreement, Term
from governance.record.faults import Fault

from .columns import written
from .reading import Numbered, at
from .register import OnRecord
from .row import SheetRow


@dataclass(frozen=True, slots=True)
class Change:
    """A field that an import changes, from what the register says to what the sheet says."""

    column: str
    old: str
    new: str

    @property
    def is_a_correction(self) -> bool:
        """Whether a day on record is replaced."""
        return self.column == "term_ends_on" and bool(self.old)


@dataclass
class Compared:
    """A row beside its agreement: what changes, and what cannot be changed by an import."""

    numbered: Numbered
    agreement: Agreement
    term: Term | None = None
    changes: list[Change] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def row(self) -> SheetRow:
        """The row of the sheet."""
        return self.numbered.row

    def refuse(self, column: str, sentence: str) -> None:
        """Add a fault of the row."""
        self.faults.append(at(self.numbered.number, column, sentence))


def compare(numbered: Numbered, columns: Sequence[str], found: OnRecord) -> Compared:
    """Compare the row with its agreement in the columns that the sheet has."""
    compared = Compared(numbered, found.agreement)
    row = numbered.row
    if row.term is not None:
        compared.term = found.term_from(row.term.starts_on.on(date.min))
    elif "term_starts_on" in columns and (term := found.current_term) is not None:
        sentence = _("The register has a term from %(first)s to %(last)s, which an import cannot remove. Write its days here.")
        values = {"first": date_format(term.starts_on), "last": date_format(term.ends_on)}
        compared.refuse("term_starts_on", sentence % values)
    if row.term is not None and compared.term is None and found.terms:
        sentence = _(
            "No term of this agreement begins on this day. Where the first day on record is wrong, correct the term on the "
            "agreement's page. A new term follows a decision: open a ballot there."
        )
        compared.refuse("term_starts_on", sentence)
    else:
        _compare_columns(compared, columns, found)
    return compared


def _compare_columns(compared: Compared, columns: Sequence[str], found: OnRecord) -> None:
    base = found.row(compared.term)
    old, new = written(base), written(compared.row)
    for column in columns:
        if old[column] == new[column]:
            continue
        if column.startswith(("term_", "fee_")) and compared.row.term is None:
            continue  # said once above, or the sheet does not speak of terms
        if sentence := "; ".join(_why_not(column, compared, base, found)):
            compared.refuse(column, sentence)
        else:
            compared.changes.append(Change(column, old[column], new[column]))


def _why_not(column: str, compared: Compared, base: SheetRow, found: OnRecord) -> Iterator[str]:
    """Say why this column of an agreement on record cannot be changed by an import, and where it is done; nothing if it can."""
    row, term = compared.row, compared.term
    if column in ("keepers", "tags") or (term is None and column.startswith(("term_", "fee_"))):
        return
    if column == "term_ends_on" and row.term and term:
        if term.pk in found.asked_about:
            yield _("A ballot about this term is open; its text names days that hang on this one. Withdraw it first.")
        yield from _meets_another(found, term, row.term.ends_on)
    elif column in ("shared", "withheld"):
        if base.shared or base.withheld:
            yield _("What is on record as shared or withheld changes by a decision: open a ballot on the agreement's page.")
    elif column.startswith("fee_"):
        if base.fees:
            paid = ", ".join(f"{fee.currency} {fee.amount:.2f}" for fee in base.fees)
            sentence = _("The term's fee on record (%(fee)s) changes by a decision: open a ballot on the agreement's page.")
            yield sentence % {"fee": paid}
    elif column in ("system", "recipient", "recipient_name"):
        yield _("An agreement keeps its system and recipient. With others it is another agreement, with a slug of its own.")
    elif column == "ended_early_on":
        yield _("Access ends early by a decision: open a ballot on the agreement's page.")
    else:
        sentence = _("The register says “%(old)s”, which an import does not overwrite. It is changed on the agreement's page.")
        yield sentence % {"old": written(base)[column][:80]}


def _meets_another(found: OnRecord, term: Term, ends_on: date) -> Iterator[str]:
    later = next((one for one in found.terms if term.starts_on < one.starts_on <= ends_on), None)
    if later is not None:
        sentence = _("The term shares days with the one from %(starts)s to %(ends)s.")
        yield sentence % {"starts": later.starts_on, "ends": later.ends_on}
