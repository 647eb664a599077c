"""The stage of stories in a browser: Chromium, windows of it, and the people who read and act there.

Who reads has a phone, believes to be in Tokyo and has no script, unless the story says otherwise.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, field
from typing import Any, Self

import pytest
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, FilePayload, Locator, Page, TimeoutError

from governance.accounts.codes import next_code
from governance.accounts.models import User
from tests.cast import PASSWORD, signed_in, with_a_phone

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
MISSING = "The browser tests need Chromium and found none on the PATH. Install it: apt-get install chromium"
PHONE, DESK = 360, 1280
LONGEST_WAIT, IN_SIGHT_WITHIN = 20_000, 5_000  # milliseconds, for what hangs and for what is not there
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def chromium_or_skip() -> str:
    """Return where Chromium is. Where it is missing the tests are skipped, but never in CI."""
    found = shutil.which("chromium")
    if found is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(MISSING)
    return str(found)


class Person:
    """Somebody at a browser, who uses what stands on the page by its name, with a mouse or a finger.

    Stories name links, buttons and fields in English; whoever reads in another language finds them under the names that
    they have there. `complaints` holds what the browser complained about: scripts, policies, files that are not there.
    """

    def __init__(self, page: Page, *, language: str = "en") -> None:
        self.page = page
        self.language = language
        self.complaints: list[str] = []
        page.on("console", lambda said: self.complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", lambda answer: self.complaints.append(answer.url) if answer.status >= 400 else None)

    @property
    def context(self) -> BrowserContext:
        """The browser's memory: cookies and the like."""
        return self.page.context

    # --- Reading ---

    def says(self, text: str, **values: object) -> str:
        """Return how a sentence of the pages reads in the person's language."""
        with translation.override(self.language):
            said = translation.gettext(text)
        return said % values if values else said

    def reads(self) -> str:
        """Return the words of the page as they are shown, which are in the person's language."""
        self.page.wait_for_load_state("domcontentloaded")
        assert self.page.locator("html").get_attribute("lang") == self.language, self.page.url
        return words_on(self.page)

    def sees(self, text: str, **values: object) -> None:
        """Find a sentence of the pages on the page."""
        said, read = self.says(text, **values), self.reads()
        assert said in read, f"{said!r} is not on {self.page.url}:\n{read}"

    # --- Going and acting ---

    def goes_to(self, path: str) -> None:
        """Type an address, or open a link of a mail."""
        self.page.goto(path)

    def follows(self, link: str, *, about: str = "") -> None:
        """Follow the link of this name; the first, where several lead to the same. `about` says of which row."""
        self._named("link", link, about).click()

    def presses(self, button: str, *, about: str = "") -> None:
        """Press the button of this name."""
        self._named("button", button, about).click()

    def fills(self, label: str, text: str) -> None:
        """Type into the field of this name."""
        self._field(label).fill(text)

    def dates(self, label: str, day: str) -> None:
        """Enter a day, written as 2018-07-26, in the field of this name."""
        self._field(label).fill(day)

    def picks(self, label: str, option: str) -> None:
        """Pick what a list of choices calls so."""
        self._field(label).select_option(label=self.says(option))

    def chooses(self, option: str) -> None:
        """Choose one of several that stand beside each other, or tick a box."""
        self._field(option).check()

    def sends_along(self, label: str, name: str, content: bytes) -> None:
        """Choose a file for the field of this name."""
        kind = "application/pdf" if name.endswith(".pdf") else "application/octet-stream"
        self._field(label).set_input_files(FilePayload(name=name, mimeType=kind, buffer=content))

    # --- Coming in ---

    def gives_password(self, user: User) -> None:
        """Fill in the password form."""
        self.fills("E-mail address", user.email)
        self.fills("Password", PASSWORD)
        self.presses("Sign in")

    def signs_in(self, user: User) -> None:
        """Sign in by the password form and the code that an authenticator app shows."""
        phone = with_a_phone(user)
        self.gives_password(user)
        self.fills("Code", next_code(phone))
        self.presses("Sign in")

    def signs_out(self) -> None:
        """Sign out at the desk, where the button is folded away on a phone."""
        if not self.page.get_by_role("button", name=self.says("Sign out")).is_visible():
            self.page.get_by_text(self.says("My account"), exact=True).click()
        self.presses("Sign out")

    def has_signed_in(self, user: User) -> None:
        """Give the browser the session of somebody who has signed in just now."""
        session = signed_in(user).cookies["sessionid"].value
        self.context.add_cookies([{"name": "sessionid", "value": session, "domain": "localhost", "path": "/"}])

    def comes_to_the_desk(self, user: User) -> None:
        """Open the desk as somebody who has signed in just now."""
        self.has_signed_in(user)
        self.goes_to("/desk/")

    def has_a_passkey_device(self) -> None:
        """Give the browser a device that recognises its owner."""
        session = self.context.new_cdp_session(self.page)
        session.send("WebAuthn.enable")
        session.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})

    def adds_a_passkey(self) -> None:
        """From the page of second factors: show once more that it is oneself, let the device make a key, and see the codes."""
        self.presses("Add a passkey")
        self.fills("Password", PASSWORD)
        self.presses("Go on")
        self.presses("Add the passkey")
        self.page.wait_for_url("**/recovery-codes/")

    # --- Voting ---

    def votes(self, position: str, reasons: str, *, by: str = "Vote") -> None:
        """From the page of a ballot: the three steps, to the receipt."""
        self.presses(by)
        self.chooses(position)
        self.fills("Reasons", reasons)
        self.presses("Continue")
        self.sees("This is what will be recorded")
        self.presses("Record this position")
        self.sees("Receipt")

    def _named(self, role: Any, name: str, about: str) -> Locator:
        name = f"{self.says(name)}: {about}" if about else self.says(name)
        return self._found(self.page.get_by_role(role, name=name, exact=True), f"{role} {name}")

    def _field(self, label: str) -> Locator:
        starts_so = re.compile(rf"^\s*{re.escape(self.says(label))}(\W|$)")
        return self._found(self.page.get_by_label(starts_so), f"field {label}")

    def _found(self, place: Locator, what: str) -> Locator:
        """Return the first of these places, or say what stands on the page instead."""
        try:
            place.first.wait_for(state="attached", timeout=IN_SIGHT_WITHIN)
        except TimeoutError:
            pytest.fail(f"There is no {what} on {self.page.url}:\n{words_on(self.page)}")
        return place.first


def words_on(page: Page) -> str:
    """Return the words of the page as they are shown."""
    return " ".join(page.locator("body").inner_text().split())


def sideways(page: Page) -> list[str]:
    """Say by how much the page is wider than a phone, and than a desktop."""
    found = []
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 800})
        if more := page.evaluate(SIDEWAYS):
            found.append(f"{page.url} is {more} px wider than {width}")
    return found


@dataclass
class Windows:
    """Windows of one browser, all closed when the story ends."""

    browser: Browser
    url: str
    opened: list[BrowserContext] = field(default_factory=list)

    def open(self, kind: type[Person] = Person, *, script: bool = False, width: int = PHONE, language: str = "en") -> Person:
        """Open a window for somebody new."""
        context = self.browser.new_context(
            base_url=self.url,
            java_script_enabled=script,
            viewport={"width": width, "height": 800},
            timezone_id="Asia/Tokyo",
            locale={"en": "en-US", "es": "es-US"}[language],
            reduced_motion="reduce",
        )
        context.set_default_timeout(LONGEST_WAIT)
        self.opened.append(context)
        return kind(context.new_page(), language=language)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        for context in self.opened:
            context.close()
