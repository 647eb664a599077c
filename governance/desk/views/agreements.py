"""Agreements at the desk: how each stands, and what its end obliges."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contracts.models import Agreement
from governance.bodies.models import zone_of
from governance.desk import act_pages
from governance.desk.acts import refusals_on, tell_the_post
from governance.desk.forms import FollowUpForm
from governance.desk.guards import AtTheDesk, at_the_desk, for_readers, for_the_clerk
from governance.desk.history import act_of, acts_about
from governance.desk.paging import pages
from governance.desk.standings import standpoints
from governance.desk.table import agreement_at, is_renewed_after, what_is_owed
from governance.desk.words import DUTY_ACTS, day_of
from governance.followups.actions import confirm
from governance.followups.obligations import Duty

ACTS_ON_A_PAGE = 100
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
    """List every agreement, what is red first."""
    return render(request, "desk/agreements.html", {"points": standpoints(at=timezone.now()), "tab": "agreements"})


@at_the_desk
@require_safe
def agreement(request: AtTheDesk, slug: str) -> HttpResponse:
    """Show how one agreement stands and what to do next: where the mails about its term lead."""
    row = get_object_or_404(Agreement.objects.select_related("system", "recipient"), slug=slug)
    acts = [(reverse(f"desk:{name}", args=[row.slug]), words) for name, words in RECORD_KEEPING]
    return render(request, "desk/agreement.html", agreement_at(row, request.user, at=timezone.now()) | {"acts": acts})


@for_readers
@require_safe
def history(request: AtTheDesk, slug: str) -> HttpResponse:
    """Show every act about one agreement and its ballots, and who did it."""
    row = get_object_or_404(Agreement, slug=slug)
    page = Paginator(acts_about(row), ACTS_ON_A_PAGE).get_page(request.GET.get("page"))
    acts = [act_of(entry, zone_of(row)) for entry in page]
    context = {"agreement": row, "pages": pages(page, request), "acts": acts}
    return render(request, "desk/history.html", context)


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: AtTheDesk, slug: str, duty: Duty) -> HttpResponse:
    """Record on which day a duty that an end of access obliges was met, and how that is known."""
    at = timezone.now()
    row = get_object_or_404(Agreement, slug=slug)
    term, owed = what_is_owed(row, duty, at=at)
    form = FollowUpForm(request.POST if request.method == "POST" else None, duty=duty)
    if term is not None and form.is_valid():
        with refusals_on(form):
            done = confirm(term=term, duty=duty, by=request.user, at=at, **form.cleaned_data)
            tell_the_post()
            values = {"what": done.get_duty_display(), "day": day_of(done.done_on)}
            messages.success(request, _("On record: %(what)s, %(day)s.") % values)
            return redirect("desk:agreement", row.slug)
    page = {
        "agreement": row,
        "duty": duty,
        "title": DUTY_ACTS[duty],
        "owed": owed,
        "form": form,
        "is_late": is_renewed_after(term),
        "waive_url": reverse(f"desk:waive_{duty.value}", args=[row.slug]),
    }
    return render(request, "desk/follow_up.html", page)
