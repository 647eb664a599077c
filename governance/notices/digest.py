"""The weekly digest: what comes up, what is open, what is overdue and what was decided, of the agreements that concern a person.

An official is told of the bodies they sit in and the agreements they keep; who keeps or watches the whole register, of all of it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.deadlines import local_day
from contracts.models import Agreement, Deadline, DeadlineKind, Term
from governance.accounts.models import Role, User
from governance.ballots import sentences
from governance.ballots.judgement import judge
from governance.ballots.models import Ballot, Decision, State
from governance.ballots.tally import Outcome
from governance.bodies.models import Appointment
from governance.followups.models import FollowUp
from governance.followups.owed import may_owe, owed

from .gathering import listed
from .item import Item, link_to
from .models import Notice
from .readers import zone_of_reader

AHEAD = timedelta(days=30)
BEHIND = timedelta(days=7)
SHOWN = 4  # of each of the four lists, so that the letter stays a letter
LOOKED_INTO = 100  # agreements of which it is worked out what they owe; what is beyond is counted as "more"


def digest(notice: Notice, at: datetime) -> Item | None:
    """Return the digest as of `at`; None for who has stopped it. With nothing to tell it says so: one that stops is noticed."""
    user = notice.user
    if user is None or not user.weekly_digest:
        return None
    today = local_day(at, zone_of_reader(user, at=at))
    about = _agreements_of(user, today)
    lists = (
        _section(_("Coming up in the next 30 days:"), *_coming_up(about, today)),
        _section(_("Open ballots:"), *_open_ballots(about, at)),
        _section(_("Overdue:"), *_overdue(about, today, at)),
        _section(_("Decided in the last week:"), *_decided(about, at)),
    )
    facts = tuple(line for lines in filter(None, lists) for line in (*lines, ""))[:-1]
    quiet = _("Nothing comes up in the next 30 days, no ballot is open, nothing is overdue, and nothing was decided last week.")
    return Item(
        subject=_("Your week: %(day)s") % {"day": date_format(today)},
        first=_("Your weekly digest. It only tells; what is asked of you comes in letters of its own.") if facts else quiet,
        facts=facts,
        link=link_to("/desk/"),
        link_text=_("Open the desk"),
        agreement=(),
        why=_("You get this because you asked for a weekly digest."),
    )


def _agreements_of(user: User, today: date) -> QuerySet[Agreement]:
    if user.role != Role.OFFICIAL:
        return Agreement.objects.all()
    held = Appointment.objects.held_on(today).filter(user=user)
    bodies = held.of_the_whole_seat().values("seat__body")
    alone = held.filter(agreement__isnull=False).values("agreement")
    kept = user.keeps.values("agreement")
    return Agreement.objects.filter(Q(system__remit__body__in=bodies) | Q(pk__in=alone) | Q(pk__in=kept))


def _section(title: str, lines: list[str], total: int) -> list[str]:
    """Return a list with its title and how many more there are; nothing for an empty one."""
    if not lines:
        return []
    more = total - len(lines)
    rest = [ngettext("- and %(n)s more", "- and %(n)s more", more) % {"n": more}] if more > 0 else []
    return [title, *listed(lines), *rest]


def _coming_up(about: QuerySet[Agreement], today: date) -> tuple[list[str], int]:
    """Return the days to come that still bind: no closing of a ballot that is over, no end of a term that another follows."""
    followed = Term.objects.filter(agreement=OuterRef("agreement"), starts_on__gt=OuterRef("on"))
    closings = [f"ballot:{slug}" for slug in _put(about).values_list("slug", flat=True)]
    days = Deadline.objects.filter(agreement__in=about, superseded_at=None, on__gte=today, on__lte=today + AHEAD)
    days = days.exclude(Q(kind__in=[DeadlineKind.TERM_END, DeadlineKind.NOTICE_BY]) & Exists(followed))
    days = days.filter(Q(agreement__ended_early_on=None) | Q(kind=DeadlineKind.ACCESS_OFF))
    days = days.filter(~Q(kind=DeadlineKind.BALLOT_CLOSING) | Q(cause__in=closings))
    sentence = _("%(day)s: %(title)s, %(kind)s")
    lines = [
        sentence % {"day": date_format(row.on), "title": row.agreement.title, "kind": row.get_kind_display()}
        for row in days.select_related("agreement").order_by("on", "agreement__title", "pk")[:SHOWN]
    ]
    return lines, days.count()


def _put(about: QuerySet[Agreement]) -> QuerySet[Ballot]:
    return Ballot.objects.filter(agreement__in=about, state=State.OPEN)


def _open_ballots(about: QuerySet[Agreement], at: datetime) -> tuple[list[str], int]:
    """Return open ballots with what is still needed, those that close first."""
    put = _put(about).filter(closes_at__gt=at).select_related("agreement", "term").order_by("closes_at", "pk")
    judged = [(ballot, judge(ballot, at=at)) for ballot in put[:SHOWN]]
    is_open = [(ballot, judgement) for ballot, judgement in judged if not judgement.is_settled]
    lines = [f"{ballot.agreement.title}: {sentences.still_needed(ballot, judgement)}" for ballot, judgement in is_open]
    return lines, put.count() - (len(judged) - len(is_open))


def _overdue(about: QuerySet[Agreement], today: date, at: datetime) -> tuple[list[str], int]:
    """Return the duties that are overdue, agreement by agreement, those that ended first in front."""
    may_owe_something = may_owe(about, on=today)
    sentence = _("%(title)s, to be shown by %(day)s: %(duty)s")
    duties = dict(FollowUp._meta.get_field("duty").flatchoices)
    late = [
        sentence % {"title": agreement.title, "duty": duties[item.duty.value], "day": date_format(item.due_on)}
        for agreement in may_owe_something[:LOOKED_INTO]
        for item in owed(agreement, at=at)
        if item.is_overdue
    ]
    return late[:SHOWN], len(late) + max(0, may_owe_something.count() - LOOKED_INTO)


def _decided(about: QuerySet[Agreement], at: datetime) -> tuple[list[str], int]:
    made = Decision.objects.filter(ballot__agreement__in=about, settled_at__gt=at - BEHIND, settled_at__lte=at)
    lines = [
        f"{row.ballot.agreement.title}: {sentences.what_was_decided(row.ballot.question, Outcome(row.outcome))}"
        for row in made.select_related("ballot__agreement", "ballot__term").order_by("-settled_at", "pk")[:SHOWN]
    ]
    return lines, made.count()
