"""The shape of a form that is one act of the clerk."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from contracts.models import Source
from governance.accounts.asking import ask_for_what_is_needed
from governance.accounts.models import User

from .fields import RowsField, ShortNameField


class ActForm(forms.Form):
    """One act about something: `about` is the row it changes or adds to. Subclasses say what is asked, and do it.

    A form is bound to one act by its key. `beside` names fields that stand next to each other where there is room, and `begins`
    those of them that begin another row.
    """

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    beside: ClassVar[frozenset[str]] = frozenset()
    begins: ClassVar[frozenset[str]] = frozenset()

    def __init__(self, *args: Any, about: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **{"initial": self.as_it_is(about, at)} | options)
        self.about = about
        self.at = at
        self.shown: Mapping[str, str] = {}  # fields that are fixed by what the page in between shows
        self.shape()
        ask_for_what_is_needed(self)

    leads_to = ""  # an address, once the act has made something with a page of its own
    warning = ""  # what is odd about it and may be right, said once it is done
    made_text = ""  # the exact text that the act puts to a body, shown before it is done

    def shape(self) -> None:
        """Fit the fields to what the act is about: choices, or a field that is not asked here."""

    @classmethod
    def as_it_is(cls, about: Any, at: datetime) -> dict[str, Any]:
        """Return the form's first state."""
        return {}

    def clean(self) -> dict[str, Any]:
        """Make the short names that were left empty."""
        given = super().clean() or {}
        for name, field in self.fields.items():
            if isinstance(field, ShortNameField) and not given.get(name) and not self.errors:
                given[name] = slugify(given[field.made_from])[: field.max_length].strip("-")
                if not given[name]:
                    self.add_error(name, _("No short name can be made from these words; write one."))
        return given

    def groups(self) -> list[list[forms.BoundField]]:
        """Return the fields to show, those that stand beside each other in one group."""
        groups: list[list[forms.BoundField]] = []
        joins = False
        for field in self.visible_fields():
            is_beside = field.name in self.beside
            if is_beside and joins and field.name not in self.begins:
                groups[-1].append(field)
            else:
                groups.append([field])
            joins = is_beside
        return groups

    def digest(self) -> str:
        """Return a digest of what was sent: the same for the same words and files, and for no others.

        Of all that was sent, since the fields of a form can hang on what its act has changed meanwhile.
        """
        typed = cast(QueryDict, self.data)
        sent = [[name, *typed.getlist(name)] for name in sorted(typed.keys() - {"key", "csrfmiddlewaretoken"})]
        for name in sorted(self.files):
            file = cast("UploadedFile[bytes]", self.files[name])
            sent.append([name, str(file.name), sha256(file.read()).hexdigest()])
            file.seek(0)
        return sha256(json.dumps(sent).encode()).hexdigest()

    def given(self) -> dict[str, Any]:
        """Return what was typed, as the act takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}

    def afterwards(self) -> str:
        """Do what can be done only once the act stands, and say what of it did not succeed; "" if there is nothing to say."""
        return ""

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Do the act, and return the sentence that says it is done. Raises Refused for what its rules refuse."""
        raise TypeError(f"{type(self).__name__} does not say what it does.")


class SourcesField(RowsField):
    """The sources that state what is entered, of those in the register."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            Source.objects.order_by("title"),
            label=_("Sources"),
            required=False,
            widget=forms.SelectMultiple(attrs={"size": 6}),
            help_text=_("Which documents say so. A source that is missing here is added first, under Sources."),
            **options,
        )
