"""What was done, and by whom: the record of acts, with the persons whom the public one leaves out. Reads only."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import Q, QuerySet

from contracts.models import Agreement
from governance.accounts.models import Role
from governance.bodies.models import Body
from governance.ledger.kinds import KINDS
from governance.ledger.models import Entry

from .words import moment

ROLE_WORDS = dict(Role.choices)
OF_BODIES = ("body.", "seat.", "appointment.")  # how the kinds of acts about bodies begin


def acts() -> QuerySet[Entry]:
    """Return all entries, the latest first, with who did each."""
    return Entry.objects.select_related("done_by__user").order_by("-pk")


def acts_about(agreement: Agreement) -> QuerySet[Entry]:
    """Return the entries about the agreement and its ballots."""
    return acts().filter(subject__in=[agreement.slug, *agreement.ballots.values_list("slug", flat=True)])


def acts_about_body(body: Body) -> QuerySet[Entry]:
    """Return the entries about the body, its seats and who held them."""
    of_bodies = Q()
    for begins in OF_BODIES:
        of_bodies |= Q(kind__startswith=begins)
    return acts().filter(of_bodies, subject=body.slug)


def act_of(entry: Entry, zone: str) -> dict[str, Any]:
    """Return one act as a row: when, what, who, and the facts as the record holds them."""
    said = json.loads(entry.body)
    done_by = getattr(entry, "done_by", None)
    return {
        "when": moment(entry.at, zone),
        "kind": KINDS[entry.kind],
        "subject": entry.subject,
        "who": done_by.user.name if done_by else "",
        "actor": str(ROLE_WORDS.get(said["actor"], said["actor"])),
        "facts": [(name.replace("_", " "), _plain(value)) for name, value in said["facts"].items() if value not in (None, "")],
        "leaf_hash": entry.leaf_hash,
    }


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
