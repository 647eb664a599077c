"""A second factor: who has one, how fresh it is, and asking for it again before something is signed.

The library's own decorator is not used: it asks right after a sign-in, takes a password from people who have more, and replays
the form that was sent by itself. docs/adr/0010-second-factor-before-signing.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal.auth import begin_authentication
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from .counted import CountedCodeAgainForm

View = Callable[..., HttpResponse]
AGAIN = "again"  # the prefix of the fields by which a form carries a second factor
PROVIDER = "provider"  # the type of a second factor that the city's own sign-in vouches for


def given_lately(request: HttpRequest) -> bool:
    """Tell whether the person gave a second factor within the last five minutes. A typed password is none, however fresh."""
    # The records' clock is time.time, and stays so in tests that stop the pages' clock.
    ages = [time.time() - record["at"] for record in _records(request)]
    return any(0 <= age < settings.SECOND_FACTOR_FRESH_FOR for age in ages)


def has_one(request: HttpRequest) -> bool:
    """Tell whether the signed-in person has a second factor, or signed in with one that the city's sign-in vouches for."""
    if any(record.get("type") == PROVIDER for record in _records(request)):
        return True
    return Authenticator.objects.filter(user_id=request.user.pk).exists()


def signs(*, shows: str = "") -> Callable[[View], View]:
    """Let a view sign only with a fresh second factor.

    Its form is not given without one. A form that was open for longer comes back with everything that was typed and asks for
    the factor beside it; `shows` names the view that gets the form then, for one that shows once more what is to be recorded.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if given_lately(request):
                return view(request, *args, **kwargs)
            if request.method in ("GET", "HEAD"):
                return redirect(f"{_where_to_give_it(request)}?{urlencode({'next': request.get_full_path()})}")
            asked = _Asked(request)
            if asked.is_given():
                return view(request, *args, **kwargs)
            action = reverse(shows, args=args, kwargs=kwargs) if shows else request.get_full_path()
            return asked.page(action)

        return guarded

    return decorate


class _Asked:
    """The page that asks for a second factor, and keeps what was sent: in itself, never in the session."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        has_code, has_key = f"{AGAIN}-code" in request.POST, bool(request.POST.get(f"{AGAIN}-credential"))
        self.code = CountedCodeAgainForm(request.POST if has_code and not has_key else None, user=request.user, prefix=AGAIN)
        self.key = ReauthenticateWebAuthnForm(request.POST if has_key else None, user=request.user, prefix=AGAIN)

    def is_given(self) -> bool:
        """Tell whether a second factor came with the form and is right; then it is on record as given now."""
        for form in (self.code, self.key):
            if form.is_valid():
                form.save()
                return True
        return False

    def page(self, action: str) -> HttpResponse:
        """Show what is asked, with what was sent in hidden fields."""
        has_key = Authenticator.Type.WEBAUTHN in _types(self.request)
        context = {
            "form": self.code,
            "key": self.key,
            "js_data": {"request_options": begin_authentication(self.request.user)} if has_key else None,
            "action": action,
            "kept": [
                (name, value)
                for name, values in self.request.POST.lists()
                for value in values
                if name != "csrfmiddlewaretoken" and not name.startswith(f"{AGAIN}-")
            ],
            "by_provider": not _types(self.request),
        }
        return render(self.request, "account/once_more.html", context)


def _where_to_give_it(request: HttpRequest) -> str:
    types = _types(request)
    if Authenticator.Type.TOTP in types:
        return reverse("mfa_reauthenticate")
    if Authenticator.Type.WEBAUTHN in types:
        return reverse("mfa_reauthenticate_webauthn")
    return reverse("account_once_more")


def _types(request: HttpRequest) -> set[str]:
    return set(Authenticator.objects.filter(user_id=request.user.pk).values_list("type", flat=True))


def _records(request: HttpRequest) -> list[dict[str, Any]]:
    return [record for record in get_authentication_records(request, request.user) if record["method"] == "mfa"]
