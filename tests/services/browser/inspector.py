"""Who opens the answers of Django's test client in Chromium and says what is wrong with each.

Nothing listens on a port: the browser gets the page and our own files, and whatever else it asks for is a fault.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, NamedTuple

from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, Route

from governance.accounts.middleware import BY_ITSELF

from .every_page import Given
from .stage import DESK, PHONE

ORIGIN = "https://register.example"
KINDS = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml", "woff2": "font/woff2"}
LOOK = (Path(__file__).parent / "look.js").read_text()
AXE = """async () => {
  const options = { resultTypes: ["violations"], preload: false, rules: { "target-size": { enabled: true } } };
  const { violations } = await axe.run(options);
  const where = (nodes) => nodes.slice(0, 3).map(({ html }) => html.slice(0, 160)).join(" and ");
  return violations.map(({ id, nodes }) => `axe: ${id}: ${where(nodes)}`);
}"""
TWICE_AS_LARGE = "document.documentElement.style.setProperty('font-size', '200%', 'important')"
AS_LARGE_AS_BEFORE = "document.documentElement.style.removeProperty('font-size')"


class Way(NamedTuple):
    """How somebody looks: through a window so wide, on light or dark."""

    width: int
    scheme: Literal["light", "dark"]


WAYS = (Way(PHONE, "light"), Way(DESK, "dark"), Way(PHONE, "dark"), Way(DESK, "light"))


class Inspector:
    """Looks at pages, one after the other."""

    def __init__(self, browser: Browser) -> None:
        self.page = browser.new_context(reduced_motion="reduce", viewport={"width": PHONE, "height": 800}).new_page()
        self._given: Given | None = None
        self._complaints: list[str] = []
        self._files: dict[str, bytes] = {}
        self.page.route("**/*", self._answer)
        self.page.on("console", lambda said: self._complain(said.text) if said.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self._complain(str(error)))

    def look(self, given: Given, ways: Iterable[Way]) -> list[str]:
        """Return what is wrong with the page, in any of these ways to look at it."""
        self._given, self._complaints = given, []
        self.page.goto(ORIGIN + given.path)
        if (spoken := self.page.locator("html").get_attribute("lang")) != given.language:
            self._complain(f"says that it is in {spoken}")
        for way in ways:
            self.page.set_viewport_size({"width": way.width, "height": 800})
            self.page.emulate_media(color_scheme=way.scheme)
            self._look(f"{way.width} px, {way.scheme}")
        self.page.evaluate(TWICE_AS_LARGE)
        self._say(self.page.evaluate(LOOK, {"all": False}), "text twice as large")
        self.page.evaluate(AS_LARGE_AS_BEFORE)
        return [f"{given}: {said}" for said in dict.fromkeys(self._complaints)]

    def _look(self, way: str) -> None:
        self._say(self.page.evaluate(LOOK, {"all": True}), way)
        self.page.evaluate(AXE_SCRIPT)
        self._say(self.page.evaluate(AXE), way)

    def _say(self, sentences: list[str], way: str) -> None:
        self._complaints += [f"{said} ({way})" for said in sentences]

    def _complain(self, said: str) -> None:
        self._complaints.append(said)

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).split("?")[0]
        looks_again = route.request.headers.get("x-requested-with") == BY_ITSELF
        if self._given is not None and (route.request.is_navigation_request() or looks_again):
            # Whatever its status: a browser would complain of a page that says that nothing is there.
            route.fulfill(status=200, headers=dict(self._given.answer.items()), body=self._given.answer.content)
        elif path.startswith(settings.STATIC_URL) and (content := self._file(path.removeprefix(settings.STATIC_URL))):
            route.fulfill(body=content, content_type=KINDS[path.rsplit(".", 1)[1]])
        else:
            self._complain(f"asks for {route.request.url}")
            route.abort()

    def _file(self, path: str) -> bytes:
        if path not in self._files:
            found = finders.find(path)
            self._files[path] = Path(found).read_bytes() if found else b""
        return self._files[path]
