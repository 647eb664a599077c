"""A ballot as lists show it: judged by the tally as of an instant, from rows that were fetched for the whole list at once.

`judgement.judge` says the same of one ballot, and more, with questions of its own to the database; a test holds the two together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from contracts.deadlines import local_day
from governance.ballots import tally
from governance.ballots.models import ABOUT_THE_END, FINAL, Ballot, State, Vote
from governance.ballots.proposal import Proposal
from governance.ballots.sentences import what_was_decided
from governance.ballots.tally import Outcome

from .parts import Status


@dataclass(frozen=True, slots=True)
class Round:
    """A public ballot as of an instant. `outcome` is None while it is open and where it was withdrawn."""

    ballot: Ballot
    outcome: Outcome | None
    settled_at: datetime | None
    approvals: int
    unspoken: tuple[str, ...]

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
        if self.outcome is None:
            return None
        if self.settled_at_closing:
            return self.ballot.closes_on
        if self.settled_at is not None:
            return local_day(self.settled_at, self.ballot.time_zone)
        return self.ballot.decision.reported_on

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
    votes = Vote.objects.select_related("seat", "appointment").order_by("pk")
    return (
        Ballot.objects.exclude(state=State.DRAFT)
        .filter(Q(opened_at__lte=at) | Q(is_reported=True))
        .select_related("decision", "term", "body", "agreement")
        .prefetch_related("seats", Prefetch("votes", queryset=votes))
        .order_by("-pk")
    )


def read_round(ballot: Ballot, *, at: datetime) -> Round:
    """Judge a ballot of `public_ballots` as of `at`."""
    casts = [vote.as_cast() for vote in ballot.votes.all() if vote.cast_at is None or vote.cast_at <= at]
    settled_at: datetime | None = None
    is_settled = ballot.state in FINAL
    if ballot.closes_at is not None and not ballot.is_reported:
        settlement = tally.settle(casts, ballot.rule, closes_at=ballot.closes_at, cooling_off=ballot.cooling_off)
        casts, is_settled = list(settlement.counted), settlement.at <= at
        settled_at = settlement.at if is_settled else None
    is_settled = is_settled and ballot.state != State.WITHDRAWN
    standing = tally.standing(casts)
    return Round(
        ballot=ballot,
        outcome=tally.outcome(casts, ballot.rule) if is_settled else None,
        settled_at=settled_at if is_settled else None,
        approvals=tally.count(casts, ballot.rule).approve,
        unspoken=tuple(seat.name for seat in ballot.seats.all() if seat.code not in standing),
    )


def round_status(round_: Round) -> Status:
    """Return the state of a round in words."""
    if round_.is_withdrawn:
        return Status("withdrawn", _("Withdrawn"))
    if round_.outcome is not None:
        return Status(str(round_.outcome), what_was_decided(round_.ballot.question, round_.outcome))
    words = _("Vote open: %(approvals)s of %(needed)s approvals")
    return Status("open", words % {"approvals": round_.approvals, "needed": round_.ballot.rule_needed})
