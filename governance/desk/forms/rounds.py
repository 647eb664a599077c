"""What the clerk types for others: a changed text, a signed paper, a decision taken elsewhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.deadlines import local_day
from contracts.models import Agreement, Label, Source, Term
from contracts.plain_text import plain_text
from contracts.refusals import Refused
from governance.accounts.models import User
from governance.ballots.actions import ReportedPosition, amend_ballot, enter_paper_vote, report_decision
from governance.ballots.as_it_is import shared_and_withheld
from governance.ballots.models import Ballot, Question
from governance.ballots.proposal import Proposal
from governance.ballots.refusals import TextChanged
from governance.ballots.sentences import what_was_decided
from governance.ballots.tally import Outcome, Position
from governance.bodies.models import Appointment, Body
from governance.desk.options import CHOICES
from governance.stewardship import actions as stewardship

from .act import ActForm
from .ballots import RENEWALS, ProposalFields
from .fields import DayField, RowsField, long_text
from .records import PaperField, content_of

NO_POSITION = [("", gettext_lazy("none reported")), *CHOICES]


class AmendBallotForm(ProposalFields, ActForm):
    """The same question with a changed text: every seat is asked again."""

    because = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("Public, on one line: why the text changes."),
        error_messages={"required": gettext_lazy("Say why, for the public record.")},
    )
    text_digest = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    field_order = ("key", "text_digest", "because")
    beside = frozenset({"amount", "currency", "period"})

    def shape(self) -> None:
        """Ask only for what this question proposes."""
        if Question(self.about.question) not in RENEWALS:
            self.drop_what_renewals_propose()

    @classmethod
    def as_it_is(cls, about: Ballot, at: datetime) -> dict[str, Any]:
        """Begin with the text that is open."""
        old = Proposal.from_json(about.proposal)
        fee = {"amount": old.fee.amount, "currency": old.fee.currency, "period": old.fee.period} if old.fee else {}
        days = {"closes_on": about.closes_on, "starts_on": old.starts_on, "ends_on": old.ends_on}
        return {"currency": "USD", **days, **fee, "conditions": "\n".join(old.conditions)}

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Withdraw the text that is open, with its votes kept, and open the changed one."""
        shared, withheld = shared_and_withheld(self.about.agreement, on=local_day(at, self.about.time_zone))
        question = Question(self.about.question)
        opened = amend_ballot(
            ballot_id=self.about.pk,
            proposal=self.proposal(question, shared=shared, withheld=withheld),
            closes_on=self.cleaned_data["closes_on"],
            because=self.cleaned_data["because"],
            by=by,
            at=at,
        )
        if self.cleaned_data["text_digest"] not in ("", opened.text_digest):
            raise TextChanged(_("What the register says has changed since the text was shown. Look at the text once more."))
        self.made_text, self.shown = opened.text, {"text_digest": opened.text_digest}
        self.leads_to = reverse("desk:ballot", args=[opened.slug])
        return _("The changed text is open; every seat is asked again, by mail.")


class VoiceField(forms.ModelChoiceField):
    """A seat with the person who holds it."""

    def label_from_instance(self, obj: Any) -> str:
        """Name the seat, the person, and in what capacity they hold it."""
        values = {"seat": obj.seat.name, "name": obj.user.name, "capacity": obj.get_capacity_display()}
        return _("%(seat)s: %(name)s, %(capacity)s") % values


class PaperVoteForm(ActForm):
    """A position that came on a signed paper."""

    voice = VoiceField(Appointment.objects.none(), label=gettext_lazy("Signed for"), widget=forms.RadioSelect, empty_label=None)
    position = forms.ChoiceField(label=gettext_lazy("Position"), choices=CHOICES, widget=forms.RadioSelect)
    reasons = forms.CharField(
        label=gettext_lazy("Reasons"),
        required=False,
        widget=long_text(6),
        help_text=gettext_lazy("As the paper gives them, public, word for word. Needed unless it approves."),
    )
    document = PaperField(error_messages={"required": gettext_lazy("Attach the signed document.")})

    def shape(self) -> None:
        """Offer the seats of the ballot with who holds them today."""
        field = self.fields["voice"]
        assert isinstance(field, forms.ModelChoiceField)
        day = local_day(self.at, self.about.time_zone)
        held = Appointment.objects.held_on(day).speaking_about(self.about.agreement_id)
        held = held.filter(seat__in=self.about.seats.values("seat"))
        field.queryset = held.select_related("seat", "user").order_by("seat__rank", "-capacity")

    def carry_out(self, *, by: User, at: datetime) -> str:
        """File the paper, and put the position on record with it."""
        given = self.given()
        voice: Appointment = given["voice"]
        title = _("Signed position of the %(seat)s") % {"seat": voice.seat.name}
        facts = content_of(given["document"]) | {"title": title, "agreement": self.about.agreement}
        document = stewardship.file_document(is_public=False, by=by, at=at, **facts)
        vote = enter_paper_vote(
            ballot_id=self.about.pk,
            seat=voice.seat,
            position=Position(given["position"]),
            reasons=given["reasons"],
            signed_by=voice.user,
            document=document,
            by=by,
            at=at,
        )
        values = {"seat": voice.seat.name, "position": vote.get_position_display(), "name": voice.user.name}
        return _("On record for the %(seat)s: %(position)s, on paper. %(name)s is told by mail.") % values


