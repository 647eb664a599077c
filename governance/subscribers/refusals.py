"""Why a link from a mail does nothing. Each carries the sentence for whoever opened it."""

from __future__ import annotations

from contracts.refusals import Refused


class UnknownLink(Refused):
    """The link was mistyped, cut off or made up."""


class LinkExpired(Refused):
    """Nobody answered the confirmation mail in time."""


class AlreadyConfirmed(Refused):
    """The link has been used."""


class HasEnded(Refused):
    """The subscription was confirmed once and has been ended."""
