"""What is typed about terms and the days that hang on them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.deadlines import NoSuchDay, is_longer_than_term, next_term
from contracts.models import Agreement, Basis, Deadline, Label, Precision, Term
from contracts.refusals import Refused
from governance.accounts.models import User
from governance.ballots.actions import correct_term, take
from governance.desk.deadlines import CHECKABLE
from governance.stewardship import actions as stewardship
from governance.words import day_known

from .act import ActForm, SourcesField
from .fields import DayField, RowsField
from .mending import MendForm

# Terms by decision and by silence are written by the rule that makes them, never typed.
TYPED = [(basis.value, basis.label) for basis in (Basis.SIGNED, Basis.NOT_RECORDED)]


def worth_a_look(agreement: Agreement, term: Term | None) -> str:
    """Say what is odd about the notice period beside a term, though it may be as it was signed; "" if nothing is."""
    notice = agreement.notice_period
    if term is None or notice is None or not is_longer_than_term(notice, term.starts_on, term.ends_on):
        return ""
    return _("The notice period is longer than the term; please check it.")


class TermForm(ActForm):
    """One more term of an agreement."""

    starts_on = DayField(label=gettext_lazy("First day"))
    ends_on = DayField(label=gettext_lazy("Last day of access"))
    basis = forms.ChoiceField(
        label=gettext_lazy("Why it runs"),
        choices=TYPED,
        help_text=gettext_lazy("Terms by decision or by silence are written by themselves."),
    )
    sources = SourcesField()
    beside = frozenset({"starts_on", "ends_on"})

    @classmethod
    def as_it_is(cls, about: Agreement, at: datetime) -> dict[str, Any]:
        """Begin with the term that follows the last one on the agreement's renewal day."""
        last = about.terms.order_by("starts_on").last()
        if last is None:
            return {}
        first: dict[str, Any] = {"starts_on": last.follows_on}
        if about.year_day is not None:
            try:
                first["ends_on"] = next_term(ends_on=last.ends_on, renewal=about.year_day)[1]
            except NoSuchDay:
                return first
        return first

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Begin the term."""
        given = self.given()
        term = stewardship.begin_term(agreement=self.about, **given | {"basis": Basis(given["basis"])}, by=by, at=at)
        self.warning = worth_a_look(self.about, term)
        days = {"starts": date_format(term.starts_on), "ends": date_format(term.ends_on)}
        return _("On record: the term from %(starts)s to %(ends)s.") % days


class CorrectTermForm(MendForm, TermForm):
    """A term that was entered wrongly, as it ought to be, and why it is another."""

    starts_precision = forms.ChoiceField(
        label=gettext_lazy("The first day is known to the"),
        choices=Precision.choices,
        help_text=gettext_lazy("For a month or a year, give its first day."),
    )
    label = forms.ChoiceField(label=gettext_lazy("This is"), choices=Label.choices)
    remark = forms.CharField(label=gettext_lazy("Remark"), max_length=500, required=False)
    because = forms.CharField(
        label=gettext_lazy("Why, for the public record"),
        max_length=500,
        help_text=gettext_lazy("Where a day is another, it stands on the timeline with the day that stood there before."),
    )
    field_order = ("key", "starts_on", "starts_precision", "ends_on", "basis", "label", "remark", "sources", "because")
    beside = frozenset({"starts_on", "starts_precision"})

    def shape(self) -> None:
        """Ask why it runs only where that was typed."""
        if self.about.basis not in dict(TYPED):
            del self.fields["basis"]

    @classmethod
    def says(cls, about: Term) -> dict[str, Any]:
        """Return what the row says; why it is corrected it does not say."""
        names = ("starts_on", "starts_precision", "ends_on", "basis", "label", "remark")
        return {name: getattr(about, name) for name in names} | {"sources": about.sources.all()}

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Take what the term hangs on before the term, and correct it."""
        take(self.about.agreement_id, at=at)
        return super().carry_out(by=by, at=at)

    def corrected(self, *, by: User, at: datetime) -> str:
        """Do it, with the days that hang on the term."""
        term = correct_term(term=self.about, by=by, at=at, **self.given())
        self.warning = worth_a_look(term.agreement, term)
        days = {"starts": day_known(term.starts_on, term.starts_precision), "ends": date_format(term.ends_on)}
        return _("Corrected: the term from %(starts)s to %(ends)s.") % days


class ReviseDeadlineForm(ActForm):
    """A day that was computed or entered wrongly, and the clause it rests on."""

    on = DayField(label=gettext_lazy("Day"))
    clause = forms.CharField(
        label=gettext_lazy("Clause"), max_length=300, help_text=gettext_lazy("Where the agreement says so: section and words.")
    )

    @classmethod
    def as_it_is(cls, about: Deadline, at: datetime) -> dict[str, Any]:
        """Begin with the day on record."""
        return {"on": about.on, "clause": about.clause}

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Enter the new revision; a second person checks it again."""
        row = stewardship.revise_deadline(deadline=self.about, by=by, at=at, **self.given())
        return _("On record: %(day)s. A second person checks it.") % {"day": date_format(row.on)}


class CheckDeadlineForm(ActForm):
    """That the day was compared with the clause."""

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Record the check."""
        row = stewardship.check_deadline(deadline=self.about, by=by, at=at)
        return _("Checked: %(day)s.") % {"day": date_format(row.on)}


class CheckDatesForm(ActForm):
    """That several days were each compared with their clause: all of them, or none."""

    days = RowsField(
        Deadline.objects.filter(kind__in=CHECKABLE).select_related("agreement").order_by("on", "pk"),
        label=gettext_lazy("Dates"),
        error_messages={"required": gettext_lazy("Tick the dates that you compared with their clauses.")},
    )

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Record each check; the first that is refused is named, and none is written."""
        days = list(self.cleaned_data["days"])
        for day in days:
            try:
                stewardship.check_deadline(deadline=day, by=by, at=at)
            except Refused as refusal:
                what = {"day": date_format(day.on), "title": day.agreement.title, "why": str(refusal)}
                raise Refused(_("%(title)s, %(day)s: %(why)s") % what, field="days") from refusal
        return ngettext("Checked: %(n)s date.", "Checked: %(n)s dates.", len(days)) % {"n": len(days)}
