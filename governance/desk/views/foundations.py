"""What agreements rest on: data systems with their elements, parties, sources."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contracts.models import DataSystem, Party, Policy, Source
from governance.desk.guards import AtTheDesk, for_readers


@for_readers
@require_safe
def foundations(request: AtTheDesk) -> HttpResponse:
    """List them, with where each is added."""
    systems = DataSystem.objects.prefetch_related("stewards", "elements", "bodies", "agreements")
    context = {
        "systems": systems,
        "parties": Party.objects.prefetch_related("contacts").order_by("name"),
        "policies": Policy.objects.prefetch_related("tags__taggings__agreement"),
        "sources": Source.objects.order_by("title"),
        "tab": "foundations",
    }
    return render(request, "desk/foundations.html", context)
