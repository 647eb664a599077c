"""How I am written to: the language, the weekly digest, and what is always sent."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from governance.accounts.actions import choose_letters
from governance.accounts.forms import LettersForm
from governance.desk.acts import refusals_on
from governance.desk.always_sent import always_sent_to
from governance.desk.guards import AtTheDesk, at_the_desk
from governance.languages import forget_choice


@at_the_desk
@require_http_methods(["GET", "HEAD", "POST"])
def letters_to_me(request: AtTheDesk) -> HttpResponse:
    """Show what this person chose, and keep what they choose."""
    user = request.user
    chosen = {"language": user.desk_language or get_language(), "weekly_digest": user.weekly_digest}
    form = LettersForm(request.POST if request.method == "POST" else None, initial=chosen)
    if not user.desk_language:
        until_then = _("Until you choose, the desk speaks as your browser does, and letters come in this language: %(language)s.")
        form.fields["language"].help_text = until_then % {"language": user.get_language_display()}
    if form.is_valid():
        with refusals_on(form):
            chose = choose_letters(by=user, **form.cleaned_data)
            with translation.override(chose.desk_language):
                messages.success(request, _("Kept. The desk and your next letters follow it."))
            kept = redirect("desk:letters_to_me")
            forget_choice(kept)
            return kept
    page = {"form": form, "always": always_sent_to(user, at=timezone.now()), "address": user.email}
    return render(request, "desk/letters_to_me.html", page)
