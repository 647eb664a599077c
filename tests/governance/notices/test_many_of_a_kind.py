"""Many of one kind in a letter: counted, the first ten named, the calendar whole; and what belongs to no single agreement."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from contracts.models import Basis
from governance.bodies.actions import appoint, end_appointment
from governance.bodies.models import Capacity
from governance.notices.actions import queue_due, send_due
from governance.notices.gathering import MANY, ONE_BY_ONE, WORDS
from governance.notices.models import Letter, Notice, NoticeKind
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, check_dates, make_cast, make_user, sign_in
from tests.conftest import PostOffice, plain_text_of

pytestmark = pytest.mark.django_db
DAY = "2018-08-10 12:00"


def post(when: str) -> None:
    queue_due(at=at(when))
    send_due(worker="w1", clock=lambda: at(when))


def cast_of(agreements: int) -> Cast:
    """So many agreements of one body that end on 31 August 2018, all checked."""
    cast = make_cast()
    check_dates(cast)
    say = {"by": cast.clerk, "at": at("2018-01-02 09:00")}
    for n in range(1, agreements):
        agreement = stewardship.enter_agreement(
            slug=f"pars-{n}", title=f"PARS - {n}", system=cast.agreement.system, recipient=cast.agreement.recipient, **say
        )
        stewardship.begin_term(
            agreement=agreement, starts_on=date(2018, 1, 1), ends_on=date(2018, 8, 31), basis=Basis.SIGNED, **say
        )
        for deadline in agreement.deadlines.all():
            stewardship.check_deadline(deadline=deadline, by=cast.second_clerk, at=at("2018-01-02 10:00"))
    return cast


def test_every_kind_that_can_come_in_numbers_has_its_words() -> None:
    assert set(WORDS) | set(ONE_BY_ONE) == set(NoticeKind)


def test_two_of_a_kind_are_told_in_full(post_office: PostOffice) -> None:
    cast = cast_of(MANY - 1)
    post(DAY)
    text = plain_text_of(post_office.to(cast.judge.email)[0])
    assert text.count("This agreement ends on 31 August 2018, end of day, unless it is renewed.") == 2


def test_a_list_of_ends_says_of_each_what_keeps_a_vote_from_opening(post_office: PostOffice) -> None:
    cast = cast_of(MANY)
    post("2018-03-04 08:00")
    (mail,) = post_office.to(cast.clerk.email)
    line = "- Ends on 31 August: PARS - 1. No vote opens by itself: How long a renewal runs is not on record."
    assert line in " ".join(plain_text_of(mail).split())


def test_sixty_terms_that_end_on_one_day_are_one_paragraph_with_all_days_in_the_calendar(post_office: PostOffice) -> None:
    cast = cast_of(60)
    post(DAY)
    (mail,) = post_office.to(cast.judge.email)
    text = plain_text_of(mail)
    assert mail["Subject"] == "60 terms end"
    assert "The terms of 60 agreements end." in text
    assert "- Ends on 31 August: PARS - ICE" in text
    assert "- and 50 more" in text
    assert len(text.splitlines()) < 40
    assert Letter.objects.get(address=cast.judge.email).calendar.count("BEGIN:VEVENT") == 60


def test_a_new_holder_of_a_seat_with_many_agreements_gets_a_letter_and_not_a_book(post_office: PostOffice) -> None:
    cast = cast_of(30)
    new = make_user("The new judge")
    say = {"by": cast.clerk, "at": at("2018-07-01 09:00")}
    appoint(seat=cast.seat("FJD"), user=new, capacity=Capacity.DELEGATE, starts_on=date(2018, 7, 2), **say)
    post("2018-07-02 09:00")
    (mail,) = post_office.to(new.email)
    assert "- and 20 more" in plain_text_of(mail)
    assert len(plain_text_of(mail).splitlines()) < 40


def test_what_concerns_a_whole_body_is_filed_under_no_agreement_and_the_desk_shows_it(
    post_office: PostOffice, client: Client
) -> None:
    cast = make_cast()
    check_dates(cast)
    end_appointment(
        appointment=cast.judge.appointments.get(), ends_on=date(2018, 2, 10), by=cast.clerk, at=at("2018-02-01 09:00")
    )
    new = make_user("The new attorney")
    say = {"by": cast.clerk, "at": at("2018-02-01 09:00")}
    appoint(seat=cast.seat("DAO"), user=new, capacity=Capacity.DELEGATE, starts_on=date(2018, 2, 11), **say)
    post_office.answers[new.email] = "550 no such mailbox"
    post("2018-02-11 09:00")
    kinds = {"seat_vacant", "inventory"}
    assert set(Notice.objects.filter(agreement=None).values_list("kind", flat=True)) == kinds
    sign_in(client, cast.clerk)
    for letter in Letter.objects.all():
        page = client.get(f"/desk/notices/{letter.pk}/")
        assert page.status_code == 200
        assert 'href="/desk/agreements/pars-ice/"' not in page.content.decode()
    assert "550 no such mailbox" in client.get("/desk/").content.decode()
    post("2018-02-12 09:01")
    (mail,) = [mail for mail in post_office.to(cast.clerk.email) if "Not delivered" in mail["Subject"]]
    assert "Agreement:" not in plain_text_of(mail)
    assert "https://countersign.example/desk/" in plain_text_of(mail)


def test_a_body_without_any_agreement_is_told_of_its_empty_seat_too(post_office: PostOffice) -> None:
    from governance.bodies import actions as bodies
    from governance.bodies.actions import NewSeat

    cast = make_cast()
    check_dates(cast)
    say = {"by": cast.clerk, "at": at("2018-02-01 09:00")}
    system = stewardship.add_system(slug="new", acronym="NEW", name="A new system", stewards=[], **say)
    seats = [NewSeat("A", "First seat", "Judge"), NewSeat("B", "Second seat", "Judge")]
    bodies.found_body(slug="new", name="New body", time_zone="America/New_York", needed=2, seats=seats, systems=[system], **say)
    post("2018-02-02 09:00")
    assert Notice.objects.filter(kind="seat_vacant", agreement=None, address=cast.clerk.email).count() == 2
