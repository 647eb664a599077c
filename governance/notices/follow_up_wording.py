"""What is said about what an end of access obliges: that a duty comes up, or that nothing is on record of it yet."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.followups.as_of import as_of
from governance.followups.obligations import Duty
from governance.followups.owed import owed_by

from .calendar import event_of
from .item import Item, link_to
from .models import Notice
from .phrases import day_month, in_three_lines
from .term_wording import current, round_about

# By duty: the subject and the first sentence while it is in time, and the same once its day is past.
WORDS = {
    Duty.NOTICE_LETTER: (
        gettext_lazy("Notice letter due by %(due)s: %(title)s"),
        gettext_lazy("Access is to end on %(ends)s. Send the recipient the notice letter and record its delivery by %(due)s."),
        gettext_lazy("Notice letter overdue: %(title)s"),
        gettext_lazy("The notice letter was due by %(due)s, and no delivery is on record."),
    ),
    Duty.ACCESS_OFF: (
        gettext_lazy("Access off due by %(due)s: %(title)s"),
        gettext_lazy("Access ends on %(ends)s, end of day. Have the system contact confirm by %(due)s that it is off."),
        gettext_lazy("Access not confirmed off: %(title)s"),
        gettext_lazy(
            "Access was to end on %(ends)s, and nobody has confirmed that it is off. The public page is red until somebody does."
        ),
    ),
    Duty.CERTIFICATE: (
        gettext_lazy("Certificate of disposition due by %(due)s: %(title)s"),
        gettext_lazy("Access ends on %(ends)s. The recipient is to certify by %(due)s what became of the data."),
        gettext_lazy("Certificate of disposition overdue: %(title)s"),
        gettext_lazy("The certificate of disposition was due by %(due)s and has not been received."),
    ),
}

ENDED = gettext_lazy("Access ended on %(ends)s. The recipient is to certify by %(due)s what became of the data.")


def follow_up(notice: Notice, key: int, at: datetime) -> Item | None:
    """Tell of a duty after an end of access. Moot once it is done or waived, or access is to go on."""
    deadline, duty = current(key), Duty(notice.occasion.split(":")[0])
    if deadline is None:
        return None
    now = as_of(deadline.agreement, at=at)
    item = next((item for item in owed_by(now) if item.duty is duty), None)
    if item is None or item.is_closed or now.end is None:
        return None
    agreement, ends_on = deadline.agreement, now.end[0]
    # From the first moment after the last day the page is red, though the day to confirm it has only just begun.
    has_ended = now.on > ends_on
    is_late = item.is_overdue or (duty is Duty.ACCESS_OFF and has_ended)
    subject, first = WORDS[duty][2:] if is_late else WORDS[duty][:2]
    if duty is Duty.CERTIFICATE and has_ended and not is_late:
        first = ENDED
    said = _first(str(first), ends_on, item.due_on)
    title = str(subject) % {"due": day_month(item.due_on), "title": agreement.title}
    clerk = notice.user is not None and notice.user.is_clerk
    link = link_to(f"/desk/agreements/{agreement.slug}/" + (f"{duty.value.replace('_', '-')}/" if clerk else ""))
    term = agreement.term_on(deadline.on)
    return Item(
        subject=title,
        first=said,
        facts=(
            *round_about(term, at, is_over=has_ended),
            _("What is shown, or waived with a reason, stands on the agreement's public page."),
        ),
        link=link,
        link_text=_("Put it on record") if clerk else _("Open the agreement"),
        agreement=in_three_lines(agreement, term),
        why=_("You get this because you keep this agreement or the register."),
        event=event_of(f"{agreement.slug}-{duty.value}-{deadline.cause}", deadline.revision, item.due_on, title, said, link),
        on=item.due_on,
    )


def _first(sentence: str, ends_on: date, due_on: date) -> str:
    return sentence % {"ends": date_format(ends_on), "due": date_format(due_on)}
