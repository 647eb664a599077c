"""What is answered when a form's token against forgery is no longer good."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve
from django.views.csrf import csrf_failure

from governance.desk.unsent import came_from_here, held


def token_refused(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Hold what was typed into a form of the desk; to what another site had sent, say only that it was not taken."""
    if request.method == "POST" and _is_of_the_desk(request.path) and came_from_here(request):
        return held(request)
    return csrf_failure(request, reason)


def _is_of_the_desk(path: str) -> bool:
    try:
        return resolve(path).app_name == "desk"
    except Resolver404:
        return False
