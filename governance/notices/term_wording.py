"""What is said about the end of a term: that it comes, that notice is due, that nobody was asked."""

from __future__ import annotations

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.models import Basis, Deadline, Term
from governance.ballots import sentences
from governance.ballots.judgement import judge
from governance.ballots.models import ABOUT_THE_END, State
from governance.ballots.obstacle_words import in_its_way, opens_by_itself
from governance.ballots.to_come import RoundToCome, round_to_come
from governance.followups.obligations import Duty
from governance.followups.owed import owed

from .calendar import event_of, uid_of_deadline
from .item import Item, link_to
from .models import Notice
from .phrases import day_month, default_outcome, in_three_lines


def current(key: int) -> Deadline | None:
    """Return the deadline unless a later revision has replaced it."""
    return Deadline.objects.select_related("agreement").filter(pk=key, superseded_at=None).first()


def term_end(notice: Notice, key: int, at: datetime) -> Item | None:
    """Tell that the term ends. Moot once another follows."""
    deadline = current(key)
    if deadline is None or _next_term(deadline) is not None:
        return None
    if deadline.agreement.renews_by_silence:
        first = _("The term ends on %(day)s, end of day. Unless notice is delivered in time, it renews by silence.")
        return _about(deadline, _("Renews by silence after %(day)s: %(title)s"), first, at)
    first = _("This agreement ends on %(day)s, end of day, unless it is renewed.")
    return _about(deadline, _("Ends on %(day)s: %(title)s"), first, at)


def notice_by(notice: Notice, key: int, at: datetime) -> Item | None:
    """Tell that notice is due. Moot once it is on record as delivered, or waived, or the term is followed by another."""
    deadline = current(key)
    if deadline is None or _next_term(deadline) is not None or _is_closed(deadline, Duty.NOTICE_LETTER, at):
        return None
    first = _("The last day on which notice can be given is %(day)s.")
    return _about(deadline, _("Notice by %(day)s: %(title)s"), first, at)


def no_round(notice: Notice, key: int, at: datetime) -> Item | None:
    """Tell that a term ended without a round, or that it renewed by silence. Moot once access is confirmed off."""
    deadline = current(key)
    if deadline is None:
        return None
    following = _next_term(deadline)
    if following is not None and following.basis == Basis.BY_SILENCE:
        first = _("Notice was not given in time, so after %(day)s the agreement runs on by silence.")
        return _about(deadline, _("Renewed by silence: %(title)s, after %(day)s"), first, at, is_over=True)
    if following is not None or _is_closed(deadline, Duty.ACCESS_OFF, at):
        return None
    first = _("The term ended on %(day)s and no ballot was ever opened about it. Confirm that access is off.")
    return _about(deadline, _("No round was held: %(title)s ended on %(day)s"), first, at, is_over=True)


def _next_term(deadline: Deadline) -> Term | None:
    return deadline.agreement.terms.filter(starts_on__gt=deadline.on).order_by("starts_on").first()


def _is_closed(deadline: Deadline, duty: Duty, at: datetime) -> bool:
    return any(item.is_closed for item in owed(deadline.agreement, at=at) if item.duty is duty)


def _about(deadline: Deadline, subject: str, first: str, at: datetime, *, is_over: bool = False) -> Item:
    """Say it; before the end also what happens if nobody acts, and whether the day was checked."""
    agreement = deadline.agreement
    term = agreement.term_on(deadline.on)
    values, said = {"day": day_month(deadline.on), "title": agreement.title}, {"day": date_format(deadline.on)}
    link, uid = link_to(f"/desk/agreements/{agreement.slug}/"), uid_of_deadline(deadline)
    to_come = None if is_over else round_to_come(agreement, at=at)
    ahead = [] if is_over else [*_vote_to_come(to_come), default_outcome(agreement)]
    if deadline.checked_at is None and not is_over:
        ahead.append(_not_yet_checked(deadline))
    return Item(
        subject=subject % values,
        first=first % said,
        facts=(*round_about(term, at, is_over=is_over), *ahead),
        link=link,
        link_text=_("Open the agreement"),
        agreement=in_three_lines(agreement, term),
        why=_("You get this because you keep this agreement, or hold a seat of the body that decides about it."),
        event=event_of(uid, deadline.revision, deadline.on, subject % values, first % said, link),
        line=_in_a_list(subject % values, to_come),
        on=deadline.on,
    )


def _vote_to_come(found: RoundToCome | None) -> list[str]:
    """Say when a vote opens by itself, or what keeps it from opening."""
    if found is None:
        return []
    if found.obstacles:
        return [_("A vote about it cannot open by itself:"), *(f"- {text}" for text in in_its_way(found))]
    return [line for line in [opens_by_itself(found)] if line]


def _in_a_list(subject: str, found: RoundToCome | None) -> str:
    """Return the line of a list that names what is in the way of a vote; "" where the subject says all."""
    if found is None or not found.obstacles:
        return ""
    return _("%(subject)s. No vote opens by itself: %(obstacle)s") % {"subject": subject, "obstacle": in_its_way(found)[0]}


def _not_yet_checked(deadline: Deadline) -> str:
    if deadline.entered_by_id is None:
        return _("The rule computed this date; nobody has checked it yet.")
    return _("A second person has not yet checked this date.")


def round_about(term: Term | None, at: datetime, *, is_over: bool) -> list[str]:
    """Say whether the body has been asked about the end of this term; once the term is over, that it was not."""
    asked = term.ballots.filter(question__in=ABOUT_THE_END).exclude(state__in=[State.DRAFT, State.WITHDRAWN]) if term else None
    ballot = asked.order_by("-pk").first() if asked is not None else None
    if ballot is None:
        if is_over:
            return [_("No ballot was opened about this term.")]
        return [_("No ballot has been opened about this term yet.")]
    judgement = judge(ballot, at=at)
    if judgement.outcome is not None:
        decided = sentences.what_was_decided(ballot.question, judgement.outcome)
        return [_("It is decided: %(outcome)s.") % {"outcome": decided.lower()}]
    return [_("A ballot is open."), sentences.still_needed(ballot, judgement)]
