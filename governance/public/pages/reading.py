"""An agreement read as of an instant: its facts as its rows and the tally give them, whether or not a worker has run.

For builders alone: a page's dataclass is filled from it, and no template sees it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.db.models import Prefetch, QuerySet

from contracts.deadlines import Standing, days_left, local_day
from contracts.models import Agreement, Basis, Deadline, DeadlineKind, Event, Statement, Term
from governance.bodies.models import Body
from governance.followups.as_of import AsOf, Settled
from governance.followups.models import FollowUp, FollowUpState
from governance.followups.obligations import Duty, Notice
from governance.public.disclosure import AgreementFacts, StatusCode, statuses

from .rounds import Round, public_ballots, read_round

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
    def now(self) -> AsOf:
        """Its terms, its standing and its end, as the desk reads them too."""
        return AsOf(self.agreement, self.on, tuple(_settled(self.rounds)))

    @property
    def spans(self) -> tuple[tuple[date, date], ...]:
        """The terms as days, written down or not."""
        return self.now.spans

    @property
    def standing(self) -> Standing | None:
        """How it stands; None where no term is on record."""
        return self.now.standing

    @property
    def has_ended(self) -> bool:
        """Whether its last day of access is past."""
        return self.now.has_ended

    @property
    def span(self) -> tuple[date, date] | None:
        """The term that runs, else the one that ended last, else the first to come."""
        return self.now.span

    @property
    def term(self) -> Term | None:
        """The row of `span`; None where it is not written yet."""
        return self.now.term

    @property
    def ends_on(self) -> date | None:
        """The last day of access of `span`."""
        return self.now.ends_on

    @cached_property
    def last_decided(self) -> Round | None:
        """The newest settled round about the end of `span`."""
        about = (round_ for round_ in self.rounds if self.span and round_.ballot.term.starts_on == self.span[0])
        return next((round_ for round_ in about if round_.ballot.is_round and round_.outcome is not None), None)

    @cached_property
    def is_to_go_on(self) -> bool | None:
        """How the last settled round about the end of `span` came out: renewed, to end, or (None) not settled.

        Notice that was decided ends nothing until it is delivered in time.
        """
        if self.now.notice is not None:
            return False if self.now.notice is Notice.IN_TIME else None
        return self.last_decided.is_to_go_on if self.last_decided else None

    @cached_property
    def access_off(self) -> FollowUp | None:
        """The confirmation, or waiver, that access is off."""
        row = self.now.follow_ups.get(Duty.ACCESS_OFF)
        return row if row is not None and row.state != FollowUpState.PENDING else None

    @property
    def is_by_silence(self) -> bool:
        """Whether the running term came about because nobody acted."""
        return self.term is not None and self.term.basis == Basis.BY_SILENCE

    @property
    def end_asked_about(self) -> date | None:
        """The end about which a round was due last: that of `span`, or the one that silence renewed."""
        if self.span is None:
            return None
        return self.span[0] - timedelta(days=1) if self.is_by_silence and not self.has_ended else self.span[1]

    @cached_property
    def round_was_held(self) -> bool:
        """Whether a round about that end was opened or reported."""
        ended_on = self.end_asked_about
        return any(round_.ballot.is_round and round_.ballot.term.ends_on == ended_on for round_ in self.rounds)

    @cached_property
    def facts(self) -> AgreementFacts:
        """The facts that its words follow from."""
        return AgreementFacts(
            standing=self.standing,
            days_left=days_left(self.on, self.ends_on) if self.ends_on else None,
            vote_is_open=self.open_round is not None,
            is_to_go_on=self.is_to_go_on,
            access_confirmed_off=self.access_off is not None,
            round_was_held=self.round_was_held,
            by_silence=self.is_by_silence,
            lapses=not self.now.renews_by_silence,
            notice=self.now.notice,
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
    def events(self) -> tuple[Event, ...]:
        """What happened, in order, with sources."""
        return tuple(self.agreement.events.prefetch_related("sources"))

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """What was said, in order, with sources."""
        return tuple(self.agreement.statements.prefetch_related("sources"))

    @cached_property
    def unvoted_terms(self) -> int:
        """How many terms that have begun came about without a vote on record; the first one needs none."""
        return sum(term.basis in UNVOTED for term in self.terms[1:] if term.starts_on <= self.on)


def _settled(rounds: Iterable[Round]) -> Iterator[Settled]:
    for round_ in rounds:
        if round_.outcome is not None and round_.decided_on is not None:
            yield Settled(round_.ballot, round_.outcome, round_.decided_on)
