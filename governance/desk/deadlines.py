"""The days to come of all agreements, in order: who entered each, who checked it, and the one thing to do next. Reads only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, SmallIntegerField, Value, When
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from contracts.deadlines import local_day
from contracts.models import Deadline, DeadlineKind, Term
from governance.accounts.models import User
from governance.ballots.models import Ballot, State
from governance.bodies.models import Body
from governance.words import checked_text, entered_text

from .words import Status

ON_A_PAGE = 50
# A date is checked against its clause; a ballot's closing and the end of access that a decision names are set by the act itself.
CHECKABLE = (DeadlineKind.TERM_END, DeadlineKind.NOTICE_BY)


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day to come. `may_check`: this reader can check it; `is_own`: it is unchecked, and this reader entered it."""

    deadline: Deadline
    status: Status
    entered: str
    may_check: bool
    is_own: bool
    is_ticked: bool
    action: tuple[str, str]


def days_ahead(*, at: datetime) -> QuerySet[Deadline]:
    """Return the days that still bind from today on, where their body is, the next one first.

    Left out are days that a later term or an early end has settled, and closings of ballots that are over.
    """
    followed = Term.objects.filter(agreement=OuterRef("agreement"), starts_on__gt=OuterRef("on"))
    cause = Concat(Value("ballot:"), "slug", output_field=CharField())
    put = Ballot.objects.annotate(closing=cause).filter(state=State.OPEN, closes_at__gt=at)
    rows = Deadline.objects.filter(_from_today(at), superseded_at=None)
    rows = rows.exclude(Q(kind__in=CHECKABLE) & (Exists(followed) | Q(agreement__ended_early_on__isnull=False)))
    rows = rows.filter(~Q(kind=DeadlineKind.BALLOT_CLOSING) | Exists(put.filter(closing=OuterRef("cause"))))
    return rows.select_related("agreement", "entered_by", "checked_by").order_by("on", "agreement__title", "pk")


def _from_today(at: datetime) -> Q:
    """Ask for the days from today on: today is another day in another zone."""
    zones = Body.objects.order_by("time_zone").values_list("time_zone", flat=True).distinct()
    found = Q(agreement__system__remit__isnull=True, on__gte=local_day(at, "UTC"))
    for zone in zones:
        found |= Q(agreement__system__remit__body__time_zone=zone, on__gte=local_day(at, zone))
    return found


def unchecked(days: QuerySet[Deadline], *, reader: User) -> QuerySet[Deadline]:
    """Keep the days that nobody has compared with their clause, what this reader can check before what they entered."""
    own = Case(When(entered_by=reader, then=1), default=0, output_field=SmallIntegerField())
    return days.filter(kind__in=CHECKABLE, checked_at=None).order_by(own, "on", "agreement__title", "pk")


def day_row(day: Deadline, reader: User, *, ticked: Collection[str] = ()) -> DayRow:
    """Return a day as this reader sees it, with the one thing they can do about it next."""
    is_open = day.kind in CHECKABLE and day.checked_at is None and reader.is_clerk
    is_own = is_open and day.entered_by_id == reader.pk
    slug = day.agreement.slug
    if is_open and not is_own:
        action = _("Check it"), reverse("desk:check_deadline", args=[slug, day.pk])
    elif day.kind == DeadlineKind.BALLOT_CLOSING:
        action = _("Read the ballot"), reverse("desk:ballot", args=[day.cause.removeprefix("ballot:")])
    else:
        action = _("Open the agreement"), reverse("desk:agreement", args=[slug])
    return DayRow(
        deadline=day,
        status=_status(day),
        entered=entered_text(day),
        may_check=is_open and not is_own,
        is_own=is_own,
        is_ticked=str(day.pk) in ticked,
        action=action,
    )


def _status(day: Deadline) -> Status:
    if day.checked_by is not None:
        return Status("done", _("Checked by %(name)s") % {"name": day.checked_by.name})
    if day.kind in CHECKABLE:
        return Status("due", capfirst(checked_text(day)))
    return Status("in_force", _("Set by the act itself"))
