"""What the answers of the API have in common: names in addresses, and pages of long lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import Path

from governance.notices.item import link_to

from .schemas_register import Paged

Row = TypeVar("Row", bound=Model)
Slug = Annotated[str, Path(..., pattern=r"^[-a-zA-Z0-9_]+$", max_length=100, description="Its name in the address.")]
Digest = Annotated[str, Path(..., pattern=r"^[0-9a-f]{64}$", description="A digest in hexadecimal.")]


def page_of(request: HttpRequest, rows: QuerySet[Row], asked: Paged, say: Callable[[Row], Any]) -> dict[str, Any]:
    """Return the page that is asked for, in the shape of `PageOut`, each of its rows as `say` says it."""
    paginator = Paginator(rows, asked.per_page)
    number, last = asked.page, paginator.num_pages
    return {
        "count": paginator.count,
        "page": number,
        "pages": last,
        "next": _address(request, number + 1) if number < last else None,
        "previous": _address(request, min(number - 1, last)) if number > 1 else None,
        "results": [say(row) for row in paginator.page(number)] if number <= last else [],
    }


def _address(request: HttpRequest, number: int) -> str:
    words = request.GET.copy()
    words["page"] = str(number)
    return link_to(f"{request.path}?{words.urlencode()}")
