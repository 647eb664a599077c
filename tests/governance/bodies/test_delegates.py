"""Who stands in for a principal: named for a time and a scope, by the principal or the clerk, and taken back."""

from __future__ import annotations

import json
from datetime import date

import pytest

from contracts.models import Agreement
from contracts.refusals import Refused
from governance.ballots.actions import cast_vote
from governance.ballots.judgement import judge, with_all_that_judging_reads
from governance.ballots.models import Ballot
from governance.ballots.refusals import NotSeated
from governance.ballots.tally import Position
from governance.bodies.actions import delegate, end_appointment, revoke
from governance.bodies.models import Appointment
from governance.ledger.models import Entry
from tests.cast import Cast, add_second_agreement, at, make_cast, make_user, open_ballot, vote
from tests.traces import refused

pytestmark = pytest.mark.django_db
NOW = at("2018-07-02 10:00")
UNTIL = date(2018, 7, 31)


def named(cast: Cast, **facts: object) -> Appointment:
    """Let the judge name the deputy for July."""
    given = {"seat": cast.seat("FJD"), "starts_on": date(2018, 7, 2), "ends_on": UNTIL, "by": cast.judge, "at": NOW}
    return delegate(**{"user": facts.pop("user", None) or make_user("The deputy"), **given, **facts})


def speaks(cast: Cast, ballot: Ballot, row: Appointment, when: str) -> None:
    position, by = Position.APPROVE, row.user
    given = {"reasons": "", "text_digest": ballot.text_digest}
    cast_vote(ballot_id=ballot.pk, seat=cast.seat("FJD"), position=position, by=by, at=at(when), **given)


def last_entry() -> dict[str, object]:
    entry = Entry.objects.order_by("-pk")[0]
    body = json.loads(entry.body)
    return {"kind": entry.kind, **body["facts"], "actor": body["actor"]}


def test_a_delegate_votes_until_their_last_day_and_the_ledger_names_no_person() -> None:
    cast = make_cast()
    row = named(cast)
    assert last_entry() == {
        "kind": "appointment.made",
        "seat": "FJD",
        "capacity": "delegate",
        "starts_on": "2018-07-02",
        "ends_on": "2018-07-31",
        "agreement": None,
        "actor": "FJD",
    }
    ballot = open_ballot(cast)
    with refused(NotSeated):
        speaks(cast, ballot, row, "2018-08-01 00:00")
    speaks(cast, ballot, row, "2018-07-31 23:59")


def test_a_delegate_for_one_agreement_speaks_on_that_one_only() -> None:
    cast = make_cast()
    first = cast.agreement
    second = add_second_agreement(cast)
    ballot_of_first, ballot_of_second = open_ballot(cast), open_ballot(cast, agreement=second)
    row = named(cast, agreement=first)
    with refused(NotSeated):
        speaks(cast, ballot_of_second, row, "2018-07-10 10:00")
    speaks(cast, ballot_of_first, row, "2018-07-10 10:00")


def test_a_seat_with_a_delegate_for_one_agreement_alone_is_vacant_on_all_others() -> None:
    cast = make_cast()
    second = add_second_agreement(cast)
    ballots = [open_ballot(cast), open_ballot(cast, agreement=second)]
    row = named(cast, agreement=cast.agreement)
    Appointment.objects.filter(pk=row.pk).update(named_under=None)
    end_appointment(appointment=cast.judge.appointments.get(), ends_on=date(2018, 7, 3), by=cast.clerk, at=NOW)
    fetched = with_all_that_judging_reads(Ballot.objects.select_related("agreement", "term")).order_by("pk")
    for rows in (ballots, list(fetched)):
        assert [judge(ballot, at=at("2018-07-10 10:00")).vacant for ballot in rows] == [(), ("FJD",)]


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"ends_on": None}, "ends_on", "Say until when"),
        ({"starts_on": date(2018, 7, 1)}, "starts_on", "That day is past"),
        ({"starts_on": date(2018, 8, 1)}, "ends_on", "would end before it starts"),
    ],
)
def test_days_that_make_no_sense_are_refused_at_their_field(changed: dict[str, object], field: str, sentence: str) -> None:
    cast = make_cast()
    deputy = make_user("The deputy")
    with refused(Refused, match=sentence) as refusal:
        named(cast, user=deputy, **changed)
    assert refusal.value.field == field


def test_a_delegate_goes_no_further_than_the_principal() -> None:
    cast = make_cast()
    deputy = make_user("The deputy")
    end_appointment(appointment=cast.judge.appointments.get(), ends_on=date(2018, 7, 20), by=cast.clerk, at=NOW)
    with refused(Refused, match="The judge holds the seat until 20 July 2018; a delegate goes no further"):
        named(cast, user=deputy)
    row = named(cast, user=deputy, ends_on=date(2018, 7, 20))
    with refused(Refused, match="a delegate goes no further"):
        end_appointment(appointment=row, ends_on=date(2018, 7, 21), by=cast.clerk, at=NOW)


