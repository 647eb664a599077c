"""The fields that several forms of the desk ask for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from contracts.models import CURRENCIES
from contracts.plain_text import LONGEST, one_line
from contracts.refusals import Refused

LONGEST_NUMBER = 18  # figures of a row's number in every database
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


class DayField(forms.DateField):
    """A day of the calendar, typed as the browser offers it or as 2027-08-31."""

    def __init__(self, **options: Any) -> None:
        says = _("Check the year: days from 1900 to 2199 can be entered.")
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            validators=[MinValueValidator(EARLIEST, says), MaxValueValidator(LATEST, says)],
            error_messages={
                "invalid": _("There is no such day. Write it as year, month, day: 2027-08-31."),
                "required": _("Enter a day."),
            },
            **options,
        )


class AmountField(forms.DecimalField):
    """An amount of money in figures, with at most two decimals."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("Fee"),
            min_value=0,
            max_digits=12,
            decimal_places=2,
            error_messages={
                "min_value": _("A fee cannot be negative. Enter 0 or more."),
                "invalid": _("Write an amount in figures: 5565.00."),
            },
            **options,
        )


class CurrencyField(forms.ChoiceField):
    """A currency that the register knows."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=_("Currency"),
            choices=[(code, code) for code in sorted(CURRENCIES)],
            error_messages={"invalid_choice": _("%(value)s is not a currency code in use.")},
            **options,
        )


class ShortNameField(forms.SlugField):
    """What something is called in addresses, for good. Left empty it is made from the form's field `made_from`."""

    def __init__(self, *, made_from: str = "name") -> None:
        self.made_from = made_from
        super().__init__(
            label=_("Short name in addresses"),
            max_length=60,
            required=False,
            help_text=_("Lower-case letters, figures and hyphens, for good. Left empty, it is made from the words above."),
        )


def long_text(rows: int, longest: int = LONGEST) -> forms.Textarea:
    """Return a text area. How long a text may be is judged by the action, as it will be stored."""
    return forms.Textarea(attrs={"rows": rows, "maxlength": longest})


class RowsField(forms.ModelMultipleChoiceField):
    """Some of the rows offered. A number longer than any row's is none of them; SQLite would fail on it."""

    def clean(self, value: Any) -> Any:
        """Return the rows."""
        for chosen in value or ():
            if len(str(chosen)) > LONGEST_NUMBER:
                raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": str(chosen)[:40]})
        return super().clean(value)


def on_one_line(text: str) -> None:
    """Refuse at its field, as a validator, what the act refuses in words that stand on one line."""
    try:
        one_line(text, field="")
    except Refused as refusal:
        raise forms.ValidationError(str(refusal)) from refusal
