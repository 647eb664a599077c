"""The pages of the public's subscriptions, and the one that stops a digest.

A GET changes nothing: mail programs open every link before their reader does.
The form to follow sets the one cookie here, against forgery. A link from a mail is its own proof, so what is sent from those
pages is exempt from that check: mail programs send it too (RFC 8058), and they have no cookie.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from contracts.models import Agreement
from contracts.refusals import Refused

from . import actions, links
from .forms import FollowForm
from .limits import asks_too_often
from .models import LIVE, Subscription
from .refusals import LinkExpired, UnknownLink

STATUS = {UnknownLink: 404, LinkExpired: 410}

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@read_or_send
def follow(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Ask for an address. What comes next says the same for every address, known or not."""
    agreement = _agreement(slug) if slug else None
    sent_form = request.POST if request.method == "POST" else None
    form = FollowForm(sent_form, initial={"language": (get_language() or "en")[:2]})
    if form.is_valid():
        if form.is_a_programs:
            return redirect("subscribers:sent")
        if asks_too_often(request):
            return render(request, "429.html", status=429)
        try:
            actions.follow(agreement=agreement, at=timezone.now(), **form.act())
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            return redirect("subscribers:sent")
    return render(request, "subscribers/follow.html", {"form": form, "agreement": agreement})


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say that a mail is on its way, if one is."""
    return render(request, "subscribers/sent.html")


@csrf_exempt
@never_cache
@read_or_send
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would be followed, with one button; sent, begin it."""
    try:
        if request.method == "POST":
            subscription = actions.confirm(token=token, at=timezone.now())
        else:
            subscription = links.asked_to_confirm(token, at=timezone.now())
    except Refused as refusal:
        return _refused(request, refusal)
    page = {"agreement": subscription.agreement, "is_done": request.method == "POST"}
    stop = links.end_token([subscription]) if request.method == "POST" else ""
    return render(request, "subscribers/confirm.html", {**page, "stop": stop})


@csrf_exempt
@never_cache
@read_or_send
def end(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would be ended, with a button; sent, by a reader or a mail program, end it, however often it is sent."""
    try:
        found = actions.end(token=token, at=timezone.now()) if request.method == "POST" else links.asked_to_end(token)
    except Refused as refusal:
        return _refused(request, refusal)
    live = [subscription for subscription in found if subscription.state in LIVE]
    each = [(_followed(subscription), links.end_token([subscription])) for subscription in live]
    page = {"is_ended": not live, "is_done": request.method == "POST", "each": each, "token": token}
    return render(request, "subscribers/end.html", page)


@csrf_exempt
@never_cache
@read_or_send
def end_digest(request: HttpRequest, token: str) -> HttpResponse:
    """Show what would stop, the weekly digest alone, with a button; sent, by a reader or a mail program, stop it."""
    try:
        user = actions.end_digest(token=token) if request.method == "POST" else links.asked_to_end_digest(token)
    except Refused as refusal:
        return _refused(request, refusal)
    is_ended = request.method == "POST" or not user.weekly_digest
    return render(request, "subscribers/end_digest.html", {"is_ended": is_ended})


def _agreement(slug: str) -> Agreement:
    agreement = Agreement.objects.filter(slug=slug).first()
    if agreement is None:
        raise Http404(_("There is no agreement of this name in the register."))
    return agreement


def _followed(subscription: Subscription) -> str:
    return subscription.agreement.title if subscription.agreement else _("All agreements")


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    page = {"sentence": str(refusal), "is_expired": isinstance(refusal, LinkExpired)}
    return render(request, "subscribers/refused.html", page, status=STATUS.get(type(refusal), 200))
