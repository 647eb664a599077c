"""Story 16 in a real browser: the clerk enters a signed paper for a seat, and cannot without the paper."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from governance.ballots.models import Vote
from tests.cast import make_cast, open_ballot
from tests.journeys.stage import PARS_2018, Town, on_record, said_to

from .stage import DESK, Windows

SCAN = b"%PDF-1.7\n%a signed ballot\n"


@pytest.fixture(autouse=True)
def documents_lie_in_a_folder_of_the_test(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_a_paper_is_entered_with_its_scan_shown_as_entered_by_the_clerk_and_told_to_the_holder(
    town: Town, windows: Windows
) -> None:
    cast = make_cast()
    open_ballot(cast)
    clerk, judge, resident = windows.open(width=DESK), windows.open(), windows.open()
    clerk.comes_to_the_desk(cast.clerk)
    clerk.follows("Ballots")
    clerk.follows("Shall PARS - ICE be renewed until 31 August 2019?")
    clerk.follows("Enter a position on paper")
    clerk.chooses("First Judicial District: The judge, principal")
    clerk.chooses("Approve")
    clerk.fills("Reasons", "As signed.")
    clerk.presses("Put it on record")
    assert "File: Attach the signed document." in clerk.reads()
    assert on_record() == []
    clerk.sends_along("File", "ballot.pdf", SCAN)
    clerk.presses("Put it on record")
    assert "On record for the First Judicial District: approve, on paper. The judge is told by mail." in clerk.reads()

    town.posts("2018-07-10 10:01")
    assert "If this was not you, tell the clerk at once." in said_to(town, cast.judge)
    judge.comes_to_the_desk(cast.judge)
    judge.goes_to(f"/desk/ballots/{PARS_2018}/")
    assert "On paper, signed by The judge, entered by The clerk on 10 July 2018" in judge.reads()
    with judge.page.expect_download() as sent:
        judge.follows("Signed position of the First Judicial District")
    assert Path(sent.value.path()).read_bytes() == SCAN

    resident.goes_to(f"/decisions/{PARS_2018}/")
    page = resident.reads()
    assert "Signed on paper by The judge as principal, entered by the clerk on 10 July 2018, 10:00, New York time" in page
    assert "As signed." in page
    assert Vote.objects.get().document is not None
    assert clerk.complaints == judge.complaints == resident.complaints == []
