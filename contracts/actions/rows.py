"""A row of the register, whichever it is: written and corrected as plain text and known choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from ..models import Source
from ..plain_text import one_line, plain_text
from ..refusals import Refused

Row = TypeVar("Row", bound=models.Model)


# Without savepoints: stewardship, which alone calls these acts, makes one around each act and its entry. An act that refuses
# undoes what it wrote up to there. Entering a sheet makes thousands of them while whoever else writes to SQLite waits.
atomic = transaction.atomic(savepoint=False)


def write(row: Row, *, sources: Iterable[Source] = ()) -> Row:
    """Save a new row with its sources; every text in it is plain, every choice a known one."""
    make_plain(row)
    row.save(force_insert=True)
    if sources:
        row.sources.set(sources)  # type: ignore[attr-defined]
    return row


def make_plain(row: models.Model) -> None:
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if isinstance(value, str):
            make = plain_text if isinstance(field, models.TextField) else one_line
            setattr(row, field.attname, make(value, field=field.name, longest=field.max_length or 10_000))
        if field.choices and value not in ("", None) and value not in dict(field.flatchoices):
            raise Refused(_("%(value)s is not a known value.") % {"value": value}, field=field.name)


def correct(row: Row, facts: Mapping[str, Any], *, sources: Iterable[Source] | None = None) -> Row:
    """Save these facts over what the row said, as plain and as known as new ones; the ledger keeps what stood before."""
    for name, value in facts.items():
        setattr(row, name, value)
    make_plain(row)
    row.save(update_fields=list(facts))
    if sources is not None:
        row.sources.set(sources)  # type: ignore[attr-defined]
    return row


def refuse_taken(kind: type[models.Model], field: str, value: Any, *, but: models.Model | None = None) -> None:
    """Refuse a name or key that another row of this kind has; the comparison takes no account of case."""
    others = kind._default_manager.exclude(pk=but.pk) if but else kind._default_manager.all()
    if value and others.filter(**{f"{field}__iexact": value}).exists():
        raise Refused(
            _("%(value)s is in the register already. Choose another name, or use what is there.") % {"value": value}, field=field
        )
