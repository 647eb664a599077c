"""What is typed about an agreement itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.deadlines import NoticeUnit
from contracts.models import Agreement, Basis, DataSystem, DefaultOutcome, Label, Party
from governance.accounts.models import User
from governance.ballots.actions import correct_agreement
from governance.stewardship import actions as stewardship

from .act import ActForm, SourcesField
from .fields import DayField, RowsField, ShortNameField, long_text
from .mending import MendForm
from .terms import TYPED, worth_a_look

UNITS = [
    ("", gettext_lazy("none recorded")),
    (NoticeUnit.DAYS.value, gettext_lazy("days")),
    (NoticeUnit.BUSINESS_DAYS.value, gettext_lazy("business days")),
    (NoticeUnit.MONTHS.value, gettext_lazy("calendar months")),
]


class KeepersField(RowsField):
    """The people who answer for an agreement, at least two."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            User.objects.filter(is_active=True).order_by("name"),
            label=gettext_lazy("Keepers"),
            widget=forms.CheckboxSelectMultiple,
            help_text=gettext_lazy("At least two people who are reminded of its days, so that one absence loses nothing."),
            error_messages={"required": gettext_lazy("Choose at least two keepers.")},
            **options,
        )


class AgreementFacts(ActForm):
    """The facts that can be corrected later, asked for in the same words."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        help_text=gettext_lazy("System and recipient in short: PARS - Amtrak Police."),
    )
    purpose = forms.CharField(label=gettext_lazy("Purpose"), required=False, widget=long_text(4))
    default_outcome = forms.ChoiceField(
        label=gettext_lazy("If nobody acts, at the end of a term it"),
        choices=[(outcome.value, outcome.label) for outcome in DefaultOutcome],
        widget=forms.RadioSelect,
        initial=DefaultOutcome.LAPSES,
    )
    default_outcome_clause = forms.CharField(
        label=gettext_lazy("Clause that says so"), max_length=300, required=False, help_text=gettext_lazy("Section and words.")
    )
    renewal_month = forms.IntegerField(
        label=gettext_lazy("Terms end each year in month"), min_value=1, max_value=12, required=False
    )
    renewal_day = forms.IntegerField(label=gettext_lazy("On day"), min_value=1, max_value=31, required=False)
    notice_count = forms.IntegerField(label=gettext_lazy("Notice period"), min_value=1, max_value=1000, required=False)
    notice_unit = forms.ChoiceField(label=gettext_lazy("Its unit"), choices=UNITS, required=False)
    notice_clause = forms.CharField(label=gettext_lazy("Clause of the notice period"), max_length=300, required=False)
    jurisdiction = forms.CharField(
        label=gettext_lazy("Whose holidays count"), max_length=60, required=False, help_text=gettext_lazy("For example US-PA.")
    )
    label = forms.ChoiceField(label=gettext_lazy("These facts are"), choices=Label.choices, initial=Label.FACT)
    remark = forms.CharField(label=gettext_lazy("Remark"), max_length=500, required=False)
    sources = SourcesField()
    beside = frozenset({"renewal_month", "renewal_day", "notice_count", "notice_unit"})
    begins = frozenset({"notice_count"})

    def clean(self) -> dict[str, Any]:
        """A notice period is whole or absent."""
        given = super().clean() or {}
        if (given.get("notice_count") is None) != (given.get("notice_unit", "") == ""):
            self.add_error("notice_count", _("A notice period needs both a number and a unit."))
        return given


class AgreementForm(AgreementFacts):
    """A new agreement, with its keepers and the term that runs."""

    slug = ShortNameField(made_from="title")
    system = forms.ModelChoiceField(DataSystem.objects.order_by("name"), label=gettext_lazy("Data system"))
    recipient = forms.ModelChoiceField(Party.objects.order_by("name"), label=gettext_lazy("Recipient"))
    keepers = KeepersField()
    starts_on = DayField(label=gettext_lazy("Present term: first day"), required=False)
    ends_on = DayField(label=gettext_lazy("Present term: last day of access"), required=False)
    basis = forms.ChoiceField(label=gettext_lazy("Why the present term runs"), choices=TYPED, required=False)
    field_order = ("key", "system", "recipient", "title", "slug", "purpose", "starts_on", "ends_on", "basis", "keepers")
    beside = frozenset({*AgreementFacts.beside, "starts_on", "ends_on"})

    def clean(self) -> dict[str, Any]:
        """A term has both its days and a basis, or is entered later."""
        given = super().clean()
        if (given.get("starts_on") is None) != (given.get("ends_on") is None):
            missing = "starts_on" if given.get("starts_on") is None else "ends_on"
            if missing not in self.errors:
                self.add_error(missing, _("A term has a first and a last day. Leave both empty to enter it later."))
        if given.get("starts_on") is not None and not given.get("basis") and "basis" not in self.errors:
            self.add_error("basis", _("Choose why the present term runs."))
        return given

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Enter the agreement, name its keepers, and begin its term."""
        given = self.given()
        keepers = list(given.pop("keepers"))
        starts_on, ends_on, basis = given.pop("starts_on"), given.pop("ends_on"), given.pop("basis")
        agreement = stewardship.enter_agreement(by=by, at=at, **given)
        stewardship.name_keepers(agreement=agreement, users=keepers, by=by, at=at)
        if starts_on is not None:
            days = {"starts_on": starts_on, "ends_on": ends_on}
            term = stewardship.begin_term(agreement=agreement, basis=Basis(basis), by=by, at=at, **days)
            self.warning = worth_a_look(agreement, term)
        self.leads_to = reverse("desk:agreement", args=[agreement.slug])
        return _("%(title)s is in the register.") % {"title": agreement.title}


class CorrectAgreementForm(MendForm, AgreementFacts):
    """What the register says of an agreement, as it ought to be."""

    def corrected(self, *, by: User, at: datetime) -> str:
        """Do it, and say so; worth a look is a notice period that is longer than the term."""
        agreement = correct_agreement(agreement=self.about, by=by, at=at, **self.given())
        self.warning = worth_a_look(agreement, agreement.terms.order_by("starts_on").last())
        return _("Corrected: %(title)s.") % {"title": agreement.title}


class KeepersForm(ActForm):
    """Who answers for an agreement from now on."""

    keepers = KeepersField()

    @classmethod
    def as_it_is(cls, about: Agreement, at: datetime) -> dict[str, Any]:
        """Begin with those who do."""
        return {"keepers": [keeper.user_id for keeper in about.keepers.all()]}

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Name them."""
        users = list(self.cleaned_data["keepers"])
        stewardship.name_keepers(agreement=self.about, users=users, by=by, at=at)
        return capfirst(_("kept by %(names)s.") % {"names": ", ".join(user.name for user in users)})
