"""Story 8 in a real browser: a principal names a delegate, the delegate approves, the principal declines, and both are read."""

from __future__ import annotations

from tests.cast import make_cast, make_user, open_ballot
from tests.conftest import plain_text_of
from tests.journeys.stage import PARS_2018, Town, on_record

from .stage import DESK, Windows

SEAT = "First Judicial District"


def test_the_principals_decline_replaces_the_delegates_approval_and_the_delegate_is_told_why_no_more_is_possible(
    town: Town, windows: Windows
) -> None:
    cast, deputys = make_cast(), make_user("The deputy")
    open_ballot(cast)
    judge, deputy, resident = windows.open(width=DESK), windows.open(), windows.open()

    judge.comes_to_the_desk(cast.judge)
    assert "My account" not in judge.reads(), "where there is room nothing is folded"
    judge.follows("My seats")
    assert "Nobody. While you cannot vote, your seat is silent" in judge.reads()
    judge.presses(f"Name a delegate for the {SEAT}")
    judge.fills("Or the e-mail address of somebody else", deputys.email)
    judge.presses("Name this delegate")
    assert "Until: Enter a day." in judge.reads()
    judge.dates("Until", "2018-07-31")
    judge.presses("Name this delegate")
    assert f"The deputy stands in for the {SEAT} from 10 July 2018 to 31 July 2018, and is told by mail." in judge.reads()
    town.posts("2018-07-10 10:01")
    assert f"/desk/ballots/{PARS_2018}/" in "".join(plain_text_of(mail) for mail in town.office.to(deputys.email))

    deputy.comes_to_the_desk(deputys)
    assert "1 ballot waits for your position." in deputy.reads()
    deputy.presses("Read and vote")
    deputy.votes("Approve", "The reports came in time.")
    assert "The deputy, delegate" in deputy.reads()

    town.clock.set("2018-07-11 10:00")
    judge.comes_to_the_desk(cast.judge)
    judge.follows("Shall PARS - ICE be renewed until 31 August 2019?")
    assert "By The deputy as delegate, on 10 July 2018" in judge.reads()
    judge.votes("Decline", "Not on these terms.", by="Change the position")
    assert on_record() == [("FJD", "approve"), ("FJD", "decline")]
    judge.presses("See the public page")

    resident.goes_to(f"/decisions/{PARS_2018}/")
    page = resident.reads()
    assert "Cast by The judge as principal on 11 July 2018, 10:00, New York time" in page
    assert "Approved. Cast by The deputy as delegate on 10 July 2018, 10:01, New York time." in page
    assert "Earlier on record, no longer counted:" in page

    deputy.comes_to_the_desk(deputys)
    assert "No ballot waits for your position." in deputy.reads() or "Nothing waits for you." in deputy.reads()
    deputy.goes_to(f"/desk/ballots/{PARS_2018}/")
    assert f"The principal of the {SEAT} has voted; a delegate cannot replace that." in deputy.reads()
    assert deputy.page.get_by_role("button", name="Vote").count() == 0
    assert judge.complaints == deputy.complaints == resident.complaints == []
