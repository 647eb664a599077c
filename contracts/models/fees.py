"""What is paid for access."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .agreements import Term
from .sources import Sourced

# The currencies that a city's agreements are priced in; ISO 4217. Others are added here when one is met.
CURRENCIES = frozenset({"USD", "CAD", "MXN", "EUR", "GBP", "CHF", "JPY", "AUD", "NZD"})


class FeePeriod(models.TextChoices):
    """How often the amount falls due."""

    PER_YEAR = "per_year", _("per year")
    PER_TERM = "per_term", _("per term")
    ONE_OFF = "one_off", _("one-off")


class Fee(Sourced):
    """An amount due in a term, in whole and hundredth units of an ISO 4217 currency."""

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="fees")
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    period = models.CharField(max_length=10, choices=FeePeriod.choices, default=FeePeriod.PER_YEAR)

    public_fields = ("term", "amount", "currency", "period", "label")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="fee_not_negative"),
            models.CheckConstraint(condition=Q(currency__regex=r"^[A-Z]{3}$"), name="fee_currency_is_a_code"),
            models.CheckConstraint(condition=Q(period__in=FeePeriod.values), name="known_fee_period"),
        ]
