"""The order of the Tab key: from the link that skips, down the page, and out again at its end."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from tests.cast import at, make_cast, open_ballot, vote

from .keyboard import MOST_STEPS
from .stage import Person, Windows

STOP = """() => {
  const here = document.activeElement, style = getComputedStyle(here), box = here.getBoundingClientRect();
  const stays = e => e && (['sticky', 'fixed'].includes(getComputedStyle(e).position) || stays(e.parentElement));
  return here === document.body ? null : {
    name: `${here.tagName} ${(here.innerText || here.name || here.id).trim().slice(0, 60)}`,
    top: stays(here) ? null : Math.round(box.top + scrollY),
    ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1,
    seen: box.width > 1 && box.height > 1 && box.bottom > 0 && box.top < innerHeight,
  };
}"""
SAME_LINE = 60  # pixels: what stands beside each other


def stops(reader: Person, path: str) -> list[dict[str, Any]]:
    """Press Tab from the top of the page until it is left, and return where the focus was."""
    reader.goes_to(path)
    found: list[dict[str, Any]] = []
    for _step in range(MOST_STEPS):
        reader.page.keyboard.press("Tab")
        stop = reader.page.evaluate(STOP)
        if stop is None or stop in found[:1]:  # past the last one a browser without a frame begins anew
            return found
        found.append(stop)
    raise AssertionError(f"the Tab key never leaves {path}: {found[-3:]}")


def test_on_a_phone_the_focus_is_seen_goes_down_the_page_and_leaves_it(windows: Windows) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "approve", at("2018-07-09 10:00"))
    wrong: list[str] = []
    reader = windows.open()
    for user, path in (
        (None, "/"),
        (None, f"/decisions/{ballot.slug}/"),
        (None, "/accounts/login/"),
        (cast.judge, f"/desk/ballots/{ballot.slug}/"),
        (cast.judge, f"/desk/ballots/{ballot.slug}/vote/"),
        (cast.clerk, "/desk/agreements/pars-ice/"),
    ):
        if user is not None:
            reader.has_signed_in(user)
        found = stops(reader, path)
        assert found[0]["name"] == "A Skip to the content"
        wrong += [f"{path}: {stop['name']} is out of sight" for stop in found if not stop["seen"]]
        wrong += [f"{path}: {stop['name']} has no ring" for stop in found if not stop["ring"]]
        tops = [stop for stop in found[1:] if stop["top"] is not None]
        wrong += [
            f"{path}: from {before['name']} up to {after['name']}"
            for before, after in pairwise(tops)
            if after["top"] < before["top"] - SAME_LINE
        ]
    assert wrong == []
