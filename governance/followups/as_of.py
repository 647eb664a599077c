"""An agreement as of an instant: its terms, its standing, and what was decided about its end, with or without a worker.

The one reading that the desk, the public site, the duties and the renewals by silence share.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Prefetch, QuerySet

from contracts.deadlines import Standing, local_day, standing_of
from contracts.models import Agreement, DeadlineKind, Term, term_cause
from governance.ballots.judgement import decided_on, judge, with_all_that_judging_reads
from governance.ballots.models import Ballot, Question, State
from governance.ballots.proposal import Proposal
from governance.ballots.tally import Outcome
from governance.bodies.models import zone_of

from .models import FollowUp, FollowUpState
from .obligations import Duty, Notice


@dataclass(frozen=True, slots=True)
class Settled:
    """A ballot that counts as settled, how it came out, and the local day on which it did."""

    ballot: Ballot
    outcome: Outcome
    decided_on: date

    @property
    def has_carried(self) -> bool:
        """Whether the approvals sufficed."""
        return self.outcome is Outcome.CARRIED

    @property
    def is_written(self) -> bool:
        """Whether its decision is written down, and with it what follows in the register."""
        return getattr(self.ballot, "decision", None) is not None


@dataclass(frozen=True)
class AsOf:
    """`on` is the local day; `settled` holds the ballots that count as settled by then, the latest first."""

    agreement: Agreement
    on: date
    settled: tuple[Settled, ...]

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The terms on record, the earliest first."""
        return tuple(sorted(self.agreement.terms.all(), key=lambda term: term.starts_on))

    @cached_property
    def spans(self) -> tuple[tuple[date, date], ...]:
        """The terms as days, with those that a carried renewal begins though nobody has written that down yet."""
        spans = {term.starts_on: term.ends_on for term in self.terms}
        for proposal in self._carried_unwritten(Question.RENEW, Question.AMEND):
            if proposal.starts_on is not None:
                spans.setdefault(proposal.starts_on, proposal.ends_on)
        return tuple(sorted(spans.items()))

    def _carried_unwritten(self, *questions: Question) -> list[Proposal]:
        carried = (row.ballot for row in self.settled if row.has_carried and not row.is_written)
        return [Proposal.from_json(ballot.proposal) for ballot in carried if ballot.question in questions]

    @cached_property
    def ended_early_on(self) -> date | None:
        """The last day of access, where that was decided to be before the last term's end."""
        days = [proposal.ends_on for proposal in self._carried_unwritten(Question.END_EARLY)]
        return min(filter(None, [self.agreement.ended_early_on, *days]), default=None)

    @cached_property
    def standing(self) -> Standing | None:
        """How it stands; None where no term is on record."""
        return standing_of(self.on, self.spans, ended_early_on=self.ended_early_on) if self.spans else None

    @property
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
        return min(filter(None, (self.span[1], self.ended_early_on))) if self.span is not None else None

    @cached_property
    def end(self) -> tuple[date, date | None] | None:
        """The last day of access of all, and the day on which that was decided, if it was; None while access is to go on."""
        if not self.spans or self.runs_on:
            return None
        if self.decided_to_end is None and not self.has_ended:
            return None
        ends_on = min(filter(None, (self.spans[-1][1], self.ended_early_on)))
        return ends_on, self.decided_to_end.decided_on if self.decided_to_end is not None else None

    @cached_property
    def decided_to_end(self) -> Settled | None:
        """The ballot by which access is to end: an early end, else the latest round about the last of the terms."""
        return next(self._decided_to_end(), None) if self.spans else None

    def _decided_to_end(self) -> Iterator[Settled]:
        early, about = Question.END_EARLY, self.spans[-1][0]
        yield from (row for row in self.settled if row.has_carried and row.ballot.question == early)
        yield from (
            row
            for row in self.settled
            if row.ballot.is_round and row.ballot.term.starts_on == about and row.ballot.ends_access_if(row.outcome)
        )

    @cached_property
    def follow_ups(self) -> dict[str, FollowUp]:
        """What was shown or waived after the last term on record, by duty."""
        return {row.duty: row for row in self.terms[-1].follow_ups.all()} if self.terms else {}

    @property
    def renews_by_silence(self) -> bool:
        """Whether it goes on past its last day unless notice is given; no more once it was decided to end it early."""
        return self.agreement.renews_by_silence and self.ended_early_on is None

    @property
    def runs_on(self) -> bool:
        """Whether it has renewed itself by silence past the last of its terms: a notice delivered late stops nothing."""
        return self.renews_by_silence and self.standing is Standing.EXPIRED and self.notice is not Notice.IN_TIME

    @cached_property
    def notice_due_on(self) -> date | None:
        """The last day on which notice is in time for `span`, as a clause gives it; None where none does."""
        return self._notice_by(self.span[0]) if self.span else None

    def _notice_by(self, starts_on: date) -> date | None:
        cause = term_cause(starts_on)
        rows = (row for row in self.agreement.deadlines.all() if row.superseded_at is None and row.cause == cause)
        return next((row.on for row in rows if row.kind == DeadlineKind.NOTICE_BY), None)

    def notice_due_in(self, term: Term) -> date:
        """Return the last day on which notice is in time to end `term`: as its clause gives it, else its last."""
        return self._notice_by(term.starts_on) or term.ends_on

    def notice_decided_in(self, term: Term) -> Settled | None:
        """Return the ballot by which notice was decided in `term`; None where none was."""
        return self._notice_decided(term.starts_on)

    def _notice_decided(self, starts_on: date) -> Settled | None:
        asked = (row for row in self.settled if row.ballot.question == Question.GIVE_NOTICE and row.has_carried)
        return next((row for row in asked if row.ballot.term.starts_on == starts_on), None)

    @cached_property
    def notice(self) -> Notice | None:
        """How far the notice has come that was decided in `span`; None where none was, or none is needed to end it."""
        if self.span is None or not self.renews_by_silence or self._notice_decided(self.span[0]) is None:
            return None
        letter, due_on = self.follow_ups.get(Duty.NOTICE_LETTER), self.notice_due_on or self.span[1]
        if letter is not None and letter.done_on is not None and letter.done_on <= due_on:
            return Notice.IN_TIME
        is_closed = letter is not None and letter.state != FollowUpState.PENDING
        return Notice.TOO_LATE if is_closed or self.on > due_on else Notice.TO_BE_GIVEN


