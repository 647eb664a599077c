"""The columns of a sheet of agreements, in the order in which it is written: docs/spreadsheet-format.md is this list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contracts.models import Agreement, Basis, DefaultOutcome, FeePeriod, Label, Party, Term
from governance.record.days import Day

from . import values
from .cells import listed
from .row import SheetFee, SheetRow, SheetTerm

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Column:
    """A column: how a cell of it is read, how it is written from a row, what it means, and an example.

    `holds` says what a program may have made of what was typed there: "text", "day", "year day" or "amount".
    """

    name: str
    reads: values.Reads
    writes: Callable[[SheetRow], str]
    explained: Words
    example: str = ""
    is_needed: bool = False
    holds: str = "text"


def _own(name: str) -> Callable[[SheetRow], str]:
    return lambda row: _text(getattr(row, name))


def _of_term(name: str) -> Callable[[SheetRow], str]:
    return lambda row: _text(getattr(row.term, name)) if row.term else ""


def _of_fees(name: str, write: Callable[[Any], str] = str) -> Callable[[SheetRow], str]:
    def written(row: SheetRow) -> str:
        lines = [write(getattr(fee, name)) for fee in row.fees]
        return "\n".join(lines) if any(lines) else ""

    return written


def _text(value: Any) -> str:
    if isinstance(value, Day):
        return str(value)[: _AS_KNOWN[value.precision]]
    if isinstance(value, tuple):
        return listed(value)
    return "" if value is None else str(value)


_AS_KNOWN = {"day": 10, "month": 7, "year": 4}  # so many characters of 2018-08-31

COLUMNS: tuple[Column, ...] = (
    Column(
        "slug",
        values.slug,
        _own("slug"),
        _("The agreement's short name in addresses, by which a row finds it; never changed. Small letters, digits, hyphens."),
        "pars-amtrak",
        is_needed=True,
    ),
    Column(
        "title",
        values.a_line(Agreement, "title"),
        _own("title"),
        _("What the agreement is called."),
        "PARS access: Amtrak Police",
        True,
    ),
    Column("system", values.slug, _own("system"), _("The data system, by its slug; it must be in the register."), "pars", True),
    Column(
        "recipient",
        values.slug,
        _own("recipient"),
        _("The party that receives, by its slug. Left empty for a new one, which is then made from its name."),
        "amtrak-police",
    ),
    Column(
        "recipient_name",
        values.a_line(Party, "name"),
        _own("recipient_name"),
        _("The recipient's name. A party that the register does not have yet is added under it."),
        "Amtrak Police Department",
    ),
    Column(
        "purpose",
        values.prose,
        _own("purpose"),
        _("What the data is used for."),
        "Arrest data for officers on trains and in stations.",
    ),
    Column(
        "default_outcome",
        values.one_of(DefaultOutcome),
        _own("default_outcome"),
        _("What happens at the end of a term if nobody acts: lapses, or renews_by_silence."),
        "lapses",
    ),
    Column(
        "default_outcome_clause",
        values.a_line(Agreement, "default_outcome_clause"),
        _own("default_outcome_clause"),
        _("The clause that says so."),
        "Section 7",
    ),
    Column(
        "renewal_day",
        values.day_of_year,
        _own("renewal_day"),
        _("The day of every year on which terms end, as in 31 August. Needed where it renews by silence."),
        "31 August",
        holds="year day",
    ),
    Column(
        "notice",
        values.notice,
        _own("notice"),
        _("How long before the end notice must be given: 60 days, 20 business days, 2 calendar months."),
        "60 days",
    ),
    Column(
        "notice_clause",
        values.a_line(Agreement, "notice_clause"),
        _own("notice_clause"),
        _("The clause that asks for it."),
        "Section 9.2",
    ),
    Column(
        "jurisdiction",
        values.jurisdiction,
        _own("jurisdiction"),
        _("Whose public holidays count, as in US-PA."),
        "US-PA",
    ),
    Column(
        "ended_early_on",
        values.day,
        _own("ended_early_on"),
        _("The last day of access, only if that was before the end of the term."),
        holds="day",
    ),
    Column(
        "keepers",
        values.addresses,
        _own("keepers"),
        _("Who answers for the agreement: e-mail addresses of at least two people with an account, separated by semicolons."),
        "clerk@example.org; deputy@example.org",
        is_needed=True,
    ),
    Column(
        "term_starts_on",
        values.rough_day,
        _of_term("starts_on"),
        _("The first day of the term that runs now; 2018-08 or 2018 where no more is known."),
        "2026-09-01",
        holds="day",
    ),
    Column(
        "term_ends_on",
        values.day,
        _of_term("ends_on"),
        _("Its last day of access. Leave both days empty where no term is recorded."),
        "2027-08-31",
        holds="day",
    ),
    Column(
        "term_basis",
        values.one_of(Basis),
        _of_term("basis"),
        _("Why the term runs: signed, decision, by_silence, not_recorded."),
        "signed",
    ),
    Column(
        "fee_amount",
        values.each_line(values.amount),
        _of_fees("amount", lambda amount: f"{amount:.2f}"),
        _("What is paid in the term. Several fees: one to a line, and the columns beside it in the same order."),
        "2400.00",
        holds="amount",
    ),
    Column("fee_currency", values.each_line(values.currency), _of_fees("currency"), _("Its currency; USD if empty."), "USD"),
    Column(
        "fee_period",
        values.each_line(values.one_of(FeePeriod)),
        _of_fees("period"),
        _("How often it falls due: per_year, per_term, one_off; per_year if empty."),
        "per_year",
    ),
    Column(
        "shared", values.names, _own("shared"), _("Data elements that the recipient sees now, by name, separated by semicolons.")
    ),
    Column("withheld", values.names, _own("withheld"), _("Data elements that are withheld now.")),
    Column("tags", values.tags, _own("tags"), _("What it is about, by which policies find it: tags, separated by semicolons.")),
    Column(
        "label",
        values.one_of(Label),
        _own("label"),
        _("How to read the row: fact, inferred, disputed, illustrative; fact if empty."),
        "fact",
    ),
    Column("sources", values.source_keys, _own("sources"), _("Keys of the sources that say so; they must be in the register.")),
    Column("remark", values.a_line(Agreement, "remark"), _own("remark"), _("One line that readers should see beside it.")),
    Column("term_label", values.one_of(Label), _of_term("label"), _("How to read the term; fact if empty."), "fact"),
    Column("term_sources", values.source_keys, _of_term("sources"), _("Keys of the sources for the term.")),
    Column("term_remark", values.a_line(Term, "remark"), _of_term("remark"), _("One line about the term.")),
    Column(
        "fee_label", values.each_line(values.one_of(Label)), _of_fees("label"), _("How to read the fee; fact if empty."), "fact"
    ),
    Column(
        "fee_sources",
        values.each_line(values.source_keys),
        _of_fees("sources", listed),
        _("Keys of the sources for the fee."),
    ),
)
_UNORDERED = frozenset(("keepers", "shared", "withheld", "tags", "sources", "term_sources"))
NAMES = tuple(column.name for column in COLUMNS)
COLUMN = {column.name: column for column in COLUMNS}


def written(row: SheetRow) -> dict[str, str]:
    """Return what each column says of a row: the same text for the same facts, wherever they come from."""
    return {column.name: column.writes(row) for column in COLUMNS}


def shape(said: dict[str, Any]) -> SheetRow:
    """Return the row that these values of cells make. A column that is missing or empty has its default.

    In which order keepers, elements and sources are named says nothing, so they come sorted.
    """
    given = {name: value for name, value in said.items() if value not in (None, "", ())}
    given |= {name: tuple(sorted(given[name])) for name in _UNORDERED & given.keys()}
    own = {name: value for name, value in given.items() if not name.startswith(("term_", "fee_"))}
    return SheetRow(**own, term=_term(given), fees=_fees(given))


def _term(given: dict[str, Any]) -> SheetTerm | None:
    facts = {name.removeprefix("term_"): value for name, value in given.items() if name.startswith("term_")}
    return SheetTerm(**facts) if {"starts_on", "ends_on"} <= facts.keys() else None


def _fees(given: dict[str, Any]) -> tuple[SheetFee, ...]:
    facts = {name.removeprefix("fee_"): value for name, value in given.items() if name.startswith("fee_")}
    amounts = facts.get("amount", ())
    return tuple(SheetFee(**{name: lines[place] for name, lines in facts.items()}) for place in range(len(amounts)))
