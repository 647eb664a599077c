"""Whether the post goes out: one reading for the public footer, the desk, and whoever watches. Reads only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .models import Hold, Letter, LetterState, Sweep

STALE_AFTER = timedelta(minutes=10)  # sweeps run every minute, and the post right after them
HELD_AT_MOST = timedelta(days=1)  # a hold is meant; one that lasts longer was forgotten
_ON_THE_WAY = (LetterState.QUEUED, LetterState.CLAIMED, LetterState.HANDED)


class State(TextChoices):
    """How the post goes."""

    RUNNING = "running", gettext_lazy("running")
    LATE = "late", gettext_lazy("late")
    HELD = "held", gettext_lazy("held")


@dataclass(frozen=True, slots=True)
class Pulse:
    """The post at `at`: when somebody last looked for what is due, when a letter last went out, since when one waits."""

    at: datetime
    last_sweep: datetime | None
    last_sent: datetime | None
    oldest_due: datetime | None
    held_since: datetime | None

    @property
    def state(self) -> State:
        """Late when nobody sweeps, or when a letter waits that nobody holds."""
        if self.last_sweep is None or self.at - self.last_sweep >= STALE_AFTER:
            return State.LATE
        if self.held_since is not None:
            return State.HELD
        is_waiting = self.oldest_due is not None and self.at - self.oldest_due >= STALE_AFTER
        return State.LATE if is_waiting else State.RUNNING

    @property
    def since(self) -> datetime | None:
        """The moment from which on it is late or held; None while it runs, or if nobody ever swept."""
        if self.state == State.HELD:
            return self.held_since
        if self.state == State.RUNNING:
            return None
        is_swept = self.last_sweep is not None and self.at - self.last_sweep < STALE_AFTER
        return self.oldest_due if is_swept else self.last_sweep

    @property
    def is_well(self) -> bool:
        """Whether nobody has to be called: it runs, or is held on purpose and not for long."""
        if self.state == State.HELD:
            assert self.held_since is not None
            return self.at - self.held_since < HELD_AT_MOST
        return self.state == State.RUNNING


def read_pulse(*, at: datetime) -> Pulse:
    """Return how the post goes at `at`."""
    due = Letter.objects.filter(state__in=_ON_THE_WAY, due_at__lte=at)
    return Pulse(
        at=at,
        last_sweep=Sweep.objects.filter(at__lte=at).order_by("-at").values_list("at", flat=True).first(),
        last_sent=Letter.objects.filter(sent_at__lte=at).order_by("-sent_at").values_list("sent_at", flat=True).first(),
        oldest_due=due.order_by("due_at").values_list("due_at", flat=True).first(),
        held_since=Hold.objects.filter(released_at=None).order_by("held_at").values_list("held_at", flat=True).first(),
    )


def in_words(pulse: Pulse, moment: Callable[[datetime, str], str]) -> str:
    """Say the state and what it rests on, on one line; `moment` writes an instant in a zone, as its page does."""
    said = [state_in_words(pulse, moment)]
    if pulse.last_sweep is None:
        said.append(_("Deadlines have not been checked yet."))
    else:
        said.append(_("Deadlines last checked on %(when)s.") % {"when": moment(pulse.last_sweep, "UTC")})
    if pulse.last_sent is not None:
        said.append(_("Last letter sent on %(when)s.") % {"when": moment(pulse.last_sent, "UTC")})
    if pulse.oldest_due is not None:
        said.append(_("The oldest letter that waits was due on %(when)s.") % {"when": moment(pulse.oldest_due, "UTC")})
    return " ".join(said)


def state_in_words(pulse: Pulse, moment: Callable[[datetime, str], str]) -> str:
    """Say whether it runs, and since when it does not."""
    if pulse.state == State.RUNNING:
        return _("Notices: running.")
    if pulse.since is None:
        return _("Notices: late.")
    sentence = _("Notices: held since %(when)s.") if pulse.state == State.HELD else _("Notices: late since %(when)s.")
    return sentence % {"when": moment(pulse.since, "UTC")}
