"""Story 9: a seat recuses itself; the threshold stays where it is."""

from __future__ import annotations

import pytest

from tests.cast import make_cast, open_ballot

from .stage import Town

pytestmark = pytest.mark.django_db


def test_approve_recuse_decline_lapses_since_two_approvals_are_needed_still(town: Town) -> None:
    cast = make_cast()
    open_ballot(cast)
    town.votes(cast.judge, "approve", "2018-07-10 10:00")
    town.votes(cast.commissioner, "recuse", "2018-07-11 10:00", because="A relative works there.")
    town.votes(cast.attorney, "decline", "2018-07-12 10:00")
    assert town.answer("2018-08-31 23:59")["outcome"] is None
    told = town.answer("2018-09-01 00:00")
    assert (told["outcome"], told["rule"]["needed"], town.counts()) == ("lapsed", 2, {"approve": 1, "decline": 1, "recuse": 1})
    page = town.decision()
    assert "Recused itself" in page
    assert "A relative works there." in page
    assert "1 approve + 1 decline + 1 recuse = 3 seats. 1 of the 2 approvals needed." in page


def test_approve_approve_recuse_carries(town: Town) -> None:
    cast = make_cast(cooling_off_hours=None)
    open_ballot(cast)
    town.votes(cast.judge, "approve", "2018-07-10 10:00")
    town.votes(cast.commissioner, "approve", "2018-07-11 10:00")
    town.votes(cast.attorney, "recuse", "2018-07-12 10:00")
    assert town.answer("2018-08-31 23:59:59.999999")["outcome"] is None  # this body settles only at closing
    told = town.answer("2018-09-01 00:00")
    assert (told["outcome"], told["settled_at"]) == ("carried", "2018-09-01T04:00:00Z")
    assert town.counts() == {"approve": 2, "recuse": 1}
