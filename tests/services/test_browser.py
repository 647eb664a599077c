"""The main job in a real Chromium, without script: from the sign-in to the decision on the public page and the mail.

The clock that the pages read stands at an hour of July 2018; the browser believes to be in Tokyo, which changes nothing.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from governance.accounts.codes import next_code
from governance.accounts.models import User
from governance.ballots.models import Ballot, Decision
from governance.notices.actions import queue_due, send_due
from tests.cast import PASSWORD, Cast, at, make_cast, open_ballot, signed_in, vote, with_a_phone
from tests.conftest import PostOffice, plain_text_of

NOW = at("2018-07-10 10:00")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
MISSING = "The browser tests need Chromium and found none on the PATH. Install it: apt-get install chromium"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def chromium_or_skip() -> str:
    """Return where Chromium is. Where it is missing the tests are skipped, but never in CI."""
    found = shutil.which("chromium")
    if found is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    return str(found)


@pytest.fixture
def chromium(live_server: Any, post_office: PostOffice, monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    """Start the browser, with the clock standing. Playwright runs a loop in this thread, of which Django would be afraid."""
    path = chromium_or_skip()
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    cache.clear()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Reader:
    """Somebody at a browser, with everything that it complained about: scripts, policies, files that are not there."""

    context: BrowserContext
    complaints: list[str] = field(default_factory=list)

    def open(self) -> Page:
        page = self.context.new_page()
        page.on("console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", lambda answer: self.complaints.append(answer.url) if answer.status >= 400 else None)
        return page


def somebody(browser: Browser, live_server: Any, *, script: bool = False) -> Reader:
    """Give somebody a phone; most have no script."""
    context = browser.new_context(
        base_url=live_server.url,
        java_script_enabled=script,
        viewport={"width": 360, "height": 800},
        timezone_id="Asia/Tokyo",
        locale="en-US",
    )
    context.set_default_timeout(5_000)
    return Reader(context)


def words_on(page: Page) -> str:
    """Return the words of the page as they are shown."""
    return " ".join(page.locator("body").inner_text().split())


def july_2018() -> tuple[Cast, Ballot]:
    """Open the round of 2018, with one approval on record."""
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "approve", at("2018-07-09 10:00"))
    return cast, ballot


def give_password(page: Page, user: User) -> None:
    """Fill in the password form."""
    page.get_by_label("Email").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_in(page: Page, user: User) -> None:
    """Sign in by the password form and the code of an authenticator app."""
    phone = with_a_phone(user)
    give_password(page, user)
    page.get_by_label("Code").fill(next_code(phone))
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_an_official_signs_in_reads_votes_and_everybody_reads_the_decision_and_the_mail_arrives(
    chromium: Browser, live_server: Any, post_office: PostOffice
) -> None:
    cast, ballot = july_2018()
    resident = somebody(chromium, live_server)
    public = resident.open()
    public.goto(f"/decisions/{ballot.slug}/")
    assert "1 more approval is needed, from the First Judicial District or the Police Department" in words_on(public)

    judge = somebody(chromium, live_server)
    page = judge.open()
    page.goto(f"/desk/ballots/{ballot.slug}/")
    sign_in(page, cast.judge)
    read = words_on(page)
    assert "Shall PARS - ICE be renewed until 31 August 2019?" in read
    assert "Until the end of 31 August 2018, New York time" in read
    assert ballot.text.splitlines()[0] in read

    page.get_by_role("button", name="Vote", exact=True).click()
    page.get_by_label("Approve").check()
    page.get_by_label("Reasons").fill("The reports came in time.\n\nAll four of them.")
    page.get_by_role("button", name="Continue").click()
    shown = words_on(page)
    assert "I record this position for the First Judicial District." in shown
    assert "With it the ballot comes to: Renewed. It is settled at once, and final." in shown
    assert not Decision.objects.exists()
    page.get_by_role("button", name="Record this position").click()
    receipt = words_on(page)
    assert "The position of the First Judicial District is on record." in receipt
    assert "10 July 2018, 10:00, New York time" in receipt

    public.reload()
    decided = words_on(public)
    assert "Renewed, until 31 August 2019. Two of three entities approved; two approvals were needed." in decided
    assert "All four of them." in decided
    public.get_by_role("link", name="PARS - ICE").first.click()
    assert "Renewed until 31 August 2019" in words_on(public)

    queue_due(at=NOW)
    send_due(worker="the worker", clock=lambda: NOW)
    (mail,) = post_office.to(cast.judge.email)
    assert mail["Subject"] == "Decided: renewed: PARS - ICE (and 1 more)"
    assert "Recorded for the First Judicial District on 10 July 2018: approve." in plain_text_of(mail)
    assert judge.complaints == resident.complaints == []


def keep_signed_in(reader: Reader, user: User, live_server: Any) -> None:
    """Give the browser the session of somebody who has signed in."""
    session = signed_in(user).cookies["sessionid"].value
    reader.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


PUBLIC = ["/", "/agreements/", "/agreements/pars-ice/", "/decisions/", "/bodies/pars-subcommittee/", "/accounts/login/"]
OFFICIALS = ["/desk/", "/desk/agreements/pars-ice/"]
CLERKS = [
    "/desk/",
    "/desk/agreements/",
    "/desk/ballots/",
    "/desk/agreements/pars-ice/ballots/new/",
    "/desk/agreements/pars-ice/access-off/",
]


def test_no_page_on_the_way_scrolls_sideways_or_breaks_a_policy(chromium: Browser, live_server: Any) -> None:
    cast, ballot = july_2018()
    slug, receipt = f"/desk/ballots/{ballot.slug}/", f"/desk/votes/{ballot.votes.get().leaf_hash}/receipt/"
    visits = {
        None: [*PUBLIC, f"/decisions/{ballot.slug}/"],
        cast.attorney: [*OFFICIALS, slug, f"{slug}withdraw/", receipt, f"{slug}vote/"],
        cast.clerk: [*CLERKS, slug, f"{slug}withdraw-ballot/"],
    }
    found: list[str] = []
    for user, paths in visits.items():
        reader = somebody(chromium, live_server, script=True)
        if user is not None:
            keep_signed_in(reader, user, live_server)
        page = reader.open()
        for path in paths:
            page.goto(path)
            found += sideways(page)
        if user == cast.attorney:
            page.get_by_label("Decline").check()
            page.get_by_label("Reasons").fill("Averylongwordwithoutanyspace" * 20)
            page.get_by_role("button", name="Continue").click()
            assert "This is what will be recorded" in words_on(page)
            found += sideways(page)
        found += reader.complaints
    assert found == []


def sideways(page: Page) -> list[str]:
    """Say by how much the page is wider than a phone, and than a desktop."""
    found = []
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 800})
        if more := page.evaluate(SIDEWAYS):
            found.append(f"{page.url} is {more} px wider than {width}")
    return found


def test_a_policy_that_is_broken_would_be_noticed(chromium: Browser, live_server: Any) -> None:
    """The control: were the browser not to complain here, an empty list of complaints would mean nothing."""
    reader = somebody(chromium, live_server)
    page = reader.open()
    page.route("**/planted/", lambda route: route.fulfill(status=200, headers=POLICY, body=PLANTED))
    page.goto("/planted/")
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
