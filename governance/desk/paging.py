"""Long lists, a page at a time, for components/pagination.html."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page
from django.http import HttpRequest


def pages(page: Page[Any], request: HttpRequest) -> dict[str, Any]:
    """Return where this page stands and the addresses beside it; what else the address asks for is kept."""

    def address(number: int) -> str:
        asked = request.GET.copy()
        asked["page"] = str(number)
        return f"?{asked.urlencode()}"

    return {
        "number": page.number,
        "total": page.paginator.num_pages,
        "previous_url": address(page.number - 1) if page.has_previous() else "",
        "next_url": address(page.number + 1) if page.has_next() else "",
    }