def test_when_the_principal_leaves_earlier_their_delegates_leave_with_them() -> None:
    cast = make_cast()
    now, later = named(cast), named(cast, user=make_user("A later one"), starts_on=date(2018, 7, 20))
    own = make_user("The clerk's choice")
    given = {"seat": cast.seat("FJD"), "starts_on": date(2018, 7, 2), "made_at": NOW, "capacity": "delegate"}
    by_clerk = Appointment.objects.create(user=own, **given)
    end_appointment(appointment=cast.judge.appointments.get(), ends_on=date(2018, 7, 10), by=cast.clerk, at=NOW)
    now.refresh_from_db()
    later.refresh_from_db()
    by_clerk.refresh_from_db()
    assert (now.ends_on, now.revoked_at) == (date(2018, 7, 10), None)
    assert (later.ends_on, later.revoked_at) == (date(2018, 7, 10), NOW)
    assert not Appointment.objects.held_on(date(2018, 7, 25)).filter(pk=later.pk).exists()
    assert by_clerk.ends_on is None
    assert Entry.objects.filter(kind="appointment.ended").count() == 2
    assert Entry.objects.filter(kind="appointment.revoked").count() == 1


def test_nobody_but_the_present_principal_or_the_clerk_names_a_delegate() -> None:
    cast = make_cast()
    row = named(cast)
    other = make_user("Another")
    for stranger in (row.user, cast.attorney, cast.outsider):
        with refused(Refused, match="Only the principal of the First Judicial District on 2 July 2018, or the clerk"):
            named(cast, user=other, by=stranger)
    assert named(cast, user=other, by=cast.clerk, ends_on=None).ends_on is None
    assert last_entry()["actor"] == "clerk"


def test_who_cannot_vote_or_holds_the_seat_already_is_no_delegate() -> None:
    cast = make_cast()
    with refused(Refused, match="The judge holds the seat already"):
        named(cast, user=cast.judge)
    with refused(Refused, match="The clerk cannot vote here: only an official"):
        named(cast, user=cast.clerk)
    row = named(cast)
    with refused(Refused, match="stands in for the First Judicial District in that time already"):
        named(cast, user=row.user, starts_on=UNTIL, agreement=cast.agreement)


def test_a_delegate_is_not_named_for_an_agreement_of_another_body() -> None:
    cast = make_cast()
    stranger = add_second_agreement(cast, of_the_body=False)
    deputy = make_user("The deputy")
    with refused(Refused, match="does not decide about") as refusal:
        named(cast, user=deputy, agreement=stranger)
    assert refusal.value.field == "agreement"
    assert Agreement.objects.count() == 2


def test_what_is_taken_back_gives_no_voice_from_that_moment_and_the_vote_before_stands() -> None:
    cast = make_cast()
    row, ballot = named(cast), open_ballot(cast)
    speaks(cast, ballot, row, "2018-07-10 10:00")
    revoke(appointment=row, by=cast.judge, at=at("2018-07-10 11:00"))
    assert last_entry()["kind"] == "appointment.revoked"
    with refused(NotSeated):
        speaks(cast, ballot, row, "2018-07-10 11:01")
    assert judge(ballot, at=at("2018-07-10 12:00")).standing["FJD"].position == "approve"
    vote(cast, ballot, "FJD", "decline", at("2018-07-10 12:30"))
    assert judge(ballot, at=at("2018-07-10 13:00")).standing["FJD"].position == "decline"


def test_what_is_taken_back_before_it_began_never_begins_and_is_not_lengthened_again() -> None:
    cast = make_cast()
    row = named(cast, starts_on=date(2018, 7, 20))
    revoke(appointment=row, by=cast.clerk, at=NOW)
    row.refresh_from_db()
    assert not row.is_held_on(date(2018, 7, 20))
    with refused(Refused, match="appoint them anew"):
        end_appointment(appointment=row, ends_on=UNTIL, by=cast.clerk, at=NOW)
    with refused(Refused, match="nothing is left to take back"):
        revoke(appointment=row, by=cast.judge, at=NOW)
    assert named(cast, user=row.user).is_held_on(date(2018, 7, 20))


def test_a_principals_appointment_is_not_taken_back_and_not_by_a_delegate() -> None:
    cast = make_cast()
    row = named(cast)
    with refused(Refused, match="Only a delegate's appointment is taken back"):
        revoke(appointment=cast.judge.appointments.get(), by=cast.clerk, at=NOW)
    with refused(Refused, match="A delegate cannot"):
        revoke(appointment=row, by=row.user, at=NOW)
