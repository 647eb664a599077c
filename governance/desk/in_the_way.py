"""What keeps the vote about an agreement from opening by itself, each with the one thing to do next."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from governance.ballots.obstacle_words import obstacle_text
from governance.ballots.rounds import Obstacle
from governance.ballots.to_come import RoundToCome


@dataclass(frozen=True, slots=True)
class InTheWay:
    """One obstacle in words, and where it is removed; `bars_the_clerk`: opening a ballot by hand would not help either."""

    text: str
    action_text: str
    action_url: str
    bars_the_clerk: bool


def in_the_way(found: RoundToCome | None) -> tuple[InTheWay, ...]:
    """Return what is in the way of the round to come, if it is time to say so."""
    if found is None or not found.is_to_be_named:
        return ()
    return tuple(_one(found, obstacle) for obstacle in found.obstacles)


def _one(found: RoundToCome, obstacle: Obstacle) -> InTheWay:
    bars_the_clerk = obstacle in (Obstacle.NO_BODY, Obstacle.VACANT)
    return InTheWay(obstacle_text(found, obstacle), *_what_to_do(found, obstacle), bars_the_clerk)


def _what_to_do(found: RoundToCome, obstacle: Obstacle) -> tuple[str, str]:
    """Return the one thing to do about an obstacle, and where."""
    slug = found.agreement.slug
    match obstacle:
        case Obstacle.NO_BODY:
            return _("Found a body"), reverse("desk:found_body")
        case Obstacle.NO_RENEWAL_DAY:
            return _("Enter the day"), reverse("desk:correct_agreement", args=[slug])
        case Obstacle.UNCHECKED:
            return _("Check the date"), reverse("desk:check_deadline", args=[slug, found.unchecked[0].pk])
        case Obstacle.VACANT:
            assert found.body is not None, "seats are vacant where there is a body"
            return _("See its seats"), reverse("desk:body", args=[found.body.slug])
    return _("Open a ballot"), reverse("desk:new_ballot", args=[slug])
