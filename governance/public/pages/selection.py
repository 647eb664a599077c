"""Which agreements a list shows, and in what order: asked of the database, so that a long register is not read to show a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from contracts.deadlines import Standing, days_left, local_day
from contracts.models import Agreement, Basis, Deadline, DeadlineKind, DefaultOutcome, Term
from governance.ballots.models import Ballot, Question, State
from governance.bodies.models import Body
from governance.followups.models import FollowUp, FollowUpState
from governance.followups.obligations import Duty
from governance.public.disclosure import COMES_UP_WITHIN, alarms

from .reading import Reading, with_all_that_lists_say
from .rounds import Round, unwritten_rounds


class Wanted(StrEnum):
    """What a reader may ask the register for; the value stands in the address."""

    IN_FORCE = "in-force"
    COMING_UP = "coming-up"
    ENDED = "ended"
    UPCOMING = "upcoming"
    NOT_RECORDED = "not-recorded"
    ATTENTION = "attention"


def agreements_as_of(at: datetime, *, unwritten: Sequence[Round] | None = None) -> QuerySet[Agreement]:
    """Return all agreements with `today` (the local day of their body), `last_day` of access and `next_on`, by next deadline.

    `unwritten` are the rounds that `unwritten_rounds` gives, where the caller has asked for them already.
    """
    unwritten = unwritten_rounds(at=at) if unwritten is None else unwritten
    open_closing = Ballot.objects.filter(
        agreement=OuterRef("agreement"), state=State.OPEN, closes_on=OuterRef("on"), closes_at__gt=at
    ).exclude(pk__in=[round_.ballot.pk for round_ in unwritten])
    next_on = (
        Deadline.objects.filter(agreement=OuterRef("pk"), superseded_at=None, on__gte=OuterRef("today"))
        .filter(~Q(kind=DeadlineKind.BALLOT_CLOSING) | Exists(open_closing))
        .order_by("on")
    )
    last_day = Term.objects.filter(agreement=OuterRef("pk")).order_by("-ends_on").values("ends_on")[:1]
    zones = zones_of_bodies()
    days = {"today": local_day_of_body(at, 0, zones), "soon": local_day_of_body(at, COMES_UP_WITHIN, zones)}
    return (
        Agreement.objects.annotate(last_term_ends_on=Subquery(last_day), **days)
        .annotate(next_on=Subquery(next_on.values("on")[:1]))
        .order_by(F("next_on").asc(nulls_last=True), F("last_term_ends_on").desc(nulls_last=True), "slug")
    )


def zones_of_bodies() -> tuple[str, ...]:
    """Return the zones that there are: they are few, the agreements are not."""
    return tuple(Body.objects.order_by("time_zone").values_list("time_zone", flat=True).distinct())


def local_day_of_body(at: datetime, days_on: int, zones: Iterable[str]) -> Case:
    """Return the local day of each agreement's body, and so many on."""
    later = timedelta(days=days_on)
    days = [When(system__remit__body__time_zone=zone, then=_day(local_day(at, zone) + later)) for zone in zones]
    return Case(*days, default=_day(local_day(at, "UTC") + later), output_field=DateField())


def _day(day: date) -> Value:
    return Value(day, output_field=DateField())


def only(
    agreements: QuerySet[Agreement], wanted: Wanted, *, at: datetime, unwritten: Sequence[Round] | None = None
) -> QuerySet[Agreement]:
    """Keep those of `agreements_as_of(at)` that stand as wanted.

    The database knows what is written down. The few of which it cannot know yet how they stand are read one by one.
    """
    return where(agreements, _as_written(wanted), lambda reading: _stands_as(reading, wanted), at=at, unwritten=unwritten)


def where(
    agreements: QuerySet[Agreement],
    written: Q,
    read: Callable[[Reading], bool],
    *,
    at: datetime,
    unwritten: Sequence[Round] | None = None,
) -> QuerySet[Agreement]:
    """Keep those of which `written` is true in the database; of the few that it cannot know yet, those of which `read` is."""
    readings = [Reading(agreement, at) for agreement in with_all_that_lists_say(_to_be_read(at, unwritten), at=at)]
    found = [reading.agreement.pk for reading in readings if read(reading)]
    known = written & ~Q(pk__in=[reading.agreement.pk for reading in readings])
    return agreements.filter(known | Q(pk__in=found))


