"""What happened, what was said and what is disputed. Shown, never counted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .agreements import Agreement
from .sources import Precision, Sourced


class EventKind(models.TextChoices):
    """What sort of event it was."""

    CONTEXT = "context", _("context")
    SIGNED = "agreement_signed", _("agreement signed")
    POLICY = "policy_change", _("policy change")
    CORRECTION = "date_correction", _("date corrected")
    QUERY = "compliance_query", _("question to the recipient")
    RESPONSE = "recipient_response", _("answer of the recipient")
    MEETING = "compliance_meeting", _("meeting")
    NOTICE = "notice_sent", _("notice sent")
    ANNOUNCEMENT = "public_announcement", _("announcement")
    EXPLANATION = "public_explanation", _("explanation")
    RENEWAL = "renewal", _("renewal")
    SUSPENSION = "suspension", _("participation suspended")
    ENDED = "ended", _("ended")
    EXPIRY = "expiry", _("expiry")


class Dated(Sourced):
    """A sourced fact with a day, known to the day, the month or the year."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="%(class)ss")
    on = models.DateField()
    precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    actor = models.CharField(max_length=200, blank=True)
    text = models.TextField(max_length=5000)

    class Meta:
        abstract = True
        ordering = ("on", "pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on}"  # type: ignore[attr-defined]


class Event(Dated):
    """Something that happened to the agreement or around it."""

    kind = models.CharField(max_length=30, choices=EventKind.choices)

    public_fields = ("agreement", "on", "precision", "kind", "actor", "text", "label")

    class Meta(Dated.Meta):
        constraints = [models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="known_event_kind")]


class StatementKind(models.TextChoices):
    """What sort of saying it was. None of them is a vote."""

    INTENT = "intent", _("intent")
    REPORTED_POSITION = "reported_position", _("reported position")
    ADVISORY_RESOLUTION = "advisory_resolution", _("advisory resolution")
    COMMENT = "comment", _("comment")


class Statement(Dated):
    """What somebody said. Never counted."""

    kind = models.CharField(max_length=30, choices=StatementKind.choices)

    public_fields = ("agreement", "on", "precision", "kind", "actor", "text", "label")

    class Meta(Dated.Meta):
        constraints = [models.CheckConstraint(condition=Q(kind__in=StatementKind.values), name="known_statement_kind")]


class Claim(Sourced):
    """One of the values that sources give for a disputed fact; exactly one of a field's claims is chosen."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="claims")
    field = models.CharField(max_length=60)
    value = models.CharField(max_length=300)
    is_chosen = models.BooleanField(default=False)

    public_fields = ("agreement", "field", "value", "is_chosen", "label")

    class Meta:
        ordering = ("agreement_id", "field", "-is_chosen", "pk")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "field", "value"], name="one_claim_of_a_value"),
            models.UniqueConstraint(
                fields=["agreement", "field"], condition=Q(is_chosen=True), name="one_chosen_claim_of_a_field"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}"

    @property
    def others(self) -> models.QuerySet[Claim]:
        """The other claims about the same fact."""
        return Claim.objects.filter(agreement=self.agreement, field=self.field).exclude(pk=self.pk)
