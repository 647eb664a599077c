"""In which zone a reader's days begin: that of the body they sit in, else of an agreement they keep, else of the first body."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from governance.accounts.models import User
from governance.bodies.models import Appointment, Body
from governance.stewardship.models import Keeper


def with_their_zone(users: QuerySet[User], *, at: datetime) -> QuerySet[User]:
    """Return these users with `zone`: None only where there is no body at all. One query, however many they are."""
    day = at.date()
    held = Appointment.objects.filter(Q(ends_on=None) | Q(ends_on__gte=day), user=OuterRef("pk"), starts_on__lte=day)
    kept = Keeper.objects.filter(user=OuterRef("pk"), agreement__system__remit__isnull=False).order_by("pk")
    first = Body.objects.order_by("pk").values("time_zone")[:1]
    return users.annotate(
        zone=Coalesce(
            Subquery(held.order_by("pk").values("seat__body__time_zone")[:1]),
            Subquery(kept.annotate(time_zone=F("agreement__system__remit__body__time_zone")).values("time_zone")[:1]),
            Subquery(first),
        )
    )


def zone_of_reader(user: User, *, at: datetime) -> str:
    """Return the zone of one reader."""
    return zone_found(with_their_zone(User.objects.filter(pk=user.pk), at=at).get())


def zone_found(user: User) -> str:
    """Return the zone that `with_their_zone` found; UTC where there is no body."""
    return getattr(user, "zone", None) or "UTC"
