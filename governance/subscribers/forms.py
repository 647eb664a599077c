"""What is typed to follow. The rules stand in the actions; a form only reads what was typed and keeps it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .addresses import LONGEST
from .models import LANGUAGES


class FollowForm(forms.Form):
    """An address and the language of its mails. `website` is seen by programs alone, and who fills it in is one."""

    # Not stripped: a line break after an address is refused too, and not smoothed over.
    address = forms.CharField(
        label=_("Your e-mail address"),
        strip=False,
        max_length=LONGEST,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Used for these mails alone, never shown, and erased when you stop."),
        error_messages={"required": _("Enter your e-mail address.")},
    )
    language = forms.ChoiceField(label=_("Language of the mails"), choices=LANGUAGES, widget=forms.RadioSelect)
    website = forms.CharField(
        label=_("Leave this empty"), required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"})
    )

    @property
    def is_a_programs(self) -> bool:
        """Whether a program filled it in."""
        return bool(self.cleaned_data["website"])

    def act(self) -> dict[str, Any]:
        """Return what following takes."""
        return {"address": self.cleaned_data["address"], "language": self.cleaned_data["language"]}
