"""Every page there is, in each language: one of each route that answers with one, and the states that have no route of their own.

The routes come from the table of who may ask for what, so a new page is among them by its row in tests/site/answers.py. Pages
backstage are Django's own, and not among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client, RequestFactory
from django.utils import translation
from django.views import defaults

from governance.accounts.models import User
from governance.desk.views.unsent import token_refused
from tests.cast import make_user, sign_in
from tests.site.answers import ANSWERS, ROLES
from tests.site.filled import Stage
from tests.site.test_roles import asked, of

LANGUAGES = ("en", "es")
READERS = ("nobody", "clerk", "judge", "administrator", "delegate")  # a page is given to the first of these who may have it
STATES = {
    "a search that finds": "/agreements/?q=ice",
    "a search that finds nothing": "/agreements/?q=no+such+thing",
    "filters that find nothing": "/agreements/?standing=ended&unvoted_more_than=3",
    "a year without a deadline": "/deadlines/?year=2030",
    "an open ballot": "/decisions/deeds-bank-2018/",
    "a ballot that was withdrawn": "/decisions/pars-withdrawn-2018/",
    "a decision": "/decisions/pars-stopped-2018-give-notice/",
    "an agreement that expired": "/agreements/pars-ended/",
    "an agreement that was stopped": "/agreements/pars-stopped/",
    "acts of one kind": "/ledger/?kind=vote.cast",
    "no act": "/ledger/?subject=no-such-subject",
    "nothing there": "/no-such-page/",
    "nothing there at the desk": "/desk/no-such-page/",
}
FAULTS = {400: defaults.bad_request, 403: defaults.permission_denied, 500: defaults.server_error}


@dataclass(frozen=True, slots=True)
class Given:
    """A page as somebody was given it: which it is, in which language, and all that the server said."""

    name: str
    path: str
    language: str
    answer: Any = field(compare=False)

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"


@dataclass(frozen=True, slots=True)
class _Request:
    name: str
    path: str
    reader: str
    sent: dict[str, Any] | None = None  # a form, or None to read


def every_page(stage: Stage, *, among: tuple[str, ...] = ("",), sent: bool = False, in_turn: bool = False) -> Iterator[Given]:
    """Yield every page that can be read, of those whose name begins so; with `sent` what forms answer while incomplete.

    Each is given in both languages, or, `in_turn`, in one of them, the next one in the other.
    """
    browsers = {language: _browsers(stage, language) for language in LANGUAGES}
    requests = [*_to_read(stage), *(_to_send(stage) if sent else ())]
    for number, request in enumerate(request for request in requests if request.name.startswith(among)):
        for language in (LANGUAGES[number % 2],) if in_turn else LANGUAGES:
            given = _given(browsers[language][request.reader], request, language)
            if given.answer["Content-Type"].startswith("text/html") and (
                given.answer.status_code == 200 or request.name in STATES
            ):
                yield given
    for language in LANGUAGES if "" in among else ():
        yield from _faults(language)


def _to_read(stage: Stage) -> Iterator[_Request]:
    for name, path, _data in asked(stage):
        reader = _first(ANSWERS[name][0], ".")
        if reader is not None and not name.startswith("backstage:"):
            yield _Request(name, path, reader)
    for name, path in STATES.items():
        yield _Request(name, path, "clerk" if path.startswith("/desk/") else "nobody")
    yield _Request("a sheet that is being entered", stage.url("import_sheet", stage.rows["sheet that waits"].pk), "clerk")
    yield _Request("a newcomer's second factor", "/accounts/2fa/", "newcomer")


def _to_send(stage: Stage) -> Iterator[_Request]:
    for name, path, data in asked(stage):
        reader = _first(ANSWERS[name][1], ".>")
        if reader is not None and name.startswith("desk:"):
            yield _Request(f"{name}, sent empty", path, reader, {})
            yield _Request(f"{name}, not yet confirmed", path, reader, {key: data[key] for key in data if key != "confirmed"})


def _first(answers: str, wanted: str) -> str | None:
    return next((reader for reader in READERS if answers[ROLES.index(reader)] in wanted), None)


def _browsers(stage: Stage, language: str) -> dict[str, Client]:
    browsers = {reader: Client(headers={"accept-language": language}) for reader in (*READERS, "newcomer")}
    for reader in READERS:
        if user := of(stage, reader):
            sign_in(browsers[reader], user)
    browsers["newcomer"].force_login(make_user(f"Newcomer {language}"))
    return browsers


def _given(browser: Client, request: _Request, language: str) -> Given:
    """Ask, and let nothing stay of it. What is for programs is English, whoever asks."""
    is_by_address = request.name.startswith(("public:", "subscribers:")) or request.name in STATES
    path = f"/es{request.path}" if language == "es" and is_by_address and not request.path.startswith("/desk/") else request.path
    cache.clear()
    User.objects.update(language=language)
    with transaction.atomic():
        answer = browser.get(path) if request.sent is None else browser.post(path, request.sent)
        transaction.set_rollback(True)
    return Given(request.name, path, "en" if request.name.startswith("files:") else language, answer)


def _faults(language: str) -> Iterable[Given]:
    """Return the pages that say what went wrong, which no address gives by itself."""
    request: HttpRequest = RequestFactory().get("/")
    with translation.override(language):
        for status, view in FAULTS.items():
            answer: HttpResponse = view(request) if status == 500 else view(request, Exception("What went wrong."))  # type: ignore[operator]
            yield Given(f"an answer {status}", f"/{status}/", language, answer)
        yield Given("a form with no token", "/403/", language, token_refused(request))
        yield Given("one page too many", "/429/", language, render(request, "429.html", {"seconds": 40}, status=429))
        yield Given("one attempt too many", "/429/", language, render(request, "429.html", status=429))
