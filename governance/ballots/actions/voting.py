"""Putting a seat's position on record, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.deadlines import local_day
from contracts.models import Document
from contracts.plain_text import plain_text
from contracts.refusals import Refused
from governance.accounts.models import User
from governance.accounts.refusals import NotTheClerk
from governance.ballots.judgement import Judgement, judge
from governance.ballots.models import Ballot, Reasons, State, Vote, VoteBasis
from governance.ballots.refusals import (
    ActsForAnotherSeat,
    AlreadySettled,
    BallotClosed,
    BallotNotOpen,
    NothingToWithdraw,
    NotSeated,
    PrincipalHasVoted,
    ReasonsMissing,
    TextChanged,
)
from governance.ballots.tally import Position
from governance.bodies.models import Appointment, Capacity, Seat
from governance.ledger import actions as ledger
from governance.ledger.merkle import commitment, new_salt

from .sequence import in_sequence
from .settling import write_decision_if_due


@dataclass(frozen=True, slots=True)
class _Standing:
    """What an act on a ballot needs to know before it is allowed: all of it read under the ballot's lock."""

    ballot: Ballot
    judgement: Judgement
    appointment: Appointment
    at: datetime


@dataclass(frozen=True, slots=True)
class _Voice:
    """Whose position it is and how it came in: `document` and `entered_by` for a paper, neither for a cast vote."""

    speaker: User
    key: str | None = None
    entered_by: User | None = None
    document: Document | None = None

    @property
    def basis(self) -> VoteBasis:
        return VoteBasis.CAST if self.document is None else VoteBasis.PAPER


@transaction.atomic
def cast_vote(
    *,
    ballot_id: int,
    seat: Seat,
    position: Position,
    reasons: str,
    text_digest: str,
    by: User,
    at: datetime,
    key: str | None = None,
) -> Vote:
    """Record the seat's position; an earlier vote of the seat stays on record but no longer counts.

    With a `key` seen before, returns the vote recorded then: a form sent twice is one vote. After the ballot has settled, a
    seat that has no standing position may add one late position until `closes_at`; it is on record and never counted.
    Raises BallotClosed from `closes_at` on, NotSeated if `by` held no appointment at `at`, TextChanged if the digest is not
    the ballot's, PrincipalHasVoted if a delegate would replace the principal, and what else governance.ballots.refusals names.
    """
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    return _speak(ballot, seat, position, reasons, text_digest, _Voice(by, key), at=at)


@transaction.atomic
def enter_paper_vote(
    *,
    ballot_id: int,
    seat: Seat,
    position: Position,
    reasons: str,
    signed_by: User,
    document: Document | None,
    by: User,
    at: datetime,
    key: str | None = None,
) -> Vote:
    """Enter a signed paper for the seat, as the clerk `by`; `signed_by` must hold the seat at `at`, and is mailed a receipt.

    Refused without the signed document, and as `cast_vote` refuses. The paper is taken as signed on the text of this ballot.
    """
    ballot = Ballot.objects.select_for_update().get(pk=ballot_id)
    if not by.is_clerk:
        raise NotTheClerk(_("Paper votes are entered by the clerk. Hand the signed paper to them."))
    if document is None or document.agreement_id != ballot.agreement_id:
        raise Refused(_("Attach the signed document; without it a paper vote cannot be entered."), field="document")
    voice = _Voice(signed_by, key, entered_by=by, document=document)
    return _speak(ballot, seat, position, reasons, ballot.text_digest, voice, at=at)


def _speak(
    ballot: Ballot, seat: Seat, position: Position, reasons: str, text_digest: str, voice: _Voice, *, at: datetime
) -> Vote:
    """Put a position on the locked ballot, whichever way it came, and settle the ballot if that settles it."""
    if (earlier := _sent_before(ballot, seat, position, voice)) is not None:
        return earlier
    standing = _standing(ballot, seat, by=voice.speaker, at=at)
    reasons = plain_text(reasons, field="reasons")
    if position is Position.WITHDRAWN:
        raise Refused(_("A position is taken back by withdrawing it."), field="position")
    if text_digest != ballot.text_digest:
        raise TextChanged(_("The text has changed since this form was opened. Read the text below before voting."))
    if position is not Position.APPROVE and not reasons:
        raise ReasonsMissing(_("This position needs reasons; they are public."), field="reasons")
    _refuse_second_voice(standing, seat, voice.speaker)
    if standing.judgement.is_settled:
        _refuse_late(standing, seat)
        write_decision_if_due(ballot, at=standing.at)
    else:
        _refuse_delegate_over_principal(standing, seat)
    vote = _record(standing, seat, position, reasons, voice)
    write_decision_if_due(ballot, at=standing.at)
    return vote


@transaction.atomic
def withdraw_vote(*, ballot_id: int, seat: Seat, by: User, at: datetime, key: str | None = None) -> Vote:
    """Take back the seat's standing position; both stay on record. Refused from settling on, and as `cast_vote` refuses."""
    ballot, voice = Ballot.objects.select_for_update().get(pk=ballot_id), _Voice(by, key)
    if (earlier := _sent_before(ballot, seat, Position.WITHDRAWN, voice)) is not None:
        return earlier
    standing = _standing(ballot, seat, by=by, at=at)
    if standing.judgement.is_settled:
        raise AlreadySettled(_final_sentence())
    _refuse_second_voice(standing, seat, by)
    if seat.code not in standing.judgement.standing:
        raise NothingToWithdraw(_("The %(seat)s has no position to withdraw. Nothing is left to do here.") % {"seat": seat.name})
    _refuse_delegate_over_principal(standing, seat)
    vote = _record(standing, seat, Position.WITHDRAWN, "", voice)
    write_decision_if_due(ballot, at=standing.at)
    return vote


