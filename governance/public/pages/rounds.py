"""A public ballot as of an instant: what the judgement of it comes to in the words of lists and pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import Least

from governance.ballots.judgement import Judgement, decided_on, judge, with_all_that_judging_reads
from governance.ballots.models import ABOUT_THE_END, Ballot, State
from governance.ballots.proposal import Proposal
from governance.ballots.sentences import state_of
from governance.ballots.tally import Outcome

from .parts import Status


@dataclass(frozen=True, slots=True)
class Round:
    """A public ballot as of an instant, with how it was judged then."""

    ballot: Ballot
    judgement: Judgement

    @property
    def outcome(self) -> Outcome | None:
        """What it came to; None while it is open and where it was withdrawn."""
        return self.judgement.outcome

    @property
    def settled_at(self) -> datetime | None:
        """The instant from which it counts as settled; None while it is open, and where nobody recorded that."""
        return self.judgement.settled_at

    @property
    def approvals(self) -> int:
        """How many seats approve."""
        return self.judgement.tally.approve

    @property
    def unspoken(self) -> tuple[str, ...]:
        """The names of the seats that have no standing position."""
        return tuple(seat.name for seat in self.judgement.unspoken)

    @property
    def is_withdrawn(self) -> bool:
        """Whether the question was taken back."""
        return self.ballot.state == State.WITHDRAWN

    @property
    def is_open(self) -> bool:
        """Whether positions may still decide it."""
        return self.outcome is None and not self.is_withdrawn

    @property
    def settled_at_closing(self) -> bool:
        """Whether it settled because voting was over."""
        return self.settled_at is not None and self.settled_at == self.ballot.closes_at

    @property
    def decided_on(self) -> date | None:
        """The local day on which it was settled, or reported; None while it is open and where it was withdrawn.

        What settles at closing settles with the end of the last day of voting, not at the midnight that begins the next.
        """
        return decided_on(self.ballot, self.judgement) if self.outcome is not None else None

    @property
    def is_to_go_on(self) -> bool | None:
        """Whether the agreement goes on past its term by this; None where this did not settle that."""
        if self.outcome is None or self.ballot.question not in ABOUT_THE_END:
            return None
        carried = self.outcome is Outcome.CARRIED
        if self.ballot.asks_to_renew:
            return carried
        return False if carried else None

    @property
    def effective_on(self) -> date | None:
        """The day from which it is felt, also where nobody has written the decision down yet."""
        decision = getattr(self.ballot, "decision", None)
        if decision is not None:
            return decision.effective_on
        if self.outcome is None:
            return None
        proposal = Proposal.from_json(self.ballot.proposal)
        if self.ballot.asks_to_renew:
            return proposal.starts_on if self.outcome is Outcome.CARRIED else self.ballot.term.ends_on
        return proposal.ends_on if self.outcome is Outcome.CARRIED else None


def public_ballots(*, at: datetime) -> QuerySet[Ballot]:
    """Return the ballots that the public may know of at `at`, from their opening on and never a draft, as lists need them."""
    put = Ballot.objects.exclude(state=State.DRAFT).filter(Q(opened_at__lte=at) | Q(is_reported=True))
    return with_all_that_judging_reads(put.select_related("term", "body", "agreement")).order_by("-pk")


def was_withdrawn_unopened(slug: str) -> bool:
    """Tell whether this was the name of a draft that was withdrawn: it never was public, the act of withdrawing it is."""
    return Ballot.objects.filter(slug=slug, state=State.WITHDRAWN, opened_at=None).exists()


def read_round(ballot: Ballot, *, at: datetime) -> Round:
    """Judge a ballot of `public_ballots` as of `at`."""
    return Round(ballot, judge(ballot, at=at))


def unwritten_rounds(*, at: datetime) -> tuple[Round, ...]:
    """Return the ballots that have settled by `at` and that nobody has written down yet."""
    put = public_ballots(at=at).filter(pk__in=_may_have_settled(at).values("pk"))
    return tuple(round_ for round_ in (read_round(ballot, at=at) for ballot in put) if round_.outcome is not None)


def _may_have_settled(at: datetime) -> QuerySet[Ballot]:
    """Return those of the open ballots that are worth judging: voting is over, or so many spoke that it need not go on."""
    enough = Least(F("rule_needed"), F("rule_seats") - F("rule_needed") + 1)
    spoken = Ballot.objects.filter(state=State.OPEN).annotate(spoken=Count("votes"))
    return spoken.filter(Q(closes_at__lte=at) | Q(spoken__gte=enough))


def round_status(round_: Round) -> Status:
    """Return the state of a round in words."""
    return Status(*state_of(round_.ballot, round_.judgement))
