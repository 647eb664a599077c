"""What the sweep queues, for whom, and that it does so once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Basis
from governance.ballots.models import Question
from governance.notices.actions import past_is_told, queue_due
from governance.notices.models import Letter, Notice
from governance.stewardship import actions as stewardship
from tests.cast import at, check_dates, make_cast, open_ballot, vote

pytestmark = pytest.mark.django_db


def told(kind: str, state: str = "queued") -> set[tuple[str, int]]:
    return {(notice.address, notice.rung) for notice in Notice.objects.filter(kind=kind, state=state)}


def test_the_keepers_are_told_180_days_before_the_term_ends_and_the_body_from_30_days_on() -> None:
    cast = make_cast()
    queue_due(at=at("2018-03-04 12:00"))  # 180 days before 31 August 2018
    assert told("term_end") == {(cast.clerk.email, 180), (cast.second_clerk.email, 180)}
    queue_due(at=at("2018-08-01 12:00"))
    thirty = {address for address, rung in told("term_end") if rung == 30}
    assert thirty == {user.email for user in (cast.clerk, cast.second_clerk, cast.judge, cast.commissioner, cast.attorney)}


def test_a_second_sweep_queues_nothing_more() -> None:
    check_dates(make_cast())
    assert queue_due(at=at("2018-08-01 12:00")).queued == 5
    assert queue_due(at=at("2018-08-01 12:01")).queued == 0


def test_a_seat_that_voted_is_not_nagged() -> None:
    cast = make_cast()
    ballot = open_ballot(cast, closes_on=date(2018, 7, 31))
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    queue_due(at=at("2018-07-24 12:00"))
    assert told("ballot_closing") == {
        (user.email, 7) for user in (cast.clerk, cast.second_clerk, cast.commissioner, cast.attorney)
    }


def test_a_seat_that_withdrew_is_told_again() -> None:
    from governance.ballots.actions import withdraw_vote

    cast = make_cast()
    ballot = open_ballot(cast, closes_on=date(2018, 7, 31))
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    withdraw_vote(ballot_id=ballot.pk, seat=cast.seat("FJD"), by=cast.judge, at=at("2018-07-04 10:00"))
    queue_due(at=at("2018-07-24 12:00"))
    assert (cast.judge.email, 7) in told("ballot_closing")


def test_nobody_is_told_before_eight_in_the_morning_of_the_body() -> None:
    check_dates(make_cast())
    assert queue_due(at=at("2018-03-04 07:59")).queued == 0
    assert queue_due(at=at("2018-03-04 08:00")).queued == 2


def test_rung_missed_for_nine_days_goes_out_late_and_the_passed_ones_are_recorded() -> None:
    cast = make_cast()
    queue_due(at=at("2018-08-21 12:00"))
    queue_due(at=at("2018-08-30 12:00"))
    assert (cast.clerk.email, 1) in told("term_end")
    assert {rung for address, rung in told("term_end", "skipped")} == {7, 3}


def test_entering_the_past_floods_nobody() -> None:
    make_cast(entered_at=at("2026-11-22 09:00"))
    queue_due(at=at("2026-11-22 12:00"))
    # Three officials were appointed today, so they are told what their seats bring; of the days of 2018 nobody hears.
    assert set(Notice.objects.values_list("kind", flat=True)) == {"inventory"}


def test_an_agreement_entered_late_gets_only_its_most_urgent_rung() -> None:
    make_cast(entered_at=at("2018-08-21 09:00"))
    queue_due(at=at("2018-08-21 12:00"))
    assert {rung for address, rung in told("term_end")} == {14}
    assert told("term_end", "skipped") == set()


def test_who_acts_gets_a_receipt_and_a_decision_goes_to_body_and_keepers() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-03 11:00"))
    queue_due(at=at("2018-07-03 11:01"))
    assert told("receipt") == {(cast.judge.email, 0), (cast.attorney.email, 0)}
    everybody = (cast.judge, cast.commissioner, cast.attorney, cast.clerk, cast.second_clerk)
    assert told("decision") == {(user.email, 0) for user in everybody}
    assert Letter.objects.filter(address=cast.judge.email).count() == 1


def test_an_opened_ballot_invites_the_seats() -> None:
    cast = make_cast()
    open_ballot(cast)
    queue_due(at=at("2018-07-02 09:01"))
    assert told("invitation") == {(user.email, 0) for user in (cast.judge, cast.commissioner, cast.attorney)}


def test_no_round_held_is_told_after_the_end_and_not_where_a_ballot_was_opened() -> None:
    cast = make_cast()
    queue_due(at=at("2018-08-31 12:00"))
    queue_due(at=at("2018-09-01 12:00"))
    assert (cast.clerk.email, -1) in told("no_round")


def test_a_round_that_was_held_is_not_said_to_be_missing() -> None:
    cast = make_cast()
    open_ballot(cast)
    queue_due(at=at("2018-08-31 12:00"))
    queue_due(at=at("2018-09-01 12:00"))
    assert told("no_round") == set()


def test_a_renewed_term_ends_without_a_reminder() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-03 11:00"))
    queue_due(at=at("2018-08-24 12:00"))
    assert told("term_end") == set()


def test_loading_the_past_tells_nobody_of_its_acts() -> None:
    with past_is_told(at=at("2018-07-05 10:00")):
        cast = make_cast(entered_at=at("2018-07-01 09:00"))
        ballot = open_ballot(cast)
        vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    queue_due(at=at("2018-07-05 10:01"))
    assert told("receipt") == set()
    assert told("invitation") == set()


def test_loading_the_past_into_a_living_register_loses_no_receipt() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    queue_due(at=at("2018-07-02 10:00"))
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    with past_is_told(at=at("2018-07-03 10:01")):
        vote(cast, ballot, "PPD", "abstain", at("2018-07-03 10:00"))
    queue_due(at=at("2018-07-03 10:02"))
    assert told("receipt") == {(cast.judge.email, 0)}


def test_someone_whose_appointment_ended_gets_nothing() -> None:
    from governance.bodies.actions import end_appointment

    cast = make_cast()
    end_appointment(
        appointment=cast.judge.appointments.get(), ends_on=date(2018, 7, 31), by=cast.clerk, at=at("2018-07-01 09:00")
    )
    open_ballot(cast, question=Question.RENEW)
    queue_due(at=at("2018-08-24 12:00"))
    assert cast.judge.email not in {address for address, rung in told("ballot_closing")}


def test_the_number_of_statements_does_not_grow_with_the_register() -> None:
    cast = make_cast()
    with CaptureQueriesContext(connection) as alone:
        assert queue_due(at=at("2018-07-02 12:00")).queued == 3
    say = {"by": cast.clerk, "at": at("2018-07-01 09:00")}
    for number in range(10):
        recipient = stewardship.add_party(slug=f"p{number}", name=f"Police {number}", **say)
        agreement = stewardship.enter_agreement(
            slug=f"pars-{number}", title=f"PARS {number}", system=cast.agreement.system, recipient=recipient, **say
        )
        end = date(2018, 8, 31) + timedelta(days=number)
        stewardship.begin_term(agreement=agreement, starts_on=date(2017, 9, 1), ends_on=end, basis=Basis.SIGNED, **say)
    with CaptureQueriesContext(connection) as among_eleven:
        assert queue_due(at=at("2018-08-01 12:00")).queued > 20
    assert len(among_eleven) == len(alone)
