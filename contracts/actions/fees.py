"""What is paid in a term."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from ..models import CURRENCIES, Fee, Label, Source, Term
from ..refusals import Refused
from .rows import atomic, write


@atomic
def add_fee(
    *,
    term: Term,
    amount: Decimal,
    currency: str,
    period: str,
    label: str = Label.FACT,
    sources: Iterable[Source] = (),
    by: Any,
    at: datetime,
) -> Fee:
    """Add what is paid in a term. Raises Refused for a negative amount and for what is not an ISO 4217 code."""
    _refuse_fee(amount, currency)
    return write(Fee(term=term, amount=amount, currency=currency, period=period, label=label), sources=sources)


def _refuse_fee(amount: Decimal, currency: str) -> None:
    if amount < 0:
        raise Refused(_("A fee cannot be negative. Enter 0 or more."), field="amount")
    if currency not in CURRENCIES:
        raise Refused(
            _("%(code)s is not a currency code in use. Write it like USD or EUR.") % {"code": currency}, field="currency"
        )


@atomic
def correct_fee(*, fee: Fee, amount: Decimal, currency: str, period: str, by: Any, at: datetime) -> Fee:
    """Correct a fee that was entered wrongly; the ledger keeps the old one. Raises Refused as `add_fee`, or for no change."""
    fee = Fee.objects.select_for_update().get(pk=fee.pk)
    if (amount, currency, period) == (fee.amount, fee.currency, fee.period):
        raise Refused(_("This is the fee on record. Enter another, or leave it as it is."), field="amount")
    _refuse_fee(amount, currency)
    fee.amount, fee.currency, fee.period = amount, currency, period
    fee.save(update_fields=["amount", "currency", "period"])
    return fee
