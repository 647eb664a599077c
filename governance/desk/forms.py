"""What is typed at the desk. The rules stand in the actions; a form only reads what was typed and keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from contracts.deadlines import NoSuchDay, YearDay, next_term
from contracts.models import CURRENCIES, Agreement, FeePeriod, Term
from contracts.plain_text import LONGEST
from governance.ballots.models import Question
from governance.ballots.proposal import Proposal, ProposedFee
from governance.ballots.tally import Position
from governance.bodies.models import Seat
from governance.followups.obligations import Duty

from .guards import Voice
from .options import CHOICES

RENEWALS = (Question.RENEW, Question.AMEND)
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


class DayField(forms.DateField):
    """A day of the calendar, typed as the browser offers it or as 2027-08-31."""

    def __init__(self, **options: Any) -> None:
        says = _("Check the year: days from 1900 to 2199 can be entered.")
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            validators=[MinValueValidator(EARLIEST, says), MaxValueValidator(LATEST, says)],
            error_messages={
                "invalid": _("There is no such day. Write it as year, month, day: 2027-08-31."),
                "required": _("Enter a day."),
            },
            **options,
        )


def long_text(rows: int, longest: int = LONGEST) -> forms.Textarea:
    """Return a text area. How long a text may be is judged by the action, as it will be stored."""
    return forms.Textarea(attrs={"rows": rows, "maxlength": longest})


class VoteForm(forms.Form):
    """A position and its reasons. The seat is asked for only where somebody holds several, and only among their own."""

    seat = forms.ChoiceField(label=_("Seat you vote for"), widget=forms.RadioSelect)
    position = forms.ChoiceField(
        label=_("Your position"),
        choices=CHOICES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the four positions.")},
    )
    reasons = forms.CharField(
        label=_("Reasons"),
        required=False,
        widget=long_text(8),
        help_text=_("Public, word for word. Needed unless you approve; at most 10,000 characters."),
    )
    text_digest = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, voices: Sequence[Voice], **options: Any) -> None:
        super().__init__(*args, **options)
        self.voices = voices
        offer_seats(self, voices)

    def voice(self) -> Voice:
        """Return the voice that was chosen, from the person's own."""
        return chosen_voice(self, self.voices)

    def act(self) -> dict[str, Any]:
        """Return what the vote action takes."""
        given = self.cleaned_data
        return {
            "seat": self.voice().seat,
            "position": Position(given["position"]),
            "reasons": given["reasons"],
            "text_digest": given["text_digest"],
        }


class ConfirmedVoteForm(VoteForm):
    """The same, confirmed; the key makes a form that is sent twice one vote."""

    key = forms.UUIDField(widget=forms.HiddenInput)


class WithdrawVoteForm(forms.Form):
    """The seat whose position is taken back."""

    seat = forms.ChoiceField(label=_("Seat you speak for"), widget=forms.RadioSelect)
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, voices: Sequence[Voice], **options: Any) -> None:
        super().__init__(*args, **options)
        self.voices = voices
        offer_seats(self, voices)

    def seat_chosen(self) -> Seat:
        """Return the seat that was chosen, from the person's own."""
        return chosen_voice(self, self.voices).seat


def offer_seats(form: forms.Form, voices: Sequence[Voice]) -> None:
    """Let the form ask for one of the person's own seats, or not at all where there is only one."""
    if len(voices) == 1:
        del form.fields["seat"]
        return
    field = form.fields["seat"]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [(voice.seat.code, voice.seat.name) for voice in voices]
    field.error_messages |= {"required": _("Choose one of your seats."), "invalid_choice": _("This is no seat of yours.")}


def chosen_voice(form: forms.Form, voices: Sequence[Voice]) -> Voice:
    """Return the voice of the seat that was chosen; the only one where nothing was asked."""
    code = form.cleaned_data.get("seat", voices[0].seat.code)
    return next(voice for voice in voices if voice.seat.code == code)


