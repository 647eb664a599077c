"""Changed text: a new ballot that opens empty."""

from __future__ import annotations

from datetime import date

import pytest

from governance.ballots import actions as ballots
from governance.ballots.judgement import judge
from governance.ballots.models import Ballot, Question
from governance.ballots.proposal import Proposal, ProposedFee
from governance.ballots.refusals import BallotNotOpen, TextChanged
from governance.notices.actions import queue_due
from governance.notices.models import Notice
from tests.cast import Cast, at, make_cast, open_ballot, vote
from tests.traces import refused

pytestmark = pytest.mark.django_db
DEARER = Proposal(date(2018, 9, 1), date(2019, 8, 31), fee=ProposedFee("6000.00", "USD", "per_year"))


def amend(cast: Cast, ballot: Ballot) -> Ballot:
    return ballots.amend_ballot(
        ballot_id=ballot.pk,
        proposal=DEARER,
        closes_on=date(2018, 8, 31),
        because="The fee changes.",
        by=cast.clerk,
        at=at("2018-07-10 10:00"),
    )


def test_two_positions_on_the_old_text_are_kept_and_the_new_ballot_opens_empty() -> None:
    cast = make_cast(cooling_off_hours=72)
    first = open_ballot(cast)
    vote(cast, first, "FJD", "approve", at("2018-07-03 10:00"))
    vote(cast, first, "PPD", "abstain", at("2018-07-03 11:00"))
    second = amend(cast, first)
    assert (second.slug, second.question) == ("pars-ice-2018-v2", Question.AMEND)
    assert "USD 6,000.00 a year" in second.text
    assert judge(second, at=at("2018-07-10 11:00")).tally.silent == 3
    first.refresh_from_db()
    assert (first.state, first.votes.count()) == ("withdrawn", 2)


def test_an_amendment_that_waited_behind_a_vote_opens_anew_after_it() -> None:
    cast = make_cast()
    first = open_ballot(cast)
    vote(cast, first, "FJD", "approve", at("2018-07-10 10:01"))
    second = amend(cast, first)
    first.refresh_from_db()
    assert (first.withdrawn_at, second.opened_at) == (at("2018-07-10 10:01"), at("2018-07-10 10:01"))


def test_a_form_opened_on_the_old_text_and_sent_after_is_refused() -> None:
    cast = make_cast()
    first = open_ballot(cast)
    second = amend(cast, first)
    with refused(BallotNotOpen, match="The fee changes."):
        vote(cast, first, "FJD", "approve", at("2018-07-11 10:00"))
    with refused(TextChanged):
        vote(cast, second, "FJD", "approve", at("2018-07-11 10:00"), text_digest=first.text_digest)


def test_everybody_is_told_of_the_withdrawal_and_asked_again() -> None:
    cast = make_cast()
    amend(cast, open_ballot(cast))
    queue_due(at=at("2018-07-10 10:01"))
    everybody = {user.email for user in (cast.judge, cast.commissioner, cast.attorney)}
    for kind in ("withdrawn", "invitation"):
        assert set(Notice.objects.filter(kind=kind).values_list("address", flat=True)) >= everybody


def test_a_settled_ballot_is_not_amended() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-03 11:00"))
    with refused(BallotNotOpen):
        amend(cast, ballot)


def test_a_carried_amendment_puts_its_fee_on_the_new_term() -> None:
    cast = make_cast()
    ballot = amend(cast, open_ballot(cast))
    vote(cast, ballot, "FJD", "approve", at("2018-07-11 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-11 11:00"))
    fee = cast.agreement.terms.get(starts_on=date(2018, 9, 1)).fees.get()
    assert (str(fee.amount), fee.currency, fee.period) == ("6000.00", "USD", "per_year")
