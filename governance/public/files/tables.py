"""The register as a table: the same agreements as on its page, in a form that spreadsheet programs open and do not compute."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime

from contracts.models import Agreement
from governance.formulas import guarded
from governance.notices.item import link_to
from governance.public.pages.asked import Asked
from governance.public.pages.lists import agreement_url
from governance.public.pages.narrowing import agreements_asked_for
from governance.public.pages.reading import Reading, with_all_that_lists_say

MEDIA_TYPE = "text/csv; charset=utf-8"
COLUMNS = (
    "slug",
    "title",
    "recipient",
    "system",
    "body",
    "standing",
    "status",
    "term_starts_on",
    "last_day_of_access",
    "next_deadline_on",
    "next_deadline_kind",
    "if_nobody_acts",
    "terms_without_recorded_vote",
    "label",
    "page",
)
_AT_ONCE = 500  # agreements held at a time


def agreements_table(asked: Asked, *, at: datetime) -> bytes:
    """Return the agreements asked for, in UTF-8 with the mark by which Excel knows it. No cell begins as a formula does."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([guarded(text) for text in _row(reading)] for reading in _readings(asked, at))
    return out.getvalue().encode("utf-8-sig")


def _readings(asked: Asked, at: datetime) -> Iterator[Reading]:
    keys = list(agreements_asked_for(asked, at=at).values_list("pk", flat=True))
    for first in range(0, len(keys), _AT_ONCE):
        some = keys[first : first + _AT_ONCE]
        read = {row.pk: row for row in with_all_that_lists_say(Agreement.objects.filter(pk__in=some), at=at)}
        yield from (Reading(read[key], at) for key in some)


def _row(reading: Reading) -> tuple[str, ...]:
    agreement, following, span = reading.agreement, reading.next_deadline, reading.span
    return (
        agreement.slug,
        agreement.title,
        agreement.recipient.name,
        agreement.system.name,
        reading.body.name if reading.body is not None else "",
        reading.standing.value if reading.standing is not None else "",
        reading.statuses[0].value,
        span[0].isoformat() if span is not None else "",
        reading.ends_on.isoformat() if reading.ends_on is not None else "",
        following.on.isoformat() if following is not None else "",
        following.kind if following is not None else "",
        agreement.default_outcome,
        str(reading.unvoted_terms),
        agreement.label,
        link_to(agreement_url(agreement.slug)),
    )
