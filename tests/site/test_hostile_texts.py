"""Hostile texts in every field of every form of the desk: nothing answers with an error, and nothing comes out as markup."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.test import Client

from governance.notices.actions import queue_due, send_due
from tests.cast import sign_in
from tests.conftest import PostOffice
from tests.traces import undone

from .filled import FORMS, NOW, Stage, make_stage
from .test_desk_stage import Clock
from .test_desk_stage import clock as clock
from .test_roles import asked

pytestmark = pytest.mark.django_db
MARK = "xq7"  # stands in each text that could be markup, and in no page of ours
MARKUP = (
    f"<script>{MARK}()</script>",
    f"\"'><img src={MARK} onerror=alert(1)>",  # out of an attribute
    f"{{{{ {MARK}.pk }}}}{{% debug %}}<%= {MARK} %>",  # of three template languages
    f"]]><{MARK}/><!--",  # out of a feed
)
TEXTS: dict[str, Any] = {
    "markup": " ".join(MARKUP),  # short enough for most fields
    "turned direction": f"safe \u202e{MARK}\u2066 text",
    "NUL": f"a\x00{MARK}",
    "half a surrogate pair": "a\ud800b".encode("utf-8", "surrogatepass"),
    "a megabyte": MARK + "a" * 1_000_000,
    "line breaks in a header": f"a\r\nBcc: {MARK}@example.org\r\n\r\n",
}
NOT_TYPED = {"key", "confirmed", "text_digest", "shown", "number"}


def texts_of(data: dict[str, Any]) -> Iterator[str]:
    """Yield the fields of a form that take what somebody types."""
    for name, value in data.items():
        if name not in NOT_TYPED and isinstance(value, str) and not isinstance(value, UploadedFile):
            yield name


@pytest.fixture
def stage(clock: Clock) -> Stage:
    return make_stage()


@pytest.fixture
def clients(stage: Stage) -> dict[str, Client]:
    found = {user.name: Client() for user in (stage.cast.clerk, stage.cast.judge, stage.cast.attorney, stage.administrator)}
    for user in (stage.cast.clerk, stage.cast.judge, stage.cast.attorney, stage.administrator):
        sign_in(found[user.name], user)
    return found


def refuse_markup(body: str, where: str) -> None:
    """Fail if a text of ours stands there as markup, or what a template would have made of it."""
    for text in MARKUP:
        assert text not in body, f"{text} comes out as it went in: {where}"
    for trace in (f"<script>{MARK}", f"<img src={MARK}", f"<{MARK}"):
        assert trace not in body, where


def send_undone(stage: Stage, clients: dict[str, Client], route: str, **typed: Any) -> None:
    """Send the form with these texts in its fields; look at the answer, and take back what it wrote."""
    sent = FORMS[route](stage)
    cache.clear()
    with undone():
        answer = clients[sent.by.name].post(sent.path, sent.data | typed, follow=True)
    assert answer.status_code in (200, 400), f"{', '.join(typed)} of {route}: {answer.status_code}"
    refuse_markup(answer.content.decode(), f"{', '.join(typed)} of {route}")


@pytest.mark.parametrize("what", ["NUL", "half a surrogate pair"])  # what databases and encodings mind
def test_a_hostile_text_in_all_fields_of_a_form_is_taken_as_text_or_refused_in_words(
    stage: Stage, clients: dict[str, Client], what: str
) -> None:
    for route, filled in FORMS.items():
        send_undone(stage, clients, route, **dict.fromkeys(texts_of(filled(stage).data), TEXTS[what]))


def test_a_hostile_text_in_any_field_is_taken_as_text_or_refused_in_words(stage: Stage, clients: dict[str, Client]) -> None:
    """One field at a time, since one that is refused keeps the others from being taken; each has one of the texts, in turn."""
    texts = cycle(TEXTS.values())
    for route, filled in FORMS.items():
        for field, text in zip(texts_of(filled(stage).data), texts, strict=False):
            send_undone(stage, clients, route, **{field: text})


@pytest.mark.slow
@pytest.mark.parametrize("what", TEXTS)
def test_every_hostile_text_in_any_field_is_taken_as_text_or_refused_in_words(
    stage: Stage, clients: dict[str, Client], what: str
) -> None:
    for route, filled in FORMS.items():
        for field in texts_of(filled(stage).data):
            send_undone(stage, clients, route, **{field: TEXTS[what]})


@pytest.mark.parametrize("text", ["\x00\ud800", TEXTS["markup"], "9" * 400], ids=["NUL", "markup", "a long number"])
def test_a_hostile_text_in_any_question_of_any_page_is_no_error(stage: Stage, clients: dict[str, Client], text: str) -> None:
    """What stands after the question mark: searches, boxes, pages, filters."""
    names = ("q", "page", "box", "kind", "next", "system", "status", "sort", "year", "body")
    asks = "&".join(f"{name}={quote(text, errors='surrogatepass')}" for name in names)
    for _name, path, _data in asked(stage):
        answer = clients[stage.cast.clerk.name].get(f"{path}?{asks}")
        assert answer.status_code != 500, path
        if answer.get("Content-Type", "").startswith("text/html"):
            refuse_markup(answer.content.decode(), path)


ENDS_WHAT_OTHERS_ARE_ABOUT = {"withdraw_ballot", "close_account", "revoke_invitation", "end_appointment", "withdraw_vote"}


def test_what_was_taken_comes_out_as_text_on_every_page_and_in_every_mail(
    stage: Stage, clients: dict[str, Client], post_office: PostOffice
) -> None:
    taken = {(route, field) for route in FORMS for field in _taken(stage, clients, route, TEXTS["markup"])}
    assert {
        ("new_statement", "text"),
        ("confirm_vote", "reasons"),
        ("new_party", "name"),
        ("certificate", "evidence"),
    } <= taken
    for name, path, _data in asked(stage):
        for who, client in (("nobody", Client()), ("the clerk", clients[stage.cast.clerk.name])):
            for page in (path, f"/es{path}") if name.startswith("public:") else (path,):
                answer = client.get(page)
                assert answer.status_code != 500, page
                if answer.get("Content-Type", "").startswith("text/html"):
                    refuse_markup(answer.content.decode(), f"{page} as {who}")
    queue_due(at=NOW)
    send_due(worker="w", clock=lambda: NOW)
    assert len(post_office.mails) > 3
    for mail in post_office.mails:
        body = mail.get_body(("html",))
        assert body is not None
        refuse_markup(str(body.get_content()), str(mail["Subject"]))


def _taken(stage: Stage, clients: dict[str, Client], route: str, text: str) -> Iterator[str]:
    """Send the form with the text in one field after the other, each time about something new; yield the fields that took it."""
    if route in ENDS_WHAT_OTHERS_ARE_ABOUT:
        return
    for number, field in enumerate(texts_of(FORMS[route](stage).data)):
        sent = FORMS[route](stage)
        apart = {name: f"{sent.data[name]}-{number}" for name in ("slug", "short", "name", "title") if name in sent.data}
        typed = sent.data | apart | {field: f"{text} {number}" if field in apart else text}
        if clients[sent.by.name].post(sent.path, typed).status_code == 302:
            yield field
