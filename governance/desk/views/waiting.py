"""What waits for me; for who reads all of the desk, the table of what is red first."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from governance.desk.beginning import beginning
from governance.desk.guards import AtTheDesk, at_the_desk
from governance.desk.table import clerks_table
from governance.desk.waiting import on_my_desk


@at_the_desk
@require_safe
def desk(request: AtTheDesk) -> HttpResponse:
    """Show what waits for this person."""
    at = timezone.now()
    mine = on_my_desk(request.user, at=at)
    page: dict[str, Any] = {"mine": mine}
    if request.user.reads_the_desk:
        table = clerks_table(at=at)
        page |= {"table": table, "cards": mine.apart_from(table.red), "beginning": beginning(request.user, at=at)}
    return render(request, "desk/waiting.html", page)
