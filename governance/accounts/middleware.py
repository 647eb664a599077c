"""The door of everything that asks for a sign-in: how long a session lasts, and a second factor before anything else."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from .afterwards import hand_over
from .second_factor import has_one

ROOMS = frozenset({"desk", "backstage"})  # the namespaces that only a second factor opens
HOLDS_FORMS = "desk"
SIGNED_IN, SEEN = "signed_in_at", "seen_at"  # seconds since 1970, in the session
SEEN_ANEW = 60  # seconds: the session is not written for every page
BY_ITSELF = "by-itself"  # what a page says in X-Requested-With when it looks again and nobody has asked: no sign of a person


class BehindTheDoor:
    """Ends sessions in time, and leads whoever has no second factor to set one up. Public pages are not touched."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        hand_over(request, response)
        return response

    def process_view(self, request: HttpRequest, view: object, args: Any, kwargs: Any) -> HttpResponse | None:
        """Answer in place of a page that may not be seen (any more)."""
        match = request.resolver_match
        is_room = match is not None and bool(ROOMS & set(match.namespaces))
        is_account = match is not None and match.route.startswith("accounts/")
        if not (is_room or is_account) or not request.user.is_authenticated:
            return None
        if ended := _ended(request):
            logout(request)
            messages.warning(request, ended)
            if request.method == "POST" and match is not None and HOLDS_FORMS in match.namespaces:
                return None  # nobody is signed in now: that room answers with what was typed, so that it is not lost
            back = request.get_full_path() if request.method in ("GET", "HEAD") and is_room else settings.LOGIN_REDIRECT_URL
            return redirect_to_login(back)
        if is_room and not has_one(request):
            messages.warning(request, _("Before you go on, set up a second factor: nobody works here with a password alone."))
            return redirect("mfa_index")
        return None


def note_sign_in(sender: object, request: HttpRequest, **kwargs: Any) -> None:
    """Note in the session when it began; a receiver of user_logged_in."""
    request.session[SIGNED_IN] = request.session[SEEN] = time.time()


def _ended(request: HttpRequest) -> str:
    """Say why the session is over; "" while it goes on, and note that the person was seen."""
    now, session = time.time(), request.session
    if now - session.get(SIGNED_IN, 0) >= settings.SESSION_LONGEST_SECONDS:
        return _("You signed in eight hours ago. Sign in again to go on.")
    if now - session.get(SEEN, 0) >= settings.SESSION_IDLE_SECONDS:
        return _("You were signed out, since nothing was done for half an hour. Sign in again to go on.")
    if now - session[SEEN] >= SEEN_ANEW and request.headers.get("X-Requested-With") != BY_ITSELF:
        session[SEEN] = now
    return ""
