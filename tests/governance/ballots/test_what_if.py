"""What each further position would come to: from the same tally, and nothing is written."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from governance.ballots.judgement import what_if
from tests.cast import at, make_cast, open_ballot, sign_in, vote
from tests.traces import every_row

pytestmark = pytest.mark.django_db
NOW = at("2018-07-10 10:00")


def test_after_one_approval_another_one_carries_and_a_decline_leaves_it_open() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    before = every_row()
    seen = {(row.seat, str(row.position)): (str(row.outlook), row.settles_at) for row in what_if(ballot, at=NOW)}
    assert seen["PPD", "approve"] == ("secured", NOW)
    assert seen["PPD", "decline"] == ("open", ballot.closes_at)
    assert seen["FJD", "decline"] == ("open", ballot.closes_at)
    assert ("FJD", "approve") not in seen
    assert len(seen) == 11
    assert every_row() == before


def test_a_settled_ballot_has_no_possibilities_left_with_or_without_a_worker() -> None:
    ballot = open_ballot(make_cast())
    assert what_if(ballot, at=at("2018-09-01 00:00")) == ()


def test_the_command_prints_a_line_for_each_possibility_and_names_an_unknown_ballot(monkeypatch: pytest.MonkeyPatch) -> None:
    ballot = open_ballot(make_cast())
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    out = StringIO()
    call_command("what_if", ballot.slug, stdout=out)
    assert "2 more approvals are needed" in out.getvalue()
    assert out.getvalue().count("->") == 12
    with pytest.raises(CommandError, match="No ballot is called nothing"):
        call_command("what_if", "nothing")


def test_the_ballot_page_shows_it(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    sign_in(client, cast.attorney)
    page = client.get(f"/desk/ballots/{ballot.slug}/").content.decode()
    assert "carries at once" in page
    assert "stands now" in page
