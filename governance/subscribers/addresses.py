"""What an e-mail address may look like here: one plain address that every mail server reads in the same way."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.crypto import salted_hmac
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

from contracts.refusals import Refused

LONGEST = 254
_is_an_address = EmailValidator(allowlist=[])
# No quoted local part and no address of a machine in brackets: nobody has one, and they are a way to smuggle.
_PLAIN = re.compile(r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9.-]+")


def one_address(text: str) -> str:
    """Return the address in lower case, its domain in ASCII. Raises Refused, at the field `address`, for anything else."""
    if any(unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp") for character in text):
        raise Refused(_("An e-mail address stands on one line, without control characters."), field="address")
    local, _at, domain = text.strip().lower().rpartition("@")
    try:
        address = f"{local}@{punycode(domain)}"
        _is_an_address(address)
    except (ValidationError, UnicodeError):
        raise _refusal() from None
    if len(address) > LONGEST or not _PLAIN.fullmatch(address):
        raise _refusal()
    return address


def digest_of(address: str) -> str:
    """Return what tells two addresses apart and cannot be turned back into one without the secret key of this site."""
    return salted_hmac("governance.subscribers.address", address, algorithm="sha256").hexdigest()


def _refusal() -> Refused:
    return Refused(_("This is not an e-mail address. It looks like name@example.org."), field="address")
