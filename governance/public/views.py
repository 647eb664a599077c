"""The public pages. The clock is read here and nowhere below; no view touches the session, so no page needs a cookie."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contracts.models import Agreement
from governance.ballots.models import Ballot
from governance.bodies.models import Body

from .pages.agreement import agreement_page
from .pages.body import body_page
from .pages.decision import decision_page
from .pages.decisions import decisions_page
from .pages.heartbeat import heartbeat
from .pages.home import home_page
from .pages.register import register_page


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What comes up next, what needs attention, what was decided lately."""
    return _shown(request, "home", home_page(at=timezone.now()))


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every agreement, by its next deadline."""
    asked = {name: request.GET.get(key, "") for name, key in (("q", "q"), ("standing", "standing"), ("number", "page"))}
    return _shown(request, "register", register_page(at=timezone.now(), **asked))


@require_safe
def agreement(request: HttpRequest, slug: str) -> HttpResponse:
    """One agreement."""
    try:
        page = agreement_page(slug=slug, at=timezone.now())
    except Agreement.DoesNotExist:
        raise Http404(_("There is no agreement of this name in the register.")) from None
    return _shown(request, "agreement", page)


@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    """All decisions and open ballots."""
    return _shown(request, "decisions", decisions_page(at=timezone.now(), number=request.GET.get("page", "")))


@require_safe
def decision(request: HttpRequest, slug: str) -> HttpResponse:
    """One ballot and its decision; a draft is not there."""
    try:
        page = decision_page(slug=slug, at=timezone.now())
    except Ballot.DoesNotExist:
        raise Http404(_("There is no decision of this name.")) from None
    return _shown(request, "decision", page)


@require_safe
def body(request: HttpRequest, slug: str) -> HttpResponse:
    """One body, its seats and its rule."""
    try:
        page = body_page(slug=slug, at=timezone.now())
    except Body.DoesNotExist:
        raise Http404(_("There is no body of this name.")) from None
    return _shown(request, "body", page)


def _shown(request: HttpRequest, name: str, page: Any) -> HttpResponse:
    return render(request, f"public/{name}.html", {"page": page, "heartbeat": heartbeat(at=timezone.now())})
