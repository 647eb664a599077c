"""An agreement read as of an instant: its facts as its rows and the tally give them, whether or not a worker has run.

For builders alone: a page's dataclass is filled from it, and no template sees it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Prefetch, QuerySet

from contracts.deadlines import Standing, days_left, local_day, standing_of
from contracts.models import Agreement, Basis, Deadline, DeadlineKind, Term, term_cause
from governance.ballots.models import Question
from governance.ballots.proposal import Proposal
from governance.ballots.tally import Outcome
from governance.bodies.models import Body
from governance.followups.models import FollowUp, FollowUpState
from governance.followups.obligations import Duty
from governance.public.disclosure import AgreementFacts, StatusCode, statuses

from .rounds import ROUND_QUESTIONS, Round, public_ballots, read_round

UNVOTED = (Basis.BY_SILENCE, Basis.NOT_RECORDED)


def with_all_that_lists_say(agreements: QuerySet[Agreement], *, at: datetime) -> QuerySet[Agreement]:
    """Return the agreements with the rows that a `Reading` needs, in a constant number of queries."""
    return agreements.select_related("system__remit__body", "recipient").prefetch_related(
        Prefetch("terms", Term.objects.order_by("starts_on").prefetch_related("follow_ups")),
        Prefetch("ballots", public_ballots(at=at)),
        Prefetch("deadlines", Deadline.objects.filter(superseded_at=None).order_by("on", "pk")),
    )


@dataclass(frozen=True)
class Reading:
    """`agreement` comes from `with_all_that_lists_say`; every day is a local day of its body (of UTC where it has none)."""

    agreement: Agreement
    at: datetime

    @cached_property
    def body(self) -> Body | None:
        """Who decides; None where nobody does yet."""
        remit = getattr(self.agreement.system, "remit", None)
        return remit.body if remit is not None else None

    @cached_property
    def zone(self) -> str:
        """The zone of the body."""
        return self.body.time_zone if self.body is not None else "UTC"

    @cached_property
    def on(self) -> date:
        """The local day."""
        return local_day(self.at, self.zone)

    @cached_property
    def rounds(self) -> tuple[Round, ...]:
        """The public ballots, newest first."""
        return tuple(read_round(ballot, at=self.at) for ballot in self.agreement.ballots.all())

    @cached_property
    def open_round(self) -> Round | None:
        """The ballot that is open."""
        return next((round_ for round_ in self.rounds if round_.is_open), None)

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The terms on record, the earliest first."""
        return tuple(self.agreement.terms.all())

    @cached_property
    def spans(self) -> tuple[tuple[date, date], ...]:
        """The terms as days, with those that a carried renewal begins though nobody has written that down yet."""
        spans = {term.starts_on: term.ends_on for term in self.terms}
        for proposal in self._carried_unwritten(Question.RENEW, Question.AMEND):
            if proposal.starts_on is not None:
                spans.setdefault(proposal.starts_on, proposal.ends_on)
        return tuple(sorted(spans.items()))

    def _carried_unwritten(self, *questions: Question) -> list[Proposal]:
        return [
            Proposal.from_json(round_.ballot.proposal)
            for round_ in self.rounds
            if round_.ballot.question in questions
            and round_.outcome is Outcome.CARRIED
            and getattr(round_.ballot, "decision", None) is None
        ]

    @cached_property
    def ended_early_on(self) -> date | None:
        """The last day of access, where that is before the term's end."""
        days = [proposal.ends_on for proposal in self._carried_unwritten(Question.END_EARLY)]
        return min(filter(None, [self.agreement.ended_early_on, *days]), default=None)

    @cached_property
    def standing(self) -> Standing | None:
        """How it stands; None where no term is on record."""
        return standing_of(self.on, self.spans, ended_early_on=self.ended_early_on) if self.spans else None

    @cached_property
    def has_ended(self) -> bool:
        """Whether its last day of access is past."""
        return self.standing in (Standing.EXPIRED, Standing.ENDED_EARLY)

    @cached_property
    def span(self) -> tuple[date, date] | None:
        """The term that runs, else the one that ended last, else the first to come."""
        begun = [span for span in self.spans if span[0] <= self.on]
        return begun[-1] if begun else (self.spans[0] if self.spans else None)

    @cached_property
    def term(self) -> Term | None:
        """The row of `span`; None where it is not written yet."""
        return next((term for term in self.terms if self.span and term.starts_on == self.span[0]), None)

    @cached_property
    def ends_on(self) -> date | None:
        """The last day of access of `span`."""
        if self.span is None:
            return None
        return min(filter(None, (self.span[1], self.ended_early_on)))

    @cached_property
    def rounds_of_term(self) -> tuple[Round, ...]:
        """The ballots about what happens at the end of `span`, newest first."""
        return tuple(
            round_
            for round_ in self.rounds
            if self.span and round_.ballot.term.starts_on == self.span[0] and round_.ballot.question in ROUND_QUESTIONS
        )

    @cached_property
    def last_decided(self) -> Round | None:
        """The newest settled round about the end of `span`."""
        return next((round_ for round_ in self.rounds_of_term if round_.outcome is not None), None)

    @cached_property
    def is_to_go_on(self) -> bool | None:
        """How the last settled round about the end of `span` came out: renewed, to end, or (None) not settled."""
        return self.last_decided.is_to_go_on if self.last_decided else None

    @cached_property
    def follow_ups(self) -> dict[str, FollowUp]:
        """What was shown or waived after `span`, by duty."""
        return {row.duty: row for row in self.term.follow_ups.all()} if self.term is not None else {}

    @cached_property
    def access_off(self) -> FollowUp | None:
        """The confirmation, or waiver, that access is off."""
        row = self.follow_ups.get(Duty.ACCESS_OFF)
        return row if row is not None and row.state != FollowUpState.PENDING else None

    @cached_property
    def notice_due_on(self) -> date | None:
        """The last day on which notice is in time for `span`; None where no clause gives one."""
        cause = term_cause(self.span[0]) if self.span else ""
        rows = (row for row in self.deadlines if row.kind == DeadlineKind.NOTICE_BY and row.cause == cause)
        return next((row.on for row in rows), None)

    @cached_property
    def notice_in_time(self) -> bool:
        """Whether giving notice was carried in `span` and the letter went out in time; a late one stops nothing."""
        carried = self.last_decided is not None and self.last_decided.ballot.question == Question.GIVE_NOTICE
        letter = self.follow_ups.get(Duty.NOTICE_LETTER)
        if not carried or self.is_to_go_on is not False or letter is None or letter.done_on is None or self.span is None:
            return False
        return letter.done_on <= (self.notice_due_on or self.span[1])

    @cached_property
    def facts(self) -> AgreementFacts:
        """The facts that its words follow from."""
        return AgreementFacts(
            standing=self.standing,
            days_left=days_left(self.on, self.ends_on) if self.ends_on else None,
            vote_is_open=self.open_round is not None,
            is_to_go_on=self.is_to_go_on,
            access_confirmed_off=self.access_off is not None,
            round_was_held=bool(self.rounds_of_term),
            by_silence=self.term is not None and self.term.basis == Basis.BY_SILENCE,
            lapses=not self.agreement.renews_by_silence,
            notice_in_time=self.notice_in_time,
        )

    @cached_property
    def statuses(self) -> tuple[StatusCode, ...]:
        """The words it stands under, the headline first."""
        return statuses(self.facts)

    @cached_property
    def next_deadline(self) -> Deadline | None:
        """The next day of its clocks; the closing of a ballot only while that ballot is open."""
        return next((row for row in self.deadlines if row.on >= self.on), None)

    @cached_property
    def deadlines(self) -> tuple[Deadline, ...]:
        """The days that bind, the earliest first, without the closings of ballots that are settled or withdrawn."""
        open_causes = {f"ballot:{round_.ballot.slug}" for round_ in self.rounds if round_.is_open}
        rows = [
            row for row in self.agreement.deadlines.all() if row.kind != DeadlineKind.BALLOT_CLOSING or row.cause in open_causes
        ]
        return tuple(sorted(rows, key=lambda row: (row.on, DeadlineKind.values.index(row.kind))))

    @cached_property
    def unvoted_terms(self) -> int:
        """How many terms that have begun came about without a vote on record; the first one needs none."""
        return sum(term.basis in UNVOTED for term in self.terms[1:] if term.starts_on <= self.on)
