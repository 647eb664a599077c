"""Appending to the record of acts, in the transaction of the act itself. Imported by other rooms' actions alone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from .kinds import KINDS
from .merkle import canonical, leaf_hash
from .models import DoneBy, Entry


def append(*, kind: str, subject: str, facts: Mapping[str, Any], actor: str, at: datetime, by: Any = None) -> Entry:
    """Add an entry. `kind` is past tense ("vote.cast"), `actor` an office or role and never a name, `at` any aware instant.
    `by` is the person who did it, kept beside the entry for the desk; None where the rule itself acted.

    Must run inside the transaction of the act it records. Raises TypeError for facts that have no canonical form, and ValueError
    for a kind that no page could put into words.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind} is not among the kinds of entry.")
    body = canonical(
        {
            "id": uuid.uuid4().hex,
            "kind": kind,
            "subject": subject,
            "actor": actor,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
            "facts": dict(facts),
        }
    )
    entry = Entry.objects.create(kind=kind, subject=subject, at=at, body=body, leaf_hash=leaf_hash(body))
    if by is not None:
        DoneBy.objects.create(entry=entry, user=by)
    return entry
