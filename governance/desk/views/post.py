"""The letters: what waits, what went out, what failed, and trying again."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from contracts.models import Agreement
from contracts.refusals import Refused
from governance.desk.acts import tell_the_post
from governance.desk.guards import AtTheDesk, for_readers, for_the_clerk
from governance.desk.notices import notices_page
from governance.desk.post import FAILED, letter_page, letters_page
from governance.notices.actions import send_again
from governance.notices.models import Letter


@for_readers
@require_safe
def letters(request: AtTheDesk) -> HttpResponse:
    """List one box of the post, the failed ones first; all of it, or what went to somebody."""
    asked = request.GET.get("q", "")
    page = letters_page(request.GET.get("box", FAILED), request.GET.get("page", "1"), asked, at=timezone.now())
    return render(request, "desk/notices.html", page)


@for_readers
@require_safe
def letter(request: AtTheDesk, letter_id: int) -> HttpResponse:
    """Show one letter as it was sent, or is to be."""
    return render(request, "desk/letter.html", letter_page(get_object_or_404(Letter, pk=letter_id)))


@for_readers
@require_safe
def agreement_letters(request: AtTheDesk, slug: str) -> HttpResponse:
    """List every notice of one agreement and what became of it."""
    row = get_object_or_404(Agreement, slug=slug)
    asked = {name: request.GET.get(key, "") for name, key in (("kind", "kind"), ("asked", "q"), ("number", "page"))}
    return render(request, "desk/agreement_letters.html", notices_page(row, request.user, **asked))


@for_the_clerk
@require_POST
def again(request: AtTheDesk, letter_id: int) -> HttpResponse:
    """Queue a failed letter once more."""
    row = get_object_or_404(Letter, pk=letter_id)
    try:
        send_again(letter_id=row.pk, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        tell_the_post()
        messages.success(request, _("The letter will be tried again now."))
    return redirect("desk:letter", row.pk)
