"""Papers on file: stored by the digest of their content, handed out only by views."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .agreements import Agreement


class Document(models.Model):
    """A file that belongs to an agreement. Its bytes lie in the document store under `digest` and never change.

    `is_public` is false for what the clerk keeps confidential, such as a signed ballot with a handwritten signature on it.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="documents")
    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    is_public = models.BooleanField(default=False)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    public_fields = ("agreement", "media_type", "size", "digest", "is_public")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "digest"], name="a_document_once_in_an_agreement")]

    def __str__(self) -> str:
        return self.title

    @property
    def path(self) -> str:
        """Where the bytes lie in the document store."""
        return f"{self.digest[:2]}/{self.digest}"
