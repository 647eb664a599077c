"""Who may ask for what: every route of the project, every role, every sort of object, to read and to send; one table of answers.

A route that is not in the table fails the test, and so does a row without its route: whoever adds a page says who may see it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RegexPattern

from governance.accounts.models import User
from governance.backstage.site import ROOMS
from governance.local import urls as local_urls
from tests.cast import sign_in
from tests.habits.test_exempt_posts import CARRIES_A_PROOF_OF_ITS_OWN, ONLY_READS

from .answers import ANSWERS, ROLES
from .filled import FORMS, Stage, make_stage
from .test_desk_stage import Clock, rows
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db
BALLOTS = ("ballot", "vote", "draft", "confirm_vote", "withdraw_vote", "withdraw_ballot", "amend_ballot", "paper_vote")
SLUGS = {"open": "pars-ice-2018", "other": "deeds-bank-2018", "draft": "pars-draft-2018", "withdrawn": "pars-withdrawn-2018"}


def routes() -> dict[str, str]:
    """Return every route of the project by its name, or itself where it has none; the local ones too, not mounted here."""
    mounted = ((name, route) for name, route in _named(get_resolver().url_patterns) if not _is_of_another_table(route))
    local = _named([URLResolver(RegexPattern(r"^local/"), local_urls, app_name="local", namespace="local")])
    return {name: route.replace("^", "") for name, route in (*mounted, *local)}


def _is_of_another_table(route: str) -> bool:
    """Tell whether the route is backstage, where each table has the same five: only those of one are asked for here."""
    parts = route.split("/")
    return route.startswith("admin/") and len(parts) > 3 and parts[1:3] != ["bodies", "body"] and parts[1] in ROOMS


def _named(patterns: Any, before: str = "", spaces: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{spaces}{pattern.namespace}:" if pattern.namespace else spaces
            yield from _named(pattern.url_patterns, route, inner)
        elif isinstance(pattern, URLPattern):
            yield (f"{spaces}{pattern.name}" if pattern.name else route), route


def asked(stage: Stage) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield every row to ask for: its name, with the object where there are several, the address, and the form to send."""
    for name, route in routes().items():
        short = name.removeprefix("desk:")
        sent = FORMS[short](stage) if name.startswith("desk:") and short in FORMS else None
        if name.startswith("desk:") and short in BALLOTS:
            for what, slug in SLUGS.items():
                data = (sent.data if sent else {}) | ({"text_digest": stage.rows[what].text_digest} if "vote" in short else {})
                yield f"{name} {what}", "/" + route.replace("<slug:slug>", slug), data
        else:
            yield name, sent.path if sent else "/" + _filled(route, stage), sent.data if sent else {}


def _filled(route: str, stage: Stage) -> str:
    """Return an address of the route, about something that there is."""
    noun = route.removeprefix("desk/").removeprefix("api/v1/").split("/")[0]
    slug = {"bodies": "pars-subcommittee", "decisions": "pars-ice-2018"}.get(noun, "pars-ice")
    values = {
        "<slug:slug>": slug,
        "<slug>": slug,
        "{slug}": slug,
        "<slug:leaf_hash>": stage.rows["vote"].leaf_hash,
        "<slug:digest>": stage.rows["paper"].digest,
        "<int:letter_id>": str(stage.rows["letter"].pk),
        "<int:seat_id>": str(stage.cast.seat("DAO").pk),
        "<int:appointment_id>": str(stage.rows["delegation"].pk),
        "<digest:leaf_hash>": stage.rows["vote"].leaf_hash,
        "<leaf_hash>": stage.rows["vote"].leaf_hash,
        "<slug:provider>": "mailgun",
        "<slug:provider_id>": "city",
        "^password/reset/key/(?P<uidb36>[0-9A-Za-z_]+)-(?P<key>.+)/$": "password/reset/key/1-no-such-key/",
        "password/reset/key/(?P<uidb36>[0-9A-Za-z_]+)-(?P<key>.+)/$": "password/reset/key/1-no-such-key/",
        "<str:token>": "no-such-token",
        "<path:content_type_id>": "1",
        "<path:key>": "no-such-key",
        "<str:name>": "no-such-mail",
        "<path:nothing>": "no/such/address",
        "<path:object_id>": str(stage.cast.body.pk),
        "<int:pk>": "1",
    }
    expressions = {"url": "no/such/page/", "app_label": "bodies", "uidb36": "1", "key": "no-such-key"}
    route = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: expressions[found[1]], route).removesuffix("$")
    for part, value in values.items():
        route = route.replace(part, value)
    assert not set(route) & set("<^("), f"say above what stands for a part of {route}"
    return route


def of(stage: Stage, role: str) -> User | None:
    cast = stage.cast
    people = {"nobody": None, "gone": stage.gone, "outsider": cast.outsider, "elsewhere": stage.elsewhere, "judge": cast.judge}
    people |= {"delegate": stage.delegate, "auditor": stage.auditor, "administrator": stage.administrator, "clerk": cast.clerk}
    return people[role]


