"""What a form says at a field that was left empty."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def ask_for_what_is_needed(form: forms.BaseForm) -> None:
    """Let each field that is left empty say what to do, where the form has no words of its own for it."""
    for field in form.fields.values():
        if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = _asks(field)


def _asks(field: forms.Field) -> _StrPromise:
    if field.widget.is_hidden:
        return _("A part of this form did not arrive. Open its page again and send it once more.")
    if isinstance(field, forms.FileField):
        return _("Choose a file.")
    if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        return _("Choose one.")
    return _("Fill this in.")


class AsksForWhatIsNeeded(forms.BaseForm):
    """Stands before a form of the library's: a field left empty says what to type, and none has its label within it once more."""

    words: ClassVar[dict[str, _StrPromise]] = {
        "login": _("Type the e-mail address of your account."),
        "email": _("Type the e-mail address of your account."),
        "password": _("Type your password."),
        "oldpassword": _("Type the password that you have now."),
        "password1": _("Type the new password."),
        "password2": _("Type the new password once more."),
        "new_password1": _("Type the password that you choose."),
        "new_password2": _("Type the same password once more."),
        "code": _("Type the six digits that your app shows now."),
        "name": _("Type a name by which you know it again."),
    }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if name in ("login", "email"):
                field.label = _("E-mail address")  # as everywhere else
            if name in self.words:
                field.error_messages["required"] = self.words[name]
        ask_for_what_is_needed(self)