def _to_be_read(at: datetime, unwritten: Sequence[Round] | None) -> QuerySet[Agreement]:
    """Return the agreements with a ballot that settled and is not written down, or with notice that was decided."""
    unwritten = unwritten_rounds(at=at) if unwritten is None else unwritten
    settled = [round_.ballot.agreement_id for round_ in unwritten]
    notice = Ballot.objects.filter(agreement=OuterRef("pk"), question=Question.GIVE_NOTICE, state=State.CARRIED)
    of_last_term = notice.filter(term__ends_on=OuterRef("last_term_ends_on"))
    return agreements_as_of(at, unwritten=unwritten).filter(Q(pk__in=settled) | Exists(of_last_term))


def _stands_as(reading: Reading, wanted: Wanted) -> bool:
    match wanted:
        case Wanted.IN_FORCE:
            return reading.standing is Standing.IN_FORCE
        case Wanted.COMING_UP:
            last_day = reading.spans[-1][1] if reading.spans else date.max
            return reading.standing is Standing.IN_FORCE and days_left(reading.on, last_day) <= COMES_UP_WITHIN
        case Wanted.ENDED:
            return reading.has_ended
        case Wanted.UPCOMING:
            return reading.standing is Standing.UPCOMING
        case Wanted.NOT_RECORDED:
            return reading.standing is None
        case Wanted.ATTENTION:
            return bool(alarms(reading.facts))


def _as_written(wanted: Wanted) -> Q:
    running, cut_short = Q(_running()), Q(ended_early_on__isnull=False, ended_early_on__lt=F("today"))
    match wanted:
        case Wanted.IN_FORCE:
            return running & ~cut_short
        case Wanted.COMING_UP:
            return running & ~cut_short & Q(last_term_ends_on__lte=F("soon"))
        case Wanted.ENDED:
            return _ended()
        case Wanted.UPCOMING:
            return Q(last_term_ends_on__gte=F("today")) & ~running & ~cut_short
        case Wanted.NOT_RECORDED:
            return Q(last_term_ends_on=None)
        case Wanted.ATTENTION:
            return _alarming()


def _running(**facts: object) -> Exists:
    running = Term.objects.filter(agreement=OuterRef("pk"), starts_on__lte=OuterRef("today"), ends_on__gte=OuterRef("today"))
    return Exists(running.filter(**facts))


def _ended() -> Q:
    return Q(last_term_ends_on__lt=F("today")) | Q(last_term_ends_on__isnull=False, ended_early_on__lt=F("today"))


def _alarming() -> Q:
    """The same as disclosure.alarms of what is written down and no notice was decided about; a test holds the two together."""
    past = Q(last_term_ends_on__lt=F("today"))
    cut_short = Q(ended_early_on__isnull=False, ended_early_on__lt=F("today"))
    evergreen = Q(default_outcome=DefaultOutcome.RENEWS_BY_SILENCE)
    runs_on = evergreen & past & Q(ended_early_on=None)
    goes_by_silence = Q(_running(basis=Basis.BY_SILENCE)) & ~cut_short
    no_round = past & ~cut_short & ~Q(_round_held())
    return runs_on | goes_by_silence | (_ended() & ~runs_on & (~Q(_access_off_is_closed()) | no_round))


_OF_LAST_TERM = {"term__agreement": OuterRef("pk"), "term__ends_on": OuterRef("last_term_ends_on")}


def _access_off_is_closed() -> Exists:
    closed = [FollowUpState.DONE, FollowUpState.WAIVED]
    return Exists(FollowUp.objects.filter(duty=Duty.ACCESS_OFF.value, state__in=closed, **_OF_LAST_TERM))


def _round_held() -> Exists:
    return Exists(Ballot.objects.rounds().filter(**_OF_LAST_TERM))


_SEARCHED = (
    "title",
    "slug",
    "recipient__name",
    "recipient__slug",
    "system__name",
    "system__acronym",
    "system__remit__body__name",
)
_BEFORE_A_WORD = (" ", "-", "(")


def matching(agreements: QuerySet[Agreement], words: str) -> QuerySet[Agreement]:
    """Keep those where each of the words begins one of the title, recipient, system or body: "ice" finds ICE, not Police."""
    for word in words.split()[:8]:
        agreements = agreements.filter(begins_a_word(word, *_SEARCHED))
    return agreements


def begins_a_word(word: str, *names: str) -> Q:
    """Return what is true of rows in which one of the fields has a word that begins so."""
    found = Q()
    for name in names:
        found |= Q((f"{name}__istartswith", word))
        for before in _BEFORE_A_WORD:
            found |= Q((f"{name}__icontains", before + word))
    return found
