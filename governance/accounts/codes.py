"""Codes of a second factor: accepted once, and remembered in the database, whether or not a cache is there."""

from __future__ import annotations

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.mfa.utils import decrypt
from django.db import transaction

from .models import User

LAST = "last_counter"  # in the authenticator's data: the newest step of time whose code was used


@transaction.atomic
def accept(code: str, *, of: User) -> Authenticator | None:
    """Return what the code belongs to, and use it up; None if it is wrong, too old, or was used before."""
    for row in Authenticator.objects.select_for_update().filter(user=of).exclude(type=Authenticator.Type.WEBAUTHN):
        is_right = _accept_totp(code, row) if row.type == Authenticator.Type.TOTP else row.wrap().validate_code(code)
        if is_right:
            row.refresh_from_db()
            return row
    return None


def next_code(row: Authenticator) -> str:
    """Return the code that a phone with this secret shows now, or the one after it where that was used already."""
    *_, now, following = yield_hotp_counters_from_time()
    return _code(row, min(max(now, row.data.get(LAST, 0) + 1), following))


def _accept_totp(code: str, row: Authenticator) -> bool:
    # RFC 6238, 5.2: a code is taken once, and none older than one that was taken.
    fitting = [c for c in yield_hotp_counters_from_time() if compare_user_code(actual=code, expected=_code(row, c))]
    if not fitting or fitting[-1] <= row.data.get(LAST, -1):
        return False
    row.data[LAST] = fitting[-1]
    row.save(update_fields=["data"])
    return True


def _code(row: Authenticator, counter: int) -> str:
    return str(format_hotp_value(hotp_value(decrypt(row.data["secret"]), counter)))
