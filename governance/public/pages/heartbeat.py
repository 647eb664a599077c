"""How the post goes: shown on every page, so that a silent scheduler is seen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from governance.notices.pulse import State, in_words, read_pulse
from governance.words import moment


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The post in words, and whether something is wrong with it."""

    text: str
    late: bool


def heartbeat(*, at: datetime) -> Heartbeat:
    """Return how the post goes: the same reading that the desk shows and that `/healthz/work` judges."""
    pulse = read_pulse(at=at)
    return Heartbeat(in_words(pulse, moment), late=pulse.state != State.RUNNING)