class ReportedDecisionForm(ActForm):
    """A decision that was taken elsewhere, or before there was a register, as its sources report it."""

    question = forms.ChoiceField(label=gettext_lazy("What was asked"), widget=forms.RadioSelect)
    term = forms.ModelChoiceField(Term.objects.none(), label=gettext_lazy("About the term"))
    slug = forms.SlugField(
        label=gettext_lazy("Short name in addresses"), max_length=60, help_text=gettext_lazy("Agreement and year: pars-ice-2018.")
    )
    starts_on = DayField(label=gettext_lazy("First day that was proposed"), required=False)
    ends_on = DayField(label=gettext_lazy("Last day of access that was proposed"))
    conditions = forms.CharField(
        label=gettext_lazy("Conditions"), required=False, widget=long_text(3), help_text=gettext_lazy("One to a line.")
    )
    reported_on = DayField(label=gettext_lazy("Reported on"), help_text=gettext_lazy("No position is shown as cast on any day."))
    effective_on = DayField(label=gettext_lazy("Takes effect on"), required=False)
    label = forms.ChoiceField(label=gettext_lazy("This is"), choices=Label.choices, initial=Label.FACT)
    sources = RowsField(
        Source.objects.order_by("title"),
        label=gettext_lazy("Sources"),
        widget=forms.SelectMultiple(attrs={"size": 6}),
        error_messages={"required": gettext_lazy("A reported decision names its sources. Choose at least one.")},
    )
    beside = frozenset({"starts_on", "ends_on", "reported_on", "effective_on"})

    def shape(self) -> None:
        """Ask for the position of each seat of the body, and offer the agreement's own terms and questions."""
        agreement: Agreement = self.about
        self.fields["question"].choices = [(q.value, capfirst(q.label)) for q in Question]  # type: ignore[attr-defined]
        self.fields["term"].queryset = agreement.terms.order_by("-starts_on")  # type: ignore[attr-defined]
        body = Body.objects.deciding_about(agreement)
        self.seats = list(body.seats.standing()) if body else []
        for seat in self.seats:
            words = {"seat": seat.name}
            self.fields[f"position_{seat.pk}"] = forms.ChoiceField(
                label=_("Position reported of the %(seat)s") % words, choices=NO_POSITION, required=False
            )
            self.fields[f"reasons_{seat.pk}"] = forms.CharField(
                label=_("Its reasons, as reported"), required=False, widget=long_text(3)
            )

    def clean(self) -> dict[str, Any]:
        """Judge the reasons of each seat at its own field; the act judges them too."""
        given = super().clean() or {}
        for name in [f"reasons_{seat.pk}" for seat in self.seats]:
            try:
                plain_text(given.get(name, ""), field=name)
            except Refused as refusal:
                self.add_error(name, str(refusal))
        return given

    def carry_out(self, *, by: User, at: datetime) -> str:
        """Enter it; the outcome is computed from the positions by the one tally."""
        given = self.given()
        sources = tuple(given["sources"])
        positions = [
            ReportedPosition(seat, Position(chosen), given[f"reasons_{seat.pk}"], sources)
            for seat in self.seats
            if (chosen := given[f"position_{seat.pk}"])
        ]
        conditions = tuple(filter(None, map(str.strip, given["conditions"].splitlines())))
        decision = report_decision(
            slug=given["slug"],
            agreement=self.about,
            term=given["term"],
            question=Question(given["question"]),
            proposal=Proposal(starts_on=given["starts_on"], ends_on=given["ends_on"], conditions=conditions),
            positions=positions,
            reported_on=given["reported_on"],
            effective_on=given["effective_on"],
            sources=sources,
            label=given["label"],
            by=by,
            at=at,
        )
        values = {
            "outcome": what_was_decided(given["question"], Outcome(decision.outcome)),
            "day": date_format(given["reported_on"]),
        }
        return _("%(outcome)s, reported on %(day)s: on record.") % values
