"""Sheets that a clerk has uploaded: kept as they came until they are entered, so that what is entered is what was shown."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class SheetState(models.TextChoices):
    """How far an uploaded sheet has come."""

    SHOWN = "shown", _("to be confirmed")
    WAITING = "waiting", _("being entered")
    ENTERED = "entered", _("entered")


class UploadedSheet(models.Model):
    """A spreadsheet file. `confirmed` is the digest of the plan that the clerk agreed to; `refused` says why it came back.

    Its content goes when it has been entered: the register has it then.
    """

    file_name = models.CharField(max_length=200)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=SheetState.choices, default=SheetState.SHOWN)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    confirmed = models.CharField(max_length=64, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True)
    refused = models.TextField(blank=True)
    entered_at = models.DateTimeField(null=True, blank=True)
    new = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    parties = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=SheetState.values), name="known_sheet_state"),
            models.CheckConstraint(
                condition=models.Q(state=SheetState.SHOWN) | models.Q(confirmed_at__isnull=False),
                name="a_sheet_is_confirmed_first",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name
