"""What an alert says: an empty seat, what a new holder takes over, a letter that reached nobody, a keeper who is silent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.deadlines import local_day
from contracts.models import Agreement, Deadline
from governance.accounts.models import User
from governance.ballots.judgement import Judgement, judge
from governance.ballots.models import Ballot, State
from governance.ballots.sentences import spoken, still_needed
from governance.bodies.models import Appointment, Seat, zone_of

from .gathering import listed
from .item import Item, link_to
from .models import Bounce, BounceSort, Letter, LetterState, Notice
from .phrases import default_outcome, in_three_lines
from .silent_keepers import silent_since
from .term_wording import current


def seat_vacant(notice: Notice, key: int, at: datetime) -> Item | None:
    """Tell the clerk that nobody holds a seat, and which open ballots that touches. Moot once it is filled or abolished."""
    seat = Seat.objects.select_related("body").get(pk=key)
    if (
        seat.ends_on is not None
        or Appointment.objects.held_on(local_day(at, seat.body.time_zone)).of_the_whole_seat().filter(seat=seat).exists()
    ):
        return None
    waiting = Ballot.objects.filter(body=seat.body, state=State.OPEN).select_related("agreement", "term")
    touched = listed([f"{ballot.agreement.title}: {still_needed(ballot, judge(ballot, at=at))}" for ballot in waiting])
    return Item(
        subject=_("Nobody holds the seat of the %(seat)s") % {"seat": seat.name},
        first=_("The seat of the %(seat)s is vacant: appoint somebody, or its voice is missing.") % {"seat": seat.name},
        facts=(_("A vacant seat still counts as one of the seats; it is never an approval."), *touched),
        link=link_to(f"/desk/bodies/{seat.body.slug}/seats/{seat.pk}/appoint/"),
        link_text=_("Appoint somebody"),
        agreement=(_("Body: %(body)s") % {"body": seat.body.name},),
        why=_("You get this because you keep the register."),
    )


def inventory(notice: Notice, key: int, at: datetime) -> Item | None:
    """Tell a new holder or delegate what the seat brings: agreements, next days, open ballots and the positions inherited."""
    rows = Appointment.objects.select_related("seat__body", "user", "agreement", "named_under__user")
    appointment = rows.get(pk=key)
    seat, body = appointment.seat, appointment.seat.body
    today = local_day(at, body.time_zone)
    if not Appointment.objects.held_on(today).filter(pk=key).exists():
        return None
    subject = _("You hold the seat of the %(seat)s: what it brings")
    if not appointment.is_principal:
        subject = _("You stand in for the %(seat)s: what it brings")
    put = [(ballot, judge(ballot, at=at)) for ballot in _put_to(appointment)]
    link, link_text = _where_to_begin(seat, put)
    return Item(
        subject=subject % {"seat": seat.name},
        first=" ".join(_what_is_held(appointment)),
        facts=(*listed(_open_ballots(seat, put)), *listed(_agreements(appointment, today))),
        link=link_to(link),
        link_text=link_text,
        agreement=(_("Body: %(body)s") % {"body": body.name},),
        why=_("You get this because you were appointed to a seat."),
    )


def _what_is_held(appointment: Appointment) -> list[str]:
    """Say since when the person speaks for the seat and as what; of a delegate also for whom, about what and until when."""
    values = {
        "seat": appointment.seat.name,
        "capacity": appointment.get_capacity_display(),
        "day": date_format(appointment.starts_on),
        "agreement": appointment.agreement.title if appointment.agreement else "",
        "name": appointment.named_under.user.name if appointment.named_under else "",
        "end": date_format(appointment.ends_on) if appointment.ends_on else "",
    }
    sentences = [_("Since %(day)s you hold the seat of the %(seat)s as %(capacity)s.")]
    if appointment.agreement is not None:
        sentences.append(_("You stand in on the ballots of one agreement only: %(agreement)s."))
    if appointment.named_under is not None:
        sentences.append(_("You were named by %(name)s, whose own position goes before yours."))
    if appointment.ends_on is not None:
        sentences.append(_("Your last day is %(end)s."))
    return [sentence % values for sentence in sentences]


def _put_to(appointment: Appointment) -> QuerySet[Ballot]:
    """Return the open ballots on which the person speaks."""
    put = Ballot.objects.filter(body=appointment.seat.body_id, state=State.OPEN).select_related("agreement", "term")
    return put.filter(agreement=appointment.agreement_id) if appointment.agreement_id else put


def _where_to_begin(seat: Seat, put: Sequence[tuple[Ballot, Judgement]]) -> tuple[str, str]:
    """Lead to the one ballot that waits for the seat, or whose position is inherited; where there are several, to the desk."""
    is_open = [(ballot, seat.code in judgement.standing) for ballot, judgement in put if not judgement.is_settled]
    begun_with = [row for row in is_open if not row[1]] or is_open
    if len(begun_with) != 1:
        return "/desk/", _("See what waits for you")
    ballot, has_position = begun_with[0]
    return f"/desk/ballots/{ballot.slug}/", _("Read the dossier") if has_position else _("Read the dossier and vote")


def _open_ballots(seat: Seat, put: Sequence[tuple[Ballot, Judgement]]) -> list[str]:
    """Say of each open ballot what is still needed, and the position that the seat's earlier holder left on it."""
    lines = []
    for ballot, judgement in put:
        said = [f"{ballot.agreement.title}: {still_needed(ballot, judgement)}"]
        vote = judgement.standing.get(seat.code)
        if vote is not None:
            sentence = _("Your seat %(position)s on %(day)s; that stands unless you replace it.")
            said.append(sentence % {"position": spoken(vote), "day": date_format(vote.given_on)})
        lines.append(" ".join(said))
    return lines or [_("No ballot is open.")]


