"""Why an act on a ballot was refused. Each carries the sentence for whoever asked."""

from __future__ import annotations

from contracts.refusals import Refused


class BallotNotOpen(Refused):
    """The ballot is a draft, or was withdrawn, or was decided elsewhere."""


class BallotClosed(Refused):
    """The closing instant has passed."""


class AlreadySettled(Refused):
    """The ballot is settled; what was counted cannot change."""


class NotSeated(Refused):
    """The person held no appointment to the seat on that day."""


class ActsForAnotherSeat(Refused):
    """The person has acted for another seat on this ballot."""


class PrincipalHasVoted(Refused):
    """A delegate cannot replace the principal's position."""


class TextChanged(Refused):
    """The digest is not the ballot's: what was read is not what is put to the body."""


class ReasonsMissing(Refused):
    """This position needs public reasons."""


class NothingToWithdraw(Refused):
    """The seat has no standing position."""
