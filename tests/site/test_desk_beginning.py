"""A new installation says what it still needs before its first ballot, and leads from each thing to the next."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.core import mail

from contracts.models import DataSystem
from governance.accounts.models import Invitation, Role, User
from governance.ballots.models import Ballot
from governance.bodies.models import Appointment, Body
from tests.cast import make_cast, make_user, open_ballot
from tests.governance.record.sheets.stage import ROW, csv_of

from .test_desk_importing import shown
from .test_desk_missing import add
from .test_desk_stage import Clock, hidden_of, sign_in, text_of

pytestmark = pytest.mark.django_db
FIRST_ROW = {**ROW, "keepers": "the.clerk@example.org; ana.reyes@example.org"}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch, "2026-11-22 11:00")


def act(client: Any, path: str, **typed: Any) -> Any:
    return client.post(path, {"key": str(uuid.uuid4()), **typed})


def test_each_step_leads_to_the_next_until_the_first_ballot_is_open(clock: Clock) -> None:
    clerk = make_user("The clerk", Role.CLERK)
    client = sign_in(clerk)
    desk = client.get("/desk/")
    assert "To the first ballot" in text_of(desk)
    assert '<a role="button" href="/desk/import/">' in desk.content.decode()

    path, _page = shown(client, csv_of(FIRST_ROW))
    from governance.desk.forms.missing import field_of

    add(client, path, **{field_of("steward", "pars"): "First Judicial District"})
    client.post(path, hidden_of(client.get(path)))
    entered = client.get(path)
    assert "Next, to the first ballot No body is in the register yet" in text_of(entered)
    assert 'href="/desk/register/bodies/new/"' in entered.content.decode()

    founding = client.get("/desk/register/bodies/new/")
    assert "checked" in founding.content.decode(), "the systems that nobody decides about are ticked"
    seats = "FJD; First Judicial District; President Judge\nPPD; Police Department"
    body = {"name": "PARS board", "time_zone": "America/New_York", "seats": seats, "needed": "2", "cooling_off_hours": "0"}
    answer = act(client, "/desk/register/bodies/new/", slug="", systems=[DataSystem.objects.get().pk], **body)
    assert answer["Location"] == "/desk/bodies/pars-board/", "its short name is made from its name"
    assert "Nobody holds these seats: First Judicial District, Police Department." in text_of(client.get(answer["Location"]))

    first, second = Body.objects.get().seats.all()
    typed = {f"email_{first.pk}": "judge@example.org", f"name_{first.pk}": "The judge", "starts_on": "2026-11-22"}
    refused = act(client, "/desk/bodies/pars-board/seats/fill/", **typed, **{f"email_{second.pk}": "chief@example.org"})
    assert "Write their name, and they are invited." in text_of(refused)
    filled = act(client, "/desk/bodies/pars-board/seats/fill/", **typed, **{f"email_{second.pk}": clerk.email})
    assert [row.user.name for row in Appointment.objects.order_by("seat__rank")] == ["The judge", "The clerk"]
    assert [sent.to for sent in mail.outbox] == [["ana.reyes@example.org"], ["judge@example.org"]]
    after = client.get(filled["Location"])
    assert "The first term to end is that of PARS access: Amtrak Police, on 31 August 2027." in text_of(after)
    assert 'href="/desk/agreements/pars-amtrak/ballots/new/"' in after.content.decode()
    assert not Ballot.objects.exists()


def test_once_a_ballot_was_opened_nothing_of_it_is_shown(clock: Clock) -> None:
    cast = make_cast()
    assert "To the first ballot" in text_of(sign_in(cast.clerk).get("/desk/"))
    open_ballot(cast)
    assert "To the first ballot" not in text_of(sign_in(cast.clerk).get("/desk/"))


def test_an_administrator_is_led_to_inviting_a_clerk_and_to_nothing_that_is_the_clerk_s(clock: Clock) -> None:
    client = sign_in(make_user("The administrator", Role.ADMINISTRATOR))
    page = client.get("/desk/").content.decode()
    assert '<a role="button" href="/desk/people/new/">' in page
    assert 'href="/desk/import/"' not in page
    act(client, "/desk/people/new/", email="clerk@example.org", name="The clerk", role="clerk", language="en")
    assert Invitation.objects.get().person == User.objects.get(role=Role.CLERK)
    said = text_of(client.get("/desk/"))
    assert "One clerk has an account. A second one checks the dates that the first has entered." in said


def test_an_official_is_told_nothing_of_it(clock: Clock) -> None:
    assert "To the first ballot" not in text_of(sign_in(make_user("An official")).get("/desk/"))


def test_dates_that_somebody_else_entered_can_be_checked_from_there(clock: Clock) -> None:
    cast = make_cast()
    clock.set("2018-07-01 10:00")
    own, other = (sign_in(user).get("/desk/") for user in (cast.clerk, cast.second_clerk))
    assert "1 of 1 dates are unchecked." in text_of(own)
    assert "?unchecked=1" not in own.content.decode()
    assert "?unchecked=1" in other.content.decode()
