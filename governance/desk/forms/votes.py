"""What an official types: a position with its reasons, or that it is taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.accounts.asking import ask_for_what_is_needed
from governance.ballots.tally import Position
from governance.bodies.models import Seat
from governance.desk.guards import Voice
from governance.desk.options import CHOICES

from .fields import long_text


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
        ask_for_what_is_needed(self)

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


class DraftForm(VoteForm):
    """The same, half done: whatever was typed so far."""

    def __init__(self, *args: Any, voices: Sequence[Voice], **options: Any) -> None:
        super().__init__(*args, voices=voices, **options)
        for field in self.fields.values():
            field.required = False

    def typed(self) -> dict[str, Any]:
        """Return what is kept; of somebody with several seats who has chosen none yet, for the first."""
        return {
            "seat": chosen_voice(self, self.voices).seat,
            "position": self.cleaned_data["position"],
            "reasons": self.cleaned_data["reasons"],
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
        ask_for_what_is_needed(self)

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
    code = form.cleaned_data.get("seat") or voices[0].seat.code
    return next(voice for voice in voices if voice.seat.code == code)
