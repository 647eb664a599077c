"""A renewal with conditions: they stand on the ballot, the decision and the new term, at the desk and in public."""

from __future__ import annotations

import pytest

from tests.cast import make_cast
from tests.site.test_desk_stage import text_of

from .stage import Town

pytestmark = pytest.mark.django_db

CONDITION = "No victim information is shared."


def test_the_conditions_are_read_wherever_the_renewal_is(town: Town) -> None:
    cast = make_cast(renewal_month=8, renewal_day=31)
    town.opens(cast.clerk, "2018-07-02 09:00", question="amend", conditions=CONDITION)
    assert CONDITION in text_of(town.desk(cast.judge).get("/desk/ballots/pars-ice-2018/"))
    assert CONDITION in town.decision()
    assert CONDITION not in town.agreement(), "nothing is agreed yet"
    town.votes(cast.judge, "approve", "2018-07-20 10:00")
    town.votes(cast.attorney, "approve", "2018-07-20 11:00")
    assert CONDITION in town.decision()
    assert CONDITION in town.agreement()
    for reader in (cast.clerk, cast.judge):
        assert CONDITION in text_of(town.desk(reader).get("/desk/agreements/pars-ice/"))
