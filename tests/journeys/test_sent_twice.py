"""Story 13: two at once. tests/services/test_races.py races threads; here one form is sent twice, as impatient people do."""

from __future__ import annotations

import pytest

from governance.ballots.models import Decision
from tests.cast import make_cast
from tests.site.test_desk_stage import hidden_of

from .stage import PARS_2018, RENEWAL_FORM, Town, on_record, subjects

pytestmark = pytest.mark.django_db


def test_a_confirmation_pressed_twice_is_one_vote_one_receipt_and_one_decision(town: Town) -> None:
    cast = make_cast()
    town.opens(cast.clerk, "2018-07-02 09:00")
    town.votes(cast.judge, "approve", "2018-07-10 10:00")
    town.posts("2018-07-10 10:01")
    town.office.mails.clear()
    client, path = town.desk(cast.attorney, "2018-07-11 10:00"), f"/desk/ballots/{PARS_2018}/vote/"
    shown = client.post(path, {**hidden_of(client.get(path)), "position": "approve", "reasons": ""})
    first = client.post(f"{path}confirm/", hidden_of(shown))
    town.clock.set("2018-07-11 10:01")
    second = client.post(f"{path}confirm/", hidden_of(shown))
    assert first["Location"] == second["Location"]
    assert on_record() == [("FJD", "approve"), ("DAO", "approve")]
    assert Decision.objects.get().settled_at == Decision.objects.get().recorded_at
    town.posts("2018-07-11 10:02")
    (mail,) = town.office.to(cast.attorney.email)
    assert subjects([mail]) == ["Decided: renewed: PARS - ICE (and 1 more)"]


def test_a_ballot_opened_twice_is_one_ballot_and_one_invitation(town: Town) -> None:
    cast = make_cast()
    client, path = town.desk(cast.clerk, "2018-07-02 09:00"), "/desk/agreements/pars-ice/ballots/new/"
    shown = client.post(path, RENEWAL_FORM)
    answers = [client.post(f"{path}confirm/", hidden_of(shown)) for _ in range(2)]
    assert {answer["Location"] for answer in answers} == {f"/desk/ballots/{PARS_2018}/"}
    town.posts("2018-07-02 09:01")
    assert len(town.office.to(cast.judge.email)) == 1
