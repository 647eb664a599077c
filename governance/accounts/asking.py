"""What a form says at a field that was left empty."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


def ask_for_what_is_needed(form: forms.BaseForm) -> None:
    """Let each field that is left empty say what to do, where the form has no words of its own for it."""
    for field in form.fields.values():
        if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            is_chosen = isinstance(field, (forms.ChoiceField, forms.ModelChoiceField))
            is_file = isinstance(field, forms.FileField)
            asks = _("Choose a file.") if is_file else _("Choose one.") if is_chosen else _("Fill this in.")
            field.error_messages["required"] = asks
