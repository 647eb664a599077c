"""Saying, in the reader's language, why a pure rule can make nothing of a value."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

from .refusals import NoSuchValue, Refused, Word


@contextmanager
def said_at(field: str) -> Iterator[None]:
    """Turn what a pure rule says of a value into a refusal at its field."""
    try:
        yield
    except NoSuchValue as error:
        values = {name: _(value) if isinstance(value, Word) else value for name, value in error.values.items()}
        raise Refused(_(error.sentence) % values, field=field) from error
