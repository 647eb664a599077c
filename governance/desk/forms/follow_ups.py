"""What is typed when a duty was met."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.followups.obligations import Duty

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
