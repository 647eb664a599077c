"""Recording evidence, waivers, and the renewals that nobody decided: the only code that changes follow-ups."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.deadlines import local_day, next_term
from contracts.models import Agreement, Basis, DefaultOutcome, Document, FeePeriod, Label, Term
from contracts.plain_text import one_line, plain_text
from contracts.refusals import Refused
from contracts.rule import TheRule
from governance.accounts.models import User
from governance.accounts.refusals import the_clerks
from governance.bodies.models import zone_of
from governance.ledger import actions as ledger
from governance.stewardship import actions as stewardship

from .as_of import as_of
from .models import Channel, FollowUp, FollowUpState
from .obligations import Duty


@the_clerks
@transaction.atomic
def confirm(
    *,
    term: Term,
    duty: Duty,
    done_on: date,
    evidence: str,
    channel: str = "",
    confirmed_by: str = "",
    document: Document | None = None,
    by: User,
    at: datetime,
) -> FollowUp:
    """Record that a duty after `term` was met on `done_on`, and how that is known. Raises Refused without evidence, or twice.

    `confirmed_by` names an office, for the public; `document` is a paper on file with the same agreement that proves it.

    A notice letter that was in time, entered after silence was taken to have renewed the agreement, undoes that: docs/adr/0009.
    """
    # Silence takes the same row first: it either sees this letter, or has written the term that this letter undoes.
    Agreement.objects.select_for_update().get(pk=term.agreement_id)
    evidence = plain_text(evidence, field="evidence", longest=2_000)
    if not evidence:
        raise Refused(_("Say how it is known."), field="evidence")
    confirmed_by = one_line(confirmed_by, field="confirmed_by", longest=200)
    if channel and channel not in Channel.values:
        raise Refused(_("%(value)s is not a known value.") % {"value": channel}, field="channel")
    if document is not None and document.agreement_id != term.agreement_id:
        raise Refused(_("This document is on file with another agreement."), field="filed")
    if done_on > local_day(at, zone_of(term.agreement)):
        raise Refused(_("This day has not come yet. Record it once it has."), field="done_on")
    if done_on < term.starts_on:
        sentence = _("This day lies before the term, which began on %(day)s.")
        raise Refused(sentence % {"day": date_format(term.starts_on)}, field="done_on")
    if duty == Duty.NOTICE_LETTER:
        _refuse_before_decided(term, done_on, at=at)
    follow_up = _pending(term, duty, by=by, at=at)
    follow_up.channel, follow_up.confirmed_by, follow_up.document = channel, confirmed_by, document
    follow_up.show(done_on=done_on, evidence=evidence, at=at)
    follow_up.save()
    said = {"channel": channel, "confirmed_by": confirmed_by, "document": document.digest if document else ""}
    facts = {"duty": str(duty), "done_on": done_on.isoformat(), "term_ends_on": term.ends_on.isoformat()}
    facts |= {name: value for name, value in said.items() if value}
    ledger.append(kind="follow_up.done", subject=term.agreement.slug, facts=facts, actor=by.role, by=by, at=at)
    if duty == Duty.NOTICE_LETTER:
        _void_what_was_never_due(term, done_on, by=by, at=at)
    return follow_up


def _void_what_was_never_due(term: Term, delivered_on: date, *, by: User, at: datetime) -> None:
    """Take away the terms that silence was taken to begin after `term`, the last first, if its notice was delivered in time."""
    now = as_of(term.agreement, at=at)
    if now.notice_decided_in(term) is None or delivered_on > now.notice_due_in(term):
        return
    for later in Term.objects.filter(agreement=term.agreement, starts_on__gt=term.starts_on).order_by("-starts_on"):
        stewardship.void_term(term=later, cause=f"notice:{delivered_on.isoformat()}", by=by, at=at)


@the_clerks
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
    ledger.append(kind="follow_up.waived", subject=term.agreement.slug, facts=facts, actor=by.role, by=by, at=at)
    return follow_up


def _refuse_before_decided(term: Term, done_on: date, *, at: datetime) -> None:
    """Refuse a letter that tells of a decision before there was one. When a reported one was taken, nobody recorded."""
    now = as_of(term.agreement, at=at)
    decided = now.decided_to_end if term == now.terms[-1] else now.notice_decided_in(term)
    if decided is not None and not decided.ballot.is_reported and done_on < decided.decided_on:
        sentence = _("This was decided on %(day)s; a letter that tells of it was not delivered before.")
        raise Refused(sentence % {"day": date_format(decided.decided_on)}, field="done_on")


def _pending(term: Term, duty: Duty, *, by: User, at: datetime) -> FollowUp:
    Term.objects.select_for_update().get(pk=term.pk)
    follow_up = FollowUp.objects.filter(term=term, duty=duty).first()
    if follow_up is not None and follow_up.state != FollowUpState.PENDING:
        raise Refused(_("This follow-up has been closed already. Nothing is left to do here."))
    return follow_up or FollowUp(term=term, duty=duty, entered_by=by, entered_at=at)


def renew_by_silence(*, at: datetime) -> Iterator[Term]:
    """Write down each term that began because nobody gave notice in time, and yield it. Doing it again changes nothing.

    The pages show such a renewal from its first instant on; this only records it, with the fees of the term before as inferred.
    """
    evergreen = Agreement.objects.filter(default_outcome=DefaultOutcome.RENEWS_BY_SILENCE, ended_early_on=None)
    # No zone is more than a day ahead of UTC: what runs on for longer than that has not ended anywhere, and is not read.
    may_have_ended = evergreen.exclude(terms__ends_on__gt=at.date() + timedelta(days=1))
    for agreement in may_have_ended.filter(system__remit__isnull=False):
        yield from _terms_by_silence(agreement, at=at)


def _terms_by_silence(agreement: Agreement, *, at: datetime) -> Iterator[Term]:
    while (term := _next_by_silence(agreement, at=at)) is not None:
        yield term


@transaction.atomic
def _next_by_silence(agreement: Agreement, *, at: datetime) -> Term | None:
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    last = agreement.terms.order_by("starts_on").last()
    if last is None or agreement.year_day is None or not as_of(agreement, at=at).runs_on:
        return None
    starts_on, ends_on = next_term(ends_on=last.ends_on, renewal=agreement.year_day)
    say: dict[str, Any] = {"by": TheRule.after_silence(last.ends_on), "at": at}
    term = stewardship.begin_term(
        agreement=agreement, starts_on=starts_on, ends_on=ends_on, basis=Basis.BY_SILENCE, label=last.label, **say
    )
    for fee in last.fees.exclude(period=FeePeriod.ONE_OFF):
        amount, currency, period = fee.amount, fee.currency, fee.period
        stewardship.add_fee(term=term, amount=amount, currency=currency, period=period, label=Label.INFERRED, **say)
    return term
