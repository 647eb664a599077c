"""What public answers have in common: any cache may hold them and ask again by digest. Those for machines are in English."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import translation
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, parse_http_date

SAFE = ("GET", "HEAD", "OPTIONS")
_OF_THE_CONTENT = ("Content-Type", "Content-Length", "Content-Disposition", "Content-Language")


def for_machines(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Let the view answer in English, and HEAD as GET; programs on other sites may read it.

    There are no credentials to guard: nothing here depends on who asks.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return open_to_all(_preflight())
        method = request.method
        try:
            if method == "HEAD":
                request.method = "GET"
            with translation.override("en"):
                response = view(request, *args, **kwargs)
        finally:
            request.method = method
        return open_to_all(response)

    return answered


def last_modified(response: HttpResponse, at: datetime | None) -> HttpResponse:
    """Say when what stands in the answer was last written, where the view knows it.

    Only for what no passing of time changes. All else is as old as the era in which it was read.
    """
    if at is not None:
        response["Last-Modified"] = http_date(at.timestamp())
    return response


def may_be_kept(response: HttpResponseBase) -> bool:
    """Tell whether an answer is whole, and the same for everybody who asks."""
    is_whole = isinstance(response, HttpResponse) and response.status_code == 200 and not response.streaming
    is_for_all = not response.cookies and "cookie" not in response.get("Vary", "").lower()
    return is_whole and is_for_all and not any(word in response.get("Cache-Control", "") for word in ("no-store", "private"))


def describe(response: HttpResponse) -> HttpResponse:
    """Give an answer its digest, and let everybody keep it who asks again before each use."""
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    return response


def unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """Return an answer of `describe`, or 304 to who has it already; to HEAD without the content."""
    written = parse_http_date(response["Last-Modified"]) if response.has_header("Last-Modified") else None
    answer = get_conditional_response(request, etag=response["ETag"], last_modified=written, response=response) or response
    if answer.status_code == 304:
        for name, value in response.items():
            if name not in _OF_THE_CONTENT:
                answer[name] = value
    elif request.method == "HEAD":
        answer.headers.setdefault("Content-Length", str(len(response.content)))
        answer.content = b""
    return answer


def open_to_all(response: HttpResponseBase) -> HttpResponseBase:
    """Let programs on any site read the answer."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
    return response


def _preflight() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join(SAFE)
    response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    response["Access-Control-Max-Age"] = "86400"
    return response
