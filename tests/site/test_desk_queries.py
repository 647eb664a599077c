"""The desk asks the database as often for thirty agreements as for three."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contracts.models import Agreement, Basis
from governance.ballots.models import Question
from governance.ballots.proposal import Proposal
from governance.desk.standings import standpoints
from governance.desk.table import agreement_at, all_ballots, clerks_table
from governance.desk.waiting import on_my_desk
from governance.notices.actions import queue_due
from governance.notices.models import Letter, LetterState
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, make_cast, open_ballot, vote

pytestmark = pytest.mark.django_db
NOW = at("2018-08-24 12:00")
PAST = at("2018-09-05 12:00")


def add_agreement(cast: Cast, number: int) -> None:
    """Add an agreement: in turn one that is voted on, one that nobody asked about, and one that renews by silence."""
    say = {"by": cast.clerk, "at": at("2017-08-01 09:00")}
    recipient = stewardship.add_party(slug=f"party-{number}", name=f"Party {number}", **say)
    silence = {"default_outcome": "renews_by_silence", "renewal_month": 8, "renewal_day": 31} if number % 3 == 2 else {}
    agreement = stewardship.enter_agreement(
        slug=f"pars-{number}", title=f"PARS - {number}", system=cast.agreement.system, recipient=recipient, **silence, **say
    )
    stewardship.begin_term(agreement=agreement, starts_on=date(2017, 9, 1), ends_on=date(2018, 8, 31), basis=Basis.SIGNED, **say)
    cast.agreement = agreement
    if number % 3 == 0:
        vote(cast, open_ballot(cast), "DAO", "approve", at("2018-07-10 10:00"))
    elif number % 3 == 2:
        open_ballot(cast, question=Question.GIVE_NOTICE, proposal=Proposal(None, date(2018, 8, 31)))


PAGES: dict[str, Callable[[datetime], object]] = {
    "standpoints": lambda when: standpoints(at=when),
    "the clerk's table": lambda when: clerks_table(at=when),
    "all ballots": lambda when: all_ballots(at=when),
}


@pytest.mark.parametrize("when", [NOW, PAST], ids=["before the end", "after the end"])
def test_the_clerks_lists_ask_as_often_for_thirty_agreements_as_for_three(when: datetime) -> None:
    cast = make_cast()
    asked: dict[str, list[int]] = {}
    for number in range(30):
        add_agreement(cast, number)
        if number in (2, 29):
            queue_due(at=NOW)
            Letter.objects.update(state=LetterState.DEAD)
            for name, page in PAGES.items():
                with CaptureQueriesContext(
                    connection,
                ) as captured:
                    page(when)
                asked.setdefault(name, []).append(len(captured))
    assert {name: few for name, (few, _many) in asked.items()} == {name: many for name, (_few, many) in asked.items()}
    assert max(many for _few, many in asked.values()) <= 40


def test_what_waits_for_an_official_who_keeps_agreements_asks_as_often_for_thirty_ballots_as_for_three() -> None:
    cast = make_cast()
    asked: dict[datetime, list[int]] = {NOW: [], PAST: []}
    for number in range(30):
        add_agreement(cast, number * 3)
        stewardship.name_keepers(
            agreement=cast.agreement, users=[cast.judge, cast.clerk], by=cast.clerk, at=at("2017-08-02 09:00")
        )
        if number in (2, 29):
            for when, counts in asked.items():
                with CaptureQueriesContext(connection) as captured:
                    mine = on_my_desk(cast.judge, at=when)
                counts.append(len(captured))
                assert len(mine.cards) >= min(number + 1, 20)
    assert [few for few, _many in asked.values()] == [many for _few, many in asked.values()]
    assert max(many for _few, many in asked.values()) <= 40


def test_one_agreement_asks_as_often_whatever_number_of_ballots_it_has_had() -> None:
    cast = make_cast()
    asked = []
    for many in (1, 5):
        for _ballot in range(many):
            closing = open_ballot(
                cast, question=Question.END_EARLY, proposal=Proposal(None, date(2018, 8, 15)), closes_on=date(2018, 8, 1)
            )
            for code, hour in (("FJD", 10), ("DAO", 11)):
                vote(cast, closing, code, "decline", at(f"2018-07-03 {hour}:00"))
        row = Agreement.objects.select_related("system", "recipient").get(pk=cast.agreement.pk)
        with CaptureQueriesContext(connection) as captured:
            agreement_at(row, cast.clerk, at=at("2018-07-10 12:00"))
        asked.append(len(captured))
    assert asked[0] == asked[1]
