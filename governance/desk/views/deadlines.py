"""All days to come, and checking many of them at once."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from governance.desk.acts import once, refusals_on
from governance.desk.deadlines import ON_A_PAGE, day_row, days_ahead, unchecked
from governance.desk.forms.terms import CheckDatesForm
from governance.desk.guards import AtTheDesk, for_the_clerk
from governance.desk.paging import pages


@for_the_clerk
@require_http_methods(["GET", "HEAD", "POST"])
def deadlines(request: AtTheDesk) -> HttpResponse:
    """List the days to come, or those that nobody has checked, which are then checked many at a time."""
    at, only_unchecked = timezone.now(), "unchecked" in request.GET
    form = CheckDatesForm(request.POST if request.method == "POST" else None, about=None, at=at)
    if form.is_valid():
        with refusals_on(form):
            key, by = form.cleaned_data["key"], request.user
            messages.success(request, once(key, lambda: form.carry_out(by=by, at=at), by=by, at=at))
            return redirect(reverse("desk:deadlines") + "?unchecked=1")
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
