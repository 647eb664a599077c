"""How an agreement stands on a day, in one state and one sentence, with the one thing to do next: what the clerk works from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.deadlines import days_left
from contracts.models import Agreement, Basis
from governance.ballots.judgement import Judgement, judge
from governance.ballots.models import Ballot, Question, State
from governance.ballots.obstacle_words import opens_by_itself
from governance.ballots.sentences import closing, still_needed, what_was_decided
from governance.ballots.tally import Outcome
from governance.ballots.to_come import RoundToCome, bodies_with_seats, round_to_come
from governance.followups.as_of import AsOf, as_of, ballots_of, with_all_that_is_read
from governance.followups.obligations import Duty, Notice
from governance.followups.owed import Owed, owed_by

from .in_the_way import in_the_way
from .words import DUTY_ACTS, SOON, Status, ballot_status, duty_url

NEAR, COMING = 30, 180  # days: when the whole body is told too, and when the first reminder goes out


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Where an agreement stands: `rank` puts what is red first, `day` the nearest before the later."""

    agreement: Agreement
    status: Status
    text: str
    rank: int
    day: date
    action_text: str
    action_url: str

    @property
    def is_red(self) -> bool:
        """Whether it cannot wait."""
        return self.status.code in ("expired_unconfirmed", "no_round", "overdue", "silence")


@dataclass(frozen=True, slots=True)
class _Case:
    """An agreement as of an instant, the term in question as days, all ballots put, and those about that term, judged then."""

    now: AsOf
    span: tuple[date, date]
    put: tuple[Ballot, ...]
    ballots: tuple[tuple[Ballot, Judgement], ...]

    @property
    def agreement(self) -> Agreement:
        """What it is about."""
        return self.now.agreement

    @property
    def on(self) -> date:
        """The local day."""
        return self.now.on

    @property
    def ends_on(self) -> date:
        """The last day of access of the term."""
        return self.now.ends_on or self.span[1]

    @property
    def is_by_silence(self) -> bool:
        """Whether silence began the term."""
        return self.now.term is not None and self.now.term.basis == Basis.BY_SILENCE

    def no_round_about(self, ended_on: date) -> str:
        """Say that no round was held about the end of a term; empty where one was."""
        held = any(ballot.is_round and ballot.term.ends_on == ended_on for ballot in self.put)
        return "" if held else " " + _("No round was held.")

    def owes(self, duty: Duty) -> Owed | None:
        """Return how a duty of the end stands; None while it is not owed."""
        return next((item for item in owed_by(self.now) if item.duty is duty), None)

    @property
    def voting(self) -> tuple[Ballot, Judgement] | None:
        """The ballot that is open, with how it stands."""
        return next(((b, j) for b, j in self.ballots if b.state == State.OPEN and not j.is_settled), None)

    @property
    def decided(self) -> tuple[Ballot, Outcome] | None:
        """The ballot that decided what becomes of the term; one that failed to end it early has decided nothing about its end."""
        settled = ((b, j.outcome) for b, j in self.ballots if j.outcome is not None)
        return next(((b, o) for b, o in settled if o is Outcome.CARRIED or b.question != Question.END_EARLY), None)


def standpoints(*, at: datetime, asked: str = "") -> list[Standpoint]:
    """Return how every agreement stands at `at`, or every one with all of the words in its names; what is red first."""
    agreements = Agreement.objects.all()
    for word in asked.split():
        agreements = agreements.filter(_names(word))
    found = standpoints_of(agreements, at=at)
    return sorted(found, key=lambda point: (point.rank, point.day, point.agreement.title))


def _names(word: str) -> Q:
    """Return what is true of agreements with the word in their own name, their recipient's or their system's."""
    system = Q(system__name__icontains=word) | Q(system__acronym__icontains=word)
    return Q(title__icontains=word) | Q(recipient__name__icontains=word) | system


def standpoints_of(agreements: QuerySet[Agreement], *, at: datetime) -> list[Standpoint]:
    """Return how each of these stands at `at`, in their order; the database is asked as often for many as for few."""
    return [standpoint(agreement, at=at) for agreement in with_all_that_is_read(agreements).prefetch_related(bodies_with_seats())]


