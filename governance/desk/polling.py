"""What the pages of a vote show: the choice, exactly what will be recorded, and what was. Reads only."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from governance.accounts.models import User
from governance.ballots.judgement import judge
from governance.ballots.models import Ballot, Vote
from governance.ballots.sentences import changes_until
from governance.ballots.tally import Position
from governance.words import CAPACITY_WORDS, POSITION_WORDS, moment, place_of

from .dossier import standing_now, successor_of
from .forms import VoteForm, WithdrawVoteForm
from .guards import may_withdraw, voices
from .models import VoteDraft
from .options import CHOICES, meaning, options
from .words import cast_text, question_of

CHOICE_WORDS = {str(value): label for value, label in CHOICES}


def _about(ballot: Ballot, *, at: datetime) -> dict[str, Any]:
    judgement = judge(ballot, at=at)
    return {
        "ballot": ballot,
        "question": question_of(ballot),
        "now": standing_now(ballot, judgement, at=at),
        "is_late": judgement.is_settled,
    }


def as_typed(draft: VoteDraft | None) -> dict[str, str]:
    """Return a draft as the form holds it."""
    return {"seat": draft.seat.code, "position": draft.position, "reasons": draft.reasons} if draft is not None else {}


def vote_page(ballot: Ballot, form: VoteForm, *, draft: VoteDraft | None = None, at: datetime) -> dict[str, Any]:
    """Return the choice: the four positions with what each means, and what was typed so far."""
    typed = form.data if form.is_bound else form.initial
    seat = typed.get("seat") or form.voices[0].seat.code
    known = {voice.seat.code for voice in form.voices}
    code = seat if seat in known else form.voices[0].seat.code
    chosen = options(ballot, judge(ballot, at=at), seat=code, chosen=typed.get("position"), at=at)
    return _about(ballot, at=at) | {
        "form": form,
        "voice": form.voices[0],
        "options": chosen,
        "successor": successor_of(ballot, at=at),
        "draft_of": moment(draft.saved_at, ballot.time_zone) if draft is not None else "",
    }


def confirm_page(ballot: Ballot, form: VoteForm, *, key: uuid.UUID, at: datetime) -> dict[str, Any]:
    """Return exactly what will be recorded. The key is made here: this page, sent twice, is one vote."""
    act, voice = form.act(), form.voice()
    judgement = judge(ballot, at=at)
    return _about(ballot, at=at) | {
        "form": form,
        "key": key.hex,
        "voice": voice,
        "capacity": CAPACITY_WORDS[voice.appointment.capacity],
        "position": CHOICE_WORDS[str(act["position"])],
        "position_code": str(act["position"]),
        "reasons": act["reasons"],
        "meaning": meaning(ballot, judgement, seat=voice.seat.code, position=act["position"], at=at),
        "place": place_of(ballot.time_zone),
        "replaces": judgement.standing.get(voice.seat.code),
    }


def withdraw_page(ballot: Ballot, form: WithdrawVoteForm, *, key: uuid.UUID, at: datetime) -> dict[str, Any]:
    """Return what would be taken back."""
    standing = judge(ballot, at=at).standing
    taken_back = [
        {"seat": v.seat, "position": POSITION_WORDS[vote.position], "cast_text": cast_text(vote, ballot.time_zone)}
        for v in form.voices
        if (vote := standing.get(v.seat.code)) is not None
    ]
    return _about(ballot, at=at) | {"form": form, "key": key.hex, "taken_back": taken_back}


def receipt_page(vote: Vote, ballot: Ballot, user: User, *, at: datetime) -> dict[str, Any]:
    """Return what was recorded, and how the ballot stands now."""
    judgement = judge(ballot, at=at)
    own = voices(user, ballot, at=at)
    stands = judgement.standing.get(vote.seat.code)
    own_seats = {voice.seat.pk for voice in may_withdraw(ballot, judgement, own, at=at)}
    return _about(ballot, at=at) | {
        "vote": vote,
        "position": POSITION_WORDS[vote.position],
        "capacity": CAPACITY_WORDS[vote.appointment.capacity] if vote.appointment else "",
        "reasons": vote.reasons.text if hasattr(vote, "reasons") else "",
        "recorded": moment(vote.cast_at, ballot.time_zone) if vote.cast_at else "",
        "was_late": vote.pk in {late.pk for late in judgement.late},
        "was_replaced": vote.position != Position.WITHDRAWN and (stands is None or stands.pk != vote.pk),
        "may_withdraw": stands is not None and stands.pk == vote.pk and vote.seat_id in own_seats,
        "changes_until": changes_until(ballot, judgement) if vote.position != Position.WITHDRAWN else "",
    }
