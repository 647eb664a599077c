"""The main job in a real Chromium, without script: from the sign-in to the decision on the public page and the mail.

The clock that the pages read stands at an hour of July 2018; the browser believes to be in Tokyo, which changes nothing.
"""

from __future__ import annotations

import pytest

from governance.ballots.models import Ballot, Decision
from tests.cast import Cast, at, make_cast, open_ballot, vote
from tests.conftest import plain_text_of
from tests.journeys.stage import Town

from .stage import Windows, chromium_or_skip, sideways


def july_2018() -> tuple[Cast, Ballot]:
    """Open the round of 2018, with one approval on record."""
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "approve", at("2018-07-09 10:00"))
    return cast, ballot


def test_an_official_signs_in_reads_votes_and_everybody_reads_the_decision_and_the_mail_arrives(
    windows: Windows, town: Town
) -> None:
    cast, ballot = july_2018()
    resident = windows.open()
    resident.goes_to(f"/decisions/{ballot.slug}/")
    assert "1 more approval is needed, from the First Judicial District or the Police Department" in resident.reads()

    judge = windows.open()
    judge.goes_to(f"/desk/ballots/{ballot.slug}/")
    judge.signs_in(cast.judge)
    read = judge.reads()
    assert "Shall PARS - ICE be renewed until 31 August 2019?" in read
    assert "Until the end of 31 August 2018, New York time" in read
    assert ballot.text.splitlines()[0] in read

    judge.presses("Vote")
    judge.chooses("Approve")
    judge.fills("Reasons", "The reports came in time.\n\nAll four of them.")
    judge.presses("Continue")
    shown = judge.reads()
    assert "I record this position for the First Judicial District." in shown
    assert "With it the ballot comes to: Renewed. It is settled at once, and final." in shown
    assert not Decision.objects.exists()
    judge.presses("Record this position")
    receipt = judge.reads()
    assert "The position of the First Judicial District is on record." in receipt
    assert "10 July 2018, 10:00, New York time" in receipt

    resident.page.reload()
    decided = resident.reads()
    assert "Renewed, until 31 August 2019. Two of three entities approved; two approvals were needed." in decided
    assert "All four of them." in decided
    resident.follows("PARS - ICE")
    assert "Renewed until 31 August 2019" in resident.reads()

    town.posts("2018-07-10 10:00")
    (mail,) = town.office.to(cast.judge.email)
    assert mail["Subject"] == "Decided: renewed: PARS - ICE (and 1 more)"
    assert "Recorded for the First Judicial District on 10 July 2018: approve." in plain_text_of(mail)
    assert judge.complaints == resident.complaints == []


PUBLIC = ["/", "/agreements/", "/agreements/pars-ice/", "/decisions/", "/bodies/pars-subcommittee/", "/accounts/login/"]
OFFICIALS = ["/desk/", "/desk/agreements/pars-ice/"]
CLERKS = [
    "/desk/",
    "/desk/agreements/",
    "/desk/ballots/",
    "/desk/agreements/pars-ice/ballots/new/",
    "/desk/agreements/pars-ice/access-off/",
    "/desk/deadlines/",
    "/desk/deadlines/?unchecked=1",
    "/desk/follow-ups/",
]


def test_no_page_on_the_way_scrolls_sideways_or_breaks_a_policy(windows: Windows) -> None:
    cast, ballot = july_2018()
    slug, receipt = f"/desk/ballots/{ballot.slug}/", f"/desk/votes/{ballot.votes.get().leaf_hash}/receipt/"
    visits = {
        None: [*PUBLIC, f"/decisions/{ballot.slug}/"],
        cast.attorney: [*OFFICIALS, slug, f"{slug}withdraw/", receipt, f"{slug}vote/"],
        cast.clerk: [*CLERKS, slug, f"{slug}withdraw-ballot/"],
    }
    found: list[str] = []
    for user, paths in visits.items():
        reader = windows.open(script=True)
        if user is not None:
            reader.has_signed_in(user)
        for path in paths:
            reader.goes_to(path)
            found += sideways(reader.page)
        if user == cast.attorney:
            reader.chooses("Decline")
            reader.fills("Reasons", "Averylongwordwithoutanyspace" * 20)
            reader.presses("Continue")
            assert "This is what will be recorded" in reader.reads()
            found += sideways(reader.page)
        found += reader.complaints
    assert found == []


def test_a_policy_that_is_broken_would_be_noticed(windows: Windows) -> None:
    """The control: were the browser not to complain here, an empty list of complaints would mean nothing."""
    reader = windows.open()
    reader.page.route("**/planted/", lambda route: route.fulfill(status=200, headers=POLICY, body=PLANTED))
    reader.goes_to("/planted/")
    assert any("Content Security Policy" in said for said in reader.complaints)


POLICY = {"content-type": "text/html", "content-security-policy": "default-src 'self'"}
PLANTED = "<!doctype html><title>Planted</title><p style='color: red'>Inline.</p>"


@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_without_chromium_it_is_skipped_with_the_way_to_install_it_but_fails_in_ci(
    monkeypatch: pytest.MonkeyPatch, ci: str, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match="apt-get install chromium"):
        chromium_or_skip()
