"""Who speaks for a seat, or says who does, gives a second factor within five minutes before it: each form of the desk, tried."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from governance.accounts.models import User
from tests.cast import sign_in

from .filled import FORMS, SHOWS_ONLY, Stage, make_stage
from .test_desk_stage import Clock, rows
from .test_desk_stage import clock as clock
from .test_roles import asked, undone, watched

pytestmark = pytest.mark.django_db
SIGN = {
    "vote",
    "confirm_vote",
    "withdraw_vote",
    "paper_vote",
    "report_decision",
    "name_delegate",
    "appoint",
    "fill_seats",
    "add_seat",
    "abolish_seat",
    "correct_body",
    "change_rule",
    "reset_second_factor",
}


@pytest.fixture
def stage(clock: Clock) -> Stage:
    return make_stage()


def test_what_signs_asks_again_after_five_minutes_and_nothing_else_does(stage: Stage) -> None:
    clients: dict[User, Client] = {}
    asked_again = set()
    for route, filled in FORMS.items():
        sent = filled(stage)
        if sent.by not in clients:
            sign_in(clients.setdefault(sent.by, Client()), sent.by, seconds_ago=301)
        with undone(clients[sent.by]), watched() as written:
            answer = clients[sent.by].post(sent.path, sent.data)
        if "account/once_more.html" in [template.name for template in answer.templates]:
            asked_again.add(route)
            assert written == [], route
        else:
            assert answer.status_code == (200 if route in SHOWS_ONLY else 302), route
    assert asked_again == SIGN


def test_a_password_alone_opens_nothing_and_sends_nothing(stage: Stage) -> None:
    """Somebody signed in with a password who never set up a second factor: no page of the desk or backstage, no form."""
    client = Client()
    client.force_login(stage.cast.clerk)
    before = rows()
    for name, path, data in asked(stage):
        if name.startswith(("desk:", "backstage:")):
            for answer in (client.get(path), client.post(path, data)):
                assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index")), path
    assert rows() == before
