"""A ballot that has settled counts as that everywhere, though no worker has come by to write it down."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.test import Client

from contracts.models import Basis
from governance.ballots.models import Ballot, Decision
from governance.ballots.tally import settle
from governance.public.pages.body import body_page
from governance.public.pages.home import home_page
from governance.public.pages.register import register_page
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, make_cast, open_ballot, vote

pytestmark = pytest.mark.django_db
BEFORE, AFTER = at("2018-07-04 10:59"), at("2018-07-04 11:00")


@pytest.fixture
def cast() -> Cast:
    """A body that waits a day before a decision counts, and a renewal that has enough approvals since 3 July, 11:00."""
    cast = make_cast(cooling_off_hours=24)
    ballot = open_ballot(cast, closes_on=date(2018, 7, 31))
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-03 11:00"))
    return cast


def number_of(word: str, when: datetime) -> str:
    return next(fact.value for fact in home_page(at=when).numbers if fact.word == word)


@pytest.mark.usefixtures("cast")
def test_the_front_page_counts_it_as_a_decision_on_record() -> None:
    assert number_of("decisions on record", BEFORE) == "0"
    assert number_of("decisions on record", AFTER) == "1"
    assert not Decision.objects.exists()


@pytest.mark.usefixtures("cast")
def test_its_body_counts_how_the_seats_stood_in_it() -> None:
    before, after = (body_page(slug="pars-subcommittee", at=when) for when in (BEFORE, AFTER))
    assert (before.decisions_counted, after.decisions_counted) == (0, 1)
    assert [seat.counts for seat in after.seats] == [(1, 0, 0, 0, 0, 0), (0, 0, 0, 0, 1, 0), (1, 0, 0, 0, 0, 0)]


def test_the_register_no_longer_goes_by_the_day_it_was_to_close(cast: Cast) -> None:
    say = {"by": cast.clerk, "at": at("2017-08-01 09:00")}
    recipient = stewardship.add_party(slug="amtrak", name="Amtrak Police", **say)
    other = stewardship.enter_agreement(
        slug="pars-amtrak", title="PARS - Amtrak", system=cast.agreement.system, recipient=recipient, **say
    )
    stewardship.begin_term(agreement=other, starts_on=date(2017, 8, 16), ends_on=date(2018, 8, 15), basis=Basis.SIGNED, **say)
    orders = [[row.title for row in register_page(at=when).rows] for when in (BEFORE, AFTER)]
    assert orders == [["PARS - ICE", "PARS - Amtrak"], ["PARS - Amtrak", "PARS - ICE"]]


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("path", ["/api/v1/decisions/pars-ice-2018", "/decisions/pars-ice-2018/"])
def test_one_ballot_is_judged_once_for_itself_and_once_among_its_agreements(
    path: str, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[int] = []

    def counted(*args: object, **named: object) -> object:
        judged.append(1)
        return settle(*args, **named)

    monkeypatch.setattr("governance.ballots.tally.settle", counted)
    monkeypatch.setattr("django.utils.timezone.now", lambda: AFTER)
    assert client.get(path).status_code == 200
    assert Ballot.objects.count() == 1
    assert len(judged) == 2
