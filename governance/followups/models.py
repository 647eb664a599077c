"""What was shown, or waived, of what a decision obliges. A row appears with its first evidence or waiver."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from contracts.models import Document, Term

from .obligations import Duty

DUTIES = [
    (Duty.NOTICE_LETTER.value, _("notice letter sent")),
    (Duty.ACCESS_OFF.value, _("access confirmed off")),
    (Duty.CERTIFICATE.value, _("certificate of disposition received")),
]


class FollowUpState(models.TextChoices):
    """Where a duty stands; whether it is overdue follows from the day."""

    PENDING = "pending", _("pending")
    DONE = "done", _("done")
    WAIVED = "waived", _("waived")


class Channel(models.TextChoices):
    """How a letter went out, or a confirmation came in."""

    LETTER = "letter", _("letter")
    E_MAIL = "e_mail", _("e-mail")
    TELEPHONE = "telephone", _("telephone")
    MEETING = "meeting", _("meeting")


class FollowUp(FSMModelMixin, models.Model):
    """One duty after the last term of an agreement: done on a day, with evidence, or waived with a reason.

    `confirmed_by` is public and names an office, never how to reach a person; `document` is a proof on file.
    """

    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="follow_ups")
    duty = models.CharField(max_length=20, choices=DUTIES)
    state = FSMField(max_length=10, choices=FollowUpState.choices, default=FollowUpState.PENDING, protected=True, editable=False)
    done_on = models.DateField(null=True, blank=True)
    evidence = models.TextField(blank=True)
    channel = models.CharField(max_length=10, choices=Channel.choices, blank=True)
    confirmed_by = models.CharField(max_length=200, blank=True)
    document = models.ForeignKey(Document, null=True, blank=True, on_delete=models.PROTECT, related_name="proves")
    waived_because = models.CharField(max_length=500, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = "follow-up"
        constraints = [
            models.UniqueConstraint(fields=["term", "duty"], name="one_follow_up_of_a_duty"),
            models.CheckConstraint(condition=Q(state__in=FollowUpState.values), name="known_follow_up_state"),
            models.CheckConstraint(condition=Q(channel__in=["", *Channel.values]), name="known_follow_up_channel"),
            models.CheckConstraint(
                condition=Q(state="done", done_on__isnull=False) | ~Q(state="done") & Q(done_on__isnull=True),
                name="a_done_follow_up_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_duty_display()}: {self.state}"

    @transition(field=state, source=FollowUpState.PENDING, target=FollowUpState.DONE)
    def show(self, *, done_on: date, evidence: str, at: datetime) -> None:
        """It was shown to be done."""
        self.done_on, self.evidence, self.entered_at = done_on, evidence, at

    @transition(field=state, source=FollowUpState.PENDING, target=FollowUpState.WAIVED)
    def waive(self, *, because: str, at: datetime) -> None:
        """It need not be shown, for a reason."""
        self.waived_because, self.entered_at = because, at
