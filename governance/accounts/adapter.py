"""How sign-in behaves here: by invitation only, the same from every host, and never slower or louder for a known address."""

from __future__ import annotations

import logging
import smtplib
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation

from .models import User

_log = logging.getLogger(__name__)


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by the clerk; nobody signs up. Links in mails come from SITE_URL, whatever host a request names."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse sign-up to everybody."""
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and speak from now on as the account says: what is said next is kept and read at the desk."""
        translation.activate(user.language)
        super().login(request, user)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of a reset mail. The library builds it from the request's Host, which a visitor can choose."""
        stand_in = reverse("account_reset_password_from_key", kwargs={"uidb36": "0", "key": "0"})
        return settings.SITE_URL + stand_in.replace("0-0", key)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail of the sign-in pages. A mail server that is away is logged: the answer must not tell who has an account."""
        site = SimpleNamespace(name="Countersign", domain=urlsplit(settings.SITE_URL).netloc)
        message = self.render_mail(template_prefix, email, {"email": email, "current_site": site, **context})
        try:
            message.send()
        except (OSError, smtplib.SMTPException):
            _log.exception("A mail of the sign-in pages could not be sent.")

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # The library's key holds the request's host with its port, so that another port would lift the lock.
        return str(credentials.get("email") or credentials.get("username") or "").strip().lower()
