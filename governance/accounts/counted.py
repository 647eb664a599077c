"""What is typed to be let in. Each attempt is counted before it is judged."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.forms import ChangePasswordForm, ResetPasswordForm, ResetPasswordKeyForm
from allauth.account.forms import ReauthenticateForm as PasswordReauthenticateForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import EditWebAuthnForm
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from . import codes
from .afterwards import after_the_answer
from .asking import AsksForWhatIsNeeded
from .lockout import succeeded, try_now
from .models import Attempt, Step, User
from .visitors import sender_of


def attempt_of(step: Step, login: str, request: HttpRequest) -> Attempt | None:
    """Count an attempt of the person who asks, now; None while they are locked out."""
    return try_now(step, login=login, address=sender_of(request), at=timezone.now())


class _Counted(AsksForWhatIsNeeded, BaseAuthenticateForm):
    """A code of an authenticator app, or a recovery code."""

    user: User
    words = {"code": _("Type the six digits that your authenticator app shows now, or one of your recovery codes.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["code"]
        field.label = _("Code")
        field.help_text = _("The six digits that your authenticator app shows now, or one of your recovery codes.")
        field.widget.attrs |= {"inputmode": "numeric", "autocomplete": "one-time-code"}

    def clean_code(self) -> str:
        attempt = attempt_of(Step.CODE, str(self.user.pk), context.request)
        if attempt is None:
            raise get_account_adapter().validation_error("too_many_login_attempts")
        code = str(self.cleaned_data["code"])
        found = codes.accept(code, of=self.user)
        if found is None:
            raise get_adapter().validation_error("incorrect_code")
        succeeded(attempt)
        found.user = self.user
        self.authenticator = found
        return code


class CountedCodeForm(_Counted, AuthenticateForm):
    """The code at sign-in."""


class CountedCodeAgainForm(_Counted, ReauthenticateForm):
    """The code of somebody who has signed in."""


class CountedResetForm(AsksForWhatIsNeeded, ResetPasswordForm):
    """Asking for a new password. Whether there is such a person shows neither in the answer nor in how long it takes."""

    def save(self, request: HttpRequest, **options: Any) -> str:
        """Send the mail once the answer is out; none while too many were asked for."""
        email = str(self.cleaned_data["email"])
        if attempt_of(Step.RESET, email, request) is not None:
            after_the_answer(request, lambda: super(CountedResetForm, self).save(request, **options))
        return email


class CountedChangeForm(AsksForWhatIsNeeded, ChangePasswordForm):
    """Changing the password: the old one cannot be guessed without end by who found a screen unlocked."""

    def clean_oldpassword(self) -> str:
        attempt = attempt_of(Step.PASSWORD, self.user.email, context.request)
        if attempt is None:
            raise get_account_adapter().validation_error("too_many_login_attempts")
        typed = str(super().clean_oldpassword())
        succeeded(attempt)
        return typed


class FirstPasswordForm(AsksForWhatIsNeeded, SetPasswordForm):
    """The password that an invited person chooses."""


class NewPasswordForm(AsksForWhatIsNeeded, ResetPasswordKeyForm):
    """The password that somebody chooses by the link of a mail."""


class PasswordAgainForm(AsksForWhatIsNeeded, PasswordReauthenticateForm):
    """The password of somebody who has no second factor yet."""


class FirstCodeForm(AsksForWhatIsNeeded, ActivateTOTPForm):
    """The first code of an authenticator app."""


class KeyNameForm(AsksForWhatIsNeeded, EditWebAuthnForm):
    """What a passkey is called."""
