"""The words that pages and mails of every room share. Reads no clock."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.models import Deadline


def entered_text(deadline: Deadline) -> str:
    """Say who entered a day, or what the rule computed it from: "Computed by the rule from the decision pars-ice-2018"."""
    if deadline.entered_by is not None:
        return _("Entered by %(name)s") % {"name": deadline.entered_by.name}
    kind, _colon, cause = deadline.computed_from.partition(":")
    if kind == "silence":
        words = _("Computed by the rule, as no notice was given in the term until %(day)s")
        return words % {"day": date_format(date.fromisoformat(cause))}
    return _("Computed by the rule from the decision %(slug)s") % {"slug": cause}


def checked_text(deadline: Deadline) -> str:
    """Say whether a person compared the day with its clause; a second one, where a first entered it. Names nobody."""
    if deadline.entered_by_id is None:
        return _("not yet checked by a person") if deadline.checked_at is None else _("checked by a person")
    return _("not yet checked by a second person") if deadline.checked_at is None else _("checked by a second person")
