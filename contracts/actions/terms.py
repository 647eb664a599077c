"""Terms, and the days that follow from each: its end, and notice-by where a clause is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..deadlines import notice_by, public_holidays
from ..models import Agreement, Basis, Deadline, DeadlineKind, Source, Term, VoidedTerm, term_cause
from ..refusals import Refused
from .deadlines import enter_deadline
from .rows import atomic, write


@atomic
def begin_term(
    *,
    agreement: Agreement,
    starts_on: date,
    ends_on: date,
    basis: Basis,
    sources: Iterable[Source] = (),
    by: Any,
    at: datetime,
    **facts: Any,
) -> Term:
    """Add a term, inclusive on both ends, and store the days that follow: its end, and notice-by where a clause is recorded.

    Raises Refused if it ends before it starts or shares a day with another term of the agreement.
    """
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    if ends_on < starts_on:
        raise Refused(_("The term would end before it starts. Choose a later last day."), field="ends_on")
    clash = Term.objects.filter(agreement=agreement, starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if clash is not None:
        sentence = _("The term shares days with the one from %(starts)s to %(ends)s.")
        raise Refused(sentence % {"starts": clash.starts_on, "ends": clash.ends_on}, field="starts_on")
    term = write(Term(agreement=agreement, starts_on=starts_on, ends_on=ends_on, basis=basis, **facts), sources=sources)
    store_days_of(term, by=by, at=at)
    return term


def store_days_of(term: Term, *, by: Any, at: datetime) -> None:
    """Enter the days that follow from the term's last day, as new revisions where there are earlier ones."""
    agreement, cause = term.agreement, term_cause(term.starts_on)
    enter_deadline(agreement=agreement, kind=DeadlineKind.TERM_END, cause=cause, on=term.ends_on, clause="", by=by, at=at)
    store_notice_by(term, by=by, at=at)


def store_notice_by(term: Term, *, by: Any, at: datetime) -> None:
    agreement, cause = term.agreement, term_cause(term.starts_on)
    if agreement.notice_period is None:
        current = Deadline.objects.filter(agreement=agreement, kind=DeadlineKind.NOTICE_BY, cause=cause, superseded_at=None)
        current.update(superseded_at=at)
    else:
        enter_deadline(
            agreement=agreement,
            kind=DeadlineKind.NOTICE_BY,
            cause=cause,
            on=computed_notice_by(agreement, term.ends_on),
            clause=agreement.notice_clause,
            by=by,
            at=at,
        )


def computed_notice_by(agreement: Agreement, term_ends_on: date) -> date:
    assert agreement.notice_period is not None
    years = [term_ends_on.year - 2, term_ends_on.year - 1, term_ends_on.year]
    holidays = public_holidays(agreement.jurisdiction, years) if agreement.jurisdiction else frozenset[date]()
    return notice_by(term_ends_on=term_ends_on, notice=agreement.notice_period, holidays=holidays)


@atomic
def void_term(*, term: Term, cause: str, by: Any, at: datetime) -> VoidedTerm:
    """Take away the last term, which silence was taken to have begun and which was never due; what was written of it is kept.

    Its days stay on record as superseded. Raises Refused for any other term, and where something on record hangs on it.
    """
    Agreement.objects.select_for_update().get(pk=term.agreement_id)
    term = Term.objects.select_related("agreement").get(pk=term.pk)
    if term.basis != Basis.BY_SILENCE or Term.objects.filter(agreement=term.agreement, starts_on__gt=term.starts_on).exists():
        raise Refused(_("Only a term that silence began, and that none follows, can turn out never to have been due."))
    days = Deadline.objects.filter(agreement=term.agreement, cause=term_cause(term.starts_on), superseded_at=None)
    days.update(superseded_at=at)
    voided = VoidedTerm(agreement=term.agreement, starts_on=term.starts_on, ends_on=term.ends_on, basis=term.basis)
    voided.cause, voided.entered_by, voided.voided_at = cause, by, at
    term.fees.all().delete()
    try:
        term.delete()
    except models.ProtectedError as error:
        sentence = _(
            "Something on record hangs on the term from %(starts)s to %(ends)s, such as a ballot about it, so it cannot be taken "
            "back. Ask the body to decide on an early end."
        )
        values = {"starts": date_format(voided.starts_on), "ends": date_format(voided.ends_on)}
        raise Refused(sentence % values) from error
    return write(voided)
