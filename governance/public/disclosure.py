"""What the public is shown, and the words that an agreement stands under. Pure: it is told plain facts and reads nothing.

The rules in prose: docs/rules/two-of-three.md (rounds and silence), docs/rules/follow-ups.md (access off).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from contracts.deadlines import Standing
from governance.followups.obligations import Notice

COMES_UP_WITHIN = 180  # days before the end of a term: the first rung of the usual ladder of reminders


class StatusCode(StrEnum):
    """A word for an agreement; the value is the code by which components/status.html draws its shape."""

    IN_FORCE = "in_force"
    UPCOMING = "upcoming"
    COMES_UP = "due"
    VOTE_OPEN = "vote_open"
    RENEWED = "renewed"
    NOT_RENEWED = "not_renewed"
    EXPIRED_CONFIRMED = "expired"
    EXPIRED_UNCONFIRMED = "expired_unconfirmed"
    NOTICE_TO_BE_GIVEN = "pending"
    NOTICE_NOT_DELIVERED = "overdue"
    RENEWED_BY_SILENCE = "silence"
    NO_ROUND = "no_round"
    NOT_RECORDED = "not_recorded"
    ENDED_EARLY = "ended_early"


ALARMING = (
    StatusCode.EXPIRED_UNCONFIRMED,
    StatusCode.NOTICE_NOT_DELIVERED,
    StatusCode.RENEWED_BY_SILENCE,
    StatusCode.NO_ROUND,
)


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """How an agreement stands on a local day of its body.

    `standing` is None where no term is on record. `is_to_go_on` is how the term's last settled round came out: True renewed,
    False not renewed or notice delivered, None where none settled that. `by_silence` says whether the running term came about
    because nobody acted; `round_was_held` whether a round about its end, or about the one that silence renewed, was opened or
    reported. `lapses` is the default outcome, and `notice` how far the notice has come that was decided to stop an agreement
    that does not lapse; None where none was.
    """

    standing: Standing | None
    days_left: int | None = None
    vote_is_open: bool = False
    is_to_go_on: bool | None = None
    access_confirmed_off: bool = False
    round_was_held: bool = False
    by_silence: bool = False
    lapses: bool = True
    notice: Notice | None = None


def statuses(facts: AgreementFacts) -> tuple[StatusCode, ...]:
    """Return the words an agreement stands under, the headline first: what is red goes before what is calm. Never empty."""
    calm = _calm(facts)
    return (*alarms(facts), *([calm] if calm is not None else ()))


def headline(facts: AgreementFacts) -> StatusCode:
    """Return the one word for a list."""
    return statuses(facts)[0]


def alarms(facts: AgreementFacts) -> tuple[StatusCode, ...]:
    """Return what is red about an agreement, the most urgent first; empty if nothing is."""
    runs_on = runs_on_unasked(facts)
    has_ended = facts.standing in (Standing.EXPIRED, Standing.ENDED_EARLY) and not runs_on
    is_running = facts.standing is Standing.IN_FORCE
    by_silence = runs_on or (is_running and facts.by_silence)
    is_red = {
        StatusCode.EXPIRED_UNCONFIRMED: has_ended and not facts.access_confirmed_off,
        StatusCode.NOTICE_NOT_DELIVERED: is_running and facts.notice is Notice.TOO_LATE,
        StatusCode.RENEWED_BY_SILENCE: by_silence,
        StatusCode.NO_ROUND: (facts.standing is Standing.EXPIRED or by_silence) and not facts.round_was_held,
    }
    return tuple(code for code in ALARMING if is_red[code])


def runs_on_unasked(facts: AgreementFacts) -> bool:
    """Say whether an agreement that renews by silence goes on past its last recorded term: it does, unless notice was in time."""
    return facts.standing is Standing.EXPIRED and not facts.lapses and facts.notice is not Notice.IN_TIME


def _calm(facts: AgreementFacts) -> StatusCode | None:
    match facts.standing:
        case None:
            return StatusCode.NOT_RECORDED
        case Standing.IN_FORCE:
            return _in_force(facts)
        case Standing.UPCOMING:
            return StatusCode.UPCOMING
        case Standing.ENDED_EARLY:
            return StatusCode.ENDED_EARLY
        case Standing.EXPIRED:
            return StatusCode.EXPIRED_CONFIRMED if facts.access_confirmed_off and not runs_on_unasked(facts) else None


def _in_force(facts: AgreementFacts) -> StatusCode:
    if facts.vote_is_open:
        return StatusCode.VOTE_OPEN
    if facts.is_to_go_on is not None:
        return StatusCode.RENEWED if facts.is_to_go_on else StatusCode.NOT_RENEWED
    if facts.notice is Notice.TO_BE_GIVEN:
        return StatusCode.NOTICE_TO_BE_GIVEN
    if facts.days_left is not None and facts.days_left <= COMES_UP_WITHIN:
        return StatusCode.COMES_UP
    return StatusCode.IN_FORCE
