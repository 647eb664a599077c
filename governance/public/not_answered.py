"""What the API says at an address that it does not have, and to who would write: JSON, as with everything else it says."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from .conditional import SAFE

_NOTHING = "There is nothing at this address. What there is, is described at /api/docs."
_READ_ONLY = "The register is only read here: ask with GET."


@csrf_exempt  # a token is for whoever may write, and here nobody may
def no_such_address(request: HttpRequest, nothing: str = "") -> HttpResponse:
    """Answer 404 in the shape of `schemas.Missing`, whatever the method."""
    return JsonResponse({"detail": _NOTHING}, status=404)


def read_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the view answer 405 in the same shape, with the methods that are answered."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if response.status_code != 405:
            return response
        return JsonResponse({"detail": _READ_ONLY}, status=405, headers={"Allow": ", ".join(SAFE)})

    return answered
