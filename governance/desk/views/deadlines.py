"""All days to come, and checking many of them at once."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.desk.acts import once, refusals_on
from governance.desk.deadlines import ON_A_PAGE, day_row, days_ahead, unchecked
from governance.desk.forms.terms import CheckDatesForm
from governance.desk.guards import AtTheDesk, for_readers, for_the_clerk
from governance.desk.paging import pages


def deadlines(request: AtTheDesk) -> HttpResponseBase:
    """List the days to come, or those that nobody has checked, which the clerk then checks many at a time."""
    return check_many(request) if request.method == "POST" else list_days(request)


@for_readers
@require_safe
def list_days(request: AtTheDesk) -> HttpResponse:
    """List the days to come, or those that nobody has checked."""
    return _page(request, CheckDatesForm(about=None, at=timezone.now()))


@for_the_clerk
@require_POST
def check_many(request: AtTheDesk) -> HttpResponse:
    """Record that the days chosen were checked: all of them, or none."""
    at, by = timezone.now(), request.user
    form = CheckDatesForm(request.POST, about=None, at=at)
    if form.is_valid():
        with refusals_on(form):
            messages.success(request, once(form, by=by, at=at))
            return redirect(reverse("desk:deadlines") + "?unchecked=1")
    return _page(request, form)


def _page(request: AtTheDesk, form: CheckDatesForm) -> HttpResponse:
    at = timezone.now()
    only_unchecked = "unchecked" in request.GET or form.is_bound  # what was sent comes back with its form
    ahead = days_ahead(at=at)
    to_check = unchecked(ahead, reader=request.user)
    page = Paginator(to_check if only_unchecked else ahead, ON_A_PAGE).get_page(request.GET.get("page"))
    ticked = request.POST.getlist("days")
    context = {
        "tab": "deadlines",
        "only_unchecked": only_unchecked,
        "rows": [day_row(day, request.user, ticked=ticked) for day in page],
        "total": ahead.count(),
        "unchecked": to_check.count(),
        "pages": pages(page, request),
        "form": form,
    }
    return render(request, "desk/deadlines.html", context)
