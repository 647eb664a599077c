"""What is shared."""

from __future__ import annotations

from django.db import models

from .parties import Party
from .sources import Sourced


class DataSystem(Sourced):
    """A system whose records are shared (PARS). Several recipients may each have an agreement over it."""

    slug = models.SlugField(max_length=60, unique=True)
    acronym = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=200, unique=True)
    purpose = models.TextField(blank=True)
    holds = models.CharField(max_length=200, blank=True)  # what its records are, as a resident says it: "arrest records"
    in_use_since = models.PositiveSmallIntegerField(null=True, blank=True)
    stewards = models.ManyToManyField(Party, related_name="systems")

    public_fields = ("slug", "acronym", "name", "purpose", "in_use_since", "label")

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.acronym or self.name
