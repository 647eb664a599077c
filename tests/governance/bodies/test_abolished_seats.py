"""A seat is abolished: what opens later does without it, what is open keeps it, and the record keeps both."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from contracts.models import Agreement
from contracts.refusals import Refused
from governance.ballots import actions as ballots
from governance.ballots.actions import ReportedPosition, abolish_seat, report_decision
from governance.ballots.judgement import judge
from governance.ballots.models import Question
from governance.ballots.refusals import NotSeated
from governance.ballots.rounds import Obstacle
from governance.ballots.tally import Position
from governance.ballots.to_come import round_to_come
from governance.bodies.actions import NewSeat, add_seat, appoint, change_rule, correct_seat, end_appointment
from governance.bodies.models import Appointment, Body, Capacity, Seat
from governance.ledger.models import Entry
from governance.notices.actions import queue_due, send_due
from governance.notices.models import Notice
from governance.stewardship import actions as stewardship
from tests.cast import RENEW_2018, Cast, at, make_cast, make_user, open_ballot, vote
from tests.conftest import PostOffice
from tests.traces import refused

pytestmark = pytest.mark.django_db
NOON = at("2018-07-10 12:00")
TODAY = date(2018, 7, 10)


def say(cast: Cast) -> dict[str, Any]:
    return {"by": cast.clerk, "at": NOON}


def abolish(cast: Cast, code: str = "PPD", **facts: Any) -> Seat:
    given: dict[str, Any] = {"ends_on": TODAY, "needed": 2, "because": "The charter of 2018."}
    return abolish_seat(seat=cast.seat(code), **given | facts, **say(cast))


def test_the_next_ballot_is_put_to_the_seats_that_stay_and_the_open_one_keeps_all_three() -> None:
    cast = make_cast()
    before = open_ballot(cast)
    abolish(cast)
    assert (before.seats.count(), before.rule_seats, before.rule_needed) == (3, 3, 2)
    ballots.withdraw_ballot(ballot_id=before.pk, because="The body is smaller.", **say(cast))
    after = open_ballot(cast, opened_at=NOON)
    assert ([seat.code for seat in after.seats.all()], after.rule_seats, after.rule_needed) == (["FJD", "DAO"], 2, 2)
    body = Body.objects.get()
    assert (body.rule_seats, body.rule_needed) == (2, 2)


def test_a_draft_opens_with_the_seats_of_its_opening() -> None:
    cast = make_cast()
    facts: dict[str, Any] = {"agreement": cast.agreement, "question": Question.RENEW, "proposal": RENEW_2018}
    draft = ballots.draft_ballot(closes_on=date(2018, 8, 31), **facts, **say(cast))
    abolish(cast)
    opened = ballots.open_ballot(ballot_id=draft.pk, **say(cast))
    assert (opened.seats.count(), opened.rule_seats) == (2, 2)


def test_its_holder_speaks_until_its_last_day_and_no_longer() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    abolish(cast)
    vote(cast, ballot, "PPD", "decline", at("2018-07-10 23:59"))
    with pytest.raises(NotSeated):
        vote(cast, ballot, "PPD", "approve", at("2018-07-11 00:00"))
    seen = judge(ballot, at=at("2018-07-11 09:00"))
    assert seen.positions["PPD"] == "decline", "what was voted while it was held stands"


def test_on_an_open_ballot_it_is_a_seat_that_nobody_holds() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    abolish(cast)
    assert "PPD" in judge(ballot, at=at("2018-07-11 09:00")).vacant


def test_its_appointments_end_on_its_last_day_and_those_to_come_never_begin() -> None:
    cast = make_cast()
    end_appointment(appointment=cast.commissioner.appointments.get(), ends_on=date(2018, 9, 30), **say(cast))
    next_one = make_user("The next commissioner")
    starts_on = date(2018, 10, 1)
    appoint(seat=cast.seat("PPD"), user=next_one, capacity=Capacity.PRINCIPAL, starts_on=starts_on, **say(cast))
    abolish(cast)
    rows = Appointment.objects.filter(seat__code="PPD").order_by("starts_on")
    assert [(row.ends_on, row.revoked_at is not None) for row in rows] == [(TODAY, False), (TODAY, True)]
    assert Entry.objects.filter(kind__in=("appointment.ended", "appointment.revoked")).count() == 3
    facts = json.loads(Entry.objects.get(kind="seat.abolished").body)["facts"]
    assert facts["before"]["rule"] == {"seats": 3, "needed": 2}
    assert (facts["rule"], facts["ends_on"], facts["because"]) == (
        {"seats": 2, "needed": 2},
        "2018-07-10",
        "The charter of 2018.",
    )


def test_one_that_nobody_ever_held_is_abolished_as_easily() -> None:
    cast = make_cast()
    seat = add_seat(body=cast.body, seat=NewSeat("SOL", "City Solicitor"), needed=3, **say(cast))
    abolish_seat(seat=seat, ends_on=TODAY, needed=2, because="Entered by mistake.", **say(cast))
    assert cast.body.seats.standing().count() == 3
    assert not Entry.objects.filter(kind__startswith="appointment", at=NOON).exists()


def test_nobody_is_appointed_to_it_and_no_appointment_goes_on_past_it() -> None:
    cast = make_cast()
    seat = abolish(cast)
    with refused(Refused, "was abolished; its last day was 10 July 2018"):
        appoint(seat=seat, user=cast.outsider, capacity=Capacity.PRINCIPAL, starts_on=date(2018, 8, 1), **say(cast))
    with refused(Refused, "was abolished") as refusal:
        end_appointment(appointment=cast.commissioner.appointments.get(), ends_on=date(2018, 8, 1), **say(cast))
    assert refusal.value.field == "ends_on"


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"needed": 1}, "needed", "1 of 2 is not more than half of the seats"),
        ({"needed": 3}, "needed", "at most all of the 2 seats"),
        ({"ends_on": date(2018, 7, 11)}, "ends_on", "11 July 2018 is yet to come"),
        ({"because": " "}, "because", "Say why"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(facts: dict[str, Any], field: str, sentence: str) -> None:
    cast = make_cast()
    with refused(Refused, sentence) as refusal:
        abolish(cast, **facts)
    assert refusal.value.field == field


def test_a_rule_of_all_seats_says_anew_how_many_that_is() -> None:
    cast = make_cast()
    change_rule(body=cast.body, needed=3, cooling_off_hours=0, **say(cast))
    with refused(Refused, "at most all of the 2 seats"):
        abolish(cast, needed=3)
    abolish(cast, needed=2)


def test_the_last_seat_stays_and_no_seat_is_abolished_twice() -> None:
    cast = make_cast()
    abolish(cast)
    with refused(Refused, "was abolished already; its last day was 10 July 2018"):
        abolish(cast)
    abolish(cast, "FJD", needed=1)
    with refused(Refused, "This is the last seat of the PARS subcommittee"):
        abolish(cast, "DAO", needed=1)


def test_a_seat_that_voted_was_a_seat_on_that_day() -> None:
    cast = make_cast()
    vote(cast, open_ballot(cast), "PPD", "decline", at("2018-07-05 10:00"))
    with refused(Refused, "put a position on record on 5 July 2018") as refusal:
        abolish(cast, ends_on=date(2018, 7, 4))
    assert refusal.value.field == "ends_on"
    assert abolish(cast, ends_on=date(2018, 7, 5)).ends_on == date(2018, 7, 5)


def test_its_code_names_no_other_seat_and_its_name_may() -> None:
    cast = make_cast()
    abolish(cast)
    with refused(Refused, "The record calls a former seat PPD, that of the Police Department") as refusal:
        add_seat(body=cast.body, seat=NewSeat("ppd", "Police"), needed=2, **say(cast))
    assert refusal.value.field == "code"
    again = add_seat(body=cast.body, seat=NewSeat("POL", "Police Department"), needed=2, **say(cast))
    correct_seat(seat=again, name="Police Department", principal_office="Commissioner", directed_by="", **say(cast))


def test_the_clerk_is_not_told_that_it_is_vacant(post_office: PostOffice) -> None:
    cast = make_cast()
    end_appointment(appointment=cast.commissioner.appointments.get(), ends_on=date(2018, 7, 9), **say(cast))
    queue_due(at=at("2018-07-10 09:00"))
    assert Notice.objects.filter(kind="seat_vacant", state="queued").count() == 2
    abolish(cast)
    send_due(worker="w1", clock=lambda: NOON)
    assert set(Notice.objects.filter(kind="seat_vacant").values_list("state", flat=True)) == {"moot"}
    abolish(cast, "FJD", needed=1)
    queue_due(at=at("2018-07-12 09:00"))
    assert not Notice.objects.filter(kind="seat_vacant", state="queued").exists()


def test_what_keeps_a_round_from_opening_does_not_count_it() -> None:
    cast = make_cast(renewal_month=8, renewal_day=31)
    end_appointment(appointment=cast.commissioner.appointments.get(), ends_on=date(2018, 7, 9), **say(cast))
    found = round_to_come(cast.agreement, at=NOON)
    assert found is not None
    assert (found.filled, Obstacle.VACANT in found.obstacles) == (2, False)
    abolish(cast, "FJD")
    found = round_to_come(Agreement.objects.get(), at=NOON)
    assert found is not None
    assert (found.filled, Obstacle.VACANT in found.obstacles) == (1, True), "its holder has it until midnight, and is not asked"


def test_a_decision_is_reported_with_the_seats_that_stand() -> None:
    cast = make_cast()
    seat = abolish(cast)
    paper = stewardship.add_source(key="MINUTES", title="The minutes", url="", **say(cast))
    facts: dict[str, Any] = {
        "slug": "pars-ice-2017",
        "agreement": cast.agreement,
        "term": cast.agreement.terms.get(),
        "question": Question.RENEW,
        "proposal": RENEW_2018,
        "reported_on": date(2018, 7, 9),
        "sources": [paper],
    }
    with refused(Refused, "Police Department is a seat of this body no more"):
        report_decision(positions=[ReportedPosition(seat, Position.APPROVE, "", (paper,))], **facts, **say(cast))
    positions = [ReportedPosition(cast.seat(code), Position.APPROVE, "", (paper,)) for code in ("FJD", "DAO")]
    assert report_decision(positions=positions, **facts, **say(cast)).outcome == "carried"
