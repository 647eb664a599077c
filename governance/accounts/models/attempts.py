"""Attempts to sign in, so that guessing can be locked out: in the database, whether or not a cache is there."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Step(models.TextChoices):
    """What was tried."""

    PASSWORD = "password", _("password")
    CODE = "code", _("code of a second factor")
    RESET = "reset", _("asking for a new password")


class Attempt(models.Model):
    """One attempt for one login from one address. `login` is a keyed digest: people type passwords into the wrong field."""

    step = models.CharField(max_length=10, choices=Step.choices)
    login = models.CharField(max_length=64)
    address = models.CharField(max_length=50)
    at = models.DateTimeField(db_index=True)
    succeeded = models.BooleanField(default=False)

    class Meta:
        indexes = [
            models.Index(fields=["login", "step", "at"], name="attempts_for_a_login"),
            models.Index(fields=["address", "step", "at"], name="attempts_from_an_address"),
        ]
        constraints = [models.CheckConstraint(condition=models.Q(step__in=Step.values), name="known_step")]

    def __str__(self) -> str:
        return f"{self.step} from {self.address}"
