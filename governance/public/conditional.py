"""What answers for machines have in common: they may be kept and asked for again by digest, from any site, and speak English."""

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


def for_machines(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """Let the view answer in English, HEAD as GET, and 304 to who has the answer already; programs on other sites may read it.

    There are no credentials to guard: nothing here depends on who asks.
    """

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return _open_to_all(_preflight())
        method = request.method
        try:
            if method == "HEAD":
                request.method = "GET"
            with translation.override("en"):
                response = view(request, *args, **kwargs)
        finally:
            request.method = method
        return _open_to_all(_unless_known(request, response))

    return answered


def last_modified(response: HttpResponse, at: datetime | None) -> HttpResponse:
    """Say when what stands in the answer was last written.

    Only for what no passing of time changes: all else reads otherwise on another day, and is to be asked for by its digest.
    """
    if at is not None:
        response["Last-Modified"] = http_date(at.timestamp())
    return response


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    if response.status_code != 200 or request.method not in ("GET", "HEAD"):
        return response
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["ETag"] = etag
    patch_cache_control(response, public=True, max_age=0, must_revalidate=True)
    written = parse_http_date(response["Last-Modified"]) if response.has_header("Last-Modified") else None
    return get_conditional_response(request, etag=etag, last_modified=written, response=response) or response


def _preflight() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Allow"] = response["Access-Control-Allow-Methods"] = ", ".join(SAFE)
    response["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    response["Access-Control-Max-Age"] = "86400"
    return response


def _open_to_all(response: HttpResponseBase) -> HttpResponseBase:
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Last-Modified"
    return response
