"""Markup in every text field of every form, then every page on which any of it comes out, in a real browser with script.

Nothing of it may run, load, or be complained about by the policy of the page: what somebody typed is text.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Dialog

from governance.accounts.models import User
from tests.cast import sign_in
from tests.journeys.stage import Clock
from tests.site.filled import FORMS, Stage, make_stage
from tests.site.test_hostile_texts import ENDS_WHAT_OTHERS_ARE_ABOUT, texts_of
from tests.site.test_roles import asked

from .stage import Windows

pytestmark = pytest.mark.django_db(transaction=True)
MARK = "hit7"  # what each payload calls; it stands in no page of ours
PAYLOADS = (
    f"<script>{MARK}()</script>",
    f"\"'><img src=x onerror={MARK}()>",  # out of an attribute
    f"</textarea><svg onload={MARK}()>",  # out of a field
    f"</title></script><script>{MARK}()</script>",  # out of a title or a script
    f'" autofocus onfocus={MARK}() x="',
    f"<iframe srcdoc='<script>parent.{MARK}()</script>'>",
    f"<a href=javascript:{MARK}()>{MARK}</a>",
    f"]]><x:script xmlns:x='http://www.w3.org/1999/xhtml'>{MARK}()</x:script>",  # out of a feed
)
ALARM = f"window.{MARK} = () => {{ window.has_run = true; alert(1) }}"


@pytest.fixture
def stage(clock: Clock, settings: Any, tmp_path: Any) -> Stage:
    settings.MEDIA_ROOT = tmp_path
    return make_stage()


def typed_everywhere(clients: dict[User, Client], stage: Stage) -> int:
    """Send each form with a payload in one field after the other, each time about something new; return how many were taken."""
    payloads, taken = cycle(PAYLOADS), 0
    for route, filled in FORMS.items():
        if route in ENDS_WHAT_OTHERS_ARE_ABOUT:
            continue
        for number, field in enumerate(texts_of(filled(stage).data)):
            sent = filled(stage)
            apart = {name: f"{sent.data[name]}-{number}" for name in ("slug", "short", "name", "title") if name in sent.data}
            text = next(payloads)
            typed = sent.data | apart | {field: f"{text} {number}" if field in apart else text}
            taken += clients[sent.by].post(sent.path, typed).status_code == 302
    return taken


def where_it_comes_out(stage: Stage, clerk: Client) -> Iterator[tuple[bool, str]]:
    """Yield each page on which a payload stands, and whether one has to sign in to read it."""
    nobody = Client()
    for name, path, _data in asked(stage):
        is_public = name.startswith("public:")
        if is_public or name.startswith("desk:"):
            answer = (nobody if is_public else clerk).get(path)
            if answer.get("Content-Type", "").startswith("text/html") and MARK in answer.content.decode():
                yield not is_public, path


def is_refusal_of(said: str, path: str) -> bool:
    """Tell whether the browser only says that the page itself is a refusal, which names what was typed as well."""
    return said.endswith(path) or "the server responded with a status of 403" in said


def test_nothing_that_was_typed_runs_on_any_page(stage: Stage, windows: Windows) -> None:
    clients: dict[User, Client] = {}
    for filled in FORMS.values():
        by = filled(stage).by
        if by not in clients:
            sign_in(clients.setdefault(by, Client()), by)
    assert typed_everywhere(clients, stage) > 30
    clerk, resident = windows.open(script=True), windows.open(script=True)
    clerk.has_signed_in(stage.cast.clerk)
    dialogs: list[str] = []

    def note(dialog: Dialog) -> None:
        dialogs.append(dialog.message)
        dialog.dismiss()

    for person in (clerk, resident):
        person.page.on("dialog", note)
        person.context.add_init_script(ALARM)
    visited = []
    for is_inside, path in where_it_comes_out(stage, clients[stage.cast.clerk]):
        person = clerk if is_inside else resident
        person.goes_to(path)
        assert person.page.evaluate("window.has_run") is None, path
        assert [said for said in person.complaints if not is_refusal_of(said, path)] == [], path
        person.complaints.clear()
        visited.append(path)
    assert dialogs == []
    assert {"/", "/agreements/pars-ice/", "/desk/agreements/pars-ice/", "/desk/ballots/pars-ice-2018/"} <= set(visited)


@pytest.mark.parametrize("payload", PAYLOADS[:3])
def test_markup_that_came_out_as_such_would_be_noticed(windows: Windows, payload: str) -> None:
    """The control: on a page that does not turn it into text, the payload is complained about."""
    reader = windows.open(script=True)
    page = f'<!doctype html><title>Planted</title><textarea></textarea><p title="{payload}">{payload}</p>'
    policy = {"content-type": "text/html", "content-security-policy": "default-src 'self'"}
    reader.page.route("**/planted/", lambda route: route.fulfill(status=200, headers=policy, body=page))
    reader.goes_to("/planted/")
    assert reader.complaints
