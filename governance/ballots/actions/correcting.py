"""Correcting what an agreement and its terms say, while nobody is voting on what hangs on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.deadlines import local_day
from contracts.models import Agreement, EventKind, Term
from contracts.refusals import Refused
from governance.accounts.models import User
from governance.accounts.refusals import the_clerks
from governance.ballots.judgement import judge
from governance.ballots.models import Ballot, Decision, State
from governance.ballots.proposal import long_date
from governance.bodies.models import zone_of
from governance.stewardship import actions as stewardship
from governance.words import day_known

from .opening import take

# What decides which question can be asked, and what happens if nobody answers it.
SAYS_WHAT_SILENCE_MEANS = ("default_outcome", "renewal_month", "renewal_day")


@the_clerks
@transaction.atomic
def correct_agreement(*, agreement: Agreement, by: User, at: datetime, **facts: Any) -> Agreement:
    """Correct facts of an agreement as the register does.

    What silence means is not changed under an open ballot: the people who vote were told what happens if they do not.
    """
    opened = Ballot.objects.select_for_update().filter(agreement=agreement, state=State.OPEN)
    if any(not judge(ballot, at=at).is_settled for ballot in opened):
        for name in SAYS_WHAT_SILENCE_MEANS:
            if name in facts and facts[name] != getattr(agreement, name):
                sentence = _(
                    "A ballot about this agreement is open; what happens if nobody acts cannot change under it. "
                    "Withdraw the ballot first."
                )
                raise Refused(sentence, field=name)
    return stewardship.correct_agreement(agreement=agreement, by=by, at=at, **facts)


@the_clerks
@transaction.atomic
def correct_term(*, term: Term, because: str, by: User, at: datetime, **facts: Any) -> Term:
    """Correct facts of a term as the register does, and say on the timeline why where its days are others.

    Its days are not moved under an open ballot, whose text names days that hang on them; nor is the first day moved that a
    decision gave to it.
    """
    if not because.strip():
        raise Refused(_("Say why, for the public record."), field="because")
    take(term.agreement_id, at=at)
    was = Term.objects.filter(pk=term.pk).select_related("agreement__system__remit__body").first() or term
    moved = [name for name in ("starts_on", "ends_on") if facts.get(name, getattr(was, name)) != getattr(was, name)]
    if moved and Ballot.objects.filter(term=term, state=State.OPEN).exists():
        sentence = _("A ballot about this term is open; its text names days that hang on this one. Withdraw it first.")
        raise Refused(sentence, field=moved[0])
    if "starts_on" in moved:
        _refuse_decided(was)
    term = stewardship.correct_term(term=term, because=because, by=by, at=at, **facts)
    _tell(was, term, because, by=by, at=at)
    return term


def _refuse_decided(term: Term) -> None:
    """Refuse to move the first day of a term that a decision began."""
    decision = Decision.objects.filter(new_term=term).select_related("ballot").first()
    if decision is not None:
        sentence = _(
            "The decision %(slug)s began this term on %(day)s, and what was decided is not corrected. If it ought to run from "
            "another day, put that to the body in a new ballot."
        )
        raise Refused(sentence % {"slug": decision.ballot.slug, "day": date_format(term.starts_on)}, field="starts_on")


def _tell(was: Term, now: Term, because: str, *, by: User, at: datetime) -> None:
    """Say on the timeline which day stood otherwise, and why, in the language of record."""
    with translation.override(settings.LANGUAGE_CODE):
        began, begins = (day_known(term.starts_on, term.starts_precision) for term in (was, now))
    ended, ends = long_date(was.ends_on), long_date(now.ends_on)
    first = f"The first day of the term to {ends} was corrected from {began} to {begins}"
    last = f"The last day of the term from {begins} was corrected from {ended} to {ends}"
    said = ". ".join(sentence for sentence, is_other in ((first, began != begins), (last, ended != ends)) if is_other)
    if said:
        day, text = local_day(at, zone_of(was.agreement)), f"{said}: {because.strip()}"
        stewardship.record_event(agreement=now.agreement, on=day, kind=EventKind.CORRECTION, text=text, by=by, at=at)
