"""The kinds of field in a system, and which of them an agreement shares or withholds."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from .agreements import Agreement
from .sources import Precision, Sourced
from .systems import DataSystem


class Sensitivity(models.TextChoices):
    """What harm a disclosure of the field could do to the person it is about."""

    ORDINARY = "ordinary", _("ordinary")
    SENSITIVE = "sensitive", _("sensitive")
    PROTECTED = "protected", _("protected")


class DataElement(Sourced):
    """One kind of field in a system. `is_held` is false for what the system is known not to hold."""

    system = models.ForeignKey(DataSystem, on_delete=models.PROTECT, related_name="elements")
    name = models.CharField(max_length=120)
    sensitivity = models.CharField(max_length=10, choices=Sensitivity.choices, default=Sensitivity.ORDINARY)
    is_held = models.BooleanField(default=True)

    public_fields = ("system", "name", "sensitivity", "is_held", "label")

    class Meta:
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["system", "name"], name="one_element_of_a_name_in_a_system")]

    def __str__(self) -> str:
        return self.name


class Sharing(models.TextChoices):
    """Whether the recipient may see the element."""

    SHARED = "shared", _("shared")
    WITHHELD = "withheld", _("withheld")


class ElementSharing(Sourced):
    """From `since_on` on (null: not recorded) the agreement shares the element, or withholds it."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="element_sharings")
    element = models.ForeignKey(DataElement, on_delete=models.PROTECT, related_name="sharings")
    sharing = models.CharField(max_length=10, choices=Sharing.choices)
    since_on = models.DateField(null=True, blank=True)
    since_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)

    public_fields = ("agreement", "element", "sharing", "since_on", "since_precision", "label")

    class Meta:
        ordering = ("element_id", "since_on", "pk")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "element", "since_on"], name="one_sharing_of_an_element_from_a_day_on"),
            models.UniqueConstraint(
                fields=["agreement", "element"],
                condition=models.Q(since_on__isnull=True),
                name="one_sharing_of_an_element_without_a_day",
            ),
            models.CheckConstraint(condition=models.Q(sharing__in=Sharing.values), name="known_sharing"),
        ]

    def __str__(self) -> str:
        return f"{self.element}: {self.get_sharing_display()}"
