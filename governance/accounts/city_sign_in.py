"""Signing in by a city's own sign-in, OpenID Connect: for people who were invited here, known by their verified address."""

from __future__ import annotations

import time
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import render

from .models import User
from .second_factor import PROVIDER


class CitySignInAdapter(DefaultSocialAccountAdapter):
    """No account is made or tied to another one: each time the address decides, and only if the issuer calls it verified."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Refuse sign-up to everybody."""
        return False

    def list_apps(self, request: HttpRequest, provider: str | None = None, client_id: str | None = None) -> list[SocialApp]:
        """Return what the environment names; a row in the database opens no door."""
        kinds = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in kinds.values() for app in apps]

    def authenticate_by_email(self, sociallogin: SocialLogin) -> tuple[User, str] | None:
        """Return the invited person with an address that is verified there and here."""
        for address in sociallogin.email_addresses:
            if address.verified is True:
                known = User.objects.filter(email__iexact=address.email, emailaddress__verified=True)
                user = known.filter(emailaddress__email__iexact=address.email).first()
                if user is not None:
                    return user, address.email
        return None

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Let in who was invited; everybody else reads what to do, and nothing is written."""
        asks_to_sign_in = sociallogin.state.get("process", "login") == "login"
        if not (asks_to_sign_in and sociallogin.is_existing):
            raise ImmediateHttpResponse(render(request, "socialaccount/not_invited.html", status=403))


def note_second_factor(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    """Note a second factor that the city's sign-in vouches for, where that counts; a receiver of allauth's user_logged_in.

    It is as old as the issuer says (`auth_time`); without that it opens the desk, and is never fresh enough to sign.
    """
    sociallogin = kwargs.get("sociallogin")
    if sociallogin is None or not settings.OIDC_SECOND_FACTOR:
        return
    claims = sociallogin.account.extra_data.get("id_token") or {}
    said = claims.get("amr") or []
    if settings.OIDC_SECOND_FACTOR not in (*(said if isinstance(said, list) else [said]), claims.get("acr")):
        return
    given_at = claims.get("auth_time")
    record_authentication(request, user, "mfa", type=PROVIDER)
    records = request.session[AUTHENTICATION_METHODS_SESSION_KEY]
    records[-1]["at"] = min(float(given_at), time.time()) if isinstance(given_at, int | float) else 0.0
    request.session[AUTHENTICATION_METHODS_SESSION_KEY] = records
