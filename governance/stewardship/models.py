"""Who answers for an agreement."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from contracts.models import Agreement


class Keeper(models.Model):
    """A user responsible for an agreement; every agreement has at least two."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="keepers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="keeps")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "user"], name="one_keeper_of_a_user")]

    def __str__(self) -> str:
        return f"{self.user}: {self.agreement}"
