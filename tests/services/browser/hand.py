"""Somebody at a browser whose every click, field, character and page is counted, to tell how long a walk takes a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page

from .stage import Person

# What one of them takes, in seconds; docs/first-ballot.md says so too.
A_CLICK, A_FIELD, A_CHARACTER, A_PAGE = 2, 2, 0.25, 4


@dataclass
class Step:
    """One step of a walk, and what it took."""

    name: str
    clicks: int = 0
    fields: int = 0
    characters: int = 0
    pages: int = 0

    @property
    def seconds(self) -> float:
        """How long it takes somebody who looks at each page."""
        return A_CLICK * self.clicks + A_FIELD * self.fields + A_CHARACTER * self.characters + A_PAGE * self.pages

    def as_row(self) -> str:
        """Write it as a row of the table on the page."""
        return f"| {self.name} | {self.clicks} | {self.fields} | {self.characters} | {self.pages} | {self.seconds:.0f} s |"


def in_all(steps: list[Step]) -> Step:
    """Return the whole walk as one step."""
    return Step("In all", *(sum(getattr(step, what) for step in steps) for what in ("clicks", "fields", "characters", "pages")))


class Hand(Person):
    """A person who is counted. Each button and link is one click and a page that is looked at."""

    def __init__(self, page: Page, *, language: str = "en") -> None:
        super().__init__(page, language=language)
        self.steps: list[Step] = []

    def begins(self, name: str) -> None:
        """Begin a step of the walk."""
        self.steps.append(Step(name))

    def goes_to(self, path: str) -> None:
        """Follow a link in a mail, or a bookmark."""
        self._clicks(pages=1)
        super().goes_to(path)

    def follows(self, link: str, **values: object) -> None:
        """Follow a link, also one that is drawn as a button."""
        self._clicks(pages=1)
        name = self.says(link, **values)
        found = self.page.get_by_role("link", name=name, exact=True).or_(self.page.get_by_role("button", name=name, exact=True))
        found.first.click()

    def presses(self, button: str, **values: object) -> None:
        """Press a button."""
        self._clicks(pages=1)
        super().presses(button, **values)

    def chooses(self, option: str) -> None:
        """Choose one of several, or tick a box."""
        self._clicks()
        super().chooses(option)

    def sends_along(self, label: str, name: str, content: bytes) -> None:
        """Choose a file: one click opens the choice, another makes it."""
        self._clicks(2)
        super().sends_along(label, name, content)

    def fills(self, label: str, text: str) -> None:
        """Type into a field."""
        self._types(text)
        super().fills(label, text)

    def fills_beside(self, other: str, label: str, text: str) -> None:
        """Type into the field that stands beside another one, where several have the same name."""
        self._types(text)
        self._beside(other).get_by_label(label).fill(text)

    def downloads(self, link: str) -> bytes:
        """Download a file."""
        self._clicks()
        with self.page.expect_download() as handed_out:
            self.page.get_by_role("button", name=link, exact=True).click()
        return handed_out.value.path().read_bytes()

    def _beside(self, other: str) -> Locator:
        return self.page.locator(".fields-beside", has_text=other)

    def _clicks(self, number: int = 1, *, pages: int = 0) -> None:
        self.steps[-1].clicks += number
        self.steps[-1].pages += pages

    def _types(self, text: Any) -> None:
        self.steps[-1].fields += 1
        self.steps[-1].characters += len(text)
