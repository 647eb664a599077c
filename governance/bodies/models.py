"""Who decides: bodies, their seats, and who holds a seat when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Agreement, DataSystem, Source

from .ladder import LADDER, LONGEST_TEXT, as_text, rungs_of

if TYPE_CHECKING:
    from governance.accounts.models import User


def majority_of_seats(name: str) -> models.CheckConstraint:
    """Return the constraint that a rule asks for more than half of the seats and no more than all of them."""
    return models.CheckConstraint(
        condition=Q(rule_needed__gte=1, rule_needed__lte=F("rule_seats")) & Q(rule_seats__lt=F("rule_needed") * 2),
        name=name,
        violation_error_message=_("A rule needs more than half of the seats, and at most all of them."),
    )


class BodyQuerySet(models.QuerySet["Body"]):
    """Bodies by what they decide about."""

    def held(self) -> BodyQuerySet:
        """Lock the rows, so that rule and seats are read and changed together; rows that name a body may still be written."""
        return self.select_for_update(no_key=True)

    def deciding_about(self, agreement: Agreement) -> Body | None:
        """Return the body that decides about the agreement's system; None where none does yet."""
        return self.filter(remits__system_id=agreement.system_id).first()


def default_ladder() -> str:
    """Return the ladder of a body that has set none of its own."""
    return as_text(LADDER)


class Body(models.Model):
    """A body decides for its data systems: k of its n seats must approve. Its zone is where its days begin and end."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200, unique=True)
    time_zone = models.CharField(max_length=60)
    rule_seats = models.PositiveSmallIntegerField()
    rule_needed = models.PositiveSmallIntegerField()
    # How long secured or foreclosed must stand before a ballot settles; null: only at closing.
    cooling_off_hours = models.PositiveSmallIntegerField(null=True, blank=True, default=0)
    ladder = models.CharField(max_length=LONGEST_TEXT, default=default_ladder)  # days before a deadline, in the form of ladder.py
    rule_sources = models.ManyToManyField(Source, blank=True, related_name="+")
    systems = models.ManyToManyField(DataSystem, through="Remit", related_name="bodies")

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "bodies"
        ordering = ("name",)
        constraints = [
            majority_of_seats("body_rule_is_a_majority_of_seats"),
            models.CheckConstraint(
                condition=Q(ladder="0") | Q(ladder__endswith=",0"),
                name="a_ladder_ends_on_the_day_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def cooling_off(self) -> timedelta | None:
        """How long an outlook must stand before a ballot settles; None: only at closing."""
        return None if self.cooling_off_hours is None else timedelta(hours=self.cooling_off_hours)

    @property
    def rungs(self) -> tuple[int, ...]:
        """How many days before a deadline its people are reminded, the earliest first."""
        return rungs_of(self.ladder)


def zone_of(agreement: Agreement) -> str:
    """Return the zone of the body that decides about the agreement; UTC where none does yet."""
    remit = getattr(agreement.system, "remit", None)
    return remit.body.time_zone if remit is not None else "UTC"


class Remit(models.Model):
    """That a body decides for a system; a system has one body."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="remits")
    system = models.OneToOneField(DataSystem, on_delete=models.PROTECT, related_name="remit")

    def __str__(self) -> str:
        return f"{self.body}: {self.system}"


def zones() -> dict[int, str]:
    """Return the zone of each system's body, by the system's key: `zone_of` for a whole list."""
    return dict(Remit.objects.values_list("system_id", "body__time_zone"))


class SeatQuerySet(models.QuerySet["Seat"]):
    """Seats by whether they stand."""

    def standing(self) -> SeatQuerySet:
        """Return those that the next ballot is put to: all that were not abolished."""
        return self.filter(ends_on=None)


class Seat(models.Model):
    """One voice of a body: `principal_office` names the office that votes, `directed_by` who directs its vote, if anybody.

    A seat that was abolished has its last day in `ends_on`, and stays on record; its `code` names it for good.
    """

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="seats")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    principal_office = models.CharField(max_length=200, blank=True)
    directed_by = models.CharField(max_length=200, blank=True)
    rank = models.PositiveSmallIntegerField(default=0)
    ends_on = models.DateField(null=True, blank=True)

    objects = SeatQuerySet.as_manager()

    class Meta:
        ordering = ("body_id", "rank", "pk")
        constraints = [
            models.UniqueConstraint(fields=["body", "code"], name="one_seat_of_a_code"),
            models.UniqueConstraint(fields=["body", "name"], condition=Q(ends_on=None), name="one_standing_seat_of_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Capacity(models.TextChoices):
    """In what capacity somebody holds a seat."""

    PRINCIPAL = "principal", _("principal")
    DELEGATE = "delegate", _("delegate")


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Appointments by day and person."""

    def held_on(self, day: date) -> AppointmentQuerySet:
        """Return those in force on a local day of the body's zone; both ends are inclusive."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def speaking_about(self, agreement_id: int) -> AppointmentQuerySet:
        """Return those that give a voice about this agreement: all but those of delegates for another one only."""
        return self.filter(Q(agreement=None) | Q(agreement=agreement_id))

    def of_the_whole_seat(self) -> AppointmentQuerySet:
        """Return those that speak about whatever the seat decides: all but those of delegates for one agreement."""
        return self.filter(agreement=None)


class Appointment(models.Model):
    """A person holds a seat from `starts_on` to `ends_on`, both days included; without an end it goes on.

    A delegate may stand in for one `agreement` only, and may have been named by the principal: `named_under` is the
    principal's own appointment, beyond which it never goes. One that was taken back gives no voice after its `ends_on`, which is
    before `starts_on` if it had not begun: the day before `revoked_at`, or the last day of a seat that was abolished.
    """

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="appointments")
    user: models.ForeignKey[User, User] = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="appointments"
    )
    capacity = models.CharField(max_length=10, choices=Capacity.choices)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    agreement = models.ForeignKey(Agreement, null=True, blank=True, on_delete=models.PROTECT, related_name="delegations")
    named_under: models.ForeignKey[Appointment | None, Appointment | None] = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="delegations"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ("seat_id", "starts_on")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")) | Q(revoked_at__isnull=False),
                name="appointment_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(capacity="delegate") | Q(agreement=None, named_under=None),
                name="only_a_delegate_is_named_or_limited",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None) | Q(ends_on__isnull=False), name="a_revoked_appointment_has_ended"
            ),
            models.CheckConstraint(condition=Q(capacity__in=Capacity.values), name="known_capacity"),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.seat})"

    @property
    def is_principal(self) -> bool:
        """Whether the person holds the seat itself, rather than standing in for its holder."""
        return self.capacity == Capacity.PRINCIPAL

    def is_held_on(self, day: date) -> bool:
        """Whether it is in force on a local day of the body's zone; the same as `held_on` of the query."""
        return self.starts_on <= day and (self.ends_on is None or self.ends_on >= day)

    def speaks_about(self, agreement_id: int) -> bool:
        """Whether it gives a voice about this agreement; the same as `speaking_about` of the query."""
        return self.agreement_id is None or self.agreement_id == agreement_id
