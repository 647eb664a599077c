"""Somebody who has no mouse: Tab, Enter, Space and the arrows alone, and the ring that shows where one is."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import ElementHandle, Locator

from .stage import Person

MOST_STEPS = 200  # of the Tab key, on the longest page

HERE = """target => {
  const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
  return {
    there: here === target,
    left: here === document.body,
    inside: target.contains(here),
    name: `${here.tagName} ${(here.innerText || here.name || here.id).trim().slice(0, 60)}`,
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1,
    seen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight,
  };
}"""


class KeyboardPerson(Person):
    """Somebody who goes from one thing to the next, and into the content by the link that skips what stands on every page."""

    def follows(self, link: str, *, about: str = "") -> None:
        """Go to the link and press Enter."""
        self._reaches(self._named("link", link, about))
        self._goes_on("Enter")

    def presses(self, button: str, *, about: str = "") -> None:
        """Go to the button and press Space; a link that looks like one takes Enter."""
        place = self._named("button", button, about)
        self._reaches(place)
        self._goes_on("Enter" if place.evaluate("e => e.tagName") == "A" else "Space")

    def fills(self, label: str, text: str) -> None:
        """Go to the field and type over what stands in it."""
        self._reaches(self._field(label))
        self.page.keyboard.press("Control+A")
        self.page.keyboard.insert_text(text)

    def dates(self, label: str, day: str) -> None:
        """Type the day as the browser asks for it: month, day, year."""
        field, (year, month, on) = self._field(label), day.split("-")
        self._reaches(field)
        self.page.keyboard.type(month + on + year)
        assert field.input_value() == day

    def picks(self, label: str, option: str) -> None:
        """Go through the choices with the arrow, from the first on."""
        field = self._field(label)
        self._reaches(field)
        self.page.keyboard.press("Home")
        while field.evaluate("e => e.selectedOptions[0].label") != self.says(option):
            before = field.evaluate("e => e.selectedIndex")
            self.page.keyboard.press("ArrowDown")
            assert field.evaluate("e => e.selectedIndex") > before, f"{label} has no {option}"

    def chooses(self, option: str) -> None:
        """Tick a box with Space; go through those that stand beside each other with the arrow."""
        field = self._field(option)
        if field.get_attribute("type") == "checkbox":
            self._reaches(field)
            self.page.keyboard.press("Space")
            return
        group = self.page.locator(f"input[name={field.get_attribute('name')}]")
        self._reaches(field, group.first)
        self.page.keyboard.press("Space")
        for _step in range(group.count()):
            if field.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{option} cannot be reached with the arrow")

    # --- From one thing to the next ---

    def _reaches(self, *places: Locator) -> None:
        """Press Tab until one of the places has the focus: into the content by the skip link, if it stands there."""
        handles = [place.element_handle() for place in places]
        if self._is_at(handles):
            return
        if self._here(handles[0])["left"]:
            self._skips(handles)
        for _step in range(MOST_STEPS):
            if self._is_at(handles):
                return
            self._steps(handles[0])
        raise AssertionError(f"{places[0]} cannot be reached by Tab on {self.page.url}")

    def _skips(self, handles: list[ElementHandle]) -> None:
        """Take the first link of the page, which leads past what stands on every page."""
        first = self._steps(handles[0])
        assert first["name"].endswith(self.says("Skip to the content")), first
        if handles[0].evaluate("e => document.getElementById('main').contains(e)"):
            self.page.keyboard.press("Enter")
            main = self.page.locator("#main").element_handle()
            assert self._here(main)["there"], "the skip link leads into the content"

    def _steps(self, target: ElementHandle) -> dict[str, Any]:
        """Press Tab once; whatever has the focus then is in sight and has its ring."""
        self.page.keyboard.press("Tab")
        here = self._here(target)
        assert not here["left"], f"past the last thing on {self.page.url} without having met what was looked for"
        assert here["ring"], f"no ring around {here['name']} on {self.page.url}"
        assert here["seen"], f"{here['name']} has the focus out of sight on {self.page.url}"
        return here

    def _is_at(self, handles: list[ElementHandle]) -> bool:
        return any(self._here(handle)["there"] for handle in handles)

    def _here(self, target: ElementHandle) -> dict[str, Any]:
        return dict(target.evaluate(HERE))

    def _goes_on(self, key: str) -> None:
        """Press the key, which leads to another page or to another place on this one."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
