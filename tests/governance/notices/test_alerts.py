"""What concerns people rather than days: an empty seat, a new holder, a letter that reached nobody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from governance.bodies.actions import appoint, end_appointment
from governance.bodies.models import Capacity
from governance.notices.actions import past_is_told, queue_due, send_due
from governance.notices.models import Notice
from tests.cast import Cast, at, make_cast, make_user, open_ballot, signed_in, vote
from tests.conftest import PostOffice, plain_text_of

pytestmark = pytest.mark.django_db


def told(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(kind=kind, state="queued").values_list("address", flat=True))


def leave(cast: Cast, last_day: date) -> None:
    say = {"by": cast.clerk, "at": at("2018-07-01 09:00")}
    end_appointment(appointment=cast.judge.appointments.get(), ends_on=last_day, **say)


def test_a_seat_that_falls_vacant_is_told_to_the_clerk_at_once_and_once() -> None:
    cast = make_cast()
    leave(cast, date(2018, 7, 10))
    queue_due(at=at("2018-07-10 23:00"))
    assert told("seat_vacant") == []
    queue_due(at=at("2018-07-11 00:01"))
    queue_due(at=at("2018-07-12 09:00"))
    assert told("seat_vacant") == sorted([cast.clerk.email, cast.second_clerk.email])


def test_a_vacancy_leads_the_clerk_to_the_form_that_fills_it(post_office: PostOffice) -> None:
    cast = make_cast()
    leave(cast, date(2018, 7, 10))
    queue_due(at=at("2018-07-11 09:00"))
    send_due(worker="w1", clock=lambda: at("2018-07-11 10:00"))
    (mail,) = post_office.to(cast.clerk.email)
    path = f"/desk/bodies/pars-subcommittee/seats/{cast.seat('FJD').pk}/appoint/"
    assert f"https://countersign.example{path}" in plain_text_of(mail)
    assert signed_in(cast.clerk).get(path).status_code == 200


def test_a_vacancy_that_was_filled_before_the_letter_went_out_is_moot(post_office: PostOffice) -> None:
    cast = make_cast()
    leave(cast, date(2018, 7, 10))
    queue_due(at=at("2018-07-11 09:00"))
    new = make_user("The new judge")
    say = {"by": cast.clerk, "at": at("2018-07-11 09:30")}
    appoint(seat=cast.seat("FJD"), user=new, capacity=Capacity.PRINCIPAL, starts_on=date(2018, 7, 11), **say)
    send_due(worker="w1", clock=lambda: at("2018-07-11 10:00"))
    assert set(Notice.objects.filter(kind="seat_vacant").values_list("state", flat=True)) == {"moot"}


def test_a_seat_that_falls_vacant_again_is_told_again() -> None:
    cast = make_cast()
    leave(cast, date(2018, 7, 10))
    queue_due(at=at("2018-07-11 09:00"))
    say = {"by": cast.clerk, "at": at("2018-07-12 09:30")}
    new = make_user("The new judge")
    appoint(
        seat=cast.seat("FJD"),
        user=new,
        capacity=Capacity.PRINCIPAL,
        starts_on=date(2018, 7, 12),
        ends_on=date(2018, 7, 20),
        **say,
    )
    queue_due(at=at("2018-07-21 09:00"))
    assert len(told("seat_vacant")) == 4


def test_a_new_holder_is_mailed_what_the_seat_brings_and_the_position_inherited(post_office: PostOffice) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "abstain", at("2018-07-03 10:00"))
    queue_due(at=at("2018-07-03 11:00"))
    leave(cast, date(2018, 7, 10))
    new = make_user("The new judge")
    say = {"by": cast.clerk, "at": at("2018-07-09 09:30")}
    appoint(seat=cast.seat("FJD"), user=new, capacity=Capacity.PRINCIPAL, starts_on=date(2018, 7, 11), **say)
    queue_due(at=at("2018-07-10 12:00"))
    assert told("inventory") == []
    queue_due(at=at("2018-07-11 09:00"))
    queue_due(at=at("2018-07-13 09:00"))
    send_due(worker="w1", clock=lambda: at("2018-07-13 10:00"))
    (mail,) = post_office.to(new.email)
    text = plain_text_of(mail)
    assert "Since 11 July 2018 you hold the seat of the First Judicial District as principal." in text
    assert "Your seat abstained on 3 July 2018; that stands unless you replace it." in text
    assert "https://countersign.example/desk/ballots/pars-ice-2018/" in text, "the one ballot there is, not the desk before it"
    assert "PARS - ICE: ballot closes, 31 August 2018." in text or "PARS - ICE: term ends, 31 August 2018." in text


def test_holders_of_long_standing_and_those_of_a_loaded_past_get_no_inventory() -> None:
    with past_is_told(at=at("2018-07-01 09:30")):
        make_cast(entered_at=at("2018-07-01 09:00"))
    queue_due(at=at("2018-07-01 10:00"))
    assert told("inventory") == []


def test_a_keepers_bounced_letter_is_told_to_the_other_keeper_at_once_and_to_the_clerk_the_next_day(
    post_office: PostOffice,
) -> None:
    from governance.stewardship.actions import name_keepers

    cast = make_cast()
    keeper, other = make_user("A keeper"), make_user("The other keeper")
    name_keepers(agreement=cast.agreement, users=[keeper, other], by=cast.clerk, at=at("2018-01-01 09:00"))
    post_office.answers[keeper.email] = "550 no such mailbox"
    noon = at("2018-03-04 12:00")
    queue_due(at=noon)
    send_due(worker="w1", clock=lambda: noon)
    queue_due(at=noon + timedelta(minutes=1))
    assert told("undelivered") == [other.email]
    queue_due(at=noon + timedelta(days=1, minutes=1))
    assert told("undelivered") == sorted([other.email, cast.clerk.email, cast.second_clerk.email])
    send_due(worker="w1", clock=lambda: noon + timedelta(days=1, minutes=2))
    (mail,) = [mail for mail in post_office.to(other.email) if "Not delivered to A keeper" in mail["Subject"]]
    assert "550 no such mailbox" in plain_text_of(mail)


def test_an_alert_that_bounces_itself_starts_no_chain(post_office: PostOffice) -> None:
    from governance.stewardship.actions import name_keepers

    cast = make_cast()
    keeper, other = make_user("A keeper"), make_user("The other keeper")
    name_keepers(agreement=cast.agreement, users=[keeper, other], by=cast.clerk, at=at("2018-01-01 09:00"))
    post_office.answers |= {keeper.email: "550 gone", other.email: "550 gone"}
    for hour in range(6):
        when = at("2018-03-04 12:00") + timedelta(hours=hour)
        queue_due(at=when)
        send_due(worker="w1", clock=lambda when=when: when)  # type: ignore[misc]
    assert Notice.objects.filter(kind="undelivered").count() == 2
