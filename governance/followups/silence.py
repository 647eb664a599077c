"""Whether an agreement runs on because nobody acted in time: the trap that gave this software its purpose."""

from __future__ import annotations

from datetime import date, datetime

from contracts.deadlines import local_day
from contracts.models import Agreement, Deadline, DeadlineKind, Term, term_cause
from governance.ballots.judgement import decided_on, judge
from governance.ballots.models import Ballot, Question, State
from governance.ballots.tally import Outcome
from governance.bodies.models import zone_of

from .models import FollowUpState
from .obligations import Duty


def runs_on(agreement: Agreement, term: Term, *, at: datetime) -> bool:
    """Say whether by `at`, after `term` ended, the agreement has renewed itself by silence.

    Only an agreement that renews by silence does, unless notice was decided and delivered in time: by the notice-by date, or
    where no clause gives one, by the term's last day. A notice delivered late stops nothing.
    """
    if not agreement.renews_by_silence or agreement.ended_early_on is not None:
        return False
    return local_day(at, zone_of(agreement)) > term.ends_on and not notice_was_in_time(term, at=at)


def notice_was_in_time(term: Term, *, at: datetime) -> bool:
    """Say whether the body carried giving notice in this term, and the notice letter went out in time."""
    asked = [outcome for ballot, outcome, _day in outcomes(term, at=at) if ballot.question == Question.GIVE_NOTICE]
    letter = term.follow_ups.filter(duty=Duty.NOTICE_LETTER, state=FollowUpState.DONE).first()
    return Outcome.CARRIED in asked and letter is not None and letter.done_on is not None and letter.done_on <= notice_due(term)


def notice_due(term: Term) -> date:
    """Return the last day on which notice is in time for this term."""
    deadline = Deadline.objects.filter(
        agreement_id=term.agreement_id, kind=DeadlineKind.NOTICE_BY, cause=term_cause(term.starts_on), superseded_at=None
    ).first()
    return deadline.on if deadline else term.ends_on


def outcomes(term: Term, *, at: datetime) -> list[tuple[Ballot, Outcome, date]]:
    """Return the ballots about `term` that count as settled at `at`, with outcome and local day, the latest first."""
    put = term.ballots.exclude(state__in=[State.DRAFT, State.WITHDRAWN]).order_by("-pk")
    judged = [(ballot, judge(ballot, at=at)) for ballot in put]
    return [(ballot, seen.outcome, decided_on(ballot, seen)) for ballot, seen in judged if seen.outcome is not None]
