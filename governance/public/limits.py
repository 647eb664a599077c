"""How many answers one address may have made for it in a minute. What is kept costs next to nothing, so it is not counted."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from governance.accounts.visitors import sender_of
from governance.subscribers.addresses import digest_of

from .conditional import open_to_all

MINUTE = 60  # seconds
_COUNTED = frozenset({"public", "files", "subscribers"})  # namespaces
_SENTENCE = "This address has asked for too many answers in a minute. Ask again in %d seconds."


class MadeAnswers:
    """Answer 429 to an address that has had its share of this minute. Stands below `KeptAnswers`, whose answers it never sees.

    It counts in the cache "readers", which is never away: no reader is kept out because a server is.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponseBase | None:
        """Count the request, and answer in place of its view if it is one too many."""
        spaces = request.resolver_match.namespaces if request.resolver_match is not None else []
        if not settings.READS_A_MINUTE or not _COUNTED & set(spaces):
            return None
        minute, second = divmod(int(time.time()), MINUTE)
        if _count(request, minute) <= settings.READS_A_MINUTE:
            return None
        return _refusal(request, spaces, MINUTE - second)


def _count(request: HttpRequest, minute: int) -> int:
    """Count one more of this address in this minute; 0 where nobody says whose it is, since all would be one."""
    try:
        sender = sender_of(request)
    except (PermissionDenied, ValueError):
        return 0
    cache, key = caches["readers"], f"reading:{minute}:{digest_of(sender)}"
    cache.add(key, 0, 2 * MINUTE)
    try:
        return int(cache.incr(key))
    except ValueError:  # it was pushed out between the two lines
        return 0


def _refusal(request: HttpRequest, spaces: list[str], seconds: int) -> HttpResponse:
    response: HttpResponse
    if "api-v1" in spaces:
        response = JsonResponse({"detail": _SENTENCE % seconds}, status=429)
    elif "files" in spaces:
        response = HttpResponse(_SENTENCE % seconds, status=429, content_type="text/plain; charset=utf-8")
    else:
        response = render(request, "429.html", {"seconds": seconds}, status=429)
    response["Retry-After"] = str(seconds)
    patch_cache_control(response, no_store=True)
    if "files" in spaces:
        open_to_all(response)
    return response
