"""Agreements that run on unless notice is given in time."""

from __future__ import annotations

from datetime import date

import pytest

from governance.ballots import actions as ballots
from governance.ballots.models import Ballot, Question
from governance.ballots.proposal import Proposal
from governance.followups.actions import confirm, renew_by_silence
from governance.followups.obligations import Duty
from governance.followups.owed import owed
from governance.followups.silence import runs_on
from tests.cast import Cast, at, make_cast, open_ballot, vote
from tests.traces import every_row

pytestmark = pytest.mark.django_db
FIRST_OF_SEPTEMBER = at("2018-09-01 00:00")


@pytest.fixture
def evergreen() -> Cast:
    return make_cast(
        default_outcome="renews_by_silence",
        renewal_month=8,
        renewal_day=31,
        notice_count=30,
        notice_unit="days",
        notice_clause="section 9",
    )


def ask(cast: Cast) -> Ballot:
    stop = Proposal(None, date(2018, 8, 31))
    return open_ballot(cast, question=Question.GIVE_NOTICE, proposal=stop, closes_on=date(2018, 7, 31))


def carry(cast: Cast) -> None:
    ballot = ask(cast)
    vote(cast, ballot, "PPD", "approve", at("2018-07-03 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-03 11:00"))


def deliver(cast: Cast, done_on: date) -> None:
    confirm(
        term=cast.agreement.terms.get(),
        duty=Duty.NOTICE_LETTER,
        done_on=done_on,
        evidence="E-mailed, read receipt on file.",
        by=cast.clerk,
        at=at(f"{done_on} 12:00"),
    )


def test_nobody_acting_renews_it_by_silence_with_no_gap(evergreen: Cast) -> None:
    assert runs_on(evergreen.agreement, evergreen.agreement.terms.get(), at=FIRST_OF_SEPTEMBER)
    (term,) = renew_by_silence(at=at("2018-09-01 00:05"))
    assert (str(term), term.basis) == ("2018-09-01 - 2019-08-31", "by_silence")
    assert term.agreement.deadlines.filter(kind="notice_by", cause="term:2018-09-01").get().on == date(2019, 8, 1)


def test_notice_carried_and_delivered_in_time_ends_it(evergreen: Cast) -> None:
    carry(evergreen)
    deliver(evergreen, date(2018, 7, 26))
    assert list(renew_by_silence(at=at("2018-09-01 00:05"))) == []
    duties = {row.duty: row.is_closed for row in owed(evergreen.agreement, at=FIRST_OF_SEPTEMBER)}
    assert duties == {Duty.NOTICE_LETTER: True, Duty.ACCESS_OFF: False, Duty.CERTIFICATE: False}


def test_notice_delivered_a_day_late_stops_nothing(evergreen: Cast) -> None:
    carry(evergreen)
    deliver(evergreen, date(2018, 8, 2))
    assert [term.basis for term in renew_by_silence(at=at("2018-09-01 00:05"))] == ["by_silence"]


def test_notice_that_did_not_carry_stops_nothing(evergreen: Cast) -> None:
    ballot = ask(evergreen)
    vote(evergreen, ballot, "PPD", "approve", at("2018-07-03 10:00"))
    ballots.settle_ballot(ballot_id=ballot.pk, at=at("2018-08-01 00:00"))
    assert runs_on(evergreen.agreement, evergreen.agreement.terms.get(), at=FIRST_OF_SEPTEMBER)
    assert owed(evergreen.agreement, at=FIRST_OF_SEPTEMBER) == ()


def test_a_sweep_after_three_years_writes_each_term_once(evergreen: Cast) -> None:
    assert len(list(renew_by_silence(at=at("2021-06-01 12:00")))) == 3
    before = every_row()
    assert list(renew_by_silence(at=at("2021-06-01 12:00"))) == []
    assert every_row() == before


def test_with_no_worker_running_a_carried_notice_is_owed_its_letter_and_a_carried_renewal_owes_nothing() -> None:
    cast = make_cast(cooling_off_hours=24)
    ballot = open_ballot(cast)
    vote(cast, ballot, "PPD", "decline", at("2018-07-03 10:00"))
    vote(cast, ballot, "DAO", "decline", at("2018-07-03 11:00"))
    assert owed(cast.agreement, at=at("2018-07-04 10:59")) == ()
    assert len(owed(cast.agreement, at=at("2018-07-04 11:00"))) == 3


def test_a_lapse_at_closing_is_decided_on_the_last_day_of_voting() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    ballots.settle_ballot(ballot_id=ballot.pk, at=at("2018-09-03 00:00"))
    assert ballot.decision.decided_on == date(2018, 8, 31)
    letter = owed(cast.agreement, at=at("2018-09-03 00:00"))[0]
    assert (letter.duty, letter.due_on) == (Duty.NOTICE_LETTER, date(2018, 8, 31))


def test_an_agreement_that_lapses_never_runs_on() -> None:
    cast = make_cast()
    assert not runs_on(cast.agreement, cast.agreement.terms.get(), at=FIRST_OF_SEPTEMBER)
    assert list(renew_by_silence(at=at("2018-09-01 00:05"))) == []


def test_it_is_not_renewed_before_its_last_local_day_is_over(evergreen: Cast) -> None:
    assert list(renew_by_silence(at=at("2018-08-31 23:59"))) == []
