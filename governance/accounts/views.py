"""What of the sign-in library is not offered here."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _


def kept_by_the_clerk(request: HttpRequest, key: str = "") -> HttpResponse:
    """Answer 404: addresses are changed by the clerk. An address that its owner adds could reset the account unconfirmed."""
    raise Http404(_("Addresses are kept by the clerk. Ask the clerk to change yours."))
