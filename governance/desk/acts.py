"""How a page does one act: refusals come back to the form, a rehearsal leaves no trace, and the post hears of what was done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django import forms
from django.db import transaction

from contracts.refusals import Refused
from governance.notices.tasks import ring


@contextmanager
def refusals_on(form: forms.BaseForm) -> Iterator[None]:
    """Turn a refusal into an error at its field, or of the whole form; what was typed stays in the form."""
    try:
        yield
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


@contextmanager
def rehearsal() -> Iterator[None]:
    """Let acts be judged by their own rules before anybody confirms them; whatever they wrote is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tell_the_post() -> None:
    """Let receipts and decisions go out without waiting for the next sweep. The act stands even if nobody can be told now."""
    transaction.on_commit(ring, robust=True)
