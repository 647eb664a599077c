"""Fees over the years: one lane for each currency and period, since amounts of different sorts have no common scale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

from .lanes import Lane, Stretch

_FILLS = {"disputed": "fee_disputed", "inferred": "fee_doubtful", "illustrative": "fee_doubtful"}


@dataclass(frozen=True, slots=True)
class Charge:
    """An amount due in a term, and how it is written; `sort` is its currency and how often it falls due."""

    starts_on: date
    ends_on: date
    sort: str
    amount: Decimal
    text: str
    known: str = ""
    sure_from: date | None = None


def fee_lanes(charges: Sequence[Charge], without: Sequence[Stretch], *, none_named: str) -> tuple[Lane, ...]:
    """Return a lane for each sort, in the order given, and one for the terms `without` a fee on record.

    An amount is written where it changes. Two of one sort in one term share its width.
    """
    sorts = dict.fromkeys(charge.sort for charge in charges)
    lanes = [_lane(sort, [charge for charge in charges if charge.sort == sort]) for sort in sorts]
    if without:
        lanes.append(Lane(none_named, tuple(without)))
    return tuple(lanes)


def _lane(sort: str, charges: list[Charge]) -> Lane:
    most = max(charge.amount for charge in charges)
    stretches: list[Stretch] = []
    written: Decimal | None = None
    for charge in _beside_each_other(charges):
        share = float(charge.amount / most) if most else 0.0
        text = charge.text if charge.amount != written else ""
        fill = _FILLS.get(charge.known, "fee")
        known = "" if charge.known == "disputed" else charge.known  # its fill says it already
        stretches.append(Stretch(charge.starts_on, charge.ends_on, fill, known, charge.sure_from, share, text))
        written = charge.amount
    return Lane(sort, tuple(stretches), is_tall=True)


def _beside_each_other(charges: list[Charge]) -> Iterator[Charge]:
    """Yield them in order of their terms; those of one term get a part of its days each."""
    for starts_on, rows in groupby(sorted(charges, key=lambda charge: charge.starts_on), key=lambda charge: charge.starts_on):
        term = list(rows)
        days = (term[0].ends_on - starts_on).days + 1
        for place, charge in enumerate(term):
            first = starts_on + timedelta(days=days * place // len(term))
            last = max(first, starts_on + timedelta(days=days * (place + 1) // len(term) - 1))
            yield replace(charge, starts_on=first, ends_on=last) if len(term) > 1 else charge