def with_all_that_is_read(agreements: QuerySet[Agreement]) -> QuerySet[Agreement]:
    """Return the agreements with the rows that `as_of` reads: so many queries for all of them, and none for each."""
    put = with_all_that_judging_reads(Ballot.objects.select_related("term", "agreement"))
    rows = agreements.select_related("system__remit__body", "recipient")
    return rows.prefetch_related("terms__follow_ups", "deadlines", Prefetch("ballots", put))


def as_of(agreement: Agreement, *, at: datetime) -> AsOf:
    """Return the agreement as it stands at `at`."""
    return AsOf(agreement, local_day(at, zone_of(agreement)), tuple(_settled(agreement, at)))


def _settled(agreement: Agreement, at: datetime) -> Iterator[Settled]:
    for ballot in ballots_of(agreement):
        if ballot.state in (State.DRAFT, State.WITHDRAWN):
            continue
        written = getattr(ballot, "decision", None)
        if written is not None and (written.settled_at is None or written.settled_at <= at):
            yield Settled(ballot, Outcome(written.outcome), written.decided_on)
            continue
        seen = judge(ballot, at=at)
        if seen.outcome is not None:
            yield Settled(ballot, seen.outcome, decided_on(ballot, seen))


def ballots_of(agreement: Agreement) -> Iterable[Ballot]:
    """Return the ballots about the agreement, drafts too, the latest first, with what `judge` reads."""
    if "ballots" in getattr(agreement, "_prefetched_objects_cache", {}):
        return sorted(agreement.ballots.all(), key=lambda ballot: -ballot.pk)
    return with_all_that_judging_reads(agreement.ballots.select_related("term", "agreement"))
