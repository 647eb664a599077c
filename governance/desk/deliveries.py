"""How the delivery of a letter stands, in words: on its way, sent, come back, failed, and why. Reads only."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from governance.notices.models import Letter, LetterState

from .words import Status, moment

_SECRET = re.compile(r"(/follow/(?:confirm|end)/)[^\s/]+")
_SHOWN = 300


def delivery_of(letter: Letter, zone: str) -> Status:
    """Return how far the letter has come. Its bounces are read: prefetch them for a list."""
    bounce = letter.last_bounce()
    if bounce is not None:
        return Status("failed", _("Sent, then %(what)s") % {"what": bounce.get_sort_display()})
    if letter.state == LetterState.SENT and letter.sent_at is not None:
        return Status("sent", _("Sent on %(when)s") % {"when": moment(letter.sent_at, zone)})
    if letter.state == LetterState.DEAD:
        return Status("failed", _("Could not be delivered"))
    if letter.state == LetterState.MOOT:
        return Status("moot", _("Not sent: nothing was left to say"))
    if letter.state == LetterState.QUEUED and letter.attempts:
        return Status("queued", _("Tried, next on %(when)s") % {"when": moment(letter.due_at, zone)})
    return Status("queued", _("Queued") if letter.state == LetterState.QUEUED else _("Being sent now"))


def why_not_delivered(letter: Letter) -> str:
    """Return what the mail server, or the provider behind it, said of the letter; "" if nothing stands against it."""
    bounce = letter.last_bounce()
    return ((bounce.words or bounce.get_sort_display()) if bounce else letter.last_error)[:_SHOWN]


def doubts_of(letter: Letter) -> str:
    """Say how many attempts ended so that nobody knows whether the letter arrived; "" for none."""
    if not letter.ambiguous:
        return ""
    sentence = ngettext(
        "%(n)s attempt of which nobody knows whether it arrived",
        "%(n)s attempts of which nobody knows whether they arrived",
        letter.ambiguous,
    )
    return sentence % {"n": letter.ambiguous}


def shown_text(letter: Letter) -> str:
    """Return the letter's words without the links by which its reader alone may confirm or end a subscription."""
    return _SECRET.sub(r"\1•••", letter.text)
