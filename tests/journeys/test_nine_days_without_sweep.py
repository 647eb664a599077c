"""Story 14: no worker runs for nine days, across two rungs and a closing."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime

import pytest

from governance.ballots.models import Ballot, Decision
from governance.notices.models import Letter, Notice
from tests.cast import Cast, at, check_dates, make_cast, open_ballot, vote

from .stage import Town, rungs, said_to

pytestmark = pytest.mark.django_db
CLOSED = datetime(2018, 8, 27, 4, 0, tzinfo=UTC)


def until_21_august(town: Town) -> Cast:
    """Open a round that closes on 26 August; the workers run until the 21st, with one approval by then."""
    cast = make_cast()
    check_dates(cast)
    ballot = open_ballot(cast, closes_on=date(2018, 8, 26))
    vote(cast, ballot, "FJD", "approve", at("2018-08-20 10:00"))
    for day in ("2018-08-17 08:00", "2018-08-21 08:00"):
        town.posts(day)
    town.office.mails.clear()
    return cast


def test_the_pages_were_right_throughout(town: Town) -> None:
    until_21_august(town)
    assert "Vote open: 1 of 2 approvals" in town.agreement("2018-08-26 23:59:59.999999")
    assert town.answer()["outcome"] is None
    told = town.answer(CLOSED)
    assert (told["outcome"], told["settled_at"], told["effective_on"]) == ("lapsed", "2018-08-27T04:00:00Z", "2018-08-31")
    assert "Not renewed. One of three entities approved; two approvals were needed." in town.decision()
    assert "Not renewed: ends 31 August 2018" in town.agreement()
    assert not Decision.objects.exists()
    assert Ballot.objects.get().state == "open"
    assert "heartbeat--late" in town.html("/", "2018-08-29 09:00")
    assert "Deadlines last checked on 21 August 2018" in town.reads("/")


@pytest.mark.parametrize("settles_first", [True, False])
def test_on_return_it_is_settled_as_of_its_closing_and_each_person_gets_one_letter(town: Town, settles_first: bool) -> None:
    cast = until_21_august(town)
    before = town.answer("2018-08-30 08:00")
    if settles_first:
        town.settles("2018-08-30 08:00")
        town.posts("2018-08-30 08:00")
    else:
        town.posts("2018-08-30 08:00")
        town.settles("2018-08-30 08:00")
    decision = Decision.objects.get()
    assert (decision.settled_at, decision.recorded_at) == (CLOSED, datetime(2018, 8, 30, 12, 0, tzinfo=UTC))
    assert town.answer() == before
    everybody = (cast.judge, cast.commissioner, cast.attorney, cast.clerk, cast.second_clerk)
    assert sorted(mail["To"] for mail in town.office.mails) == sorted(user.email for user in everybody)


def test_the_letter_has_what_is_most_urgent_first_and_the_missed_rungs_are_recorded_as_skipped(town: Town) -> None:
    cast = until_21_august(town)
    town.settles("2018-08-30 08:00")
    town.posts("2018-08-30 08:00")
    letter = said_to(town, cast.clerk)
    (mail,) = town.office.to(cast.clerk.email)
    assert mail["Subject"].startswith("Ends on 31 August: PARS - ICE (and ")
    assert letter.index("This agreement ends on 31 August 2018") < letter.index("Not renewed. Nothing more is asked of you")
    assert "It is decided: not renewed." in letter
    assert rungs(cast.clerk, "term_end", "skipped") == {7, 3}
    assert 1 in rungs(cast.clerk, "term_end")
    assert Letter.objects.filter(state="queued").count() == 0
    assert town.posts("2018-08-30 08:01") == []


def test_each_person_has_one_letter_and_every_missed_rung_is_on_record(town: Town) -> None:
    cast = until_21_august(town)
    town.settles("2018-08-30 08:00")
    town.posts("2018-08-30 08:00")
    new = Notice.objects.filter(queued_at=at("2018-08-30 08:00")).order_by("kind", "-rung")
    told: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
    for row in new:
        told[row.address].append((row.kind, row.rung, row.state))
    keeps = [
        ("decision", 0, "queued"),
        ("follow_up", 60, "queued"),  # the certificate, due on 30 September
        ("follow_up", 3, "queued"),  # access off, due on 1 September
        ("follow_up", 1, "queued"),  # the notice letter, due on 31 August
        ("term_end", 7, "skipped"),
        ("term_end", 3, "skipped"),
        ("term_end", 1, "queued"),
    ]
    decided = [("decision", 0, "queued")]  # nobody else is asked for anything: a ballot has settled the matter
    assert told == {
        cast.clerk.email: keeps,
        cast.second_clerk.email: keeps,
        cast.judge.email: decided,
        cast.commissioner.email: decided,
        cast.attorney.email: decided,
    }
    assert all(len(town.office.to(address)) == 1 for address in told)
