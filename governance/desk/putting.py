"""Putting a question to the body from a form: the page to fill in, the exact text, and the one act of drafting and opening."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.deadlines import local_day
from contracts.models import Agreement, Deadline, DeadlineKind, Term
from contracts.refusals import Refused
from governance.accounts.models import User
from governance.ballots.actions import draft_ballot, open_ballot
from governance.ballots.as_it_is import shared_and_withheld
from governance.ballots.models import Ballot, State
from governance.ballots.refusals import TextChanged
from governance.bodies.models import zone_of
from governance.words import moment, must_approve, place_of

from .forms import BallotForm
from .standings import standpoint
from .words import day_of, question_of


def today_of(agreement: Agreement, *, at: datetime) -> date:
    """Return the local day of `at` where the agreement's body is."""
    return local_day(at, zone_of(agreement))


def term_in_question(agreement: Agreement, *, at: datetime) -> Term | None:
    """Return the term that a ballot drafted at `at` is about."""
    return agreement.term_on(today_of(agreement, at=at))


@transaction.atomic
def put_to_the_body(agreement: Agreement, form: BallotForm, *, by: User, at: datetime) -> Ballot:
    """Draft and open the ballot. Raises TextChanged if its text is not the one that was confirmed, and what the acts refuse."""
    shared, withheld = shared_and_withheld(agreement, on=today_of(agreement, at=at))
    draft = draft_ballot(agreement=agreement, by=by, at=at, **form.act(shared=shared, withheld=withheld))
    if form.cleaned_data.get("text_digest", draft.text_digest) != draft.text_digest:
        raise TextChanged(_("What the register says has changed since the text was shown. Look at the text once more."))
    return open_ballot(ballot_id=draft.pk, by=by, at=at)


def open_once(agreement: Agreement, form: BallotForm, term: Term | None, *, by: User, at: datetime) -> Ballot:
    """Return the ballot of this form: opened now, or by the same form before. Of two that arrive together, one opens it."""
    try:
        with transaction.atomic():
            return _opened_before(form, term, by=by) or put_to_the_body(agreement, form, by=by, at=at)
    except Refused:  # the question may be open since we looked, by this very form
        meanwhile = _opened_before(form, term, by=by)
        if meanwhile is None:
            raise
        return meanwhile


def _opened_before(form: BallotForm, term: Term | None, *, by: User) -> Ballot | None:
    """Return the ballot that this very form has opened already, if it was sent twice."""
    digest = form.cleaned_data["text_digest"]
    return Ballot.objects.filter(term=term, state=State.OPEN, text_digest=digest, drafted_by=by).first()


def form_page(agreement: Agreement, term: Term | None, form: BallotForm, *, at: datetime) -> dict[str, Any]:
    """Return the page on which a question is put together."""
    zone = zone_of(agreement)
    on = local_day(at, zone)
    shared, withheld = shared_and_withheld(agreement, on=on)
    return {
        "why_not": _nothing_to_ask(term, on=on),
        "agreement": agreement,
        "term": term,
        "form": form,
        "point": standpoint(agreement, at=at),
        "place": place_of(zone),
        "shared": shared,
        "withheld": withheld,
    }


def _nothing_to_ask(term: Term | None, *, on: date) -> str:
    """Say why no question about this term can be put any more, or yet; "" if one can."""
    if term is None:
        return _("No term of this agreement is on record, so there is nothing to decide about. Its term is entered first.")
    if term.ends_on < on:
        sentence = _(
            "Its term ended on %(day)s, and voting cannot go on after the term ends: nothing is left to renew or to end."
        )
        return sentence % {"day": day_of(term.ends_on)}
    return ""


def confirm_page(ballot: Ballot, form: BallotForm) -> dict[str, Any]:
    """Return the exact text and what opening it sets in motion."""
    assert ballot.closes_at is not None
    seats = ballot.body.seats.standing()
    return {
        "ballot": ballot,
        "agreement": ballot.agreement,
        "form": form,
        "question": question_of(ballot),
        "rule": must_approve(needed=ballot.rule_needed, seats=ballot.rule_seats),
        "closes": moment(ballot.closes_at, ballot.time_zone),
        "seats": [seat.name for seat in seats],
        "notice_by": _notice_by_before_closing(ballot),
    }


def _notice_by_before_closing(ballot: Ballot) -> Deadline | None:
    """Return the notice-by date of the term if voting would go on after it, which is worth a warning."""
    days = Deadline.objects.filter(agreement=ballot.agreement, kind=DeadlineKind.NOTICE_BY, superseded_at=None)
    within = days.filter(on__gte=ballot.term.starts_on, on__lte=ballot.term.ends_on).order_by("on").last()
    assert ballot.closes_on is not None
    return within if within is not None and within.on < ballot.closes_on else None
