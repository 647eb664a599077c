"""What is typed when a duty was met."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import User
from governance.followups.actions import waive
from governance.followups.obligations import Duty

from .act import ActForm
from .fields import DayField, long_text


class FollowUpForm(forms.Form):
    """When a duty was met, and how that is known."""

    done_on = DayField()
    evidence = forms.CharField(
        label=_("How it is known"), widget=long_text(5, 2_000), error_messages={"required": _("Say how it is known.")}
    )

    def __init__(self, *args: Any, duty: Duty, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["done_on"].label = {
            Duty.NOTICE_LETTER: _("Delivered on"),
            Duty.ACCESS_OFF: _("Access was off from"),
            Duty.CERTIFICATE: _("Received on"),
        }[duty]
        self.fields["evidence"].help_text = {
            Duty.NOTICE_LETTER: _("Public, word for word. By what channel it went, and the proof that it was delivered."),
            Duty.ACCESS_OFF: _(
                "Public, word for word. Who confirmed it, and how: for example the system contact's letter of that day."
            ),
            Duty.CERTIFICATE: _("Public, word for word. Who signed it, and what it says was done with the data."),
        }[duty]


class WaiveForm(ActForm):
    """Why a duty need not be met. `about` is the term and the duty."""

    because = forms.CharField(
        label=_("Reason"),
        max_length=500,
        help_text=_("Public, on one line; at most 500 characters."),
        error_messages={"required": _("Say why, for the public record.")},
    )

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Waive it."""
        term, duty = self.about
        row = waive(term=term, duty=duty, because=self.cleaned_data["because"], by=by, at=at)
        return say("Waived: %(what)s.") % {"what": row.get_duty_display()}
