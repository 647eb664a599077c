"""Terms of an agreement, what is paid in them, and the days that hang on them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from contracts.models import Agreement, Deadline, Fee, Term
from governance.desk.acting import ActPage, Place, act_page
from governance.desk.forms.fees import CorrectFeeForm, FeeForm
from governance.desk.forms.terms import CheckDeadlineForm, CorrectTermForm, ReviseDeadlineForm, TermForm
from governance.desk.guards import AtTheDesk, for_the_clerk

NEW_TERM = ActPage(_("Enter a term"), _("Put the term on record"), TermForm, moves_days=True)
CORRECT_TERM = ActPage(
    _("Correct the end of a term"),
    _("Correct the term"),
    CorrectTermForm,
    _("For a day that was entered wrongly. A change that was agreed is another term, or a decision."),
    moves_days=True,
)
NEW_FEE = ActPage(_("Enter a fee"), _("Put the fee on record"), FeeForm)
CORRECT_FEE = ActPage(
    _("Correct a fee"),
    _("Correct the fee"),
    CorrectFeeForm,
    _("For an amount that was entered wrongly; the history keeps the old one."),
)
REVISE = ActPage(
    _("Correct a date"),
    _("Put the new date on record"),
    ReviseDeadlineForm,
    _("The old date stays on record. Reminders are planned anew."),
    moves_days=True,
)
CHECK = ActPage(
    _("Check a date"),
    _("I compared it with the clause, and it is right"),
    CheckDeadlineForm,
    _("A second person compares the day with the agreement's own words. If it is wrong, correct it instead."),
)


def place_in(agreement: Agreement, about: str) -> Place:
    """Return where an act about something of this agreement stands."""
    back = reverse("desk:agreement", args=[agreement.slug])
    above = ((str(_("Agreements")), reverse("desk:agreements")), (agreement.title, back))
    return Place(f"{agreement.title}: {about}" if about else agreement.title, above, back)


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def new_term(request: AtTheDesk, slug: str) -> HttpResponse:
    """Enter one more term."""
    agreement = get_object_or_404(Agreement, slug=slug)
    return act_page(request, NEW_TERM, agreement, place_in(agreement, ""), agreement=agreement)


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def term_act(request: AtTheDesk, slug: str, term_id: int, page: ActPage) -> HttpResponse:
    """Do one act about a term: correct its end, or enter a fee."""
    term = get_object_or_404(Term.objects.select_related("agreement"), pk=term_id, agreement__slug=slug)
    days = f"{date_format(term.starts_on)} - {date_format(term.ends_on)}"
    return act_page(request, page, term, place_in(term.agreement, days), agreement=term.agreement)


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def correct_fee(request: AtTheDesk, slug: str, fee_id: int) -> HttpResponse:
    """Correct a fee."""
    fee = get_object_or_404(Fee.objects.select_related("term__agreement"), pk=fee_id, term__agreement__slug=slug)
    return act_page(request, CORRECT_FEE, fee, place_in(fee.term.agreement, f"{fee.amount} {fee.currency}"))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def deadline_act(request: AtTheDesk, slug: str, deadline_id: int, page: ActPage) -> HttpResponse:
    """Do one act about a day: check it, or correct it."""
    rows = Deadline.objects.select_related("agreement")
    row = get_object_or_404(rows, pk=deadline_id, agreement__slug=slug, superseded_at=None)
    about = f"{capfirst(row.get_kind_display())}, {date_format(row.on)}"
    return act_page(request, page, row, place_in(row.agreement, about), agreement=row.agreement)
