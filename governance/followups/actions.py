"""Recording evidence and waivers: the only code that changes follow-ups."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.models import Term
from contracts.plain_text import one_line, plain_text
from contracts.refusals import Refused
from governance.accounts.models import User
from governance.ledger import actions as ledger

from .models import FollowUp, FollowUpState
from .obligations import Duty


@transaction.atomic
def confirm(*, term: Term, duty: Duty, done_on: date, evidence: str, by: User, at: datetime) -> FollowUp:
    """Record that a duty after `term` was met on `done_on`, and how that is known. Raises Refused without evidence, or twice."""
    evidence = plain_text(evidence, field="evidence", longest=2_000)
    if not evidence:
        raise Refused(_("Say how it is known."), field="evidence")
    if done_on > at.date():
        raise Refused(_("This day has not come yet."), field="done_on")
    follow_up = _pending(term, duty, by=by, at=at)
    follow_up.show(done_on=done_on, evidence=evidence, at=at)
    follow_up.save()
    facts = {"duty": str(duty), "done_on": done_on.isoformat(), "term_ends_on": term.ends_on.isoformat()}
    ledger.append(kind="follow_up.done", subject=term.agreement.slug, facts=facts, actor=by.role, at=at)
    return follow_up


@transaction.atomic
def waive(*, term: Term, duty: Duty, because: str, by: User, at: datetime) -> FollowUp:
    """Record that a duty after `term` need not be met, with a public reason."""
    because = one_line(because, field="because", longest=500)
    if not because:
        raise Refused(_("Say why, for the public record."), field="because")
    follow_up = _pending(term, duty, by=by, at=at)
    follow_up.waive(because=because, at=at)
    follow_up.save()
    facts = {"duty": str(duty), "because": because, "term_ends_on": term.ends_on.isoformat()}
    ledger.append(kind="follow_up.waived", subject=term.agreement.slug, facts=facts, actor=by.role, at=at)
    return follow_up


def _pending(term: Term, duty: Duty, *, by: User, at: datetime) -> FollowUp:
    Term.objects.select_for_update().get(pk=term.pk)
    follow_up = FollowUp.objects.filter(term=term, duty=duty).first()
    if follow_up is not None and follow_up.state != FollowUpState.PENDING:
        raise Refused(_("This follow-up has been closed already."))
    return follow_up or FollowUp(term=term, duty=duty, entered_by=by, entered_at=at)
