"""Who shares and who receives."""

from __future__ import annotations

from django.db import models


class Party(models.Model):
    """An office or organisation that is one side of an agreement."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200, unique=True)

    public_fields = ("slug", "name")

    class Meta:
        verbose_name_plural = "parties"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name
