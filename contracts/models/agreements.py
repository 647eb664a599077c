"""Agreements and the terms they run for."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.deadlines import NoticePeriod, NoticeUnit, Standing, YearDay, standing_of
from contracts.guards import Guard

from .parties import Party
from .sources import Precision, Sourced
from .systems import DataSystem


class DefaultOutcome(models.TextChoices):
    """What happens at the end of a term if nobody acts."""

    LAPSES = "lapses", _("lapses")
    RENEWS_BY_SILENCE = "renews_by_silence", _("renews by silence")


class Agreement(Sourced):
    """A data-use agreement with one recipient over one system."""

    slug = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=200)
    system = models.ForeignKey(DataSystem, on_delete=models.PROTECT, related_name="agreements")
    recipient = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="agreements")
    purpose = models.TextField(blank=True)
    default_outcome = models.CharField(max_length=20, choices=DefaultOutcome.choices, default=DefaultOutcome.LAPSES)
    default_outcome_clause = models.CharField(max_length=300, blank=True)
    renewal_month = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    renewal_day = models.PositiveSmallIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    notice_count = models.PositiveSmallIntegerField(null=True, blank=True)
    notice_unit = models.CharField(max_length=20, choices=[(unit.value, unit.value) for unit in NoticeUnit], blank=True)
    notice_clause = models.CharField(max_length=300, blank=True)
    jurisdiction = models.CharField(max_length=60, blank=True)  # whose holidays count: "US-PA"
    ended_early_on = models.DateField(null=True, blank=True)  # the last day of access, when that is before the term's end
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    public_fields = (
        "slug",
        "title",
        "system",
        "recipient",
        "default_outcome",
        "renewal_month",
        "renewal_day",
        "notice_count",
        "notice_unit",
        "notice_clause",
        "ended_early_on",
        "label",
    )

    class Meta:
        ordering = ("slug",)
        constraints = [
            models.CheckConstraint(
                condition=Q(renewal_month__isnull=True, renewal_day__isnull=True)
                | Q(renewal_month__isnull=False, renewal_day__isnull=False),
                name="renewal_day_whole_or_absent",
            ),
            models.CheckConstraint(
                condition=Q(notice_count__isnull=True, notice_unit="") | Q(notice_count__isnull=False) & ~Q(notice_unit=""),
                name="notice_period_whole_or_absent",
            ),
            models.CheckConstraint(condition=Q(default_outcome__in=DefaultOutcome.values), name="known_default_outcome"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def notice_period(self) -> NoticePeriod | None:
        """The notice period of the clause cited, or None where none is recorded."""
        if self.notice_count is None:
            return None
        return NoticePeriod(self.notice_count, NoticeUnit(self.notice_unit))

    @property
    def year_day(self) -> YearDay | None:
        """The day of the year on which terms end, or None where none is recorded."""
        if self.renewal_month is None or self.renewal_day is None:
            return None
        return YearDay(self.renewal_month, self.renewal_day)

    @property
    def renews_by_silence(self) -> bool:
        """Whether the agreement runs on when nobody acts."""
        return self.default_outcome == DefaultOutcome.RENEWS_BY_SILENCE

    def standing(self, on: date) -> Standing | None:
        """Say how the agreement stands on a local day of its body's zone; None where no term is recorded."""
        terms = [(term.starts_on, term.ends_on) for term in self.terms.all()]
        if not terms and self.ended_early_on is not None and on > self.ended_early_on:
            return Standing.ENDED_EARLY
        return standing_of(on, terms, ended_early_on=self.ended_early_on) if terms else None

    def term_on(self, on: date) -> Term | None:
        """Return the term that runs on this day, else the one that ended last before it, else the first to come."""
        terms = sorted(self.terms.all(), key=lambda term: term.starts_on)
        begun = [term for term in terms if term.starts_on <= on]
        return begun[-1] if begun else (terms[0] if terms else None)


class Basis(models.TextChoices):
    """Why a term runs."""

    SIGNED = "signed", _("signed")
    DECISION = "decision", _("decision")
    BY_SILENCE = "by_silence", _("by silence")
    NOT_RECORDED = "not_recorded", _("not recorded")


class Term(Sourced):
    """One period of an agreement, inclusive on both ends: `ends_on` is the last day of access."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="terms")
    starts_on = models.DateField()
    starts_precision = models.CharField(max_length=5, choices=Precision.choices, default=Precision.DAY)
    ends_on = models.DateField()
    basis = models.CharField(max_length=12, choices=Basis.choices)

    public_fields = ("agreement", "starts_on", "starts_precision", "ends_on", "basis", "label")

    class Meta:
        ordering = ("agreement_id", "starts_on")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="term_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="known_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.starts_on} - {self.ends_on}"

    @property
    def follows_on(self) -> date:
        """The first day after the term, on which a renewal with no gap begins."""
        return self.ends_on + timedelta(days=1)


class VoidedTerm(models.Model):
    """A term that silence was taken to have begun and that was never due: what was written of it, and why it does not count.

    Append-only. `cause` is `notice:<day of delivery>`; the ledger has the term's beginning, its fees and its voiding.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="voided_terms")
    starts_on = models.DateField()
    ends_on = models.DateField()
    basis = models.CharField(max_length=12, choices=Basis.choices)
    cause = models.CharField(max_length=120)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    voided_at = models.DateTimeField()

    public_fields = ("agreement", "starts_on", "ends_on", "basis", "cause")

    class Meta:
        ordering = ("agreement_id", "starts_on")
        constraints = [models.CheckConstraint(condition=Q(basis=Basis.BY_SILENCE), name="only_silence_is_voided")]

    def __str__(self) -> str:
        return f"{self.starts_on} - {self.ends_on}"


def term_guards() -> tuple[Guard, ...]:
    """Return SQLite's guard against two terms of an agreement on one day; PostgreSQL has an exclusion constraint."""
    overlap = (
        "exists (select 1 from contracts_term as t where t.agreement_id = new.agreement_id and t.id is not new.id"
        " and t.starts_on <= new.ends_on and t.ends_on >= new.starts_on)"
    )
    says = "two terms of one agreement may not share a day"
    return (Guard("contracts_term", "terms_do_not_overlap", ("insert", "update"), says, when=overlap, only="sqlite"),)
