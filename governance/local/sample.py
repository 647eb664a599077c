"""The people of the sample register, who sign in on this computer alone."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from governance.accounts.models import Role, User

SAMPLE = "@sample.invalid"


def add_administrator() -> None:
    """Add an administrator to the sample people: a register that is loaded from a file makes none."""
    email = f"administrator{SAMPLE}"
    if User.objects.filter(email__endswith=SAMPLE).exists() and not User.objects.filter(email=email).exists():
        User.objects.create_user(email, "Administrator (sample)", role=Role.ADMINISTRATOR)


def give_phone(user: User) -> None:
    """Give a sample person an authenticator app, whose codes a page of this computer shows; a second factor of theirs stays."""
    if not Authenticator.objects.filter(user=user).exists():
        TOTP.activate(user, generate_totp_secret())
