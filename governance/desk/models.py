"""What the desk itself has to remember: which forms were sent."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class SentForm(models.Model):
    """That a form was sent and its act done. The key was in the form, so that the same form sent again is the same act."""

    key = models.UUIDField(unique=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key} ({self.sent_at:%Y-%m-%d %H:%M})"
