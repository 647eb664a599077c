"""The library's sign-in form, with bounds on what may be typed."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django.core.validators import MaxLengthValidator
from django.forms import CharField

from .asking import AsksForWhatIsNeeded

LONGEST = {"login": 254, "password": 256}


class BoundedLoginForm(AsksForWhatIsNeeded, LoginForm):
    """The sign-in form. What is longer than any address or password is refused before anything is computed from it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, longest in LONGEST.items():
            field = self.fields[name]
            assert isinstance(field, CharField)
            field.max_length = longest
            field.validators.append(MaxLengthValidator(longest))
            field.widget.attrs["maxlength"] = str(longest)
