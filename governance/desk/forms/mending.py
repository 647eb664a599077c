"""The shape of a form that begins with what a row says, and corrects it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.utils.translation import gettext as _

from contracts.refusals import Refused
from governance.accounts.models import User

from .act import ActForm


class MendForm(ActForm):
    """A form that begins with what a row says, and corrects it by its `act`; what makes the row the one it is, is `fixed`.

    It sends every field, so it knows what the row said when it was shown: what somebody else has corrected since is not undone.
    """

    as_shown = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    act: ClassVar[Callable[..., models.Model]]
    fixed: ClassVar[frozenset[str]] = frozenset()

    def shape(self) -> None:
        """Ask for what can be corrected alone."""
        for name in self.fixed:
            del self.fields[name]

    @classmethod
    def as_it_is(cls, about: Any, at: datetime) -> dict[str, Any]:
        """Begin with what it says."""
        says = cls.says(about)
        return says | {"as_shown": _digest(says)}

    @classmethod
    def says(cls, about: Any) -> dict[str, Any]:
        """Return what the row says, field by field."""
        names = cls.base_fields.keys() - {"key", "as_shown"} - cls.fixed
        many = {field.name for field in about._meta.many_to_many}
        return {name: getattr(about, name).all() if name in many else getattr(about, name) for name in names}

    def given(self) -> dict[str, Any]:
        """Return what was typed, as the act takes it."""
        return {name: value for name, value in super().given().items() if name != "as_shown"}

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Correct it. Raises Refused where the row says something else by now than the form was filled in upon."""
        now = type(self.about)._default_manager.select_for_update().filter(pk=self.about.pk).first()
        if now is not None and self.cleaned_data["as_shown"] not in ("", _digest(self.says(now))):
            raise Refused(
                _("Somebody has corrected this since you opened the form, and sending it would undo that. Open it anew.")
            )
        return self.corrected(by=by, at=at)

    def corrected(self, *, by: User, at: datetime) -> str:
        """Do it, and say so."""
        return _("Corrected: %(title)s.") % {"title": type(self).act(self.about, by=by, at=at, **self.given())}


def _digest(says: dict[str, Any]) -> str:
    plain = {
        name: sorted(row.pk for row in value) if isinstance(value, models.QuerySet) else str(value)
        for name, value in says.items()
    }
    return sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