@pytest.fixture
def stage(clock: Clock) -> Stage:
    return make_stage()


@pytest.fixture
def clients(stage: Stage) -> dict[str, Client]:
    """Return a browser for each role, signed in; the account of one is closed while the session lives."""
    found = {}
    for role in ROLES:
        found[role] = Client(raise_request_exception=False)
        user = of(stage, role)
        if user is not None:
            sign_in(found[role], user)
    User.objects.filter(pk=stage.gone.pk).update(is_active=False)
    return found


@contextmanager
def watched() -> Iterator[list[str]]:
    """Collect the statements that write anything but a session."""
    written: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        if sql.split(None, 1)[0] in ("INSERT", "UPDATE", "DELETE") and "django_session" not in sql:
            written.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(watch):
        yield written


def sign_of(answer: Any) -> str:
    """Return the answer as the table writes it."""
    if answer.status_code == 302:
        return "S" if answer["Location"].startswith("/accounts/login/") else ">"
    return {200: ".", 301: ">", 403: "3", 404: "4", 405: "5", 503: "!"}.get(answer.status_code, str(answer.status_code))


@contextmanager
def undone(client: Client) -> Iterator[None]:
    """Let nothing stay of what is done here: in the database, among the attempts that are counted, in the browser."""
    cache.clear()
    session = client.cookies.get("sessionid")
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    client.cookies.clear()
    if session is not None:
        client.cookies["sessionid"] = session.value


def test_every_route_answers_every_role_as_the_table_says(stage: Stage, clients: dict[str, Client]) -> None:
    found, before = {}, rows()
    for name, path, data in asked(stage):
        read = sent = ""
        for role, client in clients.items():
            with watched() as written, undone(client):
                read += sign_of(client.get(path))
                assert written == [], f"GET {path} as {role}"
            for value in data.values():
                if isinstance(value, io.IOBase) or hasattr(value, "seek"):
                    value.seek(0)
            with watched() as written, undone(client):
                sent += (sign := sign_of(client.post(path, data)))
                assert sign not in "S345" or not written, f"POST {path} as {role}"
        found[name] = (read, sent)
    assert rows() == before
    assert found == ANSWERS


def test_in_spanish_the_same_is_open_and_closed(stage: Stage, clients: dict[str, Client]) -> None:
    for name, path, _data in asked(stage):
        if name.startswith(("public:", "subscribers:")):
            for role in ("nobody", "clerk"):
                assert sign_of(clients[role].get(f"/es{path}")) == ANSWERS[name][0][ROLES.index(role)], f"{path} as {role}"


def test_the_tables_backstage_are_all_closed_to_whoever_is_no_administrator(stage: Stage, clients: dict[str, Client]) -> None:
    backstage = [route for _name, route in _named(get_resolver().url_patterns) if _is_of_another_table(route)]
    assert len(backstage) > 100
    for route in backstage:
        path = "/" + _filled(route, stage)
        for role in ("nobody", "clerk"):
            for answer in (clients[role].get(path), clients[role].post(path, {"action": "delete_selected"})):
                assert sign_of(answer) in (">", "S"), f"{path} as {role}"


def test_what_is_sent_without_the_pages_token_is_refused_but_where_it_carries_a_proof(stage: Stage) -> None:
    clerk = Client(enforce_csrf_checks=True)
    sign_in(clerk, stage.cast.clerk)
    before = rows()
    table = routes()
    for name, path, data in asked(stage):
        route = table[name.split()[0] if name.startswith("desk:") else name]
        if route in CARRIES_A_PROOF_OF_ITS_OWN or route.startswith((ONLY_READS, "local/")):
            continue
        for method in (clerk.post, clerk.put, clerk.patch, clerk.delete):
            assert method(path, data if method == clerk.post else {}).status_code == 403, path
    assert rows() == before


@pytest.mark.parametrize("role", ["auditor", "administrator", "judge", "outsider"])
def test_no_page_offers_what_it_would_refuse(stage: Stage, clients: dict[str, Client], role: str) -> None:
    offered: dict[str, str] = {}
    forms: dict[str, str] = {}
    for name, path, _data in asked(stage):
        if name.startswith("desk:") and ANSWERS[name][0][ROLES.index(role)] == ".":
            body = clients[role].get(path).getvalue().decode(errors="replace")
            offered |= dict.fromkeys(re.findall(r'href="(/desk/[^"?#]*)"', body), path)
            forms |= {action or path: path for action in re.findall(r'<form[^>]*method="post"(?:[^>]*action="([^"]*)")?', body)}
    assert len(offered) > 3
    for path, where in offered.items():
        assert clients[role].get(path).status_code not in (403, 404), f"{path}, offered to the {role} at {where}"
    for path, where in forms.items():
        with undone(clients[role]):
            assert clients[role].post(path).status_code not in (403, 404, 405), f"{path}, offered to the {role} at {where}"
