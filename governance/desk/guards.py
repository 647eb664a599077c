"""Who may be here. "May this person" is asked apart from "may this happen now"; the actions ask both again under their lock."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control

from contracts.deadlines import local_day
from governance.accounts.models import User
from governance.ballots.judgement import Judgement
from governance.ballots.models import Ballot, State, Vote
from governance.bodies.models import Appointment, Capacity, Seat

from .unsent import held, remember_whose
from .words import day_of

View = Callable[..., HttpResponseBase]


class AtTheDesk(HttpRequest):
    """A request of somebody who has signed in."""

    user: User


def at_the_desk(view: View) -> Callable[..., HttpResponseBase]:
    """Let in whoever has signed in; the page is for them alone, so nothing on the way keeps it.

    A form that comes when nobody is signed in any more is not lost: it is answered with what was typed.
    """

    @login_required
    @wraps(view)
    def inside(request: AtTheDesk, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        remember_whose(request, answer)
        return answer

    @wraps(view)
    def at_the_door(request: AtTheDesk, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            return held(request)
        return inside(request, *args, **kwargs)

    return cache_control(private=True, no_store=True)(at_the_door)


def for_the_clerk(view: View) -> Callable[..., HttpResponseBase]:
    """Let in the clerk; everybody else reads why not."""
    return _only(view, lambda user: user.is_clerk, FOR_THE_CLERK)


def for_readers(view: View) -> Callable[..., HttpResponseBase]:
    """Let in who reads all that the desk knows: clerk, auditors, administrators. Such a page shows, and takes no form."""
    return _only(view, lambda user: user.reads_the_desk, FOR_THE_CLERK)


def for_who_lets_people_in(view: View) -> Callable[..., HttpResponseBase]:
    """Let in the clerk and administrators; everybody else reads why not."""
    return _only(view, lambda user: user.lets_people_in, FOR_WHO_OPENS_ACCOUNTS)


FOR_THE_CLERK = gettext_lazy("This page is for the clerk, who keeps the register; you are signed in as %(name)s.")
FOR_WHO_OPENS_ACCOUNTS = gettext_lazy(
    "This page is for the clerk and administrators, who open accounts; you are signed in as %(name)s."
)


def _only(view: View, may: Callable[[User], bool], sentence: Promise) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def guarded(request: AtTheDesk, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(request.user):
            raise PermissionDenied(str(sentence) % {"name": request.user.name})
        return view(request, *args, **kwargs)

    return at_the_desk(guarded)


def ballot_for(user: User, slug: str) -> Ballot:
    """Return the ballot, or answer 404: a draft is there for those alone who read all that the desk knows."""
    ballot = get_object_or_404(
        Ballot.objects.select_related("agreement__system", "agreement__recipient", "body", "term"), slug=slug
    )
    if ballot.state == State.DRAFT and not user.reads_the_desk:
        raise Http404
    return ballot


@dataclass(frozen=True, slots=True)
class Voice:
    """A seat that the person may speak for, and the appointment that lets them."""

    seat: Seat
    appointment: Appointment


def voices(user: User, ballot: Ballot, *, at: datetime) -> tuple[Voice, ...]:
    """May this person: return the seats on this ballot that `user` may speak for, from their appointments at `at`.

    Who has acted for a seat on this ballot is left with that one: a person acts for one seat only. Of a ballot fetched with
    all that judging reads, nothing more is asked of the database.
    """
    day, rows = local_day(at, ballot.time_zone), _seats_with_holders(ballot)
    held = [Voice(seat, found) for seat in rows if (found := _own_appointment(user, seat, ballot, day)) is not None]
    spoken_for = {vote.seat_id for vote in ballot.votes.all() if vote.cast_by_id == user.pk}
    return tuple(voice for voice in held if not spoken_for or voice.seat.pk in spoken_for)


def _seats_with_holders(ballot: Ballot) -> list[Seat]:
    if "seats" in getattr(ballot, "_prefetched_objects_cache", {}):
        return [row.seat for row in ballot.seats.all()]
    return [row.seat for row in ballot.seats.select_related("seat").prefetch_related("seat__appointments")]


def _own_appointment(user: User, seat: Seat, ballot: Ballot, day: date) -> Appointment | None:
    """Return what `appointment_of` of the act would find, from the rows at hand."""
    held = [row for row in seat.appointments.all() if row.user_id == user.pk and user.is_active and row.is_held_on(day)]
    speaking = [row for row in held if row.speaks_about(ballot.agreement_id)]
    return min(speaking, key=lambda row: not row.is_principal, default=None)


def may_name_delegates(user: User, seat: Seat, *, at: datetime) -> bool:
    """May this person: say who stands in on this seat. Its principal at `at`, and the clerk."""
    held = Appointment.objects.held_on(local_day(at, seat.body.time_zone))
    return user.is_clerk or held.filter(seat=seat, user=user, capacity=Capacity.PRINCIPAL).exists()


def not_seated(user: User, ballot: Ballot, *, at: datetime) -> str:
    """Say why this person has no voice on the ballot, and what to do if that is wrong."""
    acted_for = ballot.votes.filter(cast_by=user).select_related("seat").first()
    day = date_format(local_day(at, ballot.time_zone))
    if acted_for is not None:
        sentence = _(
            "You have acted for the %(seat)s on this ballot and hold that seat no longer on %(day)s. "
            "The position stands; its present holder may replace it."
        )
        return sentence % {"seat": acted_for.seat.name, "day": day}
    sentence = (
        _(
            "You can read this ballot but not vote on it: %(name)s holds no seat of the %(body)s on %(day)s. "
            "If that is wrong, enter the appointment under Seats."
        )
        if user.is_clerk
        else _(
            "You can read this ballot but not vote on it: %(name)s holds no seat of the %(body)s on %(day)s. "
            "If that is wrong, ask the clerk to enter the appointment."
        )
    )
    return sentence % {"name": user.name, "body": ballot.body.name, "day": day}


def voices_or_refuse(user: User, ballot: Ballot, *, at: datetime) -> tuple[Voice, ...]:
    """Return the person's voices; raises PermissionDenied with the sentence why there are none."""
    own = voices(user, ballot, at=at)
    if not own:
        raise PermissionDenied(not_seated(user, ballot, at=at))
    return own


