"""What is typed onto an agreement's record: what happened, what was said, what is disputed, what is shared, and its papers."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Claim, DataElement, EventKind, Label, Precision, Sharing, StatementKind
from contracts.papers import LARGEST
from contracts.refusals import Refused
from governance.accounts.models import User
from governance.stewardship import actions as stewardship

from .act import ActForm, SourcesField
from .fields import DayField, long_text


class DatedForm(ActForm):
    """A fact with a day, and how exactly the day is known."""

    on = DayField(label=gettext_lazy("Day"))
    precision = forms.ChoiceField(
        label=gettext_lazy("Known to the"),
        choices=Precision.choices,
        initial=Precision.DAY,
        help_text=gettext_lazy("For a month or a year, give its first day."),
    )
    actor = forms.CharField(label=gettext_lazy("Who"), max_length=200, required=False)
    text = forms.CharField(label=gettext_lazy("In words"), widget=long_text(5, 5_000))
    remark = forms.CharField(
        label=gettext_lazy("Remark"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Public, shown in brackets after the words. For example: no answer."),
    )
    label = forms.ChoiceField(label=gettext_lazy("This is"), choices=Label.choices, initial=Label.FACT)
    sources = SourcesField()
    beside = frozenset({"on", "precision"})


class EventForm(DatedForm):
    """Something that happened."""

    kind = forms.ChoiceField(label=gettext_lazy("What sort of event"), choices=EventKind.choices)
    field_order = ("key", "kind")

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Put it on the timeline."""
        row = stewardship.record_event(agreement=self.about, by=by, at=at, **self.given())
        return capfirst(_("%(kind)s: on the timeline.") % {"kind": row.get_kind_display()})


class StatementForm(DatedForm):
    """Something that somebody said."""

    kind = forms.ChoiceField(label=gettext_lazy("What sort of statement"), choices=StatementKind.choices)
    field_order = ("key", "kind")

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Put it on record. It is never counted."""
        row = stewardship.record_statement(agreement=self.about, by=by, at=at, **self.given())
        return capfirst(_("%(kind)s: on record, and not counted.") % {"kind": row.get_kind_display()})


class ClaimForm(ActForm):
    """One of the values that sources give for a disputed fact."""

    field = forms.CharField(
        label=gettext_lazy("Which fact"), max_length=60, help_text=gettext_lazy("In the same words as its other claims: fee.")
    )
    value = forms.CharField(label=gettext_lazy("What the sources say"), max_length=300)
    is_chosen = forms.BooleanField(
        label=gettext_lazy("The register goes by this one"),
        required=False,
        help_text=gettext_lazy("The one chosen before stays on record beside it."),
    )
    sources = SourcesField()

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Record it."""
        given = self.given()
        if Claim.objects.filter(agreement=self.about, field=given["field"], value=given["value"]).exists():
            raise Refused(_("This claim is on record already. Nothing is left to do here."), field="value")
        stewardship.record_claim(agreement=self.about, label=Label.DISPUTED, by=by, at=at, **given)
        return _("On record: what the sources say of the %(field)s.") % {"field": given["field"]}


class SharingForm(ActForm):
    """That an element is shared or withheld from a day on."""

    element = forms.ModelChoiceField(DataElement.objects.none(), label=gettext_lazy("Data element"))
    sharing = forms.ChoiceField(label=gettext_lazy("From then on it is"), choices=Sharing.choices, widget=forms.RadioSelect)
    since_on = DayField(
        label=gettext_lazy("From"), required=False, help_text=gettext_lazy("Empty where no source gives the day.")
    )
    since_precision = forms.ChoiceField(label=gettext_lazy("Known to the"), choices=Precision.choices, initial=Precision.DAY)
    sources = SourcesField()
    beside = frozenset({"since_on", "since_precision"})

    def shape(self) -> None:
        """Offer the elements of the agreement's own system."""
        field = self.fields["element"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = self.about.system.elements.filter(is_held=True)

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Record it."""
        row = stewardship.share_element(agreement=self.about, by=by, at=at, **self.given())
        return _("%(element)s: %(sharing)s.") % {"element": row.element.name, "sharing": row.get_sharing_display()}


class PaperField(forms.FileField):
    """A file to keep: what it is, is judged by its content."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=gettext_lazy("File"),
            allow_empty_file=True,
            max_length=200,
            help_text=gettext_lazy("A PDF, PNG or JPEG, of at most 20 MB."),
            widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg"}),
            **options,
        )


def content_of(paper: UploadedFile) -> dict[str, Any]:
    """Return the name and the bytes of a file that was sent; one that is too large is refused before it is read."""
    if paper.size is None or paper.size > LARGEST:
        raise Refused(_("This file is larger than %(limit)s MB.") % {"limit": LARGEST // 1024 // 1024}, field="document")
    return {"name": paper.name, "content": paper.read()}


class DocumentForm(ActForm):
    """A paper to keep on file."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    document = PaperField()
    is_public = forms.BooleanField(
        label=gettext_lazy("Anybody may read it"),
        required=False,
        help_text=gettext_lazy("Leave this empty for what is confidential, such as a page with handwritten signatures."),
    )

    def carry_out(self, *, by: User, at: datetime) -> str:
        """File it under the digest of its bytes."""
        given = self.given()
        facts = content_of(given["document"]) | {"title": given["title"], "is_public": given["is_public"]}
        row = stewardship.file_document(agreement=self.about, by=by, at=at, **facts)
        return _("On file: %(title)s.") % {"title": row.title}
