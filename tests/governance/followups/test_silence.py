"""Agreements that run on unless notice is given in time."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.refusals import Refused
from governance.ballots import actions as ballots
from governance.ballots.models import Ballot, Question
from governance.ballots.proposal import Proposal
from governance.followups.actions import confirm, renew_by_silence, waive
from governance.followups.as_of import as_of
from governance.followups.obligations import Duty, Notice
from governance.followups.owed import owed
from governance.ledger.models import Entry
from tests.cast import Cast, at, make_cast, open_ballot, vote
from tests.traces import every_row, refused

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


def deliver(cast: Cast, done_on: date, *, entered: str = "") -> None:
    confirm(
        term=cast.agreement.terms.get(),
        duty=Duty.NOTICE_LETTER,
        done_on=done_on,
        evidence="E-mailed, read receipt on file.",
        by=cast.clerk,
        at=at(entered or f"{done_on} 12:00"),
    )


def test_nobody_acting_renews_it_by_silence_with_no_gap(evergreen: Cast) -> None:
    assert as_of(evergreen.agreement, at=FIRST_OF_SEPTEMBER).runs_on
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
    assert as_of(evergreen.agreement, at=FIRST_OF_SEPTEMBER).runs_on
    assert owed(evergreen.agreement, at=FIRST_OF_SEPTEMBER) == ()


def test_a_sweep_after_three_years_writes_each_term_once(evergreen: Cast) -> None:
    assert len(list(renew_by_silence(at=at("2021-06-01 12:00")))) == 3
    before = every_row()
    assert list(renew_by_silence(at=at("2021-06-01 12:00"))) == []
    assert every_row() == before


def test_with_no_worker_running_a_carried_notice_is_owed_its_letter(evergreen: Cast) -> None:
    evergreen.body.cooling_off_hours = 24
    evergreen.body.save(update_fields=["cooling_off_hours"])
    carry(evergreen)
    assert owed(evergreen.agreement, at=at("2018-07-04 10:59")) == ()
    letter, *others = owed(evergreen.agreement, at=at("2018-07-04 11:00"))
    assert (letter.duty, letter.due_on) == (Duty.NOTICE_LETTER, date(2018, 8, 1))
    assert [item.duty for item in others] == [Duty.ACCESS_OFF, Duty.CERTIFICATE]
    assert Ballot.objects.get().state == "open"


def test_with_no_worker_running_a_carried_renewal_owes_nothing_even_after_the_old_term() -> None:
    cast = make_cast(cooling_off_hours=24)
    ballot = open_ballot(cast)
    vote(cast, ballot, "PPD", "approve", at("2018-07-03 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-03 11:00"))
    for when in ("2018-07-04 10:59", "2018-07-04 11:00", "2018-09-01 00:00", "2019-08-31 23:59"):
        assert owed(cast.agreement, at=at(when)) == (), when
    assert Ballot.objects.get().state == "open"


def test_with_no_worker_running_a_renewal_that_did_not_carry_owes_all_three() -> None:
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
    assert not as_of(cast.agreement, at=FIRST_OF_SEPTEMBER).runs_on
    assert list(renew_by_silence(at=at("2018-09-01 00:05"))) == []


def test_it_is_not_renewed_before_its_last_local_day_is_over(evergreen: Cast) -> None:
    assert list(renew_by_silence(at=at("2018-08-31 23:59"))) == []


# --- One reading, with or without a worker ---


def ask_early_end(cast: Cast, last_day: date) -> Ballot:
    """Carry an early end whose cooling-off is over on 10 July; nobody writes it down."""
    ballot = open_ballot(cast, question=Question.END_EARLY, proposal=Proposal(None, last_day), closes_on=date(2018, 7, 31))
    vote(cast, ballot, "PPD", "approve", at("2018-07-09 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-09 10:00"))
    return ballot


@pytest.mark.parametrize("has_worker", [False, True])
def test_an_early_end_has_the_same_due_days_with_and_without_a_worker(has_worker: bool) -> None:
    cast = make_cast(cooling_off_hours=24)
    ballot = ask_early_end(cast, date(2018, 8, 10))
    if has_worker:
        ballots.settle_ballot(ballot_id=ballot.pk, at=at("2018-07-10 10:01"))
    agreement = type(cast.agreement).objects.get()
    days = [item.due_on for item in owed(agreement, at=at("2018-07-11 09:00"))]
    assert days == [date(2018, 8, 10), date(2018, 8, 11), date(2018, 9, 9)]
    assert as_of(agreement, at=at("2018-08-11 00:00")).standing == "ended early"


def test_an_early_end_that_carried_stops_silence_before_anybody_writes_it_down(evergreen: Cast) -> None:
    evergreen.body.cooling_off_hours = 24
    evergreen.body.save(update_fields=["cooling_off_hours"])
    ask_early_end(evergreen, date(2018, 8, 10))
    assert not as_of(evergreen.agreement, at=FIRST_OF_SEPTEMBER).runs_on
    assert list(renew_by_silence(at=FIRST_OF_SEPTEMBER)) == []


def test_notice_comes_from_to_be_given_to_in_time_or_too_late(evergreen: Cast) -> None:
    carry(evergreen)
    assert as_of(evergreen.agreement, at=at("2018-07-03 10:59")).notice is None
    assert as_of(evergreen.agreement, at=at("2018-08-01 23:59")).notice is Notice.TO_BE_GIVEN
    assert as_of(evergreen.agreement, at=at("2018-08-02 00:00")).notice is Notice.TOO_LATE
    deliver(evergreen, date(2018, 8, 1))
    assert as_of(evergreen.agreement, at=at("2018-08-02 00:00")).notice is Notice.IN_TIME


def test_notice_whose_letter_was_waived_is_too_late_at_once(evergreen: Cast) -> None:
    carry(evergreen)
    say = {"by": evergreen.clerk, "at": at("2018-07-10 10:00")}
    waive(term=evergreen.agreement.terms.get(), duty=Duty.NOTICE_LETTER, because="They know.", **say)
    assert as_of(evergreen.agreement, at=at("2018-07-11 10:00")).notice is Notice.TOO_LATE


# --- What the clerk enters ---


def test_a_letter_delivered_before_the_decision_it_tells_of_is_refused_at_its_field(evergreen: Cast) -> None:
    carry(evergreen)
    before = every_row()
    with pytest.raises(Refused, match="This was decided on 3 July 2018") as refusal:
        deliver(evergreen, date(2018, 7, 2), entered="2018-07-05 12:00")
    assert refusal.value.field == "done_on"
    assert every_row() == before
    deliver(evergreen, date(2018, 7, 3))


def test_who_is_not_the_clerk_confirms_and_waives_nothing(evergreen: Cast) -> None:
    carry(evergreen)
    term, before = evergreen.agreement.terms.get(), every_row()
    for by in (evergreen.judge, evergreen.outsider):
        say = {"by": by, "at": at("2018-07-10 10:00")}
        with pytest.raises(Refused, match="clerk"):
            confirm(term=term, duty=Duty.NOTICE_LETTER, done_on=date(2018, 7, 9), evidence="Seen.", **say)
        with pytest.raises(Refused, match="clerk"):
            waive(term=term, duty=Duty.NOTICE_LETTER, because="No need.", **say)
    assert every_row() == before


def test_a_renewal_by_silence_is_on_record_as_the_rules_act_and_not_the_clerks(evergreen: Cast) -> None:
    list(renew_by_silence(at=at("2018-09-01 00:05")))
    assert '"actor":"rule"' in Entry.objects.filter(kind="term.begun").latest("pk").body
    days = evergreen.agreement.deadlines.filter(cause="term:2018-09-01")
    assert days.exists()
    assert not days.exclude(entered_by=None, computed_from="silence:2018-08-31").exists()


def test_a_duty_is_not_met_before_the_term_began() -> None:
    cast = make_cast()
    with refused(Refused, match="began on 1 September 2017") as refusal:
        confirm(
            term=cast.agreement.terms.get(),
            duty=Duty.ACCESS_OFF,
            done_on=date(1900, 1, 1),
            evidence="A slip of the pen.",
            by=cast.clerk,
            at=at("2018-09-03 12:00"),
        )
    assert refusal.value.field == "done_on"
