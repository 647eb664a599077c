"""Appending to the record of acts, in the transaction of the act itself. Imported by other rooms' actions alone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from .merkle import canonical, leaf_hash
from .models import Entry


def append(*, kind: str, subject: str, facts: Mapping[str, Any], actor: str, at: datetime) -> Entry:
    """Add an entry. `kind` is past tense ("vote.cast"), `actor` an office or role and never a name, `at` any aware instant.

    Must run inside the transaction of the act it records. Raises TypeError for facts that have no canonical form.
    """
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
    return Entry.objects.create(kind=kind, subject=subject, at=at, body=body, leaf_hash=leaf_hash(body))