def why_not_now(ballot: Ballot, judgement: Judgement, own: Sequence[Voice], *, at: datetime) -> str:
    """May this happen now: say why none of these seats can put a position on record at `at`; "" if one can."""
    if ballot.state == State.WITHDRAWN:
        return _("This ballot was withdrawn: %(reason)s") % {"reason": ballot.withdrawn_because}
    if ballot.state == State.DRAFT or ballot.closes_at is None:
        return _("This ballot is not open. Its page says how it stands; the clerk opens ballots.")
    if at >= ballot.closes_at:
        values = {"day": day_of(ballot.closes_on), "zone": ballot.time_zone}
        return (
            _("Voting closed at the end of %(day)s (%(zone)s). To ask the question anew, the clerk opens another ballot.")
            % values
        )
    reasons = [_held_back(voice, judgement) for voice in own]
    return reasons[0] if reasons and all(reasons) else ""


def _held_back(voice: Voice, judgement: Judgement) -> str:
    """Say why this seat can add nothing; "" if it can."""
    vote = judgement.standing.get(voice.seat.code)
    if judgement.is_settled:
        late = any(vote.seat_id == voice.seat.pk for vote in judgement.late)
        return _("This ballot is settled, and what was counted cannot change.") if vote or late else ""
    if vote is not None and speaks_over(voice, vote):
        return _("The principal of the %(seat)s has voted; a delegate cannot replace that. Only the principal can change it.") % {
            "seat": voice.seat.name
        }
    return ""


def speaks_over(voice: Voice, vote: Vote) -> bool:
    """Tell whether `voice` is a delegate's and `vote` the principal's."""
    by_principal = vote.appointment is not None and vote.appointment.is_principal
    return by_principal and not voice.appointment.is_principal


def may_withdraw(ballot: Ballot, judgement: Judgement, own: Sequence[Voice], *, at: datetime) -> tuple[Voice, ...]:
    """Return those of these seats whose standing position can be taken back at `at`."""
    if judgement.is_settled or why_not_now(ballot, judgement, own, at=at):
        return ()
    standing = judgement.standing
    return tuple(v for v in own if v.seat.code in standing and not speaks_over(v, standing[v.seat.code]))