def _agreements(appointment: Appointment, today: date) -> list[str]:
    """Name each agreement about which the person speaks, with its next day, the nearest first."""
    lines = []
    decided = Agreement.objects.filter(system__remit__body=appointment.seat.body_id)
    for agreement in decided.filter(pk=appointment.agreement_id) if appointment.agreement_id else decided:
        day = Deadline.objects.filter(agreement=agreement, superseded_at=None, on__gte=today).first()
        values = {
            "title": agreement.title,
            "what": day.get_kind_display() if day else "",
            "day": date_format(day.on) if day else "",
        }
        line = _("%(title)s: %(what)s, %(day)s.") if day else _("%(title)s: no day to come is on record.")
        lines.append((day.on if day else date.max, line % values))
    return [line for _on, line in sorted(lines)]


def undelivered(notice: Notice, key: int, at: datetime) -> Item | None:
    """Tell another keeper, and a day later the clerk, that a letter could not be delivered. Moot once it went out after all."""
    letter = Letter.objects.select_related("user").get(pk=key)
    bounce = letter.last_bounce()
    if letter.state != LetterState.DEAD and bounce is None:
        return None
    about = letter.notices.filter(agreement__isnull=False).select_related("agreement").first()
    agreement = about.agreement if about else None
    values = {"name": letter.user.name if letter.user else letter.address, "subject": letter.subject}
    return Item(
        subject=_("Not delivered to %(name)s: %(subject)s") % values,
        first=_what_happened(bounce) % values,
        facts=(_("It said: %(subject)s.") % values, _what_was_said(letter, bounce)),
        link=link_to(f"/desk/agreements/{agreement.slug}/") if agreement else link_to("/desk/"),
        link_text=_("See what it is about"),
        agreement=(_("Agreement: %(title)s") % {"title": agreement.title},) if agreement else (),
        why=_("You get this because you keep this agreement with them, or keep the register."),
    )


def _what_happened(bounce: Bounce | None) -> str:
    if bounce is not None and bounce.sort == BounceSort.COMPLAINED:
        return _("A letter to %(name)s was reported as unwanted, so later ones may be held back. Tell them another way.")
    return _("A letter to %(name)s could not be delivered. Tell them another way.")


def _what_was_said(letter: Letter, bounce: Bounce | None) -> str:
    if bounce is None:
        return _("The mail server said: %(answer)s") % {"answer": letter.last_error[:200]}
    return _("The mail provider said: %(answer)s") % {"answer": bounce.words[:200] or bounce.get_sort_display()}


def silent_keeper(notice: Notice, key: int, at: datetime) -> Item | None:
    """Tell another keeper, and a day later the clerk, that a keeper has not answered. Moot once they sign in or it is closed."""
    deadline, keeper = current(key), User.objects.get(pk=int(notice.occasion.split(":")[3]))
    if deadline is None:
        return None
    zone = zone_of(deadline.agreement)
    today = local_day(at, zone)
    since = silent_since(deadline_id=key, user_id=keeper.pk, zone=zone, day=today, at=at)
    if since is None:
        return None
    agreement = deadline.agreement
    values = {
        "name": keeper.name,
        "title": agreement.title,
        "kind": deadline.get_kind_display(),
        "day": date_format(deadline.on),
        "since": date_format(local_day(since, zone)),
    }
    return Item(
        subject=_("No sign of %(name)s: %(title)s") % values,
        first=_("%(name)s was written to on %(since)s and has not come to the desk since. Ask them, or see to it yourself.")
        % values,
        facts=(
            _("What it is about: %(kind)s, %(day)s.") % values,
            *([default_outcome(agreement)] if deadline.on >= today else []),
        ),
        link=link_to(f"/desk/agreements/{agreement.slug}/"),
        link_text=_("Open the agreement"),
        agreement=in_three_lines(agreement, agreement.term_on(deadline.on)),
        why=_("You get this because you keep this agreement with them, or keep the register."),
        line=_("%(title)s: %(kind)s, %(day)s: %(name)s, written to on %(since)s") % values,
        on=deadline.on,
    )
