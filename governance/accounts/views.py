"""The pages of the sign-in that are our own, and what of the library is not offered here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps

from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from requests import RequestException

from contracts.refusals import Refused

from .actions import accept_invitation
from .counted import FirstPasswordForm
from .invitations import invited_by

_log = logging.getLogger(__name__)


def kept_by_the_clerk(request: HttpRequest, key: str = "") -> HttpResponse:
    """Answer 404: addresses are changed by the clerk. An address that its owner adds could reset the account unconfirmed."""
    raise Http404(_("Addresses are kept by the clerk. Ask the clerk to change yours."))


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let an invited person choose their first password."""
    at = timezone.now()
    found = invited_by(token, at=at)
    form = FirstPasswordForm(found.person, request.POST if request.method == "POST" else None) if found else None
    if found is not None and form is not None and form.is_valid():
        try:
            password = form.cleaned_data["new_password1"]
            accept_invitation(person=found.person, number=found.number, password=password, at=at)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Your password is set. Sign in with it; then you set up a second factor."))
            return redirect("account_login")
    return render(request, "account/invitation.html", {"form": form, "invitation": found})


@login_required
@require_safe
def once_more(request: HttpRequest) -> HttpResponse:
    """Lead somebody whose second factor is the city's own sign-in there once more, before they sign something."""
    wanted = request.GET.get("next", "")
    if not url_has_allowed_host_and_scheme(wanted, allowed_hosts=None):
        wanted = settings.LOGIN_REDIRECT_URL
    return render(request, "account/once_more_elsewhere.html", {"next": wanted})


def _or_say_so(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show a page where the library would fail: the city's sign-in is away, or says what no sign-in should."""

    @wraps(view)
    def guarded(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except (RequestException, KeyError, ValueError):
            _log.exception("The city's sign-in could not be asked.")
            return render(request, "socialaccount/authentication_error.html", status=502)

    return guarded


to_the_city = require_safe(_or_say_so(openid_connect.login))
back_from_the_city = require_safe(_or_say_so(openid_connect.callback))


@require_safe
def cancelled(request: HttpRequest) -> HttpResponse:
    """Take back somebody who turned round at the city's own sign-in."""
    messages.warning(request, _("You did not sign in there. Nothing was changed."))
    return redirect("account_login")
