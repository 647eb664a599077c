"""How I am written to: the language, the weekly digest, and what is always sent."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance.accounts.actions import choose_letters
from governance.accounts.forms import LettersForm
from governance.desk.acts import refusals_on
from governance.desk.always_sent import always_sent_to
from governance.desk.guards import AtTheDesk, at_the_desk


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
def letters_to_me(request: AtTheDesk) -> HttpResponse:
    """Show what this person chose, and keep what they choose."""
    user = request.user
    chosen = {"language": user.language, "weekly_digest": user.weekly_digest}
    form = LettersForm(request.POST if request.method == "POST" else None, initial=chosen)
    if form.is_valid():
        with refusals_on(form):
            choose_letters(by=user, **form.cleaned_data)
            messages.success(request, _("Kept. Your next letters follow it."))
            return redirect("desk:letters_to_me")
    page = {"form": form, "always": always_sent_to(user, at=timezone.now()), "address": user.email}
    return render(request, "desk/letters_to_me.html", page)
