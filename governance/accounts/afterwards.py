"""What is done when the answer is out, so that how long an answer takes tells nothing."""

from __future__ import annotations

import logging
from collections.abc import Callable

from allauth.core import context
from django.http import HttpRequest
from django.http.response import HttpResponseBase

_log = logging.getLogger(__name__)
_KEPT = "_after_the_answer"


def after_the_answer(request: HttpRequest, act: Callable[[], object]) -> None:
    """Do `act` when the answer to `request` has been sent, in the same thread. What goes wrong then is logged."""
    setattr(request, _KEPT, [*getattr(request, _KEPT, []), act])


def hand_over(request: HttpRequest, response: HttpResponseBase) -> None:
    """Let the response do, when it is closed, what was put off."""
    for act in getattr(request, _KEPT, []):
        vars(response)["_resource_closers"].append(_logged(request, act))


def _logged(request: HttpRequest, act: Callable[[], object]) -> Callable[[], None]:
    def closer() -> None:
        try:
            with context.request_context(request):
                act()
        except Exception:  # nobody is left to be told
            _log.exception("What was to follow an answer failed.")

    return closer
