"""One agreement with one of its terms, as a row of a sheet says it: the same value from a file and from the register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from contracts.deadlines import NoticePeriod, YearDay
from governance.record.days import Day


@dataclass(frozen=True, slots=True)
class SheetFee:
    """What is paid in the term."""

    amount: Decimal
    currency: str = "USD"
    period: str = "per_year"
    label: str = "fact"
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SheetTerm:
    """The term of the row; its first day may be known to the month or year only."""

    starts_on: Day
    ends_on: date
    basis: str = "not_recorded"
    label: str = "fact"
    sources: tuple[str, ...] = ()
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """An agreement. Parties, systems, sources, elements and keepers go by slug, key, name and address."""

    slug: str
    title: str = ""
    system: str = ""
    recipient: str = ""
    recipient_name: str = ""
    purpose: str = ""
    default_outcome: str = "lapses"
    default_outcome_clause: str = ""
    renewal_day: YearDay | None = None
    notice: NoticePeriod | None = None
    notice_clause: str = ""
    jurisdiction: str = ""
    ended_early_on: date | None = None
    keepers: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    label: str = "fact"
    sources: tuple[str, ...] = ()
    remark: str = ""
    term: SheetTerm | None = None
    fees: tuple[SheetFee, ...] = ()