def standpoint(agreement: Agreement, *, at: datetime) -> Standpoint:
    """Return how one agreement stands, on the local day of `at` in its body's zone."""
    now = as_of(agreement, at=at)
    if now.span is None:
        return _point(
            agreement, Status("not_recorded", _("Not recorded")), _("No term is on record."), 7, now.on, _reads(agreement)
        )
    put = tuple(ballot for ballot in ballots_of(agreement) if ballot.state != State.DRAFT)
    about = [ballot for ballot in put if ballot.term.starts_on == now.span[0]]
    case = _Case(now, now.span, put, tuple((ballot, judge(ballot, at=at)) for ballot in about))
    if now.has_ended:
        return _ended(case)
    return _voting(case) if case.voting else _decided(case) if case.decided else _waiting(case, round_to_come(agreement, at=at))


def _point(agreement: Agreement, status: Status, text: str, rank: int, day: date, action: tuple[str, str]) -> Standpoint:
    return Standpoint(agreement, status, text, rank, day, *action)


def _reads(agreement: Agreement) -> tuple[str, str]:
    return _("Read its public page"), reverse("public:agreement", args=[agreement.slug])


def _opens(agreement: Agreement) -> tuple[str, str]:
    return _("Open a ballot"), reverse("desk:new_ballot", args=[agreement.slug])


def _ended(case: _Case) -> Standpoint:
    agreement, ends_on = case.agreement, case.ends_on
    held = case.no_round_about(case.span[1])
    if case.now.runs_on:
        text = _("Its term ended on %(day)s, and notice was not given in time.") % {"day": date_format(ends_on)} + held
        return _point(agreement, Status("silence", _("Renewed by silence")), text, 0, ends_on, _reads(agreement))
    off = case.owes(Duty.ACCESS_OFF)
    if off is not None and off.is_closed and off.follow_up is not None:
        done_on = off.follow_up.done_on
        words = _("Expired: access confirmed off on %(day)s") if done_on else _("Expired: confirmation waived")
        status = Status("expired", words % {"day": date_format(done_on)} if done_on else words)
        text = _("Access ended on %(day)s.") % {"day": date_format(ends_on)} + held
        return _point(agreement, status, text, 9, ends_on, _reads(agreement))
    since = days_left(ends_on, case.on)
    text = ngettext("Access was to end on %(day)s, %(n)s day ago.", "Access was to end on %(day)s, %(n)s days ago.", since)
    action = str(DUTY_ACTS[Duty.ACCESS_OFF]), duty_url(agreement, Duty.ACCESS_OFF)
    status = Status("expired_unconfirmed", _("Expired: access not confirmed off"))
    return _point(agreement, status, text % {"day": date_format(ends_on), "n": since} + held, 0, ends_on, action)


def _voting(case: _Case) -> Standpoint:
    assert case.voting is not None
    ballot, judgement = case.voting
    assert ballot.closes_on is not None
    rank = 2 if days_left(case.on, ballot.closes_on) <= SOON else 4
    action = _("Read the ballot"), reverse("desk:ballot", args=[ballot.slug])
    text = still_needed(ballot, judgement)
    if closing(ballot) not in text:
        text = _("%(needed)s Voting ends: %(closing)s.") % {"needed": text, "closing": closing(ballot)}
    status = Status("vote_open", ballot_status(ballot, judgement).text)
    return _point(case.agreement, status, text, rank, ballot.closes_on, action)


def _decided(case: _Case) -> Standpoint:
    assert case.decided is not None
    ballot, outcome = case.decided
    if case.now.notice is not None:
        return _notice(case, ballot, case.now.notice)
    agreement, day = case.agreement, {"day": date_format(case.ends_on)}
    goes_on = (outcome is Outcome.CARRIED) == ballot.asks_to_renew
    status = Status("renewed" if goes_on else "not_renewed", what_was_decided(ballot.question, outcome))
    text = _("Its term ends on %(day)s and is followed by the next.") if goes_on else _("Access ends on %(day)s.")
    letter = case.owes(Duty.NOTICE_LETTER)
    if not goes_on and letter is not None and not letter.is_closed:
        return _letter_due(case, status, letter, rank=1 if letter.is_overdue else 2)
    return _point(agreement, status, text % day, 6, case.ends_on, _reads_decision(ballot))


