"""Putting positions on record, through the actions. Each test is one rule; a refusal leaves no trace."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.refusals import Refused
from governance.ballots import actions as ballots
from governance.ballots.judgement import judge
from governance.ballots.models import Ballot, Decision, Reasons, Vote
from governance.ballots.refusals import (
    ActsForAnotherSeat,
    AlreadySettled,
    BallotClosed,
    BallotNotOpen,
    NothingToWithdraw,
    NotSeated,
    PrincipalHasVoted,
    ReasonsMissing,
    TextChanged,
)
from governance.ballots.tally import Position
from governance.bodies.actions import appoint, end_appointment
from governance.bodies.models import Capacity
from governance.ledger.models import Entry
from tests.cast import at, make_cast, make_user, open_ballot, vote
from tests.traces import every_row, refused

pytestmark = pytest.mark.django_db


def test_two_approvals_carry_without_waiting_for_the_third() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-10 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-11 10:00"))
    decision = Decision.objects.get()
    assert (decision.outcome, decision.approve, decision.silent) == ("carried", 2, 1)
    assert decision.settled_at == at("2018-07-11 10:00")
    assert str(decision.new_term) == "2018-09-01 - 2019-08-31"
    assert Ballot.objects.get().state == "carried"
    assert Entry.objects.filter(kind="decision.settled").count() == 1


def test_a_renewal_begins_with_no_gap_and_its_deadlines_come_from_the_new_end() -> None:
    cast = make_cast(notice_count=30, notice_unit="days")
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-10 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-11 10:00"))
    days = {(row.kind, row.on) for row in cast.agreement.deadlines.filter(cause="term:2018-09-01")}
    assert days == {("term_end", date(2019, 8, 31)), ("notice_by", date(2019, 8, 1))}


def test_vote_after_closing_is_refused_and_leaves_no_trace() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    with refused(BallotClosed, match="31 August 2018"):
        vote(cast, ballot, "FJD", "approve", at("2018-09-01 00:00"))


def test_a_vote_needs_an_appointment_to_that_seat_on_that_day() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    with refused(NotSeated, match="The attorney held no appointment to the seat of the First Judicial District on 3 July 2018"):
        vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"), by=cast.attorney)
    with refused(NotSeated):
        vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"), by=cast.outsider)


def test_an_appointment_that_begins_after_the_vote_does_not_count() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    deputy = make_user("The deputy judge")
    begins = date(2018, 7, 4)
    appoint(
        seat=cast.seat("FJD"), user=deputy, capacity=Capacity.DELEGATE, starts_on=begins, by=cast.clerk, at=at("2018-07-02 10:00")
    )
    with refused(NotSeated):
        vote(cast, ballot, "FJD", "approve", at("2018-07-03 23:59"), by=deputy)
    vote(cast, ballot, "FJD", "approve", at("2018-07-04 00:00"), by=deputy)


def test_an_ended_appointment_is_refused_from_the_next_local_day_and_the_vote_before_stands() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    end_appointment(
        appointment=cast.judge.appointments.get(), ends_on=date(2018, 7, 10), by=cast.clerk, at=at("2018-07-09 09:00")
    )
    vote(cast, ballot, "FJD", "approve", at("2018-07-10 23:59"))
    with refused(NotSeated):
        vote(cast, ballot, "FJD", "decline", at("2018-07-11 00:00"))
    assert judge(ballot, at=at("2018-07-20 10:00")).tally.approve == 1


def test_reasons_are_required_but_for_approve() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    for position in ("decline", "abstain", "recuse"):
        with refused(ReasonsMissing):
            vote(cast, ballot, "FJD", position, at("2018-07-03 10:00"), reasons="  ")
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"), reasons="")


def test_reasons_stand_in_a_row_of_their_own_that_the_vote_commits_to() -> None:
    from governance.ledger.merkle import commitment

    cast = make_cast()
    ballot = open_ballot(cast)
    cast_vote = vote(cast, ballot, "FJD", "decline", at("2018-07-03 10:00"), reasons="  It harms the courts.\r\n")
    reasons = Reasons.objects.get()
    assert reasons.text == "It harms the courts."
    assert commitment(reasons.text, reasons.salt) == cast_vote.reasons_digest


def test_text_that_changed_is_refused() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    with refused(TextChanged):
        vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"), text_digest="0" * 64)


def test_a_seat_may_change_its_position_and_every_vote_stays_on_record() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    vote(cast, ballot, "FJD", "abstain", at("2018-07-04 10:00"))
    assert list(Vote.objects.values_list("number", "position")) == [(1, "approve"), (2, "abstain")]
    assert judge(ballot, at=at("2018-07-05 10:00")).tally.abstain == 1


def test_a_position_may_be_withdrawn_until_it_settles() -> None:
    cast = make_cast(cooling_off_hours=72)
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-03 11:00"))
    ballots.withdraw_vote(ballot_id=ballot.pk, seat=cast.seat("DAO"), by=cast.attorney, at=at("2018-07-04 07:00"))
    judgement = judge(ballot, at=at("2018-07-10 10:00"))
    assert (judgement.is_settled, judgement.tally.approve, Vote.objects.count()) == (False, 1, 3)
    vote(cast, ballot, "DAO", "approve", at("2018-07-10 11:00"))
    assert judge(ballot, at=at("2018-07-13 11:00")).settled_at == at("2018-07-13 11:00")


def test_there_must_be_a_position_to_withdraw() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    with refused(NothingToWithdraw):
        ballots.withdraw_vote(ballot_id=ballot.pk, seat=cast.seat("DAO"), by=cast.attorney, at=at("2018-07-04 07:00"))


def test_with_no_worker_running_a_withdrawal_at_hour_73_is_refused() -> None:
    cast = make_cast(cooling_off_hours=72)
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-03 11:00"))
    assert not Decision.objects.exists()
    with refused(AlreadySettled, match="settled and final"):
        ballots.withdraw_vote(ballot_id=ballot.pk, seat=cast.seat("DAO"), by=cast.attorney, at=at("2018-07-06 12:00"))


def test_a_seat_without_a_position_may_add_one_late_position_which_is_never_counted() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-03 11:00"))
    vote(cast, ballot, "PPD", "decline", at("2018-07-05 10:00"))
    judgement = judge(ballot, at=at("2018-07-06 10:00"))
    assert [late.seat.code for late in judgement.late] == ["PPD"]
    assert (judgement.tally.decline, Decision.objects.get().decline) == (0, 0)
    with refused(AlreadySettled):
        vote(cast, ballot, "PPD", "approve", at("2018-07-06 10:00"))
    with refused(AlreadySettled):
        vote(cast, ballot, "FJD", "decline", at("2018-07-06 10:00"))
    assert Decision.objects.count() == 1


def test_a_late_position_on_a_ballot_that_no_worker_settled_settles_it_first() -> None:
    cast = make_cast(cooling_off_hours=24)
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-03 11:00"))
    vote(cast, ballot, "PPD", "abstain", at("2018-07-08 10:00"))
    decision = Decision.objects.get()
    assert (decision.settled_at, decision.recorded_at) == (at("2018-07-04 11:00"), at("2018-07-08 10:00"))
    assert (decision.abstain, decision.silent) == (0, 1)


def test_the_same_form_sent_twice_is_one_vote() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    first = vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"), key="k1")
    again = vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:01"), key="k1")
    assert first == again
    assert Vote.objects.count() == 1


def test_a_form_sent_again_after_settling_gives_the_same_answer() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    first = vote(cast, ballot, "DAO", "approve", at("2018-07-03 11:00"), key="k1")
    assert vote(cast, ballot, "DAO", "approve", at("2018-07-03 11:01"), key="k1") == first


def test_a_person_in_two_seats_acts_for_one_of_them() -> None:
    cast = make_cast()
    appoint(
        seat=cast.seat("PPD"),
        user=cast.judge,
        capacity=Capacity.DELEGATE,
        starts_on=date(2018, 1, 1),
        by=cast.clerk,
        at=at("2018-01-01 10:00"),
    )
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    with refused(ActsForAnotherSeat, match="First Judicial District"):
        vote(cast, ballot, "PPD", "approve", at("2018-07-03 10:00"), by=cast.judge)


@pytest.fixture
def delegate_of_the_judge() -> tuple:
    cast = make_cast(cooling_off_hours=72)
    deputy = make_user("The deputy judge")
    begins = date(2018, 1, 1)
    appoint(
        seat=cast.seat("FJD"), user=deputy, capacity=Capacity.DELEGATE, starts_on=begins, by=cast.clerk, at=at("2018-01-01 10:00")
    )
    return cast, deputy, open_ballot(cast)


def test_a_principals_position_replaces_the_delegates_and_both_are_on_record(delegate_of_the_judge: tuple) -> None:
    cast, deputy, ballot = delegate_of_the_judge
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"), by=deputy)
    vote(cast, ballot, "FJD", "decline", at("2018-07-03 11:00"))
    judgement = judge(ballot, at=at("2018-07-04 10:00"))
    assert (judgement.tally.decline, judgement.tally.approve, len(judgement.counted)) == (1, 0, 2)


def test_a_delegate_cannot_replace_or_withdraw_the_principals_position(delegate_of_the_judge: tuple) -> None:
    cast, deputy, ballot = delegate_of_the_judge
    vote(cast, ballot, "FJD", "decline", at("2018-07-03 10:00"))
    with refused(PrincipalHasVoted, match="First Judicial District"):
        vote(cast, ballot, "FJD", "approve", at("2018-07-03 11:00"), by=deputy)
    with refused(PrincipalHasVoted):
        ballots.withdraw_vote(ballot_id=ballot.pk, seat=cast.seat("FJD"), by=deputy, at=at("2018-07-03 11:00"))


def test_a_delegate_may_speak_once_the_principal_has_withdrawn(delegate_of_the_judge: tuple) -> None:
    cast, deputy, ballot = delegate_of_the_judge
    vote(cast, ballot, "FJD", "decline", at("2018-07-03 10:00"))
    ballots.withdraw_vote(ballot_id=ballot.pk, seat=cast.seat("FJD"), by=cast.judge, at=at("2018-07-03 11:00"))
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 12:00"), by=deputy)
    assert judge(ballot, at=at("2018-07-04 10:00")).tally.approve == 1


def test_a_draft_and_a_withdrawn_ballot_take_no_votes() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    ballots.withdraw_ballot(ballot_id=ballot.pk, because="The fee was wrong.", by=cast.clerk, at=at("2018-07-04 10:00"))
    with refused(BallotNotOpen, match="The fee was wrong."):
        vote(cast, ballot, "DAO", "approve", at("2018-07-05 10:00"))
    assert Vote.objects.count() == 1


def test_a_settled_ballot_cannot_be_withdrawn_even_if_no_worker_has_written_it_down() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    with refused(BallotNotOpen):
        ballots.withdraw_ballot(ballot_id=ballot.pk, because="Too late.", by=cast.clerk, at=at("2018-09-01 00:00"))


def test_an_act_that_read_its_clock_before_the_last_one_takes_its_place_behind_it() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    behind = vote(cast, ballot, "PPD", "decline", at("2018-07-03 09:59"))
    assert behind.cast_at == at("2018-07-03 10:00")


def test_a_withdrawal_that_waited_behind_a_vote_comes_after_it_on_the_record() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    withdrawn = ballots.withdraw_ballot(ballot_id=ballot.pk, because="A mistake.", by=cast.clerk, at=at("2018-07-03 09:59"))
    assert withdrawn.withdrawn_at == at("2018-07-03 10:00")
    assert Entry.objects.latest("pk").at == at("2018-07-03 10:00")
    assert judge(withdrawn, at=at("2018-07-03 10:00")).tally.approve == 1


def test_a_vote_that_waited_behind_the_closing_sweep_is_refused() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    ballots.settle_ballot(ballot_id=ballot.pk, at=at("2018-09-01 00:00"))
    with refused(BallotClosed):
        vote(cast, ballot, "FJD", "approve", at("2018-08-31 23:59"))


def test_settling_again_changes_nothing() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    assert ballots.settle_ballot(ballot_id=ballot.pk, at=at("2018-08-31 23:59")) is None
    (decision,) = ballots.settle_due(at=at("2018-09-03 10:00"))
    before = every_row()
    assert list(ballots.settle_due(at=at("2018-09-04 10:00"))) == []
    assert every_row() == before
    assert (decision.outcome, decision.settled_at) == ("lapsed", at("2018-09-01 00:00"))


def test_a_change_of_the_bodys_rule_does_not_touch_an_open_ballot() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    cast.body.rule_needed = 3
    cast.body.save()
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-03 11:00"))
    assert Decision.objects.get().outcome == "carried"


def test_a_withdrawn_position_is_not_cast_as_one() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    with refused(Refused):
        vote(cast, ballot, "FJD", Position.WITHDRAWN, at("2018-07-03 10:00"))
