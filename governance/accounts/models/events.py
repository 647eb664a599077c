"""What was done to accounts, by whom and why. It names people, so it is no part of the public record of acts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import User


class EventKind(models.TextChoices):
    """What was done, in the past tense."""

    INVITED = "invited", _("Invited")
    INVITATION_RENEWED = "invitation_renewed", _("Invitation sent again")
    INVITATION_REVOKED = "invitation_revoked", _("Invitation revoked")
    INVITATION_ACCEPTED = "invitation_accepted", _("Invitation accepted")
    CHANGED = "changed", _("Name, role or language changed")
    CLOSED = "closed", _("Account closed")
    OPENED_AGAIN = "opened_again", _("Account opened again")
    SECOND_FACTOR_RESET = "second_factor_reset", _("Second factor reset")


class AccountEvent(models.Model):
    """One act on a person's account; append-only. `by` is null for an act of whoever holds the server."""

    kind = models.CharField(max_length=25, choices=EventKind.choices)
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="account_events")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    because = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("pk",)
        constraints = [models.CheckConstraint(condition=models.Q(kind__in=EventKind.values), name="known_account_event")]

    def __str__(self) -> str:
        return f"{self.kind} {self.person}"
