"""Terms of an agreement, what is paid in them, and the days that hang on them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.views.decorators.http import require_http_methods

from contracts.models import Deadline, Fee, Term
from governance.desk.acting import ActPage, act_page
from governance.desk.guards import AtTheDesk, for_the_clerk
from governance.words import money, period

from .acts import place_in


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def term_act(request: AtTheDesk, slug: str, term_id: int, page: ActPage) -> HttpResponse:
    """Do one act about a term: correct it, or enter a fee."""
    term = get_object_or_404(Term.objects.select_related("agreement"), pk=term_id, agreement__slug=slug)
    days = period(term.starts_on, term.ends_on, term.starts_precision)
    return act_page(request, page, term, place_in(term.agreement, days), agreement=term.agreement)


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def fee_act(request: AtTheDesk, slug: str, fee_id: int, page: ActPage) -> HttpResponse:
    """Do one act about a fee."""
    fee = get_object_or_404(Fee.objects.select_related("term__agreement"), pk=fee_id, term__agreement__slug=slug)
    return act_page(request, page, fee, place_in(fee.term.agreement, money(fee.amount, fee.currency, fee.period)))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def deadline_act(request: AtTheDesk, slug: str, deadline_id: int, page: ActPage) -> HttpResponse:
    """Do one act about a day: check it, or correct it."""
    rows = Deadline.objects.select_related("agreement")
    row = get_object_or_404(rows, pk=deadline_id, agreement__slug=slug, superseded_at=None)
    about = f"{capfirst(row.get_kind_display())}, {date_format(row.on)}"
    return act_page(request, page, row, place_in(row.agreement, about), agreement=row.agreement)
