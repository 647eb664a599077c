"""Every form of the desk has one that is filled in, and it does what it is for."""

from __future__ import annotations

import pytest

from governance.desk import urls
from tests.traces import undone

from .answers import ANSWERS
from .filled import FORMS, SHOWS_ONLY, make_stage
from .test_desk_stage import Clock, rows, sign_in, text_of
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db


def test_each_form_that_is_filled_in_does_its_act(clock: Clock) -> None:
    stage = make_stage()
    for route, filled in FORMS.items():
        with undone():
            sent = filled(stage)
            client = sign_in(sent.by)
            before = rows()
            answer = client.post(sent.path, sent.data)
            assert answer.status_code == (200 if route in SHOWS_ONLY else 302), (route, text_of(answer))
            after = rows()
        if route in SHOWS_ONLY:  # what was typed for a vote is kept as a draft on the way
            before.pop("desk.VoteDraft"), after.pop("desk.VoteDraft")
        assert (after == before) == (route in SHOWS_ONLY), route


def test_every_route_of_the_desk_that_takes_a_form_has_one_that_is_filled_in() -> None:
    names = [name for name in ANSWERS if name.startswith("desk:")]
    takes_a_form = {name.removeprefix("desk:").split()[0] for name in names if set(ANSWERS[name][1]) & set(".>")}
    assert takes_a_form == set(FORMS)
    assert set(FORMS) <= {route.name for route in urls.urlpatterns}
