"""What the desk itself has to remember: which forms were sent, and what was typed for a vote."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from governance.ballots.models import Ballot
from governance.bodies.models import Seat


class SentForm(models.Model):
    """That a form was sent and its act done. The key was in the form, so that the same form sent again is the same act.

    `digest` is of what was typed in it: the same key with other words is another act, and is refused.
    """

    key = models.UUIDField(unique=True)
    digest = models.CharField(max_length=64, blank=True)  # "" for what was sent before digests were kept
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key} ({self.sent_at:%Y-%m-%d %H:%M})"


class VoteDraft(models.Model):
    """What somebody has typed for a seat's vote and not put on record. Never public, and gone once the vote is cast."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="+")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="+")
    position = models.CharField(max_length=10, blank=True)
    reasons = models.TextField(blank=True)
    saved_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "ballot", "seat"], name="one_draft_of_a_seat_on_a_ballot")]

    def __str__(self) -> str:
        return f"{self.user}: {self.ballot}"
