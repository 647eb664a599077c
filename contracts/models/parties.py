"""Who shares and who receives, and whom to reach there."""

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


class Contact(models.Model):
    """A person to reach at a party. Never public: the record names offices, and people only where they acted in office."""

    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=200)
    office = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    is_system_contact = models.BooleanField(default=False)  # who confirms that access is off
    is_current = models.BooleanField(default=True)

    public_fields = ("party", "is_system_contact", "is_current")

    class Meta:
        ordering = ("party_id", "-is_current", "name")

    def __str__(self) -> str:
        return f"{self.name} ({self.party})"
