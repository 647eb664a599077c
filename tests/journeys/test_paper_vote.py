"""Story 16: the clerk enters a signed paper for a seat."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from contracts.models import Document
from contracts.refusals import Refused
from governance.ballots import actions as ballots
from governance.ballots.models import Vote
from governance.ballots.tally import Position
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, make_cast, open_ballot
from tests.site.test_desk_stage import text_of
from tests.traces import refused

from .stage import PARS_2018, Town, said_to

pytestmark = pytest.mark.django_db
SCAN = b"%PDF-1.7\n%a signed ballot\n"


@pytest.fixture(autouse=True)
def documents_lie_in_a_folder_of_the_test(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def enter(cast: Cast, document: Document | None, when: datetime) -> Vote:
    ballot = cast.agreement.ballots.get()
    return ballots.enter_paper_vote(
        ballot_id=ballot.pk,
        seat=cast.seat("FJD"),
        position=Position.APPROVE,
        reasons="As signed.",
        signed_by=cast.judge,
        document=document,
        by=cast.clerk,
        at=when,
    )


def paper_on_10_july(town: Town) -> Cast:
    cast = make_cast()
    open_ballot(cast)
    when = town.clock.set("2018-07-10 10:00")
    scan = stewardship.file_document(
        agreement=cast.agreement, title="Signed ballot", content=SCAN, name="ballot.pdf", by=cast.clerk, at=when
    )
    enter(cast, scan, when)
    return cast


def test_the_public_page_says_that_the_clerk_entered_it(town: Town) -> None:
    paper_on_10_july(town)
    page = town.decision("2018-07-10 10:01")
    assert "Signed on paper by The judge as principal, entered by the clerk on 10 July 2018, 10:00, New York time" in page
    assert "As signed." in page
    (row,) = town.answer()["positions"]
    assert (row["basis"], row["counted"], row["cast_at"]) == ("paper", True, "2018-07-10T14:00:00Z")
    assert Vote.objects.get().document == Document.objects.get(title="Signed ballot")


def test_the_holder_is_mailed_what_was_recorded_under_their_name_and_finds_it_at_the_desk(town: Town) -> None:
    cast = paper_on_10_july(town)
    town.posts("2018-07-10 10:01")
    said = said_to(town, cast.judge)
    assert "Recorded for the First Judicial District on 10 July 2018: approve." in said
    assert "If this was not you, tell the clerk at once." in said
    desk = text_of(town.desk(cast.judge).get(f"/desk/ballots/{PARS_2018}/"))
    assert "On paper, signed by The judge, entered by The clerk on 10 July 2018" in desk


def test_it_counts_like_any_other(town: Town) -> None:
    cast = paper_on_10_july(town)
    town.votes(cast.attorney, "approve", "2018-07-11 10:00")
    assert (town.answer()["outcome"], town.counts()) == ("carried", {"approve": 2, "silent": 1})


def test_the_holder_may_replace_it_by_a_vote_of_their_own(town: Town) -> None:
    cast = paper_on_10_july(town)
    town.votes(cast.judge, "decline", "2018-07-11 10:00")
    assert town.counts() == {"decline": 1, "silent": 2}
    assert "Signed on paper by The judge" in town.decision()


def test_without_the_document_it_is_refused(town: Town) -> None:
    cast = make_cast()
    town.opens(cast.clerk, "2018-07-02 09:00")
    with refused(Refused, match="Attach the signed document; without it a paper vote cannot be entered"):
        enter(cast, None, at("2018-07-10 10:00"))
    assert town.counts("2018-07-10 10:01") == {"silent": 3}
