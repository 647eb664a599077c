"""What was done about an agreement, and by whom: the record of acts, with the persons the public one leaves out. Reads only."""

from __future__ import annotations

import json
from typing import Any

from django.db.models import QuerySet

from contracts.models import Agreement
from governance.ledger.kinds import KINDS
from governance.ledger.models import Entry

from .words import moment


def acts_about(agreement: Agreement) -> QuerySet[Entry]:
    """Return the entries about the agreement and its ballots, the latest first, with who did each."""
    subjects = [agreement.slug, *agreement.ballots.values_list("slug", flat=True)]
    return Entry.objects.filter(subject__in=subjects).select_related("done_by__user").order_by("-pk")


def act_of(entry: Entry, zone: str) -> dict[str, Any]:
    """Return one act as a row: when, what, who, and the facts as the record holds them."""
    said = json.loads(entry.body)
    done_by = getattr(entry, "done_by", None)
    return {
        "when": moment(entry.at, zone),
        "kind": KINDS[entry.kind],
        "subject": entry.subject,
        "who": done_by.user.name if done_by else "",
        "actor": said["actor"],
        "facts": [(name.replace("_", " "), _plain(value)) for name, value in said["facts"].items() if value not in (None, "")],
        "leaf_hash": entry.leaf_hash,
    }


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
