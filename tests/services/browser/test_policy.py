"""Story 17 in a real browser, as far as the register goes: a policy is recorded, and found where it is to be read against."""

from __future__ import annotations

from tests.cast import make_cast, open_ballot
from tests.journeys.stage import Town

from .stage import DESK, Windows

SAYS = "No detainer without a judicial warrant."


def test_a_policy_is_recorded_with_tags_and_stands_beside_each_agreement_of_its_tags_and_changes_nothing(
    town: Town, windows: Windows
) -> None:
    cast = make_cast()
    open_ballot(cast)
    clerk, judge, resident = windows.open(width=DESK), windows.open(), windows.open()
    clerk.comes_to_the_desk(cast.clerk)
    clerk.follows("Agreements")
    clerk.follows("PARS - ICE")
    clerk.follows("Say what it is about")
    clerk.fills("About", "immigration")
    clerk.presses("Set the tags")
    before = clerk.reads()

    clerk.follows("Register")
    assert "No policy is on record." in clerk.reads()
    clerk.follows("Record a policy")
    clerk.fills("Title", "Executive Order 5-16")
    clerk.fills("Short name in addresses", "order-5-16")
    clerk.dates("In force from", "2016-01-04")
    clerk.fills("What it says", SAYS)
    clerk.fills("About", "immigration, detainers")
    clerk.presses("Put the policy on record")
    register = clerk.reads()
    assert "Executive Order 5-16 is on record." in register
    assert "in force from 4 January 2016" in register
    assert "immigration: PARS - ICE" in register
    assert "detainers: no agreement" in register
    clerk.page.get_by_role("link", name="PARS - ICE").first.click()
    assert "Executive Order 5-16" in clerk.reads()
    assert "Vote open: 0 of 2 approvals" in before
    assert "Vote open: 0 of 2 approvals" in clerk.reads()

    judge.comes_to_the_desk(cast.judge)
    judge.presses("Read and vote")
    judge.follows("Policies about the same matters")
    assert SAYS in judge.reads()
    resident.goes_to("/changes/")
    assert clerk.complaints == judge.complaints == resident.complaints == []
