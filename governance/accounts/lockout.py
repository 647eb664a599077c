"""Locking out who guesses: quickly where one address tries one login, slowly where many addresses do. See docs/adr/0011.

An attempt is written down before it is judged, so that a hundred at once are counted like a hundred in a row. What was typed
as login counts whether or not anybody has it: the answers for known and unknown people are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.crypto import salted_hmac

from .models import Attempt, Step

KNOWN_FOR = timedelta(days=30)  # so long an address stays known after somebody signed in from it
KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """So many failures within so long, and no more."""

    failures: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one step: for a login from an address, for an address whatever the login, for a login wherever from."""

    pair: Limit
    address: Limit
    login: Limit


QUARTER, HOUR = timedelta(minutes=15), timedelta(hours=1)
LIMITS = {
    Step.PASSWORD: Limits(pair=Limit(5, QUARTER), address=Limit(50, QUARTER), login=Limit(100, HOUR)),
    # Who comes as far as the code knows the password: strangers cannot use this limit to shut a person out.
    Step.CODE: Limits(pair=Limit(5, QUARTER), address=Limit(50, QUARTER), login=Limit(20, HOUR)),
    Step.RESET: Limits(pair=Limit(3, QUARTER), address=Limit(20, QUARTER), login=Limit(10, HOUR)),
}


def try_now(step: Step, *, login: str, address: str, at: datetime) -> Attempt | None:
    """Write an attempt down and return it; None, and nothing written, while this login or address is locked out.

    It counts as failed until `succeeded` is told. What is refused does not count: the lock ends by itself.
    """
    attempt = Attempt.objects.create(step=step, login=digest_of(login), address=address, at=at)
    if _is_over(attempt):
        attempt.delete()
        return None
    return attempt


def succeeded(attempt: Attempt) -> None:
    """Take the attempt off the count with the earlier ones of the same login from the same address, which is now known.

    Whatever no limit asks for any more is forgotten on the way.
    """
    same = Attempt.objects.filter(step=attempt.step, login=attempt.login, address=attempt.address)
    same.exclude(pk=attempt.pk).delete()
    Attempt.objects.filter(pk=attempt.pk).update(succeeded=True)
    forget_old(at=attempt.at)


def forget_old(*, at: datetime) -> None:
    """Forget what no limit asks for any more."""
    old = Q(succeeded=False, at__lt=at - KEPT_FOR) | Q(succeeded=True, at__lt=at - KNOWN_FOR)
    Attempt.objects.filter(old).delete()


def digest_of(login: str) -> str:
    """Return the keyed digest by which attempts for a login are counted."""
    return salted_hmac("governance.accounts.lockout", login.strip().lower(), algorithm="sha256").hexdigest()


def _is_over(attempt: Attempt) -> bool:
    limits = LIMITS[Step(attempt.step)]
    failures = Attempt.objects.filter(step=attempt.step, succeeded=False)
    from_here, for_login = failures.filter(address=attempt.address), failures.filter(login=attempt.login)
    if _exceeds(limits.pair, from_here.filter(login=attempt.login), attempt.at):
        return True
    if _exceeds(limits.address, from_here, attempt.at):
        return True
    return _exceeds(limits.login, for_login, attempt.at) and not _is_known(attempt)


def _exceeds(limit: Limit, failures: QuerySet[Attempt], at: datetime) -> bool:
    return failures.filter(at__gt=at - limit.within).count() > limit.failures


def _is_known(attempt: Attempt) -> bool:
    """Tell whether the person signed in from this address lately: others, elsewhere, cannot shut them out of it."""
    lately = Attempt.objects.filter(login=attempt.login, address=attempt.address, succeeded=True)
    return lately.filter(at__gt=attempt.at - KNOWN_FOR).exists()
