"""A body's time zone is corrected between ballots: what is to come follows it, what was settled and sent does not."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from contracts.refusals import Refused
from governance.ballots import actions as ballots
from governance.ballots.actions import correct_time_zone
from governance.ballots.models import Ballot, Decision, Question
from governance.ballots.refusals import NotSeated
from governance.bodies.actions import end_appointment
from governance.bodies.models import Body
from governance.ledger.models import Entry
from governance.notices.actions import queue_due
from governance.notices.models import Notice
from tests.cast import RENEW_2018, Cast, at, check_dates, make_cast, open_ballot, vote
from tests.traces import refused

pytestmark = pytest.mark.django_db
NOON = at("2018-07-10 12:00")
TOKYO, CHICAGO = "Asia/Tokyo", "America/Chicago"


def correct(cast: Cast, zone: str = CHICAGO, *, when: str = "2018-07-10 12:00") -> Body:
    return correct_time_zone(body=cast.body, time_zone=zone, by=cast.clerk, at=at(when))


def test_a_zone_is_corrected_and_the_ledger_says_what_stood_before() -> None:
    assert correct(make_cast()).time_zone == CHICAGO
    facts = json.loads(Entry.objects.get(kind="body.zone_corrected").body)["facts"]
    assert facts == {"zone": "America/Chicago", "before": "America/New_York"}


@pytest.mark.parametrize(
    ("zone", "sentence"),
    [
        ("America/New_York", "the time zone on record"),
        ("America/Philadelphia", "is not a time zone"),
        ("localtime", "is not a time zone"),
        ("", "is not a time zone"),
    ],
)
def test_what_is_no_zone_or_no_change_is_refused_at_its_field(zone: str, sentence: str) -> None:
    cast = make_cast()
    with refused(Refused, sentence) as refusal:
        correct(cast, zone)
    assert refusal.value.field == "time_zone"


def test_no_zone_is_corrected_under_an_open_ballot() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    with refused(Refused, "A ballot is open, about PARS - ICE, and the end of its voting was promised") as refusal:
        correct(cast)
    assert refusal.value.field == "time_zone"
    ballots.withdraw_ballot(ballot_id=ballot.pk, because="The zone is wrong.", by=cast.clerk, at=NOON)
    assert correct(cast).time_zone == CHICAGO


def test_what_is_settled_by_then_is_written_down_in_its_own_zone() -> None:
    cast = make_cast()
    open_ballot(cast, closes_on=date(2018, 7, 9))
    correct(cast, TOKYO)
    ballot, decision = Ballot.objects.get(), Decision.objects.get()
    assert (ballot.time_zone, decision.settled_at) == ("America/New_York", at("2018-07-10 00:00"))
    assert decision.decided_on == date(2018, 7, 9)


def test_a_draft_closes_by_the_zone_of_its_opening() -> None:
    cast = make_cast()
    facts: dict[str, Any] = {"agreement": cast.agreement, "question": Question.RENEW, "proposal": RENEW_2018}
    draft = ballots.draft_ballot(closes_on=date(2018, 8, 31), **facts, by=cast.clerk, at=NOON)
    correct(cast)
    draft.refresh_from_db()
    assert (draft.time_zone, draft.closes_at) == (CHICAGO, at("2018-09-01 01:00"))
    Ballot.objects.update(time_zone="America/New_York")  # as one that was being drafted meanwhile
    opened = ballots.open_ballot(ballot_id=draft.pk, by=cast.clerk, at=NOON)
    assert (opened.time_zone, opened.closes_at) == (CHICAGO, at("2018-09-01 01:00"))


def test_who_holds_a_seat_today_is_judged_by_the_new_zone() -> None:
    cast = make_cast()
    end_appointment(appointment=cast.judge.appointments.get(), ends_on=date(2018, 7, 10), by=cast.clerk, at=NOON)
    correct(cast, CHICAGO)
    ballot = open_ballot(cast, opened_at=NOON)
    vote(cast, ballot, "FJD", "decline", at("2018-07-11 00:30"))  # 23:30 in Chicago
    with pytest.raises(NotSeated):
        vote(cast, ballot, "FJD", "approve", at("2018-07-11 01:00"))


def test_a_rung_that_is_to_come_follows_the_zone_and_one_that_was_sent_does_not_come_again() -> None:
    cast = make_cast()
    check_dates(cast)
    queue_due(at=at("2018-08-01 08:00"))
    sent = Notice.objects.filter(kind="term_end", rung=30).count()
    assert sent > 0
    correct(cast, CHICAGO, when="2018-08-01 09:00")
    queue_due(at=at("2018-08-01 09:30"))
    assert Notice.objects.filter(kind="term_end", rung=30).count() == sent
    queue_due(at=at("2018-08-17 08:30"))
    assert not Notice.objects.filter(kind="term_end", rung=14).exists(), "it is half past seven in Chicago"
    queue_due(at=at("2018-08-17 09:00"))
    assert Notice.objects.filter(kind="term_end", rung=14).count() == sent


def test_a_rung_that_the_new_zone_has_reached_already_is_due_at_once() -> None:
    cast = make_cast()
    check_dates(cast)
    queue_due(at=at("2018-08-16 20:00"))  # 9:00 on the 17th in Tokyo
    assert not Notice.objects.filter(kind="term_end", rung=14).exists()
    correct(cast, TOKYO, when="2018-08-16 20:30")
    queue_due(at=at("2018-08-16 21:00"))
    assert Notice.objects.filter(kind="term_end", rung=14, state="queued").exists()


def test_acts_on_ballots_of_the_old_zone_are_told_still() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    queue_due(at=at("2018-07-05 09:00"))
    vote(cast, ballot, "FJD", "decline", at("2018-07-10 10:00"))
    ballots.withdraw_ballot(ballot_id=ballot.pk, because="The zone is wrong.", by=cast.clerk, at=at("2018-07-10 11:00"))
    correct(cast)
    queue_due(at=at("2018-07-10 12:30"))
    assert {"receipt", "withdrawn"} <= set(Notice.objects.values_list("kind", flat=True))