def _reads_decision(ballot: Ballot) -> tuple[str, str]:
    return _("Read the decision"), reverse("public:decision", args=[ballot.slug])


def _letter_due(case: _Case, status: Status, letter: Owed, *, rank: int) -> Standpoint:
    text = _("A notice letter is due by %(day)s.") % {"day": date_format(letter.due_on)}
    action = str(DUTY_ACTS[Duty.NOTICE_LETTER]), duty_url(case.agreement, Duty.NOTICE_LETTER)
    return _point(case.agreement, status, text, rank, letter.due_on, action)


def _notice(case: _Case, ballot: Ballot, notice: Notice) -> Standpoint:
    """Say how far the notice has come that alone stops an agreement that renews by silence."""
    agreement, day = case.agreement, {"day": date_format(case.ends_on)}
    if notice is Notice.IN_TIME:
        status = Status("not_renewed", _("Not renewed: ends %(day)s") % day)
        return _point(agreement, status, _("Access ends on %(day)s.") % day, 6, case.ends_on, _reads_decision(ballot))
    letter = case.owes(Duty.NOTICE_LETTER)
    is_open = letter is not None and not letter.is_closed
    if notice is Notice.TO_BE_GIVEN and letter is not None:
        return _letter_due(case, Status("pending", what_was_decided(ballot.question, Outcome.CARRIED)), letter, rank=2)
    text = _("Notice was not delivered in time: it renews by silence when its term ends on %(day)s.") % day
    record = str(DUTY_ACTS[Duty.NOTICE_LETTER]), duty_url(agreement, Duty.NOTICE_LETTER)
    status = Status("overdue", _("Notice not delivered: it will renew by silence"))
    return _point(agreement, status, text, 1, case.ends_on, record if is_open else _reads_decision(ballot))


def _waiting(case: _Case, to_come: RoundToCome | None) -> Standpoint:
    agreement, day = case.agreement, _day_to_act_by(case)
    left = days_left(case.on, day)
    days = ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left} if left >= 0 else _("too late")
    notice = _("Notice can be given until %(day)s.") if left >= 0 else _("Notice could be given until %(day)s.")
    what = notice if agreement.renews_by_silence else _("Its term ends on %(day)s.")
    text = what % {"day": date_format(day)}
    if case.is_by_silence:
        text = _("%(text)s It renewed by silence: notice was not given in time.") % {"text": text}
        text += case.no_round_about(case.span[0] - timedelta(days=1))
    obstacles = in_the_way(to_come)
    said = obstacles[0].text if obstacles else opens_by_itself(to_come) if to_come is not None else ""
    text = f"{text} {said}".rstrip()
    barred = next((row for row in obstacles if row.bars_the_clerk), None)
    action = (barred.action_text, barred.action_url) if barred is not None else _opens(agreement)
    if left <= NEAR:
        status = Status("no_round", _("No ballot yet: %(days)s") % {"days": days})
        return _point(agreement, status, text, 1, day, action)
    if obstacles:
        status = Status("due", _("No vote can open by itself: %(days)s") % {"days": days})
        return _point(agreement, status, text, 2, day, action)
    if left <= COMING:
        status = Status("due", _("Comes up for renewal: %(days)s") % {"days": days})
        return _point(agreement, status, text, 3, day, action)
    status = Status("in_force", _("In force until %(day)s") % {"day": date_format(case.ends_on)})
    return _point(agreement, status, text, 8, day, action)


def _day_to_act_by(case: _Case) -> date:
    """Return the last day on which acting still helps: notice-by where silence renews, else the end of access."""
    by_notice = case.now.notice_due_on if case.now.renews_by_silence else None
    return by_notice or case.ends_on