def _sent_before(ballot: Ballot, seat: Seat, position: Position, voice: _Voice) -> Vote | None:
    earlier = Vote.objects.filter(key=voice.key).first() if voice.key else None
    sent = (ballot.pk, seat.pk, voice.speaker.pk, str(position))
    if earlier is not None and (earlier.ballot_id, earlier.seat_id, earlier.cast_by_id, earlier.position) != sent:
        raise Refused(_("This form has been used for another vote. Open it again."))
    return earlier


def _standing(ballot: Ballot, seat: Seat, *, by: User, at: datetime) -> _Standing:
    """Judge the ballot for an act at `at`; raises what refuses everybody, and NotSeated for who may not speak for this seat."""
    at = in_sequence(ballot, at)
    if ballot.state == State.WITHDRAWN:
        sentence = _("This ballot was withdrawn: %(reason)s")
        raise BallotNotOpen(sentence % {"reason": ballot.withdrawn_because})
    if ballot.state == State.DRAFT or ballot.is_reported or ballot.closes_at is None:
        raise BallotNotOpen(_("This ballot is not open. Its page says how it stands; the clerk opens ballots."))
    if not ballot.seats.filter(seat=seat).exists():
        raise NotSeated(_("The %(seat)s has no seat on this ballot.") % {"seat": seat.name})
    appointment = appointment_of(by, seat, ballot, at=at)
    if appointment is None:
        sentence = _(
            "%(name)s held no appointment to the seat of the %(seat)s on %(day)s. If one is missing, ask the clerk to enter it."
        )
        day = date_format(local_day(at, ballot.time_zone))
        raise NotSeated(sentence % {"name": by.name, "seat": seat.name, "day": day})
    if at >= ballot.closes_at:
        day = date_format(ballot.last_day)
        raise BallotClosed(
            _("Voting closed at the end of %(day)s (%(zone)s). To ask the question anew, the clerk opens another ballot.")
            % {"day": day, "zone": ballot.time_zone}
        )
    return _Standing(ballot, judge(ballot, at=at), appointment, at)


def appointment_of(user: User, seat: Seat, ballot: Ballot, *, at: datetime) -> Appointment | None:
    """Return the appointment of `user` to speak for `seat` on this ballot at `at`, as principal before delegate; else None."""
    day = local_day(at, ballot.time_zone)
    held = Appointment.objects.held_on(day).speaking_about(ballot.agreement_id)
    held = held.filter(user=user, seat=seat, user__is_active=True)
    return min(held, key=lambda appointment: appointment.capacity != Capacity.PRINCIPAL, default=None)


def _refuse_second_voice(standing: _Standing, seat: Seat, by: User) -> None:
    other = standing.ballot.votes.filter(cast_by=by).exclude(seat=seat).select_related("seat").first()
    if other is not None:
        sentence = _(
            "You have acted for the %(first)s on this ballot; a person acts for one seat only. "
            "Somebody else has to speak for this seat."
        )
        raise ActsForAnotherSeat(sentence % {"first": other.seat.name})


def _refuse_late(standing: _Standing, seat: Seat) -> None:
    has_spoken = seat.code in standing.judgement.standing or any(vote.seat_id == seat.pk for vote in standing.judgement.late)
    if has_spoken:
        raise AlreadySettled(_final_sentence())


def _final_sentence() -> str:
    return _(
        "This ballot is settled and final. To reverse it the clerk opens a new ballot, for example to end early or to renew."
    )


def _refuse_delegate_over_principal(standing: _Standing, seat: Seat) -> None:
    vote = standing.judgement.standing.get(seat.code)
    spoken_by_principal = vote is not None and vote.appointment is not None and vote.appointment.is_principal
    if spoken_by_principal and not standing.appointment.is_principal:
        sentence = _(
            "The principal of the %(seat)s has voted; a delegate's position cannot replace that. "
            "Only the principal can change it."
        )
        raise PrincipalHasVoted(sentence % {"seat": seat.name})


def _record(standing: _Standing, seat: Seat, position: Position, reasons: str, voice: _Voice) -> Vote:
    ballot, at = standing.ballot, standing.at
    number = (ballot.votes.filter(seat=seat).aggregate(last=Max("number"))["last"] or 0) + 1
    salt = new_salt()
    reasons_digest = commitment(reasons, salt) if reasons else ""
    facts = {
        "seat": seat.code,
        "number": number,
        "position": str(position),
        "basis": str(voice.basis),
        "capacity": standing.appointment.capacity,
        "text_digest": ballot.text_digest,
        "reasons_digest": reasons_digest,
        "document": voice.document.digest if voice.document else "",
        "after_the_decision": standing.judgement.is_settled,
    }
    kind = "vote.withdrawn" if position is Position.WITHDRAWN else "vote.cast"
    actor = voice.entered_by.role if voice.entered_by else seat.code
    by = voice.entered_by or voice.speaker
    entry = ledger.append(kind=kind, subject=ballot.slug, facts=facts, actor=actor, by=by, at=at)
    vote = Vote.objects.create(
        ballot=ballot,
        seat=seat,
        number=number,
        position=str(position),
        basis=voice.basis,
        appointment=standing.appointment,
        cast_by=voice.speaker,
        cast_at=at,
        entered_by=voice.entered_by,
        document=voice.document,
        text_digest=ballot.text_digest,
        reasons_digest=reasons_digest,
        key=voice.key,
        leaf_hash=entry.leaf_hash,
    )
    if reasons:
        Reasons.objects.create(vote=vote, text=reasons, salt=salt)
    return vote
