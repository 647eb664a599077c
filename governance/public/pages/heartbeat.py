"""When the register last looked for what is due: shown on every page, so that a silent scheduler is seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from governance.notices.models import Sweep

from .words import moment

LATE_AFTER = timedelta(hours=1)  # sweeps run every minute


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The last sweep in words, and whether it is too long ago."""

    text: str
    late: bool


def heartbeat(*, at: datetime) -> Heartbeat:
    """Return when deadlines were last checked."""
    last = Sweep.objects.filter(at__lte=at).order_by("-at").values_list("at", flat=True).first()
    if last is None:
        return Heartbeat(_("Deadlines have not been checked yet."), late=True)
    text = _("Deadlines last checked on %(when)s") % {"when": moment(last, "UTC")}
    return Heartbeat(text, late=at - last > LATE_AFTER)
