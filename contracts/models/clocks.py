"""The days that matter, as rows: each names its clause and who entered and who checked it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .agreements import Agreement


class DeadlineKind(models.TextChoices):
    """The four clocks. They are never merged."""

    NOTICE_BY = "notice_by", _("notice-by date")
    BALLOT_CLOSING = "ballot_closing", _("ballot closes")
    TERM_END = "term_end", _("term ends")
    ACCESS_OFF = "access_off", _("access off")


def term_cause(starts_on: date) -> str:
    """Return what the deadlines of the term that starts on this day hang on."""
    return f"term:{starts_on.isoformat()}"


class Deadline(models.Model):
    """One day of one clock. A change adds a revision; the earlier row stays, with `superseded_at` set.

    `cause` names what the day hangs on: `term:<starts_on>` or `ballot:<slug>`; it keeps revisions of one matter together.
    Either a person entered the day, or the rule computed it: then `entered_by` is null and `computed_from` is the rule's cause.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="deadlines")
    kind = models.CharField(max_length=20, choices=DeadlineKind.choices)
    cause = models.CharField(max_length=100)
    revision = models.PositiveSmallIntegerField(default=1)
    on = models.DateField(db_index=True)
    clause = models.CharField(max_length=300, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    computed_from = models.CharField(max_length=120, blank=True)
    entered_at = models.DateTimeField()
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    superseded_at = models.DateTimeField(null=True, blank=True)

    public_fields = ("agreement", "kind", "cause", "revision", "on", "clause", "computed_from")

    class Meta:
        ordering = ("on", "pk")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "kind", "cause", "revision"], name="one_deadline_of_a_revision"),
            models.UniqueConstraint(
                fields=["agreement", "kind", "cause"],
                condition=Q(superseded_at__isnull=True),
                name="one_current_revision_of_a_deadline",
            ),
            models.CheckConstraint(condition=Q(kind__in=DeadlineKind.values), name="known_deadline_kind"),
            models.CheckConstraint(
                condition=Q(entered_by__isnull=True) & ~Q(computed_from="") | Q(entered_by__isnull=False, computed_from=""),
                name="a_deadline_is_entered_or_computed",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="deadline_checked_by_and_at",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("entered_by")), name="a_second_person_checks"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"
