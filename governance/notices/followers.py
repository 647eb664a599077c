"""What followers are told: nothing is asked of them, so it is short, and links lead to public pages."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.deadlines import days_left, local_day
from contracts.models import Agreement, Deadline
from governance.ballots import sentences
from governance.ballots.judgement import judge
from governance.ballots.models import Decision, State
from governance.bodies.models import zone_of
from governance.subscribers.links import confirm_link
from governance.subscribers.models import Subscription, SubscriptionState

from .item import Item, link_to
from .models import Notice
from .phrases import default_outcome, in_a_list, in_three_lines


def confirm_subscription(notice: Notice, key: int, at: datetime) -> Item | None:
    """Ask whoever reads the mailbox; moot once it is answered, too old, or asked again."""
    subscription = Subscription.objects.select_related("agreement__recipient").get(pk=key)
    is_open = subscription.state == SubscriptionState.PENDING and at < subscription.expires_at
    if not is_open or notice.rung != subscription.asks:
        return None
    agreement = subscription.agreement
    what = agreement.title if agreement else _("all agreements")
    return Item(
        subject=_("Confirm that you want to follow: %(what)s") % {"what": what},
        first=_("Somebody, we hope you, asked that this address follow %(what)s by e-mail.") % {"what": what},
        facts=(
            _("To agree, open the link within seven days and press the button there."),
            _("If it was not you, do nothing: nothing else is sent, and after seven days your address is erased."),
        ),
        link=confirm_link(subscription),
        link_text=_("Look at it and confirm"),
        agreement=in_three_lines(agreement, None) if agreement else (),
        why=_("You get this because your address was given on our page."),
    )


def followed_decision(notice: Notice, key: int, at: datetime) -> Item | None:
    """Tell the outcome; moot for who has stopped following."""
    decision = Decision.objects.select_related("ballot__agreement__recipient", "ballot__term", "ballot__body").get(pk=key)
    ballot = decision.ballot
    if not _is_followed(ballot.agreement, notice.address):
        return None
    outcome = judge(ballot, at=max(at, decision.recorded_at)).outcome
    assert outcome is not None, "a decision is written once its ballot is settled"
    decided = sentences.what_was_decided(ballot.question, outcome)
    needed = {"approve": decision.approve, "needed": ballot.rule_needed, "seats": ballot.rule_seats, "body": ballot.body.name}
    return Item(
        subject=_("Decided: %(outcome)s: %(title)s") % {"outcome": decided.lower(), "title": ballot.agreement.title},
        first=_("%(outcome)s. Decided on %(day)s.") % {"outcome": decided, "day": date_format(decision.decided_on)},
        facts=(
            _("The %(body)s: %(approve)s of %(seats)s seats approved; %(needed)s were needed.") % needed,
            _("Record of this decision: %(digest)s") % {"digest": decision.leaf_hash},
        ),
        link=link_to(f"/decisions/{ballot.slug}/"),
        link_text=_("Read the decision"),
        agreement=in_three_lines(ballot.agreement, ballot.term),
        why=_why(),
        line=in_a_list(decided, ballot.agreement.title, decision.leaf_hash),
    )


def followed_comes_up(notice: Notice, key: int, at: datetime) -> Item | None:
    """Tell that a term is about to end; moot once that is decided, or for who has stopped following."""
    deadline = Deadline.objects.select_related("agreement__recipient").filter(pk=key, superseded_at=None).first()
    if deadline is None or not _is_followed(deadline.agreement, notice.address):
        return None
    agreement, zone = deadline.agreement, zone_of(deadline.agreement)
    left = days_left(local_day(at, zone), deadline.on)
    if left < 0 or agreement.ended_early_on or agreement.terms.filter(starts_on__gt=deadline.on).exists():
        return None
    term = agreement.term_on(deadline.on)
    ballot = term.ballots.exclude(state__in=[State.DRAFT, State.WITHDRAWN]).order_by("-pk").first() if term else None
    judgement = judge(ballot, at=at) if ballot else None
    if judgement is not None and judgement.outcome is not None:
        return None
    subject = ngettext("Comes up for renewal in %(n)s day: %(title)s", "Comes up for renewal in %(n)s days: %(title)s", left)
    is_voted_on = [_("A ballot is open."), sentences.still_needed(ballot, judgement)] if ballot and judgement else []
    return Item(
        subject=subject % {"n": left, "title": agreement.title},
        first=_("Its term ends on %(day)s, end of day.") % {"day": date_format(deadline.on)},
        facts=(*(is_voted_on or [_("No ballot has been opened about this term yet.")]), default_outcome(agreement)),
        link=link_to(f"/agreements/{agreement.slug}/"),
        link_text=_("Read about the agreement"),
        agreement=in_three_lines(agreement, term),
        why=_why(),
        on=deadline.on,
    )


def _is_followed(agreement: Agreement, address: str) -> bool:
    confirmed = Subscription.objects.filter(address=address, state=SubscriptionState.CONFIRMED)
    return confirmed.filter(Q(agreement=agreement) | Q(agreement=None)).exists()


def _why() -> str:
    return _("You get this because you follow this agreement, or all agreements, by e-mail.")
