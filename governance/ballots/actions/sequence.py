"""The one order of the acts on a ballot: docs/adr/0007-acts-have-one-order.md."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max

from governance.ballots.models import Ballot


def in_sequence(ballot: Ballot, at: datetime) -> datetime:
    """Return `at`, or the instant of the last act on the ballot if that is later, its opening among them.

    The caller holds the ballot's row. The clock is read before the lock is waited for, so an act can arrive behind one that read
    its clock later; under the lock they have one order, and no act may reach back before what is already written.
    """
    last = ballot.votes.aggregate(last=Max("cast_at"))["last"]
    settled = getattr(getattr(ballot, "decision", None), "settled_at", None)
    return max(moment for moment in (at, ballot.opened_at, last, settled) if moment is not None)
