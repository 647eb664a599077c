"""What is typed about what is paid."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Fee, FeePeriod
from governance.accounts.models import User
from governance.stewardship import actions as stewardship

from .act import ActForm, SourcesField
from .fields import AmountField, CurrencyField


class FeeForm(ActForm):
    """A fee of a term."""

    amount = AmountField()
    currency = CurrencyField(initial="USD")
    period = forms.ChoiceField(label=gettext_lazy("Due"), choices=FeePeriod.choices)
    sources = SourcesField()
    beside = frozenset({"amount", "currency", "period"})

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Add it to the term."""
        fee = stewardship.add_fee(term=self.about, by=by, at=at, **self.given())
        return _("On record: %(amount)s %(currency)s.") % {"amount": fee.amount, "currency": fee.currency}


class CorrectFeeForm(ActForm):
    """A fee that was entered wrongly, as it ought to be."""

    amount = AmountField()
    currency = CurrencyField()
    period = forms.ChoiceField(label=gettext_lazy("Due"), choices=FeePeriod.choices)
    beside = frozenset({"amount", "currency", "period"})

    @classmethod
    def as_it_is(cls, about: Fee, at: datetime) -> dict[str, Any]:
        """Begin with the fee on record."""
        return {"amount": about.amount, "currency": about.currency, "period": about.period}

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Correct it."""
        fee = stewardship.correct_fee(fee=self.about, by=by, at=at, **self.given())
        return _("Corrected: %(amount)s %(currency)s.") % {"amount": fee.amount, "currency": fee.currency}
