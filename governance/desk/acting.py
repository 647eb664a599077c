"""The page of one act: what is asked, what it sets in motion, and the act itself. Every form of the clerk's goes this way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from contracts.models import Agreement, Deadline, term_cause
from governance.accounts.second_factor import signs
from governance.words import day_known

from .acts import once, refusals_on, rehearsal
from .forms.act import ActForm
from .guards import AtTheDesk

Words = str | Promise


@dataclass(frozen=True, slots=True)
class ActPage:
    """The words of an act, and its form. With `moves_days`, a page in between says which days it changes, before it is done."""

    title: Words
    button: Words
    form: type[ActForm]
    lead: Words = ""
    moves_days: bool = False
    signs: bool = False  # it speaks for a seat or says who does, so a second factor is asked for again
    is_final: bool = False  # the button is drawn as one that cannot be taken back


@dataclass(frozen=True, slots=True)
class Place:
    """Where an act's page stands: what it is about in words, the pages above it, and where it leads when done.

    `notes` are sentences to read first, and `instead` are other ways, each as (words, address).
    """

    about: str
    above: tuple[tuple[str, str], ...]  # (name, address)
    back: str
    notes: tuple[str, ...] = ()
    instead: tuple[tuple[str, str], ...] = ()


def act_page(request: AtTheDesk, page: ActPage, about: Any, place: Place, *, agreement: Agreement | None = None) -> HttpResponse:
    """Ask for the act, show what it sets in motion where that is asked for, do it once, and lead on.

    `agreement`, where given, is the one whose days are compared before and after.
    """
    view = signs()(_act_page) if page.signs else _act_page
    return view(request, page, about, place, agreement)


def _act_page(request: AtTheDesk, page: ActPage, about: Any, place: Place, agreement: Agreement | None) -> HttpResponse:
    at = timezone.now()
    sent = request.method == "POST" and "change" not in request.POST
    typed = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = page.form(*typed, about=about, at=at)
    context = {"page": page, "place": place, "form": form, "has_files": form.is_multipart()}
    if sent and form.is_valid():
        with refusals_on(form):
            if page.moves_days and agreement is not None and "confirmed" not in request.POST:
                moved = _moved_days(agreement, form, request, at=at)
                context |= {"moved": moved, "reminds": any(row["reminds"] for row in moved)}
                return render(request, "desk/act_confirm.html", context | {"hidden": _hidden(form)})
            said = once(form, by=request.user, at=at)
            messages.success(request, said)
            if failed := form.afterwards():
                messages.error(request, failed)
            if form.warning:
                messages.warning(request, form.warning)
            return redirect(form.leads_to or place.back)
    return render(request, "desk/act.html", context)


def _moved_days(agreement: Agreement, form: ActForm, request: AtTheDesk, *, at: datetime) -> list[dict[str, str | bool]]:
    """Return which of the agreement's days the act would change, each with the old and the new one, and whether it reminds."""
    with rehearsal():
        before = _days(agreement)
        form.carry_out(by=request.user, at=at)
        after = _days(agreement)
    return [
        {
            "kind": capfirst((after.get(key) or before[key])[1]),
            "old": before[key][0] if key in before else pgettext("of days, seats or systems", "none"),
            "new": after[key][0] if key in after else pgettext("of days, seats or systems", "none"),
            "reminds": key[1] != "",
        }
        for key in sorted(before.keys() | after.keys())
        if before.get(key) != after.get(key)
    ]


def _days(agreement: Agreement) -> dict[tuple[str, str], tuple[str, str]]:
    """Return the days of each term and ballot, by what they hang on and their clock; the first day of a term has no clock."""
    terms = {term_cause(term.starts_on): term for term in agreement.terms.order_by("pk")}
    begins = {
        (f"term {term.pk}", ""): (day_known(term.starts_on, term.starts_precision), _("first day of the term"))
        for term in terms.values()
    }
    rows = Deadline.objects.filter(agreement=agreement, superseded_at=None)
    return begins | {
        (f"term {terms[row.cause].pk}" if row.cause in terms else row.cause, row.kind): (
            date_format(row.on),
            row.get_kind_display(),
        )
        for row in rows
    }


def _hidden(form: ActForm) -> list[tuple[str, str]]:
    """Return what was typed, as names and values to send again."""
    if not isinstance(form.data, QueryDict):
        return []
    typed = [(name, value) for name in form.fields if name not in form.shown for value in form.data.getlist(name)]
    return [*typed, *form.shown.items()]
