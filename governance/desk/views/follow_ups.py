"""What ends of access oblige, at the desk: the list of it, and each duty recorded as met on a page of its own."""

from __future__ import annotations

from dataclasses import replace

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contracts.models import Agreement, Term
from governance.desk import act_pages
from governance.desk.acting import act_page
from governance.desk.guards import AtTheDesk, for_readers, for_the_clerk
from governance.desk.owing import ON_A_PAGE, shown_lately, what_is_owed_by_all
from governance.desk.paging import pages
from governance.desk.table import is_renewed_after, what_is_owed
from governance.desk.words import DUTY_ACTS
from governance.followups.obligations import Duty
from governance.followups.owed import Owed

from .acts import place_in


@for_readers
@require_safe
def follow_up_list(request: AtTheDesk) -> HttpResponse:
    """List what is owed, what is red first, and what was shown or waived lately."""
    rows = what_is_owed_by_all(at=timezone.now())
    page = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    red = sum(row.is_red for row in rows)
    context = {"tab": "follow_ups", "rows": page, "red": red, "pages": pages(page, request), "lately": shown_lately()}
    return render(request, "desk/follow_ups.html", context)


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def follow_up(request: AtTheDesk, slug: str, duty: Duty) -> HttpResponse:
    """Record on which day a duty that an end of access obliges was met, by whom, and how that is known."""
    agreement = get_object_or_404(Agreement.objects.select_related("system", "recipient"), slug=slug)
    term, owed = what_is_owed(agreement, duty, at=timezone.now())
    if term is None or owed is None or owed.is_closed:
        page = {"agreement": agreement, "title": DUTY_ACTS[duty], "is_closed": owed is not None}
        return render(request, "desk/follow_up.html", page)
    waive = _("It need not be met: waive it, with a public reason"), reverse(f"desk:waive_{duty.value}", args=[slug])
    place = replace(place_in(agreement), notes=_notes(term, owed), instead=(waive,))
    return act_page(request, act_pages.MEET_DUTY[duty], (term, duty), place)


def _notes(term: Term, owed: Owed) -> tuple[str, ...]:
    """Say when it is due, and what entering a late letter undoes."""
    words = _("It was due by %(due)s.") if owed.is_overdue else _("It is due by %(due)s.")
    due = words % {"due": date_format(owed.due_on)}
    if owed.duty is not Duty.NOTICE_LETTER or not is_renewed_after(term):
        return (due,)
    late = _(
        "It has been written down as renewed by silence, since no letter was on record. If it was delivered by then, that "
        "renewal was never due: the agreement ended with its term, what was written stays on record as such, and the pages "
        "say that this was recorded late."
    )
    return due, late
