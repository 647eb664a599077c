"""How a page does one act: refusals come back to the form, a rehearsal leaves no trace, and a form sent twice is one act."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django import forms
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contracts.refusals import Refused
from governance.accounts.models import User
from governance.notices.tasks import ring

from .forms.act import ActForm
from .models import SentForm

REMEMBERED_FOR = timedelta(days=30)  # how long a form that was sent is known again


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


def once(form: ActForm, *, by: User, at: datetime) -> str:
    """Do the act of a valid form, and return what it says; sent again, it does nothing and says so.

    The form's key is written first and in the same transaction: of two that arrive together, the second waits for the first. An
    act that refuses leaves the key free, so that the form can be mended and sent again. Raises Refused if somebody else has sent
    it, and if it was sent with other words: what is typed after going back in the browser is not taken for done.
    """
    key, digest = form.cleaned_data["key"], form.digest()
    try:
        with transaction.atomic():
            SentForm.objects.filter(sent_at__lt=at - REMEMBERED_FOR).delete()
            SentForm.objects.create(key=key, digest=digest, sent_by=by, sent_at=at)
            said = form.carry_out(by=by, at=at)
            tell_the_post()
    except IntegrityError:
        sent = SentForm.objects.filter(key=key).first()
        if sent is None:
            raise
        if sent.sent_by_id != by.pk:
            raise Refused(_("Somebody else has sent this form already. Open it anew to enter something more.")) from None
        if sent.digest not in ("", digest):
            raise Refused(
                _("This form was sent before, and done with what it said then. Open it anew to enter something else.")
            ) from None
        return _("This form had been sent already; what it does was done once.")
    return said


def tell_the_post() -> None:
    """Let receipts and decisions go out without waiting for the next sweep. The act stands even if nobody can be told now."""
    transaction.on_commit(ring, robust=True)
