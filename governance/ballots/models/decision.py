"""The one settled result of a ballot, written once."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q

from contracts.deadlines import local_day
from contracts.models import Label, Source, Term
from governance.ballots.tally import Outcome

from .ballot import Ballot


class Decision(models.Model):
    """How a ballot was settled, with the votes as counted: `positions` is a list of {seat, position, vote}, in seat order.

    `settled_at` is the instant the rule settled it, never the worker's time; a reported decision has `reported_on` instead.
    """

    ballot = models.OneToOneField(Ballot, on_delete=models.PROTECT, related_name="decision")
    outcome = models.CharField(max_length=10, choices=[(outcome.value, outcome.value) for outcome in Outcome])
    approve = models.PositiveSmallIntegerField()
    decline = models.PositiveSmallIntegerField()
    abstain = models.PositiveSmallIntegerField()
    recuse = models.PositiveSmallIntegerField()
    silent = models.PositiveSmallIntegerField()
    vacant = models.PositiveSmallIntegerField()
    positions = models.JSONField()
    settled_at = models.DateTimeField(null=True)
    reported_on = models.DateField(null=True)
    effective_on = models.DateField(null=True)
    recorded_at = models.DateTimeField()
    new_term = models.OneToOneField(Term, null=True, on_delete=models.PROTECT, related_name="decision")
    leaf_hash = models.CharField(max_length=64)
    label = models.CharField(max_length=12, choices=Label.choices, default=Label.FACT)
    remark = models.CharField(max_length=500, blank=True)
    sources = models.ManyToManyField(Source, blank=True, related_name="+")

    class Meta:
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, reported_on__isnull=False)
                | Q(settled_at__isnull=False, reported_on__isnull=True),
                name="a_decision_is_settled_or_reported",
            ),
            models.CheckConstraint(condition=Q(outcome__in=[outcome.value for outcome in Outcome]), name="known_outcome"),
        ]

    def __str__(self) -> str:
        return f"{self.ballot}: {self.outcome}"

    @property
    def decided_on(self) -> date:
        """The body's local day on which it settled, at closing the last day of voting, or the day on which it was reported."""
        if self.settled_at is not None:
            return min(local_day(self.settled_at, self.ballot.time_zone), self.ballot.last_day)
        assert self.reported_on is not None, "the database holds one of the two"
        return self.reported_on
