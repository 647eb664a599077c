"""What answers of the sign-in pages carry, whichever of the library's views gave them."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

_ACCOUNTS = "/accounts/"


class AccountPagesAreNotKept:
    """Tell browsers and whatever stands between to keep no page of the accounts: a reset link, a name, a form with a token."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add the header to the answer."""
        response = self._get_response(request)
        if _ACCOUNTS in request.path:
            patch_cache_control(response, private=True, no_store=True)
        return response
