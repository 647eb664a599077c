"""The links by which invited people set their first password."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models

from .people import User


class Invitation(models.Model):
    """A person's invitation. Sending it again raises `number`: only the newest link works, until `expires_at`."""

    person = models.OneToOneField(User, on_delete=models.PROTECT, related_name="invitation")
    number = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation of {self.person}"

    @property
    def expires_at(self) -> datetime:
        """The first moment at which the link no longer works."""
        return self.made_at + timedelta(days=settings.INVITATION_DAYS)

    def is_open(self, *, at: datetime) -> bool:
        """Tell whether the newest link works at `at`."""
        return self.accepted_at is None and self.revoked_at is None and at < self.expires_at
