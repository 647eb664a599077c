"""Story 12: the closing instant."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client

from governance.ballots.proposal import Proposal
from tests.cast import Cast, at, make_cast, open_ballot, sign_in
from tests.site.test_desk_stage import hidden_of, text_of

from .stage import PARS_2018, Town, on_record

pytestmark = pytest.mark.django_db
LAST = datetime(2018, 9, 1, 3, 59, 59, 999_999, tzinfo=UTC)
CLOSED = datetime(2018, 9, 1, 4, 0, tzinfo=UTC)


def one_approval(town: Town) -> Cast:
    cast = make_cast()
    open_ballot(cast)
    town.votes(cast.judge, "approve", "2018-07-10 10:00")
    return cast


def test_the_last_microsecond_of_31_august_in_new_york_is_taken(town: Town) -> None:
    cast = one_approval(town)
    receipt = town.votes(cast.attorney, "approve", LAST).read()
    assert "31 August 2018, 23:59, New York time" in receipt
    told = town.answer(CLOSED)
    assert (told["outcome"], told["settled_at"]) == ("carried", "2018-09-01T03:59:59.999Z")


@pytest.mark.parametrize("has_worker", [False, True])
def test_from_midnight_on_it_is_refused_with_and_without_a_worker(town: Town, has_worker: bool) -> None:
    cast = one_approval(town)
    if has_worker:
        (decision,) = town.settles(CLOSED)
        assert (decision.outcome, decision.settled_at) == ("lapsed", CLOSED)
    refusal = town.cannot_vote(cast.attorney, "approve", CLOSED)
    assert "Voting closed at the end of 31 August 2018 (America/New_York)." in refusal
    told = town.answer(CLOSED)
    assert (told["outcome"], told["settled_at"], told["closes_at"]) == ("lapsed", "2018-09-01T04:00:00Z", "2018-09-01T04:00:00Z")
    assert on_record() == [("FJD", "approve")]


def test_a_form_confirmed_before_and_sent_at_midnight_is_refused(town: Town) -> None:
    cast = one_approval(town)
    client, path = town.desk(cast.attorney, LAST), f"/desk/ballots/{PARS_2018}/vote/"
    shown = client.post(path, {**hidden_of(client.get(path)), "position": "approve", "reasons": ""})
    town.clock.set(CLOSED)
    assert "Voting closed at the end of 31 August 2018" in text_of(client.post(f"{path}confirm/", hidden_of(shown)))
    assert on_record() == [("FJD", "approve")]


def test_pages_name_the_zone_and_a_reader_in_another_one_reads_the_same(town: Town) -> None:
    cast = one_approval(town)
    here = town.decision("2018-08-31 23:30")
    assert "31 August 2018, end of day, New York time" in here
    from_tokyo = Client(headers={"accept-language": "en-JP,en", "time-zone": "Asia/Tokyo"})
    from_tokyo.cookies["timezone"] = from_tokyo.cookies["django_timezone"] = "Asia/Tokyo"
    assert text_of(from_tokyo.get(f"/decisions/{PARS_2018}/")) == here
    sign_in(from_tokyo, cast.attorney)
    desk = text_of(from_tokyo.get(f"/desk/ballots/{PARS_2018}/"))
    assert "Until the end of 31 August 2018, New York time" in desk
    assert "on record" in town.votes(cast.attorney, "approve", "2018-08-31 23:45").read()


def test_closing_days_around_the_change_of_clocks_end_with_the_local_day(town: Town) -> None:
    term, renewal = (date(2026, 11, 8), date(2027, 11, 7)), Proposal(date(2027, 11, 8), date(2028, 11, 7))
    cast = make_cast(term=term)
    open_ballot(cast, opened_at=at("2027-10-01 09:00"), closes_on=date(2027, 11, 7), proposal=renewal)
    slug = "pars-ice-2027"
    assert town.answer("2027-10-02 09:00", of=slug)["closes_at"] == "2027-11-08T05:00:00Z"
    town.votes(cast.judge, "approve", datetime(2027, 11, 8, 4, 59, 59, 999_999, tzinfo=UTC), on=slug)
    assert "Voting closed" in town.cannot_vote(cast.attorney, "approve", datetime(2027, 11, 8, 5, 0, tzinfo=UTC), on=slug)
