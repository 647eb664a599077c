"""What a city resolved that agreements must be read against, and the tags by which the two find each other."""

from __future__ import annotations

from django.db import models

from .agreements import Agreement
from .sources import Sourced


class Tag(models.Model):
    """A matter that agreements and policies are about: "immigration"."""

    name = models.SlugField(max_length=40, unique=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Tagging(models.Model):
    """That an agreement is about a matter, since when the register says so."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="taggings")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="taggings")
    tagged_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agreement", "tag"], name="one_tagging_of_a_tag")]

    def __str__(self) -> str:
        return f"{self.agreement}: {self.tag}"


class Policy(Sourced):
    """A policy in force from `on` on. Recording one changes no agreement; it says which ones ought to be read against it."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    on = models.DateField()
    text = models.TextField(max_length=5000)
    tags = models.ManyToManyField(Tag, related_name="policies")

    public_fields = ("slug", "title", "on", "text", "label")

    class Meta:
        verbose_name_plural = "policies"
        ordering = ("-on", "pk")

    def __str__(self) -> str:
        return self.title
