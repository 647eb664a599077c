"""The pages of the sign-in that are our own, and what of the library is not offered here."""

from __future__ import annotations

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

from contracts.refusals import Refused

from .actions import accept_invitation
from .forms import FirstPasswordForm
from .invitations import invited_by


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


@require_safe
def cancelled(request: HttpRequest) -> HttpResponse:
    """Take back somebody who turned round at the city's own sign-in."""
    messages.warning(request, _("You did not sign in there. Nothing was changed."))
    return redirect("account_login")
