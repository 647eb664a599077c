"""Whether an agreement runs on because nobody acted in time: the trap that gave this software its purpose."""

from __future__ import annotations

from datetime import date

from contracts.models import Agreement, Deadline, DeadlineKind, Term, term_cause
from governance.ballots.models import Question, State

from .models import FollowUpState
from .obligations import Duty


def runs_on(agreement: Agreement, term: Term, *, on: date) -> bool:
    """Say whether, on a day after `term` ended, the agreement renewed itself by silence.

    Only an agreement that renews by silence does, unless notice was decided and delivered in time: by the notice-by date, or
    where no clause gives one, by the term's last day. A notice delivered late stops nothing.
    """
    if not agreement.renews_by_silence or on <= term.ends_on or agreement.ended_early_on is not None:
        return False
    return not notice_was_in_time(term)


def notice_was_in_time(term: Term) -> bool:
    """Say whether the body carried giving notice in this term, and the notice letter went out in time."""
    was_decided = term.ballots.filter(question=Question.GIVE_NOTICE, state=State.CARRIED).exists()
    letter = term.follow_ups.filter(duty=Duty.NOTICE_LETTER, state=FollowUpState.DONE).first()
    return was_decided and letter is not None and letter.done_on is not None and letter.done_on <= notice_due(term)


def notice_due(term: Term) -> date:
    """Return the last day on which notice is in time for this term."""
    deadline = Deadline.objects.filter(
        agreement_id=term.agreement_id, kind=DeadlineKind.NOTICE_BY, cause=term_cause(term.starts_on), superseded_at=None
    ).first()
    return deadline.on if deadline else term.ends_on
