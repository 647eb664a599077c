"""The public pages. The clock is read here and nowhere below; no view touches the session, so no page needs a cookie."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contracts.models import Agreement
from governance.ballots.models import Ballot
from governance.bodies.models import Body
from governance.ledger.models import Entry

from . import pdf
from .pages.agreement import agreement_page
from .pages.asked import as_asked
from .pages.body import body_page
from .pages.changes import changes_page
from .pages.deadlines import deadlines_page
from .pages.decision import decision_page, gone_page
from .pages.decisions import decisions_page
from .pages.heartbeat import heartbeat
from .pages.home import home_page
from .pages.how_to_read import how_to_read_page
from .pages.ledger import entry_page, ledger_page
from .pages.register import register_page
from .pages.rounds import was_withdrawn_unopened

logger = logging.getLogger(__name__)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What comes up next, what needs attention, what was decided lately."""
    return _shown(request, "home", home_page(at=timezone.now()))


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Every agreement, or those that are asked for."""
    page = register_page(at=timezone.now(), asked=as_asked(request.GET), number=_number(request))
    return _shown(request, "register", page)


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
    return _shown(request, "decisions", decisions_page(at=timezone.now(), number=_number(request)))


@require_safe
def decision(request: HttpRequest, slug: str, *, path: str = "") -> HttpResponse:
    """One ballot and its decision; a draft is not there, and one that was withdrawn is gone.

    `path` is where the page stands, if not at the address asked for.
    """
    try:
        page = decision_page(slug=slug, at=timezone.now())
    except Ballot.DoesNotExist:
        if was_withdrawn_unopened(slug):
            return _shown(request, "gone", gone_page(slug=slug), status=410)
        raise Http404(_("There is no decision of this name.")) from None
    return _shown(request, "decision", page, path=path)


@require_safe
def decision_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """A decision as a PDF, where one can be made: its page as it is printed."""
    if not pdf.can_be_made():
        raise Http404(_("No PDF is made here. Print the page of the decision: on paper it is laid out by itself."))
    if request.GET:
        return redirect(request.path)  # each question would be made anew
    path = reverse("public:decision", args=[slug])
    page = decision(request, slug, path=path)
    if page.status_code != 200:
        return page
    try:
        made = pdf.made_of(page.content.decode(), address=settings.SITE_URL + path)
    except pdf.NotMade:
        logger.exception("The PDF of %s was not made", path)
        said = _("The PDF could not be made just now. Ask again in a minute, or print the page of the decision.")
        return HttpResponse(said, status=503, content_type="text/plain; charset=utf-8", headers={"Retry-After": "60"})
    named = {"Content-Disposition": f'inline; filename="{slug}.pdf"', "Link": f'<{settings.SITE_URL}{path}>; rel="canonical"'}
    return HttpResponse(made, content_type="application/pdf", headers=named)


@require_safe
def body(request: HttpRequest, slug: str) -> HttpResponse:
    """One body, its seats and its rule."""
    try:
        page = body_page(slug=slug, at=timezone.now())
    except Body.DoesNotExist:
        raise Http404(_("There is no body of this name.")) from None
    return _shown(request, "body", page)


@require_safe
def deadlines(request: HttpRequest) -> HttpResponse:
    """The days that bind in a year."""
    page = deadlines_page(at=timezone.now(), year=request.GET.get("year", ""), number=_number(request))
    return _shown(request, "deadlines", page, kept=("year", "page"))


@require_safe
def changes(request: HttpRequest) -> HttpResponse:
    """What changed lately."""
    return _shown(request, "changes", changes_page(at=timezone.now(), number=_number(request)))


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The record of acts."""
    asked = {name: request.GET.get(name, "") for name in ("kind", "subject")}
    page = ledger_page(at=timezone.now(), number=_number(request), **asked)
    return _shown(request, "ledger", page, kept=("kind", "subject", "page"))


@require_safe
def ledger_entry(request: HttpRequest, leaf_hash: str) -> HttpResponse:
    """One entry of the record of acts."""
    try:
        page = entry_page(leaf_hash=leaf_hash, at=timezone.now())
    except Entry.DoesNotExist:
        raise Http404(_("There is no entry with this digest in the record of acts.")) from None
    return _shown(request, "ledger_entry", page)


@require_safe
def how_to_read(request: HttpRequest) -> HttpResponse:
    """What the words of the record mean."""
    return _shown(request, "how_to_read", how_to_read_page())


def _number(request: HttpRequest) -> str:
    return request.GET.get("page", "")


def _shown(
    request: HttpRequest, name: str, page: Any, *, status: int = 200, kept: tuple[str, ...] = ("page",), path: str = ""
) -> HttpResponse:
    """Show a page; of what was asked, only what is `kept` makes it another page to search engines."""
    asked = urlencode({word: request.GET[word] for word in kept if request.GET.get(word)})
    canonical = settings.SITE_URL + (path or request.path) + (f"?{asked}" if asked else "")
    shown = {"page": page, "heartbeat": heartbeat(at=timezone.now()), "canonical": canonical}
    return render(request, f"public/{name}.html", shown, status=status)
