"""What is said of a round to come: when it opens by itself, and what keeps it from opening."""

from __future__ import annotations

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from .rounds import Obstacle
from .to_come import RoundToCome


def opens_by_itself(found: RoundToCome) -> str:
    """Say when the vote opens if the clerk opens none before; "" once that day is past, or where something is in its way."""
    if found.obstacles or found.on > found.plan.opens_on:
        return ""
    words = _("A vote opens by itself on %(day)s, unless the clerk opens it before.")
    return words % {"day": date_format(found.plan.opens_on)}


def in_its_way(found: RoundToCome) -> tuple[str, ...]:
    """Say each thing that keeps the vote from opening by itself, and what to do about it."""
    return tuple(obstacle_text(found, obstacle) for obstacle in found.obstacles)


def obstacle_text(found: RoundToCome, obstacle: Obstacle) -> str:
    """Say one thing that keeps the vote from opening by itself, and what to do about it."""
    body = found.body
    values = {
        "system": found.agreement.system,
        "day": date_format(found.plan.closes_on),
        "dates": ", ".join(f"{row.get_kind_display()} {date_format(row.on)}" for row in found.unchecked),
        "body": body.name if body is not None else "",
        "needed": body.rule_needed if body is not None else 0,
        "filled": found.filled,
        "reason": found.ballot.withdrawn_because if found.ballot is not None else "",
    }
    return {
        Obstacle.TOO_LATE: _("The last day to vote in time was %(day)s. Ask the body for an early end."),
        Obstacle.NO_BODY: _("No body decides about %(system)s. Found one."),
        Obstacle.NO_RENEWAL_DAY: _("How long a renewal runs is not on record. Enter the day on which terms end."),
        Obstacle.UNCHECKED: _("No second person has checked what it rests on: %(dates)s. Have it checked."),
        Obstacle.VACANT: _("Too few seats are held for it to carry: %(filled)s of %(needed)s (%(body)s). Appoint somebody."),
        Obstacle.DRAFT: _("The clerk has a draft of it. Open a ballot."),
        Obstacle.WITHDRAWN: _("The clerk withdrew it (“%(reason)s”). Open another ballot, or let the term end."),
    }[obstacle] % values
