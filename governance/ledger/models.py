"""The append-only record of acts. Its entries carry no number: a sealer will give them one."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One act, as canonical JSON. `leaf_hash` is what a receipt shows. No foreign keys: the record outlives what it is about."""

    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=200, db_index=True)
    at = models.DateTimeField()
    body = models.TextField()
    leaf_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name_plural = "entries"
        ordering = ("pk",)

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class DoneBy(models.Model):
    """Which person did what an entry records of their role. For the desk alone: the public record names offices."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="done_by")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "done by"

    def __str__(self) -> str:
        return f"{self.user}: {self.entry}"
