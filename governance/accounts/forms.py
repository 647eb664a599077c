"""What people type about their own account. The rules stand in the actions."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import User


class LettersForm(forms.Form):
    """How somebody is written to."""

    language = forms.ChoiceField(
        label=_("Language of your letters and of the desk"),
        choices=User._meta.get_field("language").flatchoices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one.")},
    )
    weekly_digest = forms.BooleanField(
        label=_("Send me a weekly digest"),
        required=False,
        help_text=_(
            "On Mondays: what comes up in the next 30 days, open ballots and what they still need, what is overdue, and what was "
            "decided in the last week. It comes even when there is nothing to say, so that you notice if it stops."
        ),
    )
