"""Whole public answers, kept in the memory of this process for as long as they are true, and each with its digest.

Near the top of the middleware, so that a kept answer costs neither a session nor a template: docs/adr/0018-kept-answers.md.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import http_date

from .conditional import describe, may_be_kept, unless_known
from .eras import Era, Eras

PUBLIC = frozenset({"public", "files"})  # namespaces: what is the same for everybody who asks
LONGEST_ADDRESS = 500  # characters
PATIENCE = 10.0  # seconds for an answer that another thread is about to give
_IS_PUBLIC, _TURN, _ERA = "countersign.is_public", "countersign.turn", "countersign.era"  # in request.META


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with all its headers."""

    headers: dict[str, str]
    content: bytes

    def __len__(self) -> int:
        return len(self.content) + 2_000  # about what the headers and the entry take


class Shelf:
    """Answers of one era by their address, the least asked for given up when `room` bytes are full."""

    def __init__(self, room: int) -> None:
        self._room, self._lock = room, Lock()
        self._era: object = None
        self._size = 0
        self._answers: OrderedDict[str, Answer] = OrderedDict()

    def has(self, address: str) -> bool:
        """Tell whether there is an answer, true or not any more."""
        return address in self._answers

    def find(self, address: str, era: Era) -> Answer | None:
        """Return the answer if it was read in an era of this name; those of other eras are forgotten."""
        with self._lock:
            if self._era != era.name:
                self._answers.clear()
                self._era, self._size = era.name, 0
            if (found := self._answers.get(address)) is not None:
                self._answers.move_to_end(address)
            return found

    def keep(self, address: str, answer: Answer, era: Era) -> None:
        """Keep an answer of which nothing was read before `era` began; if that is over, it is not kept."""
        with self._lock:
            if self._era != era.name or len(answer) > self._room // 4:
                return
            self._size += len(answer) - len(self._answers.pop(address, b""))
            self._answers[address] = answer
            while self._size > self._room:
                self._size -= len(self._answers.popitem(last=False)[1])


class Turns:
    """Lets one thread at a time make the answer of an address; the others wait for it, and find it kept."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._making: dict[str, tuple[Lock, int]] = {}

    def take(self, address: str) -> None:
        """Wait for the turn, but never longer than it would take to make the answer oneself."""
        with self._lock:
            turn, waiting = self._making.get(address, (Lock(), 0))
            self._making[address] = turn, waiting + 1
        turn.acquire(timeout=PATIENCE)

    def give(self, address: str) -> None:
        """Let the next one have it."""
        with self._lock:
            turn, waiting = self._making.pop(address)
            if waiting > 1:
                self._making[address] = turn, waiting - 1
            if turn.locked():
                turn.release()


class KeptAnswers:
    """Answer what is public from memory while that is true; tell every public answer's digest, and 304 to who has it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._eras, self._turns = Eras(), Turns()
        # What is asked with a question mark has no end, so it has room of its own and cannot push the pages out.
        self._pages, self._questions = Shelf(settings.KEPT_ANSWERS * 3 // 4), Shelf(settings.KEPT_ANSWERS // 4)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        address = _address(request)
        if address and self._shelf(address).has(address):
            request.get_host()  # a name that is not ours is refused here too
            if (found := self._found(request, address)) is not None:
                return found
        try:
            response = self.get_response(request)
            return self._told(request, response, address)
        finally:
            if _TURN in request.META:
                self._turns.give(request.META[_TURN])

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        """Note the era before anything of the answer is read."""
        match = request.resolver_match
        request.META[_IS_PUBLIC] = match is not None and bool(PUBLIC & set(match.namespaces))
        address = _address(request)
        if not (request.META[_IS_PUBLIC] and address and settings.KEPT_ANSWERS):
            return None
        self._turns.take(address)
        request.META[_TURN] = address
        request.META[_ERA] = era = self._eras.now()
        found = self._shelf(address).find(address, era)
        return _response(found) if found is not None else None

    def _shelf(self, address: str) -> Shelf:
        return self._questions if "?" in address else self._pages

    def _found(self, request: HttpRequest, address: str) -> HttpResponseBase | None:
        era = self._eras.now()
        found = self._shelf(address).find(address, era)
        return unless_known(request, _for_proxies(_response(found), era)) if found is not None else None

    def _told(self, request: HttpRequest, response: HttpResponseBase, address: str) -> HttpResponseBase:
        if not request.META.get(_IS_PUBLIC) or request.method not in ("GET", "HEAD") or not may_be_kept(response):
            return response
        assert isinstance(response, HttpResponse)
        describe(response)
        if (era := request.META.get(_ERA)) is not None:
            if era.is_settled:
                response.headers.setdefault("Last-Modified", http_date(era.since))
            if request.method == "GET":
                self._shelf(address).keep(address, Answer(dict(response.items()), response.content), era)
            _for_proxies(response, era)
        return unless_known(request, response)


def _address(request: HttpRequest) -> str:
    """Return what the answer hangs on, and nothing else does: path and question. "" where none is ever kept."""
    asked = request.META.get("QUERY_STRING", "")
    address = f"{request.path_info}?{asked}" if asked else request.path_info
    return address if request.method in ("GET", "HEAD") and len(address) <= LONGEST_ADDRESS else ""


def _response(answer: Answer) -> HttpResponse:
    return HttpResponse(answer.content, headers=answer.headers)


def _for_proxies(response: HttpResponse, era: Era) -> HttpResponse:
    """Let a proxy of ours hold the answer until the second of its era is over: nginx takes this word, and passes it to nobody."""
    if settings.TRUST_PROXY:
        response["X-Accel-Expires"] = f"@{era.second}"
    return response
