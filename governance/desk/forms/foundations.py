"""What is typed about what agreements rest on: parties, data systems with their elements, and sources."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Agreement, Label, Party, Sensitivity, Tag
from governance.accounts.models import User
from governance.stewardship import actions as stewardship

from .act import ActForm, SourcesField
from .fields import DayField, RowsField, ShortNameField, long_text

SHORT_NAME = gettext_lazy("Lower-case letters, figures and hyphens, for good.")


class PartyForm(ActForm):
    """An office or organisation that is one side of agreements."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    slug = ShortNameField()

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Add it."""
        return _("%(name)s is in the register.") % {"name": stewardship.add_party(by=by, at=at, **self.given()).name}


class SystemForm(ActForm):
    """A data system."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    acronym = forms.CharField(label=gettext_lazy("Acronym"), max_length=20, required=False)
    slug = ShortNameField()
    purpose = forms.CharField(label=gettext_lazy("Purpose"), required=False, widget=long_text(4))
    holds = forms.CharField(
        label=gettext_lazy("What its records are"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("As a resident says it: arrest records."),
    )
    in_use_since = forms.IntegerField(label=gettext_lazy("In use since the year"), min_value=1900, max_value=2199, required=False)
    stewards = RowsField(Party.objects.order_by("name"), label=gettext_lazy("Stewarded by"), widget=forms.CheckboxSelectMultiple)
    sources = SourcesField()

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Add it."""
        return _("%(name)s is in the register.") % {"name": stewardship.add_system(by=by, at=at, **self.given()).name}


class ElementForm(ActForm):
    """A kind of field in a system."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    sensitivity = forms.ChoiceField(label=gettext_lazy("Sensitivity"), choices=Sensitivity.choices)
    label = forms.ChoiceField(label=gettext_lazy("This is"), choices=Label.choices, initial=Label.FACT)
    sources = SourcesField()

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Add it to the system."""
        row = stewardship.add_element(system=self.about, by=by, at=at, **self.given())
        return _("%(name)s is an element of %(system)s.") % {"name": row.name, "system": self.about}


class SourceForm(ActForm):
    """A document or page that facts can cite."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=300)
    short = forms.SlugField(label=gettext_lazy("Short name"), max_length=40, help_text=SHORT_NAME)
    url = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Beginning with https://; empty for what has none."),
    )

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Add it."""
        given = self.given()
        row = stewardship.add_source(key=given["short"], title=given["title"], url=given["url"], by=by, at=at)
        return _("%(title)s can be cited.") % {"title": row.title}


class ContactForm(ActForm):
    """A person to reach at a party."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    office = forms.CharField(label=gettext_lazy("Office"), max_length=200, required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    phone = forms.CharField(label=gettext_lazy("Telephone"), max_length=40, required=False)
    is_system_contact = forms.BooleanField(label=gettext_lazy("Confirms at the data system that access is off"), required=False)

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Add them to the party."""
        row = stewardship.add_contact(party=self.about, by=by, at=at, **self.given())
        return _("%(name)s can be reached at %(party)s.") % {"name": row.name, "party": self.about.name}


class RetireContactForm(ActForm):
    """That a contact is to be reached there no more."""

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Retire them."""
        return _("%(name)s was retired.") % {"name": stewardship.retire_contact(contact=self.about, by=by, at=at).name}


class TagsField(forms.CharField):
    """Tags, parted by commas or spaces."""

    def __init__(self, **options: object) -> None:
        super().__init__(
            label=gettext_lazy("About"),
            max_length=400,
            help_text=gettext_lazy("Tags, parted by commas: immigration, juveniles."),
            **options,  # type: ignore[arg-type]
        )

    def to_python(self, value: object) -> list[str]:  # type: ignore[override]
        """Return the tags, each once."""
        return (super().to_python(value) or "").replace(",", " ").split()


class TagsForm(ActForm):
    """What an agreement is about."""

    tags = TagsField(required=False)

    @classmethod
    def as_it_is(cls, about: Agreement, at: datetime) -> dict[str, str]:
        """Begin with its tags."""
        return {"tags": ", ".join(Tag.objects.filter(taggings__agreement=about).values_list("name", flat=True))}

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Set them."""
        tags = self.cleaned_data["tags"]
        stewardship.tag_agreement(agreement=self.about, tags=tags, by=by, at=at)
        return _("Tagged: %(tags)s.") % {"tags": ", ".join(tags)} if tags else _("It has no tags any more.")


class PolicyForm(ActForm):
    """A policy, and what it is about."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    slug = ShortNameField(made_from="title")
    on = DayField(label=gettext_lazy("In force from"))
    text = forms.CharField(label=gettext_lazy("What it says"), widget=long_text(6, 5_000))
    tags = TagsField(required=False)
    label = forms.ChoiceField(label=gettext_lazy("This is"), choices=Label.choices, initial=Label.FACT)
    sources = SourcesField()

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Record it."""
        row = stewardship.record_policy(by=by, at=at, **self.given())
        return _("%(title)s is on record.") % {"title": row.title}
