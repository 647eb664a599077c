"""What a notice says: what to do and by when, what is still needed, what happens if nobody acts, and where to go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.deadlines import days_left, local_day
from contracts.models import Deadline
from governance.ballots import sentences
from governance.ballots.judgement import Judgement, judge
from governance.ballots.models import Ballot, Decision, State, Vote
from governance.ballots.tally import Position
from governance.bodies.models import Appointment

from . import alert_wording, digest, follow_up_wording, followers, term_wording, unchecked_wording
from .calendar import event_of, uid_of_closing
from .item import Item, link_to
from .models import Notice, NoticeKind
from .phrases import day_month, in_a_list, in_three_lines
from .term_wording import current

QUOTED = 600  # characters of the reasons in a receipt; a letter stays a letter


def say_all(notices: Sequence[Notice], *, at: datetime) -> list[tuple[Notice, Item | None]]:
    """Return what each notice says at `at`, in the language in force; None for those that have become moot."""
    unchecked = [notice for notice in notices if notice.kind == NoticeKind.DATE_UNCHECKED]
    at_once = unchecked_wording.dates_unchecked(unchecked, at=at)
    return [(notice, at_once[notice.pk] if notice.pk in at_once else _say(notice, at)) for notice in notices]


def _say(notice: Notice, at: datetime) -> Item | None:
    kind = NoticeKind(notice.kind)
    if kind == NoticeKind.DIGEST:
        return digest.digest(notice, at)
    key = int(notice.occasion.split(":")[1])
    return {
        NoticeKind.BALLOT_CLOSING: _ballot_closing,
        NoticeKind.NOTICE_BY: term_wording.notice_by,
        NoticeKind.TERM_END: term_wording.term_end,
        NoticeKind.NO_ROUND: term_wording.no_round,
        NoticeKind.FOLLOW_UP: follow_up_wording.follow_up,
        NoticeKind.INVITATION: _invitation,
        NoticeKind.WITHDRAWN: _withdrawn,
        NoticeKind.DECISION: _decision,
        NoticeKind.RECEIPT: _receipt,
        NoticeKind.SEAT_VACANT: alert_wording.seat_vacant,
        NoticeKind.INVENTORY: alert_wording.inventory,
        NoticeKind.UNDELIVERED: alert_wording.undelivered,
        NoticeKind.SILENT_KEEPER: alert_wording.silent_keeper,
        NoticeKind.FOLLOWED_DECISION: followers.followed_decision,
        NoticeKind.FOLLOWED_COMES_UP: followers.followed_comes_up,
        NoticeKind.CONFIRM_SUBSCRIPTION: followers.confirm_subscription,
    }[kind](notice, key, at)


def _ballot_closing(notice: Notice, key: int, at: datetime) -> Item | None:
    deadline = current(key)
    ballot = _open_ballot(deadline) if deadline else None
    if deadline is None or ballot is None:
        return None
    judgement = judge(ballot, at=at)
    own = _own_seats(notice, ballot, judgement, at)
    if _is_moot(notice, ballot, judgement, own):
        return None
    left = days_left(local_day(at, ballot.time_zone), deadline.on)
    if left > 7:
        subject = _("Vote by %(day)s: %(title)s") % {"day": day_month(deadline.on), "title": ballot.agreement.title}
    elif left > 0:
        subject = ngettext("No vote yet, %(n)s day left: %(title)s", "No vote yet, %(n)s days left: %(title)s", left) % {
            "n": left,
            "title": ballot.agreement.title,
        }
    else:
        subject = _("No vote yet, last day: %(title)s") % {"title": ballot.agreement.title}
    return _about_ballot(subject, own, ballot, judgement)


def _invitation(notice: Notice, key: int, at: datetime) -> Item | None:
    ballot = Ballot.objects.select_related("agreement", "term", "body").get(pk=key)
    judgement = judge(ballot, at=at)
    own = _own_seats(notice, ballot, judgement, at)
    if _is_moot(notice, ballot, judgement, own):
        return None
    values = {"day": day_month(ballot.last_day), "title": ballot.agreement.title}
    return _about_ballot(_("Vote by %(day)s: %(title)s") % values, own, ballot, judgement)


def _about_ballot(subject: str, own: set[str], ballot: Ballot, judgement: Judgement) -> Item:
    closing, link = {"closing": sentences.closing(ballot)}, link_to(f"/desk/ballots/{ballot.slug}/")
    if own:
        first = _("Please put your position on record by %(closing)s.") % closing
        why = _("You get this because you hold a seat of the %(body)s.")
    else:
        silent = sentences.all_of([seat.name for seat in judgement.unspoken])
        first = _("No position yet from %(seats)s. Voting ends on %(closing)s.") % {"seats": silent, **closing}
        why = _("You get this because you keep the register of the %(body)s.")
    question = _("The question: %(question)s.") % {"question": ballot.get_question_display()}
    return Item(
        subject=subject,
        first=first,
        facts=(
            question,
            sentences.still_needed(ballot, judgement),
            sentences.if_nobody_acts(ballot, judgement),
            *_spoken(judgement),
        ),
        link=link,
        link_text=_("Read the dossier and vote") if own else _("Read the dossier"),
        agreement=in_three_lines(ballot.agreement, ballot.term),
        why=why % {"body": ballot.body.name},
        event=event_of(uid_of_closing(ballot.slug), 1, ballot.last_day, subject, first, link),
        on=ballot.last_day,
    )


def _withdrawn(notice: Notice, key: int, at: datetime) -> Item | None:
    ballot = Ballot.objects.select_related("agreement", "term", "body").get(pk=key)
    return Item(
        subject=_("Withdrawn: the ballot on %(title)s") % {"title": ballot.agreement.title},
        first=_("The ballot was withdrawn: %(reason)s") % {"reason": ballot.withdrawn_because},
        facts=(_("Positions put on it stay on record and are not counted. A new ballot starts empty."),),
        link=link_to(f"/decisions/{ballot.slug}/"),
        link_text=_("See the record"),
        agreement=in_three_lines(ballot.agreement, ballot.term),
        why=_("You get this because you hold a seat of the %(body)s.") % {"body": ballot.body.name},
    )


def _decision(notice: Notice, key: int, at: datetime) -> Item | None:
    decision = Decision.objects.select_related("ballot__agreement", "ballot__term", "ballot__body").get(pk=key)
    ballot = decision.ballot
    outcome = judge(ballot, at=at).outcome
    assert outcome is not None, "a decision is written once its ballot is settled"
    decided = sentences.what_was_decided(ballot.question, outcome)
    counts = _(
        "%(approve)s approve, %(decline)s decline, %(abstain)s abstain, %(recuse)s recuse, %(silent)s silent, %(vacant)s vacant."
    )
    needed = ngettext(
        "The one seat had to approve.", "%(needed)s approvals of %(seats)s seats were needed.", ballot.rule_seats
    ) % {"needed": ballot.rule_needed, "seats": ballot.rule_seats}
    numbers = {name: getattr(decision, name) for name in ("approve", "decline", "abstain", "recuse", "silent", "vacant")}
    return Item(
        subject=_("Decided: %(outcome)s: %(title)s") % {"outcome": decided.lower(), "title": ballot.agreement.title},
        first=_("%(outcome)s. Nothing more is asked of you in this vote.") % {"outcome": decided},
        facts=(counts % numbers, needed, _("Record of this decision: %(digest)s") % {"digest": decision.leaf_hash}),
        link=link_to(f"/decisions/{ballot.slug}/"),
        link_text=_("Read the decision"),
        agreement=in_three_lines(ballot.agreement, ballot.term),
        why=_("You get this because you hold a seat of the %(body)s, or keep this agreement.") % {"body": ballot.body.name},
        line=in_a_list(decided, ballot.agreement.title, decision.leaf_hash),
    )


def _receipt(notice: Notice, key: int, at: datetime) -> Item | None:
    vote = Vote.objects.select_related("ballot__agreement", "ballot__term", "ballot__body", "seat", "cast_by").get(pk=key)
    ballot = vote.ballot
    values = {"position": vote.get_position_display(), "seat": vote.seat.name, "day": date_format(vote.given_on)}
    judgement = judge(ballot, at=at)
    late = [_("It came after the decision, so it is on record and not counted.")] if vote in judgement.late else []
    return Item(
        subject=_("Your vote is recorded: %(title)s") % {"title": ballot.agreement.title},
        first=_("Recorded for the %(seat)s on %(day)s: %(position)s.") % values,
        facts=(
            *_reasons_given(vote),
            *late,
            sentences.still_needed(ballot, judgement),
            *([] if vote.position == Position.WITHDRAWN else [sentences.changes_until(ballot, judgement)]),
            _("If this was not you, tell the clerk at once."),
            _("Text voted on: %(digest)s") % {"digest": vote.text_digest},
            _("Record of this vote: %(digest)s") % {"digest": vote.leaf_hash},
        ),
        link=link_to(f"/desk/ballots/{ballot.slug}/"),
        link_text=_("See the ballot"),
        agreement=in_three_lines(ballot.agreement, ballot.term),
        why=_("You get this because a position was put on record under your name."),
    )


def _reasons_given(vote: Vote) -> list[str]:
    """Quote the reasons on one line; what is longer than a letter bears stands on the receipt at the desk."""
    reasons = vote.reasons.text if hasattr(vote, "reasons") else ""
    if not reasons:
        return []
    quoted = Truncator(" ".join(reasons.split())).chars(QUOTED)
    return [_("Reasons (public): %(reasons)s") % {"reasons": quoted}]


def _open_ballot(deadline: Deadline) -> Ballot | None:
    slug = deadline.cause.removeprefix("ballot:")
    return Ballot.objects.select_related("agreement", "term", "body").filter(slug=slug, state=State.OPEN).first()


def _own_seats(notice: Notice, ballot: Ballot, judgement: Judgement, at: datetime) -> set[str]:
    """Return the seats of the ballot that the reader holds on the day of `at`. The clerk, who holds none, is told of all."""
    day = local_day(at, ballot.time_zone)
    held = Appointment.objects.held_on(day).speaking_about(ballot.agreement_id)
    held = held.filter(user=notice.user_id, seat__in=[seat.seat_id for seat in judgement.seats])
    return set(held.values_list("seat__code", flat=True))


def _is_moot(notice: Notice, ballot: Ballot, judgement: Judgement, own: set[str]) -> bool:
    """Say whether nobody need be reminded: it is settled, the reader has left, or the seats they answer for have spoken."""
    if ballot.state != State.OPEN or judgement.is_settled:
        return True
    if not own and (notice.user is None or not notice.user.is_clerk):
        return True
    return (own or {seat.code for seat in judgement.seats}) <= set(judgement.standing)


def _spoken(judgement: Judgement) -> list[str]:
    """Say who has spoken so far and how."""
    spoken = [
        _("The %(seat)s %(position)s.") % {"seat": seat.name, "position": sentences.spoken(judgement.standing[seat.code])}
        for seat in judgement.seats
        if seat.code in judgement.standing
    ]
    return spoken or [_("No seat has spoken yet.")]
