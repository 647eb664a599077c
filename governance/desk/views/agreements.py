"""Agreements at the desk: how each stands, and what its end obliges."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from contracts.models import Agreement
from governance.desk import act_pages
from governance.desk.guards import AtTheDesk, at_the_desk, for_readers
from governance.desk.paging import pages
from governance.desk.post import search_for
from governance.desk.recorded import recorded_about
from governance.desk.standings import standpoints
from governance.desk.table import agreement_at

AGREEMENTS_ON_A_PAGE = 50
RECORD_KEEPING = (
    ("new_term", act_pages.NEW_TERM.title),
    ("correct_agreement", act_pages.CORRECT_AGREEMENT.title),
    ("keepers", act_pages.KEEPERS.title),
    ("tags", act_pages.TAGS.title),
    ("share_element", act_pages.SHARE_ELEMENT.title),
    ("file_document", act_pages.FILE_DOCUMENT.title),
    ("new_event", act_pages.NEW_EVENT.title),
    ("new_statement", act_pages.NEW_STATEMENT.title),
    ("new_claim", act_pages.NEW_CLAIM.title),
    ("report_decision", act_pages.REPORT_DECISION.title),
)


@for_readers
@require_safe
def agreement_list(request: AtTheDesk) -> HttpResponse:
    """List the agreements, all or those of a name, what is red first."""
    asked = search_for(request.GET.get("q", ""))
    page = Paginator(standpoints(at=timezone.now(), asked=asked), AGREEMENTS_ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"points": page.object_list, "number": page.paginator.count, "pages": pages(page, request), "asked": asked}
    return render(request, "desk/agreements.html", context | {"tab": "agreements"})


@at_the_desk
@require_safe
def agreement(request: AtTheDesk, slug: str) -> HttpResponse:
    """Show how one agreement stands and what to do next: where the mails about its term lead."""
    row = get_object_or_404(Agreement.objects.select_related("system", "recipient"), slug=slug)
    acts = [(reverse(f"desk:{name}", args=[row.slug]), words) for name, words in RECORD_KEEPING]
    return render(request, "desk/agreement.html", agreement_at(row, request.user, at=timezone.now()) | {"acts": acts})


@for_readers
@require_safe
def record(request: AtTheDesk, slug: str) -> HttpResponse:
    """Show what stands on one agreement's record besides its terms and ballots, each with where it is corrected."""
    row = get_object_or_404(Agreement, slug=slug)
    return render(request, "desk/record.html", {"agreement": row, "groups": recorded_about(row)})
