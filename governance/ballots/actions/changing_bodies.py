"""Changes of a body that its ballots bear on: a seat that has voted, a zone in which a closing was promised."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.deadlines import end_of_day, local_day
from contracts.refusals import Refused
from governance.accounts.models import User
from governance.accounts.refusals import the_clerks
from governance.ballots.models import Ballot, State, Vote
from governance.bodies import actions as bodies
from governance.bodies.models import Body, Seat

from .settling import write_decision_if_due


@the_clerks
@transaction.atomic
def abolish_seat(*, seat: Seat, ends_on: date, needed: int, because: str, by: User, at: datetime) -> Seat:
    """Abolish a seat as `bodies` does; refused for a last day before one on which it put a position on record here.

    Open ballots keep it, as a seat that nobody holds after that day.
    """
    open_ballots_of(seat.body_id)
    seat = bodies.abolish_seat(seat=seat, ends_on=ends_on, needed=needed, because=because, by=by, at=at)
    last = Vote.objects.filter(seat=seat).exclude(cast_at=None).order_by("cast_at").last()
    if last is not None and last.cast_at is not None and (day := local_day(last.cast_at, seat.body.time_zone)) > ends_on:
        sentence = _(
            "The %(seat)s put a position on record on %(day)s, so it was a seat on that day. Choose that day or a later one."
        )
        raise Refused(sentence % {"seat": seat.name, "day": date_format(day)}, field="ends_on")
    return seat


@the_clerks
@transaction.atomic
def correct_time_zone(*, body: Body, time_zone: str, by: User, at: datetime) -> Body:
    """Correct a body's zone as `bodies` does, and with it when drafts will close; refused while a ballot of the body is open.

    When voting ends was promised to the seats in the old zone. What is settled by then is written down first, and keeps its zone.
    """
    for ballot in open_ballots_of(body.pk):
        write_decision_if_due(ballot, at=at)
    body = bodies.correct_time_zone(body=body, time_zone=time_zone, by=by, at=at)
    # Asked once the body is held: whoever opens a ballot holds it too.
    still_open = Ballot.objects.filter(body=body, state=State.OPEN).select_related("agreement").order_by("pk").first()
    if still_open is not None:
        sentence = _(
            "A ballot is open, about %(title)s, and the end of its voting was promised by the old time zone. Correct the zone "
            "once it is settled, or withdraw it first and open it anew afterwards."
        )
        raise Refused(sentence % {"title": still_open.agreement.title}, field="time_zone")
    for draft in Ballot.objects.select_for_update().filter(body=body, state=State.DRAFT, is_reported=False).order_by("pk"):
        draft.time_zone, draft.closes_at = body.time_zone, end_of_day(draft.last_day, body.time_zone)
        draft.save(update_fields=["time_zone", "closes_at"])
    return body


def open_ballots_of(body_id: int) -> list[Ballot]:
    """Return the body's open ballots, locked in one order: nobody votes on them meanwhile. They come before the body."""
    return list(Ballot.objects.select_for_update().filter(body=body_id, state=State.OPEN).order_by("pk"))
