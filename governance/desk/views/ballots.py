"""Ballots at the desk: reading one, putting a question to the body, and taking it back."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from contracts.models import Agreement
from governance.ballots.actions import withdraw_ballot
from governance.desk.acts import refusals_on, rehearsal, tell_the_post
from governance.desk.forms import BallotForm, ConfirmedBallotForm, WithdrawBallotForm
from governance.desk.guards import AtTheDesk, at_the_desk, ballot_for, for_readers, for_the_clerk
from governance.desk.putting import confirm_page, form_page, open_once, put_to_the_body, term_in_question, today_of
from governance.desk.reading import ballot_page
from governance.desk.table import all_ballots
from governance.desk.words import question_of


@for_readers
@require_safe
def ballot_list(request: AtTheDesk) -> HttpResponse:
    """List the ballots, the open ones first."""
    return render(request, "desk/ballots.html", {"rows": all_ballots(at=timezone.now()), "tab": "ballots"})


@at_the_desk
@require_safe
def ballot(request: AtTheDesk, slug: str) -> HttpResponse:
    """Show the dossier and how the ballot stands; a decision taken elsewhere has its public page alone."""
    row = ballot_for(request.user, slug)
    if row.is_reported:
        return redirect("public:decision", row.slug)
    return render(request, "desk/ballot.html", ballot_page(row, request.user, at=timezone.now()))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def new_ballot(request: AtTheDesk, slug: str) -> HttpResponse:
    """Say what is asked and proposed; sent, it shows the exact text. Nothing is written before that is confirmed."""
    at = timezone.now()
    agreement = get_object_or_404(Agreement.objects.select_related("system", "recipient"), slug=slug)
    term = term_in_question(agreement, at=at)
    form = BallotForm(
        request.POST if request.method == "POST" else None, agreement=agreement, term=term, on=today_of(agreement, at=at)
    )
    if "change" not in request.POST and form.is_valid():
        with refusals_on(form), rehearsal():
            page = confirm_page(put_to_the_body(agreement, form, by=request.user, at=at), form)
        if form.is_valid():
            return render(request, "desk/ballot_confirm.html", page)
    return render(request, "desk/ballot_new.html", form_page(agreement, term, form, at=at))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def confirm_ballot(request: AtTheDesk, slug: str) -> HttpResponse:
    """Open the ballot whose text was shown; sent twice, it leads to the one that is open."""
    if request.method != "POST":
        return redirect("desk:new_ballot", slug)
    at = timezone.now()
    agreement = get_object_or_404(Agreement.objects.select_related("system", "recipient"), slug=slug)
    term = term_in_question(agreement, at=at)
    form = ConfirmedBallotForm(request.POST, agreement=agreement, term=term, on=today_of(agreement, at=at))
    if form.is_valid():
        with refusals_on(form):
            opened = open_once(agreement, form, term, by=request.user, at=at)
            tell_the_post()
            messages.success(request, _("The ballot is open and public; the holders of the seats are told by mail."))
            return redirect("desk:ballot", opened.slug)
    return render(request, "desk/ballot_new.html", form_page(agreement, term, form, at=at))


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: AtTheDesk, slug: str) -> HttpResponse:
    """Take a question back, with a public reason."""
    at = timezone.now()
    row = ballot_for(request.user, slug)
    form = WithdrawBallotForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with refusals_on(form):
            withdraw_ballot(ballot_id=row.pk, because=form.cleaned_data["because"], by=request.user, at=at)
            tell_the_post()
            messages.success(request, _("The ballot is withdrawn. Its votes stay on record."))
            return redirect("desk:ballot", row.slug)
    return render(request, "desk/ballot_withdraw.html", {"ballot": row, "question": question_of(row), "form": form})
