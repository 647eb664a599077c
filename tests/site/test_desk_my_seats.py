"""My seats: a principal says who stands in, on what and until when, and takes it back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from governance.bodies.actions import delegate, end_appointment
from governance.bodies.models import Appointment
from tests.cast import Cast, add_second_agreement, at, make_cast, make_user, open_ballot

from .test_desk_stage import Clock, hidden_of, rows, sign_in, text_of
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db

SEATS = "/desk/seats/"


def naming(client: Client, cast: Cast, **typed: object) -> Any:
    url = f"{SEATS}{cast.seat('FJD').pk}/delegate/"
    days = {"starts_on": "2018-07-10", "ends_on": "2018-07-31"}
    return client.post(url, {**hidden_of(client.get(url)), **days, **typed})


def test_a_principal_names_a_delegate_for_one_agreement_sees_them_and_takes_it_back(clock: Clock) -> None:
    cast = make_cast()
    second, deputy, client = add_second_agreement(cast), make_user("The deputy"), sign_in(cast.judge)
    open_ballot(cast)
    page = text_of(client.get(SEATS))
    assert "First Judicial District" in page
    assert "Nobody. While you cannot vote, your seat is silent, and silence is never an approval." in page
    answer = naming(client, cast, email=deputy.email.upper(), agreement=second.pk)
    assert answer["Location"] == SEATS
    page = text_of(client.get(SEATS))
    assert "The deputy stands in for the First Judicial District from 10 July 2018 to 31 July 2018, and is told by mail." in page
    assert "The deputy stands in now the ballots on PARS - Amtrak Police only from 10 July 2018 to 31 July 2018" in page
    public = text_of(Client().get("/bodies/pars-subcommittee/"))
    assert "delegate for PARS - Amtrak Police only" in public
    theirs = sign_in(deputy)
    assert "delegate; you stand in for The judge, whose own position goes before yours" in text_of(theirs.get(SEATS))
    assert "holds no seat of the" in text_of(theirs.get("/desk/ballots/pars-ice-2018/"))
    url = f"{SEATS}delegates/{deputy.appointments.get().pk}/take-back/"
    assert client.post(url, hidden_of(client.get(url)))["Location"] == SEATS
    assert "Nobody. While you cannot vote" in text_of(client.get(SEATS))
    over = text_of(theirs.get(SEATS))
    assert "You hold no seat and stand in for nobody." in over
    assert "from 10 July 2018, taken back on 10 July 2018" in over


@pytest.mark.parametrize(
    ("typed", "field", "sentence"),
    [
        ({}, "user", "Choose a person, or enter the e-mail address of somebody else."),
        ({"email": "nobody@example.org"}, "email", "Nobody with this address has an account here. Ask the clerk to invite them"),
        ({"email": "the.judge@example.org"}, "email", "The judge holds the seat already. Choose somebody else."),
        ({"email": "the.clerk@example.org"}, "email", "The clerk cannot vote here"),
        ({"email": "an.outsider@example.org", "ends_on": ""}, "ends_on", "Enter a day."),
        ({"email": "an.outsider@example.org", "ends_on": "2018-07-09"}, "ends_on", "would end before it starts"),
        ({"email": "an.outsider@example.org", "starts_on": "2018-07-09"}, "starts_on", "That day is past."),
    ],
)
def test_what_is_refused_says_so_at_its_field(clock: Clock, typed: dict[str, object], field: str, sentence: str) -> None:
    cast = make_cast()
    client = sign_in(cast.judge)
    before = rows()
    answer = naming(client, cast, **typed)
    assert sentence in text_of(answer)
    assert f'href="#id_{field}"' in answer.content.decode()
    assert rows() == before


def test_a_colleague_of_the_body_is_chosen_from_the_list(clock: Clock) -> None:
    cast = make_cast()
    naming(sign_in(cast.judge), cast, user=cast.attorney.pk)
    assert cast.attorney.appointments.filter(seat__code="FJD", capacity="delegate", agreement=None).exists()


def test_two_persons_at_once_are_refused(clock: Clock) -> None:
    cast = make_cast()
    answer = naming(sign_in(cast.judge), cast, user=cast.attorney.pk, email=cast.outsider.email)
    assert "You have chosen The attorney above." in text_of(answer)
    assert Appointment.objects.filter(capacity="delegate").count() == 0


def test_only_the_principal_and_the_clerk_reach_these_pages(clock: Clock) -> None:
    cast = make_cast()
    given = {"starts_on": date(2018, 7, 2), "ends_on": date(2018, 7, 31), "by": cast.judge, "at": at("2018-07-02 08:00")}
    row = delegate(seat=cast.seat("FJD"), user=make_user("The deputy"), **given)
    urls = [f"{SEATS}{cast.seat('FJD').pk}/delegate/", f"{SEATS}delegates/{row.pk}/take-back/"]
    for user, status in ((cast.judge, 200), (cast.clerk, 200), (row.user, 403), (cast.attorney, 403), (cast.outsider, 403)):
        client = sign_in(user)
        assert [client.get(url).status_code for url in urls] == [status, status]
    for stranger in (row.user, cast.attorney):
        client, before = sign_in(stranger), rows()
        answer = client.post(urls[1], {"key": "0" * 32})
        assert "Only the principal of the First Judicial District, or the clerk" in text_of(answer)
        assert rows() == before
    principal = f"{SEATS}delegates/{cast.judge.appointments.get().pk}/take-back/"
    assert sign_in(cast.clerk).get(principal).status_code == 404


def test_a_former_principal_names_nobody(clock: Clock) -> None:
    cast = make_cast()
    held = cast.judge.appointments.get()
    end_appointment(appointment=held, ends_on=date(2018, 7, 9), by=cast.clerk, at=at("2018-07-02 08:00"))
    client = sign_in(cast.judge)
    assert client.get(f"{SEATS}{cast.seat('FJD').pk}/delegate/").status_code == 403
    assert "What you held before" in text_of(client.get(SEATS))
