"""How an agreement stands on a day, in one state and one sentence, with the one thing to do next: what the clerk works from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.deadlines import Standing, days_left, local_day
from contracts.models import Agreement, Basis, Deadline, DeadlineKind, Term
from governance.ballots.judgement import Judgement, judge
from governance.ballots.models import Ballot, Question, State
from governance.ballots.sentences import closing, still_needed, what_was_decided
from governance.ballots.tally import Outcome
from governance.bodies.models import Body
from governance.followups.obligations import Duty
from governance.followups.owed import owed
from governance.followups.silence import runs_on

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
        return self.status.code in ("expired_unconfirmed", "no_round", "silence")


@dataclass(frozen=True, slots=True)
class _Case:
    """An agreement with the term in question, the local day, and the ballots about that term, judged at one instant."""

    agreement: Agreement
    term: Term
    at: datetime
    on: date
    ballots: tuple[tuple[Ballot, Judgement], ...]

    @property
    def voting(self) -> tuple[Ballot, Judgement] | None:
        """The ballot that is open, with how it stands."""
        return next(((b, j) for b, j in self.ballots if b.state == State.OPEN and not j.is_settled), None)

    @property
    def decided(self) -> tuple[Ballot, Outcome] | None:
        """The ballot that decided what becomes of the term; one that failed to end it early has decided nothing about its end."""
        settled = ((b, j.outcome) for b, j in self.ballots if j.outcome is not None)
        return next(((b, o) for b, o in settled if o is Outcome.CARRIED or b.question != Question.END_EARLY), None)


def standpoints(*, at: datetime) -> list[Standpoint]:
    """Return how every agreement stands at `at`, what is red first."""
    agreements = Agreement.objects.select_related("system", "recipient").prefetch_related("terms", "ballots")
    zones = dict(Body.objects.values_list("remits__system_id", "time_zone"))
    found = [standpoint(agreement, zones.get(agreement.system_id, "UTC"), at=at) for agreement in agreements]
    return sorted(found, key=lambda point: (point.rank, point.day, point.agreement.title))


def standpoint(agreement: Agreement, zone: str, *, at: datetime) -> Standpoint:
    """Return how one agreement stands, on the local day of `at` in its body's zone."""
    on = local_day(at, zone)
    term = agreement.term_on(on)
    if term is None:
        return _point(agreement, Status("not_recorded", _("Not recorded")), _("No term is on record."), 7, on, _reads(agreement))
    about = [ballot for ballot in agreement.ballots.all() if ballot.term_id == term.pk and ballot.state != State.DRAFT]
    case = _Case(agreement, term, at, on, tuple((ballot, judge(ballot, at=at)) for ballot in about))
    if agreement.standing(on) in (Standing.EXPIRED, Standing.ENDED_EARLY):
        return _ended(case)
    return _voting(case) if case.voting else _decided(case) if case.decided else _waiting(case)


def _point(agreement: Agreement, status: Status, text: str, rank: int, day: date, action: tuple[str, str]) -> Standpoint:
    return Standpoint(agreement, status, text, rank, day, *action)


def _reads(agreement: Agreement) -> tuple[str, str]:
    return _("Read its public page"), f"/agreements/{agreement.slug}/"


def _opens(agreement: Agreement) -> tuple[str, str]:
    return _("Open a ballot"), reverse("desk:new_ballot", args=[agreement.slug])


def _ended(case: _Case) -> Standpoint:
    agreement, ends_on = case.agreement, min(filter(None, (case.term.ends_on, case.agreement.ended_early_on)))
    if runs_on(agreement, case.term, at=case.at):
        text = _("Its term ended on %(day)s, and notice was not given in time.") % {"day": date_format(ends_on)}
        return _point(agreement, Status("silence", _("Renewed by silence")), text, 0, ends_on, _reads(agreement))
    off = next((item for item in owed(agreement, at=case.at) if item.duty is Duty.ACCESS_OFF), None)
    held = "" if case.ballots else " " + _("No round was held.")
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
    agreement, ends_on = case.agreement, min(filter(None, (case.term.ends_on, case.agreement.ended_early_on)))
    goes_on = (outcome is Outcome.CARRIED) == ballot.asks_to_renew
    status = Status("renewed" if goes_on else "not_renewed", what_was_decided(ballot.question, outcome))
    text = _("Its term ends on %(day)s and is followed by the next.") if goes_on else _("Access ends on %(day)s.")
    letter = next((item for item in owed(agreement, at=case.at) if item.duty is Duty.NOTICE_LETTER and not item.is_closed), None)
    if not goes_on and letter is not None:
        text = _("A notice letter is due by %(day)s.") % {"day": date_format(letter.due_on)}
        action = str(DUTY_ACTS[Duty.NOTICE_LETTER]), duty_url(agreement, Duty.NOTICE_LETTER)
        return _point(agreement, status, text, 1 if letter.is_overdue else 2, letter.due_on, action)
    action = _("Read the decision"), f"/decisions/{ballot.slug}/"
    return _point(agreement, status, text % {"day": date_format(ends_on)}, 6, ends_on, action)


def _waiting(case: _Case) -> Standpoint:
    agreement, day = case.agreement, _day_to_act_by(case)
    left = days_left(case.on, day)
    days = ngettext("%(n)s day left", "%(n)s days left", left) % {"n": left} if left >= 0 else _("too late")
    what = _("Notice can be given until %(day)s.") if agreement.renews_by_silence else _("Its term ends on %(day)s.")
    text = what % {"day": date_format(day)}
    if case.term.basis == Basis.BY_SILENCE:
        text = _("%(text)s It renewed by silence: notice was not given in time.") % {"text": text}
    if left <= NEAR:
        status = Status("no_round", _("No ballot yet: %(days)s") % {"days": days})
        return _point(agreement, status, text, 1, day, _opens(agreement))
    if left <= COMING:
        status = Status("due", _("Comes up for renewal: %(days)s") % {"days": days})
        return _point(agreement, status, text, 3, day, _opens(agreement))
    status = Status("in_force", _("In force until %(day)s") % {"day": date_format(case.term.ends_on)})
    return _point(agreement, status, text, 8, day, _opens(agreement))


def _day_to_act_by(case: _Case) -> date:
    """Return the last day on which acting still helps: notice-by where silence renews, else the term's end."""
    if not case.agreement.renews_by_silence:
        return case.term.ends_on
    days = Deadline.objects.filter(agreement=case.agreement, kind=DeadlineKind.NOTICE_BY, superseded_at=None)
    within = days.filter(on__gte=case.term.starts_on, on__lte=case.term.ends_on).order_by("on").last()
    return within.on if within else case.term.ends_on
