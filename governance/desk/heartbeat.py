"""How the post goes, for the foot of every page of the desk. It is read when a page of the desk shows it, and not before."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from governance.notices.pulse import State, in_words, read_pulse

from .words import moment


def heartbeat_of_the_desk(request: HttpRequest) -> dict[str, Any]:
    """Give templates `desk_heartbeat`, as components/heartbeat.html takes it."""
    return {"desk_heartbeat": SimpleLazyObject(_heartbeat)}


def _heartbeat() -> dict[str, Any]:
    pulse = read_pulse(at=timezone.now())
    return {"text": in_words(pulse, moment), "late": pulse.state != State.RUNNING}
