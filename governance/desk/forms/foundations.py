"""What is typed about what agreements rest on: parties, data systems with their elements, and sources."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Label, Party, Sensitivity
from governance.accounts.models import User
from governance.stewardship import actions as stewardship

from .act import ActForm, SourcesField
from .fields import long_text

SHORT_NAME = gettext_lazy("Lower-case letters, figures and hyphens, for good.")


class PartyForm(ActForm):
    """An office or organisation that is one side of agreements."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    slug = forms.SlugField(label=gettext_lazy("Short name in addresses"), max_length=60, help_text=SHORT_NAME)

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Add it."""
        return _("%(name)s is in the register.") % {"name": stewardship.add_party(by=by, at=at, **self.given()).name}


class SystemForm(ActForm):
    """A data system."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    acronym = forms.CharField(label=gettext_lazy("Acronym"), max_length=20, required=False)
    slug = forms.SlugField(label=gettext_lazy("Short name in addresses"), max_length=60, help_text=SHORT_NAME)
    purpose = forms.CharField(label=gettext_lazy("Purpose"), required=False, widget=long_text(4))
    holds = forms.CharField(
        label=gettext_lazy("What its records are"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("As a resident says it: arrest records."),
    )
    in_use_since = forms.IntegerField(label=gettext_lazy("In use since the year"), min_value=1900, max_value=2199, required=False)
    stewards = forms.ModelMultipleChoiceField(
        Party.objects.order_by("name"), label=gettext_lazy("Stewarded by"), widget=forms.CheckboxSelectMultiple
    )
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
