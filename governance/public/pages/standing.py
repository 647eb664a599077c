"""How an agreement stands, in words: its badges, what happens if nobody acts, and what is still to be shown after an end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.deadlines import Standing, days_left
from governance.followups.models import FollowUp, FollowUpState
from governance.followups.obligations import Duty, Notice
from governance.followups.owed import Owed, owed_by
from governance.public.disclosure import StatusCode, alarms, runs_on_unasked
from governance.words import figure, long_day

from .parts import Countdown, Status, Tick
from .reading import Reading
from .rounds import round_status

SOON = 60  # days
DUTY_WORDS = {
    Duty.NOTICE_LETTER: gettext_lazy("Notice letter sent to the recipient"),
    Duty.ACCESS_OFF: gettext_lazy("Access confirmed off at the data system"),
    Duty.CERTIFICATE: gettext_lazy("Certificate of disposition received"),
}


def badges(reading: Reading) -> tuple[Status, ...]:
    """Return the words the agreement stands under, the headline first."""
    return tuple(Status(code.value, _words(code, reading)) for code in reading.statuses)


def is_alarming(reading: Reading) -> bool:
    """Whether anything about it is red."""
    return bool(alarms(reading.facts))


def _words(code: StatusCode, reading: Reading) -> str:
    round_, ends = reading.open_round, long_day(reading.ends_on) if reading.ends_on else ""
    match code:
        case StatusCode.IN_FORCE:
            return _("In force until %(day)s") % {"day": ends}
        case StatusCode.UPCOMING:
            return _("Begins on %(day)s") % {"day": long_day(_first_day_to_come(reading))}
        case StatusCode.COMES_UP:
            return _comes_up(reading.facts.days_left or 0)
        case StatusCode.VOTE_OPEN:
            assert round_ is not None
            return round_status(round_).text
        case StatusCode.RENEWED:
            return _("Renewed until %(day)s") % {"day": long_day(reading.spans[-1][1])}
        case StatusCode.NOTICE_TO_BE_GIVEN:
            return _("Notice is to be given by %(day)s") % {"day": _last_day_for_notice(reading)}
        case StatusCode.NOTICE_NOT_DELIVERED:
            return _("Notice not delivered: it will renew by silence")
        case StatusCode.NOT_RENEWED:
            return _("Not renewed: ends %(day)s") % {"day": ends}
        case StatusCode.EXPIRED_CONFIRMED:
            return _expired(reading)
        case StatusCode.EXPIRED_UNCONFIRMED:
            return _("Expired: access not confirmed off")
        case StatusCode.RENEWED_BY_SILENCE:
            asked = reading.round_was_held
            return _("Renewed by silence: no notice in time") if asked else _("Renewed by silence: nobody voted")
        case StatusCode.NO_ROUND:
            return _("No round was held")
        case StatusCode.NOT_RECORDED:
            return _("Not recorded")
        case StatusCode.ENDED_EARLY:
            return _("Ended early on %(day)s") % {"day": ends}


def _last_day_for_notice(reading: Reading) -> str:
    assert reading.ends_on is not None, "notice is about a term on record"
    return long_day(reading.now.notice_due_on or reading.ends_on)


def _comes_up(days: int) -> str:
    if days == 0:
        return _("Comes up for renewal: today is the last day")
    words = ngettext("Comes up for renewal: %(n)s day left", "Comes up for renewal: %(n)s days left", days)
    return words % {"n": days}


def _expired(reading: Reading) -> str:
    row = reading.access_off
    if row is not None and row.done_on is not None:
        return _("Expired: access confirmed off on %(day)s") % {"day": long_day(row.done_on)}
    return _("Expired: confirmation that access is off was waived")


def _first_day_to_come(reading: Reading) -> date:
    return next(starts_on for starts_on, _ends_on in reading.spans if starts_on > reading.on)


def if_nobody_acts(reading: Reading, *, by_when: bool = True) -> str:
    """Say what happens at the end of the term if nobody does anything; empty where that is over, or settled.

    Without the day of an end where that stands beside the sentence.
    """
    if reading.ends_on is None or reading.standing not in (Standing.IN_FORCE, Standing.UPCOMING):
        return ""
    day, going_on = long_day(reading.ends_on), reading.facts.is_to_go_on
    if going_on is not None:
        return ""
    if reading.now.notice is Notice.TO_BE_GIVEN:
        values = {"by": _last_day_for_notice(reading), "day": day}
        return _("Unless notice is delivered by %(by)s, it renews by silence when the term ends on %(day)s.") % values
    if reading.now.notice is Notice.TOO_LATE:
        return _("Notice was not delivered in time: it renews by silence when the term ends on %(day)s.") % {"day": day}
    if reading.now.renews_by_silence:
        return _("If nobody acts, it renews by silence when the term ends on %(day)s.") % {"day": day}
    if not by_when:
        return _("If nobody acts, it ends.")
    return _("If nobody acts, it ends on %(day)s.") % {"day": day}


def countdown(reading: Reading) -> Countdown | None:
    """Return the days to the end of the term, or since it; None where no term is on record or it has not begun."""
    if reading.ends_on is None or reading.standing in (None, Standing.UPCOMING):
        return None
    left, day = days_left(reading.on, reading.ends_on), long_day(reading.ends_on)
    if left < 0 and runs_on_unasked(reading.facts):
        unit = ngettext("day since its last recorded term ended", "days since its last recorded term ended", -left)
        return Countdown(figure(-left), unit, _("It goes on: nobody gave notice in time"), "over")
    if left < 0:
        unit = ngettext("day since it ended", "days since it ended", -left)
        return Countdown(
            figure(-left), unit, _("Last day of access: %(day)s") % {"day": day}, "over" if is_alarming(reading) else ""
        )
    unit = ngettext("day left", "days left", left) if left else _("days left: today is the last")
    ends = _("Its term ends on %(day)s, end of day") if reading.now.renews_by_silence else _("Ends on %(day)s, end of day")
    return Countdown(figure(left), unit, ends % {"day": day}, "soon" if left <= SOON else "")


def ticks(reading: Reading) -> tuple[Tick, ...]:
    """Return what the end of access obliges, each with what was shown of it; empty while access is to go on."""
    return tuple(_tick(item) for item in owed_by(reading.now))


def _tick(item: Owed) -> Tick:
    status, tone, icon = _shown(item)
    row = item.follow_up
    return Tick(
        duty=item.duty.value,
        status=status,
        text=str(DUTY_WORDS[item.duty]),
        due_on=item.due_on,
        due_text=_("Due by %(day)s") % {"day": long_day(item.due_on)},
        done_on=row.done_on if row is not None else None,
        evidence=(row.evidence or row.waived_because) if row is not None else "",
        how=tuple(_how(row)) if row is not None else (),
        tone=tone,
        icon=icon,
    )


def _how(row: FollowUp) -> Iterator[str]:
    """Name the office that confirmed it and the channel; never a person, or how to reach one."""
    if row.confirmed_by:
        yield _("Confirmed by: %(office)s") % {"office": row.confirmed_by}
    if row.channel:
        yield _("Channel: %(channel)s") % {"channel": row.get_channel_display()}
    if row.document_id is not None:
        yield _("A document is on file")


def _shown(item: Owed) -> tuple[Status, str, str]:
    """Return the state of a duty in words, and the tone and shape of its tick."""
    row = item.follow_up
    if row is not None and row.state == FollowUpState.DONE and row.done_on is not None:
        return Status("done", _("Done on %(day)s") % {"day": long_day(row.done_on)}), "good", "check"
    if row is not None and row.state == FollowUpState.WAIVED:
        return Status("waived", _("Waived")), "closed", "cross"
    if item.is_overdue:
        return Status("overdue", _("Overdue: not shown")), "alert", "triangle"
    return Status("pending", _("Not yet shown")), "wait", "clock"
