"""Addresses and forms that somebody has bent: of one thing within another, of nothing, with a field missing, or sent again."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest
from django.test import Client

from governance.accounts.models import User
from tests.cast import sign_in

from .filled import FORMS, SHOWS_ONLY, Stage, make_stage
from .test_bad_input import form_of
from .test_desk_stage import Clock, rows
from .test_desk_stage import clock as clock
from .test_hostile_texts import texts_of
from .test_roles import _filled, routes, undone, watched

pytestmark = pytest.mark.django_db
OTHERS = {"pars-ice": "deeds-bank", "pars-ended": "deeds-bank", "pars-stopped": "deeds-bank", "pars-subcommittee": "deeds-board"}


@pytest.fixture
def stage(clock: Clock) -> Stage:
    return make_stage()


@pytest.fixture
def clients(stage: Stage) -> dict[User, Client]:
    """Return the browsers of who sends the forms."""
    found: dict[User, Client] = {}
    for filled in FORMS.values():
        by = filled(stage).by
        if by not in found:
            sign_in(found.setdefault(by, Client(raise_request_exception=False)), by)
    return found


def addresses_within(stage: Stage) -> Iterator[tuple[str, str]]:
    """Yield the address of each route that names a thing within another one, and the same thing within one of another body."""
    for name, route in routes().items():
        short = name.removeprefix("desk:")
        if name.startswith("desk:") and route.count("<") == 2:
            path = FORMS[short](stage).path if short in FORMS else "/" + _filled(route, stage)
            slug = path.split("/")[3]
            yield path, path.replace(f"/{slug}/", f"/{OTHERS.get(slug, 'deeds-bank')}/", 1)


def test_a_thing_is_not_found_within_another_one(stage: Stage, clients: dict[User, Client]) -> None:
    clerk = clients[stage.cast.clerk]
    tried = list(addresses_within(stage))
    assert len(tried) > 7
    for right, bent in tried:
        assert clerk.get(right).status_code == 200, right
        with watched() as written:
            assert clerk.get(bent).status_code == 404, bent
            assert clerk.post(bent, {"confirmed": "1"}).status_code in (404, 405), bent
        assert written == []


def test_a_number_of_nothing_is_not_found(stage: Stage, clients: dict[User, Client]) -> None:
    clerk, before = clients[stage.cast.clerk], rows()
    for name, route in routes().items():
        if "<int:" in route and name.startswith("desk:"):
            for number in ("0", "9" * 30):
                path = "/" + "/".join(number if part.startswith("<int:") else part for part in route.split("/"))
                path = "/" + _filled(path.removeprefix("/"), stage)
                assert {clerk.get(path).status_code, clerk.post(path, {}).status_code} <= {404, 405}, path
    assert rows() == before


def test_a_form_without_a_field_that_may_be_empty_fails_no_page(stage: Stage, clients: dict[User, Client]) -> None:
    """What has to be there is asked for by the form itself."""
    for route, filled in FORMS.items():
        by = filled(stage).by
        form = form_of(clients[by], filled(stage))
        needed = {name for name, field in form.fields.items() if field.required} if form is not None else set()
        for field in filled(stage).data.keys() - needed - {"confirmed"}:
            sent = filled(stage)
            without = {name: value for name, value in sent.data.items() if name != field}
            with undone(clients[by]):
                assert clients[by].post(sent.path, without).status_code in (200, 302), f"{field} of {route}"
        with undone(clients[by]):
            no_form = clients[by].post(filled(stage).path, b"\xff\x00{", content_type="application/json")
            assert no_form.status_code in (200, 302), route


def test_a_form_that_was_sent_is_not_done_again_with_other_words(stage: Stage, clients: dict[User, Client]) -> None:
    """A key belongs to one act: what comes with it later, changed, changes nothing."""
    replayed = 0
    for route, filled in FORMS.items():
        sent = filled(stage)
        client = clients[sent.by]
        shown = client.get(sent.path, follow=True)
        has_key = shown.context is not None and "key" in getattr(shown.context.get("form"), "fields", {})
        if route in SHOWS_ONLY or not (has_key or route == "confirm_vote"):
            continue
        changed = sent.data | {
            name: f"{sent.data[name]} changed"
            for name in texts_of(sent.data)
            if name in ("reasons", "text", "title", "because", "name", "remark")
        }
        with undone(client):
            assert client.post(sent.path, sent.data).status_code == 302, route
            with watched() as written:
                answer = client.post(sent.path, changed)
                assert answer.status_code in (200, 302, 404), route
                if answer.status_code == 200 and changed != sent.data:
                    assert "had been sent already" not in answer.content.decode(), route
        assert [sql for sql in written if "desk_sentform" not in sql and "desk_votedraft" not in sql] == [], route
        replayed += 1
    assert replayed > 30


def test_the_key_of_somebody_elses_form_does_nothing_and_fails_no_page(stage: Stage, clients: dict[User, Client]) -> None:
    clerk, key = clients[stage.cast.clerk], str(uuid.uuid4())
    deputy = Client(raise_request_exception=False)
    sign_in(deputy, stage.cast.second_clerk)
    path, typed = stage.url("new_party"), {"key": key, "name": "Amtrak Police", "slug": "amtrak-police"}
    assert clerk.post(path, typed).status_code == 302
    before = rows()
    answer = deputy.post(path, typed | {"name": "SEPTA Police", "slug": "septa-police"})
    assert answer.status_code == 200
    assert "Somebody else has sent this form already." in answer.content.decode()
    assert rows() == before
