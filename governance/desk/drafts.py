"""What somebody has typed for a vote and not yet put on record. Theirs alone: no page but their own vote form shows it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from contracts.plain_text import plain_text
from governance.accounts.models import User
from governance.ballots.models import Ballot
from governance.bodies.models import Seat

from .guards import Voice
from .models import VoteDraft

KEPT_FOR = timedelta(days=30)


@transaction.atomic
def keep_draft(ballot: Ballot, seat: Seat, *, position: str, reasons: str, by: User, at: datetime) -> VoteDraft | None:
    """Keep what was typed for this seat in place of what was kept before; nothing typed keeps nothing.

    Raises Refused for reasons that could not be recorded either.
    """
    clean = plain_text(reasons, field="reasons")
    VoteDraft.objects.filter(saved_at__lt=at - KEPT_FOR).delete()
    if not clean and not position:
        VoteDraft.objects.filter(user=by, ballot=ballot, seat=seat).delete()
        return None
    typed = {"position": position, "reasons": clean, "saved_at": at}
    return VoteDraft.objects.update_or_create(user=by, ballot=ballot, seat=seat, defaults=typed)[0]


def drop_drafts(ballot: Ballot, *, by: User) -> None:
    """Forget what this person typed on the ballot once they have voted: a person acts for one seat of it."""
    VoteDraft.objects.filter(user=by, ballot=ballot).delete()


def draft_of(user: User, ballot: Ballot, voices: Sequence[Voice], *, at: datetime) -> VoteDraft | None:
    """Return what this person last typed for one of their seats on the ballot, unless it is too old."""
    drafts = VoteDraft.objects.filter(user=user, ballot=ballot, seat__in=[voice.seat for voice in voices])
    return drafts.filter(saved_at__gte=at - KEPT_FOR).select_related("seat").order_by("-saved_at").first()


def ballots_with_drafts(user: User, *, at: datetime) -> set[int]:
    """Return the keys of the ballots on which this person has typed something."""
    return set(VoteDraft.objects.filter(user=user, saved_at__gte=at - KEPT_FOR).values_list("ballot_id", flat=True))
