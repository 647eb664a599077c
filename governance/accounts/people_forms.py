"""What the clerk or an administrator types about people. The rules stand in the actions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from .asking import ask_for_what_is_needed
from .models import Role, User

LONGEST = 2_000


def _roles(by: User) -> list[tuple[str, str]]:
    """Return the roles that `by` may give: an administrator is made by another one."""
    return [(value, str(capfirst(label))) for value, label in Role.choices if by.is_administrator or value != Role.ADMINISTRATOR]


class PersonForm(forms.Form):
    """How the record names a person, what they do here, and in which language they are written to."""

    name = forms.CharField(
        label=_("Name"), max_length=200, help_text=_("As the record names the person where they act in office.")
    )
    role = forms.ChoiceField(
        label=_("Role"),
        widget=forms.RadioSelect,
        help_text=_("An official votes for a seat once an appointment says so; an auditor reads everything and writes nothing."),
    )
    language = forms.ChoiceField(label=_("Language of mails"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, by: User, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = _roles(by)
        ask_for_what_is_needed(self)


class InviteForm(PersonForm):
    """The same, and the address that the invitation goes to."""

    email = forms.EmailField(
        label=_("E-mail address"), max_length=254, help_text=_("The invitation goes there, and all mails later on.")
    )
    field_order = ("email", "name", "role", "language")


class BecauseForm(forms.Form):
    """Why something is done to an account."""

    because = forms.CharField(
        label=_("Reason"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST}),
        help_text=_("It stays with the account, for the clerk and administrators to read."),
        error_messages={"required": _("Say why: it stays with the account.")},
    )
