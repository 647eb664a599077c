"""Positions put on record. Rows are added, never changed; what may have to be erased stands in a row of its own."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from contracts.deadlines import local_day
from contracts.models import Document, Source
from governance.ballots.tally import Cast, Position
from governance.bodies.models import Appointment, Seat

from .ballot import Ballot

POSITIONS = [
    (Position.APPROVE.value, _("approve")),
    (Position.DECLINE.value, _("decline")),
    (Position.ABSTAIN.value, _("abstain")),
    (Position.RECUSE.value, _("recuse")),
    (Position.WITHDRAWN.value, _("withdrawn")),
]


class VoteBasis(models.TextChoices):
    """How a position came to be on record."""

    CAST = "cast", _("cast")
    PAPER = "paper", _("paper")
    REPORTED = "reported", _("reported")


class Vote(models.Model):
    """One position of one seat. Numbered under the ballot's lock; the highest number stands, unless it is a withdrawal.

    A cast vote has its instant and its appointment; a reported one has neither, but the day it was reported and its sources.
    """

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="votes")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="votes")
    number = models.PositiveSmallIntegerField()
    position = models.CharField(max_length=10, choices=POSITIONS)
    basis = models.CharField(max_length=10, choices=VoteBasis.choices)
    appointment = models.ForeignKey(Appointment, null=True, on_delete=models.PROTECT, related_name="votes")
    cast_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="votes")
    cast_at = models.DateTimeField(null=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    reported_on = models.DateField(null=True)
    document = models.ForeignKey(Document, null=True, on_delete=models.PROTECT, related_name="votes")
    text_digest = models.CharField(max_length=64, blank=True)
    reasons_digest = models.CharField(max_length=64, blank=True)
    key = models.CharField(max_length=64, null=True, unique=True)  # noqa: DJ001  (null: no key, and nulls never clash)
    leaf_hash = models.CharField(max_length=64, blank=True)
    sources = models.ManyToManyField(Source, blank=True, related_name="+")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["ballot", "seat", "number"], name="votes_of_a_seat_are_numbered"),
            models.CheckConstraint(condition=Q(position__in=[value for value, _name in POSITIONS]), name="known_position"),
            models.CheckConstraint(
                condition=Q(
                    basis="reported",
                    cast_at__isnull=True,
                    cast_by__isnull=True,
                    reported_on__isnull=False,
                    text_digest="",
                )
                | Q(
                    basis="cast",
                    cast_at__isnull=False,
                    cast_by__isnull=False,
                    appointment__isnull=False,
                    reported_on__isnull=True,
                )
                | Q(
                    basis="paper",
                    cast_at__isnull=False,
                    cast_by__isnull=False,
                    appointment__isnull=False,
                    entered_by__isnull=False,
                    document__isnull=False,
                    reported_on__isnull=True,
                ),
                name="a_vote_is_cast_entered_or_reported",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat}: {self.position}"

    @property
    def given_on(self) -> date:
        """The body's local day on which the position was cast, or the day on which it was reported."""
        if self.cast_at is not None:
            return local_day(self.cast_at, self.ballot.time_zone)
        assert self.reported_on is not None, "the database holds one of the two"
        return self.reported_on

    def as_cast(self) -> Cast:
        """Return the vote as the tally reads it."""
        principal = self.appointment is None or self.appointment.is_principal
        return Cast(seat=self.seat.code, position=Position(self.position), at=self.cast_at, is_principal=principal)


class Reasons(models.Model):
    """The public reasons of a vote. The vote holds their salted digest, so this row could be erased and the vote still stand."""

    vote = models.OneToOneField(Vote, on_delete=models.PROTECT, related_name="reasons")
    text = models.TextField()
    salt = models.CharField(max_length=32)

    class Meta:
        verbose_name_plural = "reasons"

    def __str__(self) -> str:
        return self.text[:60]
