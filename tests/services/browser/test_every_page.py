"""Every page is fit for everybody: axe finds nothing, nothing scrolls sideways, the focus is seen, nothing is asked of others.

A run looks at one page of each template, in one language and one of four ways, light or dark, on a phone or a desk; all pages
in all ways are for the slow run, and so is what forms answer.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from playwright.sync_api import Browser

from tests.journeys.stage import Clock
from tests.site.filled import Stage, make_stage

from .every_page import LANGUAGES, Given, every_page
from .inspector import WAYS, Inspector

pytestmark = pytest.mark.django_db


@pytest.fixture
def inspector(chromium: Browser) -> Iterator[Inspector]:
    inspector = Inspector(chromium)
    yield inspector
    inspector.page.context.close()


@pytest.fixture
def stage(chromium: Browser, clock: Clock) -> Stage:
    return make_stage()


def test_a_page_of_every_template_is_fit_for_everybody(stage: Stage, inspector: Inspector) -> None:
    """Neighbours in the table are alike, so that each way of looking meets each sort of page."""
    pages: dict[str, Given] = {}
    for given in every_page(stage, in_turn=True):
        pages.setdefault(_template(given), given)
    found: list[str] = []
    for number, given in enumerate(pages.values()):
        found += inspector.look(given, [WAYS[number // len(LANGUAGES) % len(WAYS)]])
    assert len(pages) > 60
    assert not found, "\n".join(found)


def _template(given: Given) -> str:
    """Return what the page was made from; the pages of faults are told by their names."""
    templates = getattr(given.answer, "templates", None)
    return templates[0].name if templates else given.name


@pytest.mark.slow
def test_every_page_and_answer_is_fit_for_everybody_in_every_way(stage: Stage, inspector: Inspector) -> None:
    found = [said for given in every_page(stage, sent=True) for said in inspector.look(given, WAYS)]
    assert not found, "\n".join(found)


def test_no_two_public_pages_have_the_same_title(stage: Stage) -> None:
    public = list(every_page(stage, among=("public:", "subscribers:")))
    said = [(given.language, *re.findall(r"<title>(.*?)</title>", given.answer.content.decode(), re.DOTALL)) for given in public]
    assert len(public) > 20
    assert [title for title, times in Counter(said).items() if times > 1] == []


PLANTED = """<!doctype html><html lang="en"><title>Planted</title><main><h1>One</h1><h1>Two</h1>
<p style="color: red">Inline.</p><img src="https://elsewhere.example/a.png"><p class="wide">Wide</p>
<a href="/" class="bare">A link</a><link rel="stylesheet" href="/static/planted.css"></main>"""
POLICY = {"content-type": "text/html", "content-security-policy": "default-src 'self' https://elsewhere.example"}


def test_what_is_wrong_with_a_page_would_be_noticed(inspector: Inspector) -> None:
    """The control: were nothing found here, an empty list would mean nothing."""
    inspector._files["planted.css"] = b".wide { width: 90rem } .bare { outline: none !important; color: #eee; background: #fff }"
    found = "\n".join(inspector.look(Given("planted", "/", "es", HttpResponse(PLANTED, headers=POLICY)), WAYS[:1]))
    for said in (
        "says that it is in en",
        "has 2 main headings",
        "px too wide",
        "does not show that it has the focus",
        "axe: color-contrast",
        "axe: image-alt",
        "Content Security Policy",
        "asks for https://elsewhere.example/a.png",
    ):
        assert said in found
