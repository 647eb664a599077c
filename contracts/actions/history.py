"""What happened, what was said, what sources claim, and the sources themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from ..models import Claim, Event, Source, Statement
from ..refusals import Refused
from .rows import atomic, refuse_taken, write


@atomic
def add_source(*, key: str, title: str, url: str, by: Any, at: datetime) -> Source:
    """Add a document or page that facts can cite; `url` is "" where it has no address."""
    refuse_taken(Source, "key", key)
    source = Source(key=key, title=title, url=url)
    refuse_address(source)
    return write(source)


def refuse_address(source: Source) -> None:
    if source.url and not source.url.startswith(("http://", "https://")):
        raise Refused(_("An address begins with http:// or https://."), field="url")


@atomic
def record_event(*, sources: Iterable[Source] = (), by: Any, at: datetime, **facts: Any) -> Event:
    """Put on the timeline what happened."""
    return write(Event(**facts), sources=sources)


@atomic
def record_statement(*, sources: Iterable[Source] = (), by: Any, at: datetime, **facts: Any) -> Statement:
    """Put on record what somebody said. It is shown and never counted."""
    return write(Statement(**facts), sources=sources)


@atomic
def record_claim(*, sources: Iterable[Source] = (), by: Any, at: datetime, **facts: Any) -> Claim:
    """Record one of the values that sources give for a disputed fact; one that is chosen takes the place of the one before."""
    claim = Claim(**facts)
    if claim.is_chosen:
        choose_instead(claim)
    return write(claim, sources=sources)


def choose_instead(claim: Claim) -> None:
    """Let go of the claim that the register has gone by."""
    claim.others.select_for_update().filter(is_chosen=True).update(is_chosen=False)
