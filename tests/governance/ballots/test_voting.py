"""Putting positions on record, through the actions."""

from __future__ import annotations

import pytest

from governance.ballots.models import Ballot, Decision, Vote
from governance.ledger.models import Entry
from tests.cast import at, make_cast, open_ballot, vote

pytestmark = pytest.mark.django_db


def test_two_approvals_carry_without_waiting_for_the_third() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-10 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-11 10:00"))
    decision = Decision.objects.get()
    assert (decision.outcome, decision.approve, decision.silent) == ("carried", 2, 1)
    assert decision.settled_at == at("2018-07-11 10:00")
    assert decision.new_term is not None
    assert str(decision.new_term) == "2018-09-01 - 2019-08-31"
    assert Ballot.objects.get().state == "carried"
    assert Vote.objects.count() == 2
    assert Entry.objects.filter(kind="decision.settled").count() == 1
