"""Where a fact comes from, and how sure the register is of it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Label(models.TextChoices):
    """How a recorded fact is to be read. Shown beside it wherever it stands."""

    FACT = "fact", _("fact")
    INFERRED = "inferred", _("inferred")
    DISPUTED = "disputed", _("disputed")
    ILLUSTRATIVE = "illustrative", _("illustrative")


class Precision(models.TextChoices):
    """How exactly a day is known; the stored date is then the first day of the month or year."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class Source(models.Model):
    """A document or page that states a fact. `url` is empty for what has no address."""

    key = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    url = models.URLField(max_length=500, blank=True)

    public_fields = ("key", "title", "url")

    def __str__(self) -> str:
        return self.title


class Sourced(models.Model):
    """A fact with its label and its sources."""

    label = models.CharField(max_length=12, choices=Label.choices, default=Label.FACT)
    sources = models.ManyToManyField(Source, blank=True, related_name="+")
    remark = models.CharField(max_length=500, blank=True)

    class Meta:
        abstract = True
