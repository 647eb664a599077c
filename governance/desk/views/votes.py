"""Voting in three steps, taking a position back, and the receipt."""

from __future__ import annotations

import uuid

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from governance.accounts.second_factor import signs
from governance.ballots.actions import cast_vote, withdraw_vote
from governance.ballots.judgement import judge
from governance.ballots.models import Vote
from governance.desk.acts import refusals_on, rehearsal, tell_the_post
from governance.desk.forms import ConfirmedVoteForm, VoteForm, WithdrawVoteForm
from governance.desk.guards import AtTheDesk, at_the_desk, ballot_for, may_withdraw, voices_or_refuse, why_not_now
from governance.desk.polling import confirm_page, receipt_page, vote_page, withdraw_page


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
@signs()
def vote(request: AtTheDesk, slug: str) -> HttpResponse:
    """Choose a position and give reasons; sent, it shows exactly what would be recorded."""
    at = timezone.now()
    ballot = ballot_for(request.user, slug)
    own = voices_or_refuse(request.user, ballot, at=at)
    if request.method != "POST" and why_not_now(ballot, judge(ballot, at=at), own, at=at):
        return redirect("desk:ballot", slug)
    form = VoteForm(request.POST if request.method == "POST" else None, voices=own)
    wants_to_change = "change" in request.POST
    if not wants_to_change and form.is_valid():
        with refusals_on(form), rehearsal():
            cast_vote(ballot_id=ballot.pk, by=request.user, at=at, **form.act())
        if form.is_valid():
            page = confirm_page(ballot, form, key=uuid.uuid4(), at=at)
            return render(request, "desk/vote_confirm.html", page)
    return render(request, "desk/vote.html", vote_page(ballot, form, at=at))


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
@signs(shows="desk:vote")
def confirm_vote(request: AtTheDesk, slug: str) -> HttpResponse:
    """Record the position that was shown, once however often it is sent, and lead to its receipt."""
    if request.method != "POST":
        return redirect("desk:vote", slug)
    at = timezone.now()
    ballot = ballot_for(request.user, slug)
    own = voices_or_refuse(request.user, ballot, at=at)
    form = ConfirmedVoteForm(request.POST, voices=own)
    if form.is_valid():
        with refusals_on(form):
            key = form.cleaned_data["key"].hex
            recorded = cast_vote(ballot_id=ballot.pk, by=request.user, at=at, key=key, **form.act())
            tell_the_post()
            return redirect("desk:receipt", recorded.leaf_hash)
    ballot.refresh_from_db()
    return render(request, "desk/vote.html", vote_page(ballot, form, at=at))


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
@signs()
def withdraw(request: AtTheDesk, slug: str) -> HttpResponse:
    """Take back the standing position of a seat of one's own, after a page that says what that does."""
    at = timezone.now()
    ballot = ballot_for(request.user, slug)
    own = voices_or_refuse(request.user, ballot, at=at)
    if request.method != "POST":
        own = may_withdraw(ballot, judge(ballot, at=at), own, at=at)
        if not own:
            return redirect("desk:ballot", slug)
    form = WithdrawVoteForm(request.POST if request.method == "POST" else None, voices=own)
    if form.is_valid():
        with refusals_on(form):
            key = form.cleaned_data["key"].hex
            recorded = withdraw_vote(ballot_id=ballot.pk, seat=form.seat_chosen(), by=request.user, at=at, key=key)
            tell_the_post()
            return redirect("desk:receipt", recorded.leaf_hash)
    return render(request, "desk/vote_withdraw.html", withdraw_page(ballot, form, key=uuid.uuid4(), at=at))


@at_the_desk
@require_safe
def receipt(request: AtTheDesk, leaf_hash: str) -> HttpResponse:
    """Show what was recorded, to whoever recorded it and to the clerk."""
    found = Vote.objects.select_related("ballot", "seat", "appointment", "cast_by", "entered_by")
    row = get_object_or_404(found.exclude(leaf_hash=""), leaf_hash=leaf_hash)
    if row.cast_by_id != request.user.pk and not request.user.is_clerk:
        raise Http404
    ballot = ballot_for(request.user, row.ballot.slug)
    return render(request, "desk/receipt.html", receipt_page(row, ballot, request.user, at=timezone.now()))
