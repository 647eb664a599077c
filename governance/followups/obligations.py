"""What a decision, or an end that nobody decided, obliges: who must show what by when. Pure, and computed when read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Duty(StrEnum):
    """What must be shown before the matter is closed."""

    NOTICE_LETTER = "notice_letter"
    ACCESS_OFF = "access_off"
    CERTIFICATE = "certificate"


class Notice(StrEnum):
    """How far notice that was decided has come; one that is too late stops nothing."""

    TO_BE_GIVEN = "to be given"
    IN_TIME = "delivered in time"
    TOO_LATE = "too late"


@dataclass(frozen=True, slots=True)
class Obligation:
    """A duty and the last local day on which it is met in time."""

    duty: Duty
    due_on: date


# House rules, as no public text of the PARS agreement gives days: docs/rules/follow-ups.md. The letter is due by the notice-by
# date where that is still ahead.
DAYS_AFTER_THE_END = {Duty.NOTICE_LETTER: timedelta(0), Duty.ACCESS_OFF: timedelta(days=1), Duty.CERTIFICATE: timedelta(days=30)}


def obligations(*, access_ends_on: date, notice_by: date | None = None, decided_on: date | None = None) -> tuple[Obligation, ...]:
    """Return what an end of access obliges, in the order in which it falls due.

    `access_ends_on` is the last day of access. A notice letter is owed where a decision was taken: by the notice-by date if that
    lies between the decision and the end, else by the last day of access.
    """
    owed = [Obligation(duty, access_ends_on + DAYS_AFTER_THE_END[duty]) for duty in (Duty.ACCESS_OFF, Duty.CERTIFICATE)]
    if decided_on is None:
        return tuple(owed)
    is_ahead = notice_by is not None and decided_on <= notice_by <= access_ends_on
    by_the_end = access_ends_on + DAYS_AFTER_THE_END[Duty.NOTICE_LETTER]
    return (Obligation(Duty.NOTICE_LETTER, notice_by if is_ahead and notice_by else by_the_end), *owed)
