"""What is said of dates that nobody has checked. All of a letter are read at once: an import enters hundreds on one day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from django.db.models import Exists, F, OuterRef
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.deadlines import local_day
from contracts.models import Deadline, Term
from governance.words import entered_text

from .item import Item, link_to
from .models import Notice
from .phrases import day_month

AT_A_TIME = 1_000  # rows in one question to the database


def dates_unchecked(notices: Sequence[Notice], *, at: datetime) -> dict[int, Item | None]:
    """Return what each of these notices says, by its key; None where the date is checked, replaced, past or settled.

    The number of queries does not grow with the dates, up to `AT_A_TIME`.
    """
    dates = {row.pk: row for row in _still_unchecked([_key(notice) for notice in notices])}
    days: dict[str, date] = {}
    said: dict[int, Item | None] = {}
    for notice in notices:
        row = dates.get(_key(notice))
        reader = notice.user
        said[notice.pk] = None
        if row is None or reader is None or not reader.is_clerk or reader.pk == row.entered_by_id:
            continue
        zone = row.zone or "UTC"  # type: ignore[attr-defined]  # annotated below
        if zone not in days:
            days[zone] = local_day(at, zone)
        if row.on >= days[zone]:
            said[notice.pk] = _one(row, zone)
    return said


def _key(notice: Notice) -> int:
    return int(notice.occasion.split(":")[1])


def _still_unchecked(keys: Sequence[int]) -> Iterator[Deadline]:
    followed = Term.objects.filter(agreement=OuterRef("agreement"), starts_on__gt=OuterRef("on"))
    rows = Deadline.objects.filter(superseded_at=None, checked_at=None, agreement__ended_early_on=None).exclude(Exists(followed))
    rows = rows.select_related("agreement__recipient", "entered_by").annotate(zone=F("agreement__system__remit__body__time_zone"))
    for begin in range(0, len(keys), AT_A_TIME):
        yield from rows.filter(pk__in=keys[begin : begin + AT_A_TIME])


def _one(row: Deadline, zone: str) -> Item:
    what = {
        "kind": row.get_kind_display(),
        "day": date_format(row.on),
        "title": row.agreement.title,
        "clause": row.clause,
        "by": entered_text(row),
        "entered": date_format(local_day(row.entered_at, zone)),
    }
    clause = _("The clause it rests on: %(clause)s.") if row.clause else _("No clause is named with it.")
    in_a_list = _("%(day)s: %(title)s, %(kind)s (%(clause)s). %(by)s.")
    without_clause = _("%(day)s: %(title)s, %(kind)s (no clause named). %(by)s.")
    return Item(
        subject=_("Check a date: %(day)s: %(title)s") % (what | {"day": day_month(row.on)}),
        first=_("Nobody has checked this date yet: %(kind)s, %(day)s. Compare it with the agreement's text.") % what,
        facts=(
            clause % what,
            _("%(by)s, on %(entered)s.") % what,
            *([_("Who entered a date cannot be the one who checks it.")] if row.entered_by else []),
            _("Until then every page and every reminder rests on one person's reading."),
        ),
        link=link_to(f"/desk/agreements/{row.agreement.slug}/days/{row.pk}/check/"),
        link_text=_("Check it at the desk"),
        agreement=(
            _("Agreement: %(title)s") % what,
            _("Recipient: %(name)s") % {"name": row.agreement.recipient.name},
        ),
        why=_("You get this because you keep the register, and somebody else entered what is to be checked."),
        line=(in_a_list if row.clause else without_clause) % what,
        on=row.on,
    )
