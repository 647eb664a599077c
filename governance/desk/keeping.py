"""What waits for a keeper: dates that nobody has checked, duties that are overdue, votes that cannot open. Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.deadlines import local_day
from contracts.models import Agreement, Deadline, DeadlineKind, Term
from governance.accounts.models import User
from governance.ballots.obstacle_words import in_its_way
from governance.ballots.to_come import round_to_come, with_all_that_rounds_read
from governance.bodies.models import zones
from governance.followups.as_of import as_of, with_all_that_is_read
from governance.followups.obligations import Duty
from governance.followups.owed import owed_by

from .words import DUTY_ACTS, DUTY_DONE, duty_url

IF_NOT_DONE = {
    Duty.NOTICE_LETTER: gettext_lazy("The register cannot show that notice was given in time."),
    Duty.ACCESS_OFF: gettext_lazy("The recipient may still read the data; the public page says “access not confirmed off”."),
    Duty.CERTIFICATE: gettext_lazy("Nobody knows what became of the data that the recipient holds."),
}
TO_CHECK = (DeadlineKind.TERM_END, DeadlineKind.NOTICE_BY)  # as the letters about unchecked dates
SHOWN = 20  # dates to check: an import brings hundreds at once


def duties_of_keeper(user: User, *, at: datetime) -> tuple[list[dict[str, Any]], int]:
    """Return what waits for this person as a keeper, and how many dates to check there are beyond those shown.

    Each is a card of components/waiting_card.html with the day `on` that it goes by. The database is asked as often for many
    agreements as for few.
    """
    dates = _dates_to_check(user, at=at)
    shown = [_date_to_check(deadline, user) for deadline in dates[:SHOWN]]
    return [*_overdue(user, at=at), *_kept_from_opening(user, at=at), *shown], len(dates) - len(shown)


def _dates_to_check(user: User, *, at: datetime) -> list[Deadline]:
    """Return the days to come that still bind and that somebody other than who entered them has to check."""
    followed = Term.objects.filter(agreement=OuterRef("agreement"), starts_on__gt=OuterRef("on"))
    rows = Deadline.objects.filter(agreement__keepers__user=user, checked_at=None, superseded_at=None)
    rows = rows.filter(kind__in=TO_CHECK, agreement__ended_early_on=None).exclude(Exists(followed)).exclude(entered_by=user)
    # No zone is more than a day from another: what is long past is left in the database.
    near = rows.filter(on__gte=at.date() - timedelta(days=1)).select_related("agreement").order_by("on", "pk")
    by_system = zones()
    return [row for row in near if row.on >= local_day(at, by_system.get(row.agreement.system_id, "UTC"))]


def _date_to_check(deadline: Deadline, user: User) -> dict[str, Any]:
    agreement = deadline.agreement
    values = {"title": agreement.title, "kind": deadline.get_kind_display(), "day": date_format(deadline.on)}
    url, action = reverse("desk:agreement", args=[agreement.slug]), _("Open the agreement")
    needed = _("Compare the day with the agreement's own words, and tell the clerk that it is right, or what it should be.")
    if user.is_clerk:
        url, action = reverse("desk:check_deadline", args=[agreement.slug, deadline.pk]), _("Check the date")
        needed = _("Compare the day with the agreement's own words.")
    return {
        "on": deadline.on,
        "day_text": date_format(deadline.on),
        "question": _("Is this date right? %(title)s: %(kind)s, %(day)s") % values,
        "url": url,
        "still_needed": needed,
        "if_nothing": _("Reminders go by a day that no second person has compared with its clause."),
        "action_text": action,
        "urgent": False,
    }


def _overdue(user: User, *, at: datetime) -> Iterator[dict[str, Any]]:
    """Give the duties after an end that are overdue."""
    for agreement in with_all_that_is_read(Agreement.objects.filter(keepers__user=user)):
        now = as_of(agreement, at=at)
        for item in owed_by(now):
            if item.is_overdue:
                yield _duty(agreement, item.duty, item.due_on, user, days=(now.on - item.due_on).days)


def _kept_from_opening(user: User, *, at: datetime) -> Iterator[dict[str, Any]]:
    """Give the votes that cannot open by themselves, but for the clerk, whose table has them."""
    kept = Agreement.objects.filter(keepers__user=user) if not user.is_clerk else Agreement.objects.none()
    for agreement in with_all_that_rounds_read(kept):
        found = round_to_come(agreement, at=at)
        if found is not None and found.is_to_be_named:
            yield {
                "on": found.plan.closes_on,
                "day_text": date_format(found.plan.closes_on),
                "question": _("A vote cannot open by itself: %(title)s") % {"title": agreement.title},
                "url": reverse("desk:agreement", args=[agreement.slug]),
                "still_needed": in_its_way(found)[0],
                "if_nothing": _("Unless the clerk opens a vote, nobody is asked before the term ends."),
                "action_text": _("Open the agreement"),
                "urgent": False,
            }


def _duty(agreement: Agreement, duty: Duty, due_on: date, user: User, *, days: int) -> dict[str, Any]:
    url, action = reverse("desk:agreement", args=[agreement.slug]), _("Open the agreement")
    if user.is_clerk:
        url, action = duty_url(agreement, duty), str(DUTY_ACTS[duty])
    late = ngettext("%(day)s: overdue for %(n)s day", "%(day)s: overdue for %(n)s days", days)
    return {
        "on": due_on,
        "day_text": late % {"day": date_format(due_on), "n": days},
        "question": f"{agreement.title}: {DUTY_DONE[duty]}",
        "url": url,
        "still_needed": "" if user.is_clerk else _("See that it is done, and tell the clerk, who records it with its evidence."),
        "if_nothing": str(IF_NOT_DONE[duty]),
        "action_text": action,
        "urgent": True,
    }
