"""What the clerk types to put a question to the body, or to take one back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contracts.deadlines import NoSuchDay, YearDay, next_term
from contracts.models import Agreement, FeePeriod, Term
from contracts.plain_text import LONGEST
from governance.accounts.asking import ask_for_what_is_needed
from governance.ballots.as_it_is import matter_of, recurring_fee
from governance.ballots.models import Question
from governance.ballots.proposal import Proposal, ProposedFee
from governance.ballots.rounds import plan_of
from governance.bodies.ladder import LADDER

from .fields import AmountField, CurrencyField, DayField, long_text

RENEWALS = (Question.RENEW, Question.AMEND)


class ProposalFields(forms.Form):
    """What a question proposes, as fields; its text is rendered from them."""

    closes_on = DayField(label=_("Last day to vote"), help_text=_("Voting ends at the end of this day, in the body's time zone."))
    starts_on = DayField(
        label=_("New term: first day"), required=False, help_text=_("For a renewal: the day after the term ends.")
    )
    ends_on = DayField(
        label=_("Last day of access"),
        help_text=_("Of the new term for a renewal; otherwise the day on which access is to end."),
    )
    amount = AmountField(required=False)
    currency = CurrencyField()
    period = forms.ChoiceField(label=_("Due"), choices=FeePeriod.choices)
    conditions = forms.CharField(
        label=_("Conditions"), required=False, widget=long_text(5), help_text=_("One to a line. Each is voted on with the text.")
    )

    def clean_conditions(self) -> str:
        """Refuse what nobody could read out in a meeting: the rest is judged by the action."""
        text: str = self.cleaned_data["conditions"].replace("\r\n", "\n")
        if len(text) > LONGEST:
            sentence = _("These conditions have %(length)s characters; at most %(longest)s fit.")
            raise forms.ValidationError(sentence, params={"length": len(text), "longest": LONGEST})
        return text

    def proposal(self, question: Question, *, shared: Sequence[str], withheld: Sequence[str]) -> Proposal:
        """Return what is proposed; the data elements as they are shared and withheld now."""
        given = self.cleaned_data
        renews = question in RENEWALS
        return Proposal(
            starts_on=given.get("starts_on") if renews else None,
            ends_on=given["ends_on"],
            fee=self._fee() if renews else None,
            shared=tuple(shared) if renews else (),
            withheld=tuple(withheld) if renews else (),
            conditions=tuple(filter(None, map(str.strip, given["conditions"].split("\n")))),
        )

    def _fee(self) -> ProposedFee | None:
        amount = self.cleaned_data.get("amount")
        if amount is None:
            return None
        return ProposedFee(f"{amount:.2f}", self.cleaned_data["currency"], self.cleaned_data["period"])

    def drop_what_renewals_propose(self) -> None:
        """Take out the fields that only a renewal has."""
        for name in ("starts_on", "amount", "currency", "period"):
            del self.fields[name]


class BallotForm(ProposalFields):
    """A question to put to the body about a term, with what is proposed."""

    question = forms.ChoiceField(label=_("What is asked"), widget=forms.RadioSelect)
    field_order = ("question",)

    def __init__(self, *args: Any, agreement: Agreement, term: Term | None, on: date, **options: Any) -> None:
        super().__init__(*args, **{"initial": _as_it_is(agreement, term, on=on)} | options)
        self.fields["question"].choices = [  # type: ignore[attr-defined]
            (question.value, capfirst(question.label)) for question in questions_for(agreement)
        ]
        if agreement.renews_by_silence:
            self.drop_what_renewals_propose()
        ask_for_what_is_needed(self)

    def act(self, *, shared: Sequence[str], withheld: Sequence[str]) -> dict[str, Any]:
        """Return what drafting takes."""
        question = Question(self.cleaned_data["question"])
        proposal = self.proposal(question, shared=shared, withheld=withheld)
        return {"question": question, "proposal": proposal, "closes_on": self.cleaned_data["closes_on"]}


class ConfirmedBallotForm(BallotForm):
    """The same, confirmed: the digest says which text was shown."""

    text_digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


def questions_for(agreement: Agreement) -> list[Question]:
    """Return what can be asked about this agreement: where silence renews, whether to stop it."""
    first = [Question.GIVE_NOTICE] if agreement.renews_by_silence else [Question.RENEW, Question.AMEND]
    return [*first, Question.END_EARLY]


def _as_it_is(agreement: Agreement, term: Term | None, *, on: date) -> dict[str, Any]:
    """Return the form's first state on a day: one more term on the same conditions, as a round that opens by itself has them."""
    question = questions_for(agreement)[0]
    if term is None:
        return {"question": question, "currency": "USD", "period": FeePeriod.PER_YEAR}
    plan, fee = plan_of(matter_of(agreement, term), ladder=LADDER), recurring_fee(term)
    return {
        "question": question,
        "closes_on": plan.closes_on if plan.closes_on >= on else term.ends_on,
        "starts_on": term.follows_on,
        "ends_on": plan.ends_on or _a_year_on(term),
        "amount": fee.amount if fee else None,
        "currency": fee.currency if fee else "USD",
        "period": fee.period if fee else FeePeriod.PER_YEAR,
    }


def _a_year_on(term: Term) -> date | None:
    """Return the day that the clerk is offered where the register does not say how long a renewal runs."""
    try:
        return next_term(ends_on=term.ends_on, renewal=YearDay(term.ends_on.month, term.ends_on.day))[1]
    except NoSuchDay:
        return None


class WithdrawBallotForm(forms.Form):
    """Why a question is taken back."""

    because = forms.CharField(
        label=_("Reason"),
        help_text=_("Public, on one line; at most 500 characters."),
        error_messages={"required": _("Say why, for the public record.")},
    )
