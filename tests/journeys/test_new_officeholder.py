"""Story 18: a principal changes, and the new one is mailed an inventory of what the seat brings."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.models import Basis
from governance.accounts.models import User
from governance.bodies.actions import appoint, end_appointment
from governance.bodies.models import Appointment, Capacity
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, make_cast, make_user, open_ballot, vote
from tests.conftest import plain_text_of

from .stage import Town, on_record, rungs, subjects

pytestmark = pytest.mark.django_db


def the_judge_changes(town: Town) -> tuple[Cast, User]:
    """Let the judge vote and leave on 10 July 2018; another one holds the seat from the next day on."""
    cast = make_cast(notice_count=30, notice_unit="days", notice_clause="section 9")
    say = {"by": cast.clerk, "at": at("2018-07-05 09:00")}
    recipient = stewardship.add_party(slug="amtrak", name="Amtrak Police", **say)
    amtrak = stewardship.enter_agreement(
        slug="pars-amtrak", title="PARS - Amtrak", system=cast.agreement.system, recipient=recipient, **say
    )
    term = {"starts_on": date(2018, 1, 1), "ends_on": date(2018, 12, 31)}
    stewardship.begin_term(agreement=amtrak, basis=Basis.SIGNED, **term, **say)
    stewardship.name_keepers(agreement=amtrak, users=[cast.clerk, cast.second_clerk], **say)
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "abstain", at("2018-07-03 10:00"))
    vote(cast, ballot, "DAO", "decline", at("2018-07-04 10:00"))
    town.posts("2018-07-05 10:00")
    end_appointment(appointment=Appointment.objects.get(seat=cast.seat("FJD")), ends_on=date(2018, 7, 10), **say)
    new = make_user("The new judge")
    appoint(seat=cast.seat("FJD"), user=new, capacity=Capacity.PRINCIPAL, starts_on=date(2018, 7, 11), **say)
    return cast, new


def test_the_new_holder_is_mailed_the_agreements_next_dates_open_ballots_and_the_position_inherited(town: Town) -> None:
    _cast, new = the_judge_changes(town)
    town.posts("2018-07-11 00:01")
    (mail,) = town.office.to(new.email)
    text = plain_text_of(mail)
    assert mail["Subject"] == "You hold the seat of the First Judicial District: what it brings"
    assert "Since 11 July 2018 you hold the seat of the First Judicial District as principal." in text
    assert "PARS - ICE: notice-by date, 1 August 2018." in text
    assert "PARS - Amtrak: term ends, 31 December 2018." in text
    assert "PARS - ICE: 2 more approvals are needed" in text
    assert "Your seat abstained on 3 July 2018; that stands unless you replace it." in text
    assert "https://countersign.example/desk/ballots/pars-ice-2018/" in text


def test_it_comes_with_the_first_day_in_office_and_only_once(town: Town) -> None:
    _cast, new = the_judge_changes(town)
    town.posts("2018-07-10 23:59")
    assert town.office.to(new.email) == []
    for when in ("2018-07-11 00:01", "2018-07-11 08:00", "2018-07-12 08:00", "2018-08-20 08:00"):
        town.posts(when)
    assert sum("what it brings" in subject for subject in subjects(town.office.to(new.email))) == 1


def test_from_then_on_the_new_holder_is_reminded_and_the_old_one_is_not(town: Town) -> None:
    cast, new = the_judge_changes(town)
    before = len(town.office.to(cast.judge.email))
    town.posts_daily(date(2018, 7, 11), date(2018, 8, 31))
    assert len(town.office.to(cast.judge.email)) == before
    assert rungs(new, "term_end") == {30, 14, 7, 3, 1, 0}
    assert rungs(new, "ballot_closing") == set(), "the position of the seat stands"
    assert not any("vacant" in subject for subject in subjects(town.office.to(cast.clerk.email)))


def test_the_new_holder_may_replace_the_position_inherited(town: Town) -> None:
    _cast, new = the_judge_changes(town)
    town.votes(new, "approve", "2018-07-12 09:00")
    assert town.counts("2018-07-12 09:01") == {"approve": 1, "decline": 1, "silent": 1}
    assert on_record() == [("FJD", "abstain"), ("DAO", "decline"), ("FJD", "approve")]
