"""What ends of access oblige, over all agreements: what is owed, red first, and what was shown or waived lately. Reads only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.models import Agreement
from governance.followups.as_of import AsOf, as_of, with_all_that_is_read
from governance.followups.models import FollowUp, FollowUpState
from governance.followups.obligations import Duty
from governance.followups.owed import Owed, may_owe, owed_by

from .words import DUTY_ACTS, DUTY_DONE, Status, day_of, duty_url

ON_A_PAGE = 50
LATELY_SHOWN = 20


@dataclass(frozen=True, slots=True)
class OwedRow:
    """A duty that nothing is shown of yet, with where it is recorded."""

    agreement: Agreement
    duty: str
    due_on: date
    status: Status
    text: str
    action_text: str
    action_url: str
    is_red: bool


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A duty that was shown or waived."""

    agreement: Agreement
    duty: str
    status: Status
    who: str
    words: str


def what_is_owed_by_all(*, at: datetime) -> list[OwedRow]:
    """Return every duty that is not closed, what is red first, then by its day. The database is asked as often for many."""
    # Somewhere it is tomorrow already: the sieve takes a day more, and each agreement is then read on its own day.
    sieve = may_owe(Agreement.objects.all(), on=at.date() + timedelta(days=1))
    read = (as_of(agreement, at=at) for agreement in with_all_that_is_read(sieve))
    found = [_row(now, item) for now in read for item in owed_by(now) if not item.is_closed]
    return sorted(found, key=lambda row: (not row.is_red, row.due_on, row.agreement.title))


def _row(now: AsOf, item: Owed) -> OwedRow:
    # The page of an agreement is red from the first moment after its end, though the day to confirm it has only begun.
    is_red = item.is_overdue or (item.duty is Duty.ACCESS_OFF and now.has_ended)
    day = {"day": date_format(item.due_on)}
    words = _("Overdue since %(day)s") if item.is_overdue else _("Due by %(day)s")
    assert now.end is not None, "what is owed follows from an end"
    ended = _("Access ended on %(day)s.") if now.has_ended else _("Access ends on %(day)s.")
    return OwedRow(
        agreement=now.agreement,
        duty=str(DUTY_DONE[item.duty]),
        due_on=item.due_on,
        status=Status("overdue" if is_red else "pending", words % day),
        text=ended % {"day": date_format(now.end[0])},
        action_text=str(DUTY_ACTS[item.duty]),
        action_url=duty_url(now.agreement, item.duty),
        is_red=is_red,
    )


def shown_lately() -> list[ShownRow]:
    """Return what was last shown or waived, the latest first."""
    rows = FollowUp.objects.exclude(state=FollowUpState.PENDING).select_related("term__agreement", "entered_by")
    return [_shown(row) for row in rows.order_by("-entered_at", "-pk")[:LATELY_SHOWN]]


def _shown(row: FollowUp) -> ShownRow:
    is_done = row.state == FollowUpState.DONE
    status = Status("done", _("Done on %(day)s") % {"day": day_of(row.done_on)}) if is_done else Status("waived", _("Waived"))
    how = [row.confirmed_by, str(row.get_channel_display()), _("entered by %(name)s") % {"name": row.entered_by.name}]
    return ShownRow(
        agreement=row.term.agreement,
        duty=str(DUTY_DONE[Duty(row.duty)]),
        status=status,
        who=", ".join(filter(None, how)),
        words=row.evidence or row.waived_because,
    )