class BallotForm(forms.Form):
    """A question to put to the body about a term, with what is proposed."""

    question = forms.ChoiceField(label=_("What is asked"), widget=forms.RadioSelect)
    closes_on = DayField(label=_("Last day to vote"), help_text=_("Voting ends at the end of this day, in the body's time zone."))
    starts_on = DayField(
        label=_("New term: first day"), required=False, help_text=_("For a renewal: the day after the term ends.")
    )
    ends_on = DayField(
        label=_("Last day of access"),
        help_text=_("Of the new term for a renewal; otherwise the day on which access is to end."),
    )
    amount = forms.DecimalField(
        label=_("Fee"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        error_messages={"min_value": _("A fee cannot be negative."), "invalid": _("Write an amount in figures: 5565.00.")},
    )
    currency = forms.ChoiceField(
        label=_("Currency"),
        choices=[(code, code) for code in sorted(CURRENCIES)],
        error_messages={"invalid_choice": _("%(value)s is not a currency code in use.")},
    )
    period = forms.ChoiceField(label=_("Due"), choices=FeePeriod.choices)
    conditions = forms.CharField(
        label=_("Conditions"), required=False, widget=long_text(5), help_text=_("One to a line. Each is voted on with the text.")
    )

    def __init__(self, *args: Any, agreement: Agreement, term: Term | None, **options: Any) -> None:
        super().__init__(*args, **{"initial": _as_it_is(agreement, term)} | options)
        self.fields["question"].choices = [  # type: ignore[attr-defined]
            (question.value, capfirst(question.label)) for question in questions_for(agreement)
        ]
        if agreement.renews_by_silence:
            for name in ("starts_on", "amount", "currency", "period"):
                del self.fields[name]

    def clean_conditions(self) -> str:
        """Refuse what nobody could read out in a meeting: the rest is judged by the action."""
        text: str = self.cleaned_data["conditions"].replace("\r\n", "\n")
        if len(text) > LONGEST:
            sentence = _("These conditions have %(length)s characters; at most %(longest)s fit.")
            raise forms.ValidationError(sentence, params={"length": len(text), "longest": LONGEST})
        return text

    def act(self, *, shared: Sequence[str], withheld: Sequence[str]) -> dict[str, Any]:
        """Return what drafting takes; the data elements are proposed as they are shared and withheld now."""
        given = self.cleaned_data
        question = Question(given["question"])
        renews = question in RENEWALS
        proposal = Proposal(
            starts_on=given.get("starts_on") if renews else None,
            ends_on=given["ends_on"],
            fee=self._fee() if renews else None,
            shared=tuple(shared) if renews else (),
            withheld=tuple(withheld) if renews else (),
            conditions=tuple(filter(None, map(str.strip, given["conditions"].split("\n")))),
        )
        return {"question": question, "proposal": proposal, "closes_on": given["closes_on"]}

    def _fee(self) -> ProposedFee | None:
        amount = self.cleaned_data.get("amount")
        if amount is None:
            return None
        return ProposedFee(f"{amount:.2f}", self.cleaned_data["currency"], self.cleaned_data["period"])


class ConfirmedBallotForm(BallotForm):
    """The same, confirmed: the digest says which text was shown."""

    text_digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


def questions_for(agreement: Agreement) -> list[Question]:
    """Return what can be asked about this agreement: where silence renews, whether to stop it."""
    first = [Question.GIVE_NOTICE] if agreement.renews_by_silence else [Question.RENEW, Question.AMEND]
    return [*first, Question.END_EARLY]


def _as_it_is(agreement: Agreement, term: Term | None) -> dict[str, Any]:
    """Return the form's first state: one more term on the same conditions."""
    question = questions_for(agreement)[0]
    if term is None:
        return {"question": question, "currency": "USD", "period": FeePeriod.PER_YEAR}
    fee = term.fees.last()
    return {
        "question": question,
        "closes_on": term.ends_on,
        "starts_on": term.follows_on,
        "ends_on": term.ends_on if agreement.renews_by_silence else _next_end(agreement, term),
        "amount": fee.amount if fee else None,
        "currency": fee.currency if fee else "USD",
        "period": fee.period if fee else FeePeriod.PER_YEAR,
    }


def _next_end(agreement: Agreement, term: Term) -> date | None:
    month, day = agreement.renewal_month or term.ends_on.month, agreement.renewal_day or term.ends_on.day
    try:
        return next_term(ends_on=term.ends_on, renewal=YearDay(month, day))[1]
    except NoSuchDay:
        return None


class WithdrawBallotForm(forms.Form):
    """Why a question is taken back."""

    because = forms.CharField(
        label=_("Reason"),
        help_text=_("Public, on one line; at most 500 characters."),
        error_messages={"required": _("Say why, for the public record.")},
    )


class FollowUpForm(forms.Form):
    """When a duty was met, and how that is known."""

    done_on = DayField()
    evidence = forms.CharField(
        label=_("How it is known"), widget=long_text(5, 2_000), error_messages={"required": _("Say how it is known.")}
    )

    def __init__(self, *args: Any, duty: Duty, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["done_on"].label = {
            Duty.NOTICE_LETTER: _("Delivered on"),
            Duty.ACCESS_OFF: _("Access was off from"),
            Duty.CERTIFICATE: _("Received on"),
        }[duty]
        self.fields["evidence"].help_text = {
            Duty.NOTICE_LETTER: _("Public, word for word. By what channel it went, and the proof that it was delivered."),
            Duty.ACCESS_OFF: _(
                "Public, word for word. Who confirmed it, and how: for example the system contact's letter of that day."
            ),
            Duty.CERTIFICATE: _("Public, word for word. Who signed it, and what it says was done with the data."),
        }[duty]
