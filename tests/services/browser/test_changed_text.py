"""Story 10 in a real browser: the text changes while somebody has the page of confirmation open."""

from __future__ import annotations

from tests.cast import at, make_cast, open_ballot, vote
from tests.journeys.stage import PARS_2018, Town, on_record, said_to

from .stage import DESK, Windows

V2 = "pars-ice-2018-v2"


def test_a_position_on_the_old_text_is_refused_and_given_anew_on_the_one_that_took_its_place(
    town: Town, windows: Windows
) -> None:
    cast = make_cast()
    first = open_ballot(cast)
    vote(cast, first, "FJD", "approve", at("2018-07-03 10:00"))
    vote(cast, first, "PPD", "abstain", at("2018-07-03 11:00"))
    attorney, clerk, resident = windows.open(), windows.open(width=DESK), windows.open()

    attorney.comes_to_the_desk(cast.attorney)
    attorney.presses("Read and vote")
    attorney.presses("Vote")
    attorney.chooses("Approve")
    attorney.fills("Reasons", "The fee covers the work.")
    attorney.presses("Continue")
    assert "This is what will be recorded" in attorney.reads()

    clerk.comes_to_the_desk(cast.clerk)
    clerk.follows("Ballots")
    clerk.follows("Shall PARS - ICE be renewed until 31 August 2019?")
    clerk.follows("Change the text")
    clerk.fills("Fee", "6000")
    clerk.presses("Show what this changes")
    assert "Reason: Say why, for the public record." in clerk.reads()
    clerk.fills("Reason", "The fee was agreed anew.")
    clerk.presses("Show what this changes")
    assert "Fee: USD 6,000.00 a year." in clerk.reads()
    assert on_record(V2) == []
    clerk.presses("Open the changed text")
    assert "The changed text is open; every seat is asked again, by mail." in clerk.reads()

    attorney.presses("Record this position")
    refusal = attorney.reads()
    assert "This ballot was withdrawn: The fee was agreed anew." in refusal
    assert on_record(PARS_2018) == [("FJD", "approve"), ("PPD", "abstain")], "nothing was written"
    attorney.follows("Read the new text and vote there")
    assert "Fee: USD 6,000.00 a year." in attorney.reads()
    attorney.votes("Approve", "The fee covers the work.")
    assert on_record(V2) == [("DAO", "approve")]

    town.posts("2018-07-10 10:10")
    for user in (cast.judge, cast.commissioner):
        assert "The ballot was withdrawn: The fee was agreed anew." in said_to(town, user)
        assert f"/desk/ballots/{V2}/" in said_to(town, user)
    resident.goes_to(f"/decisions/{PARS_2018}/")
    old = resident.reads()
    assert "Withdrawn on 10 July 2018, 10:00, New York time. The fee was agreed anew." in old
    assert "Cast by The judge as principal" in old
    resident.goes_to(f"/decisions/{V2}/")
    assert "Vote open: 1 of 2 approvals" in resident.reads()
    assert attorney.complaints == clerk.complaints == resident.complaints == []
