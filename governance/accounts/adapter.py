"""How sign-in behaves here: by invitation only, the same from every host, and never slower or louder for a known address."""

from __future__ import annotations

import logging
import smtplib
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from governance.languages import spoken_to

from .lockout import succeeded, try_now
from .models import Step, User
from .visitors import sender_of

_log = logging.getLogger(__name__)


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the clerk; nobody signs up. Links in mails come from SITE_URL, whatever host a request names."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The address or the password is not right."),
        "too_many_login_attempts": _("Too many attempts failed. Wait a quarter of an hour, then try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse sign-up to everybody."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and speak from now on as the person chose: what is said next is kept and read at the desk."""
        translation.activate(spoken_to(request, chosen_for_good=user.desk_language))
        super().login(request, user)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt before it is judged; refuse it while login or address are locked out."""
        login = str(credentials.get("email") or credentials.get("username") or "")
        self.attempt = try_now(Step.PASSWORD, login=login, address=sender_of(request), at=timezone.now())
        if self.attempt is None:
            raise self.validation_error("too_many_login_attempts")

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Return whose password it is."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        if user is not None and self.attempt is not None:
            succeeded(self.attempt)
        return user

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Offer the password only to who has nothing better: it is no second factor."""
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        stronger = [method for method in methods if method["id"] != "reauthenticate"]
        return stronger or methods

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of a reset mail. The library builds it from the request's Host, which a visitor can choose."""
        stand_in = reverse("account_reset_password_from_key", kwargs={"uidb36": "0", "key": "0"})
        return settings.SITE_URL + stand_in.replace("0-0", key)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> bool:
        """Send a mail of the sign-in pages in its reader's language, and tell whether it went.

        A mail server that is away is logged, and fails no page.
        """
        site = SimpleNamespace(name="Countersign", domain=urlsplit(settings.SITE_URL).netloc)
        language = User.objects.filter(email__iexact=email).values_list("language", flat=True).first()
        with translation.override(language or translation.get_language()):
            message = self.render_mail(template_prefix, email, {"email": email, "current_site": site, **context})
        try:
            message.send()
        except (OSError, smtplib.SMTPException):
            _log.exception("A mail of the sign-in pages could not be sent.")
            return False
        return True


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors, by the names that people know here."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not the code of the moment. A code is taken once; wait for the next one."),
    }

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:
        """Propose a name for a new passkey."""
        from allauth.mfa.models import Authenticator

        return gettext("Passkey %(number)s") % {"number": Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}

    def _get_site_name(self) -> str:
        return "Countersign"
