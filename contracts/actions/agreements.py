"""Agreements: entered, corrected, ended early. Their terms have acts of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from ..deadlines import public_holidays
from ..models import Agreement, DeadlineKind, Source, term_cause
from ..refusals import Refused
from ..saying import said_at
from .deadlines import enter_deadline
from .rows import atomic, correct, refuse_taken, write
from .terms import store_notice_by


@atomic
def enter_agreement(*, sources: Iterable[Source] = (), by: Any, at: datetime, **facts: Any) -> Agreement:
    """Enter an agreement; its terms follow by `begin_term`. The renewal day, where given, must exist in some year."""
    refuse_taken(Agreement, "slug", facts.get("slug"))
    agreement = Agreement(**facts, entered_by=by, entered_at=at)
    _refuse_agreement(agreement, at=at)
    return write(agreement, sources=sources)


def _refuse_agreement(agreement: Agreement, *, at: datetime) -> None:
    if (agreement.renewal_month is None) != (agreement.renewal_day is None):
        raise Refused(_("A renewal day needs both a month and a day."), field="renewal_day")
    if agreement.renews_by_silence and agreement.renewal_month is None:
        sentence = _("An agreement that renews by silence needs its renewal day: nobody will be asked for the next one.")
        raise Refused(sentence, field="renewal_day")
    with said_at("renewal_day"):
        agreement.year_day  # noqa: B018  (raises for a day that no year has)
    with said_at("notice_count"):
        agreement.notice_period  # noqa: B018
    with said_at("jurisdiction"):
        if agreement.jurisdiction:
            public_holidays(agreement.jurisdiction, [at.year])


# What of an agreement may have been entered wrongly, or is agreed anew. Its system and recipient make it the one it is.
CORRECTABLE = frozenset(
    {
        "title",
        "purpose",
        "default_outcome",
        "default_outcome_clause",
        "renewal_month",
        "renewal_day",
        "notice_count",
        "notice_unit",
        "notice_clause",
        "jurisdiction",
        "label",
        "remark",
    }
)


@atomic
def correct_agreement(
    *, agreement: Agreement, sources: Iterable[Source] | None = None, by: Any, at: datetime, **facts: Any
) -> Agreement:
    """Correct facts of an agreement; where its notice period or clause changes, the last term's notice-by date is computed anew.

    Takes the fields in CORRECTABLE. Raises Refused as `enter_agreement` does, and where nothing would change.
    """
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    unknown = facts.keys() - CORRECTABLE
    if unknown:
        raise TypeError(f"{sorted(unknown)} cannot be corrected.")
    changed = {name: value for name, value in facts.items() if getattr(agreement, name) != value}
    cited = None if sources is None else set(sources)
    if not changed and (cited is None or cited == set(agreement.sources.all())):
        raise Refused(_("This is what the register says already. Change something, or leave it as it is."))
    before = _clause_of(agreement)
    for name, value in changed.items():
        setattr(agreement, name, value)
    _refuse_agreement(agreement, at=at)
    agreement = correct(agreement, changed, sources=cited)
    last = agreement.terms.order_by("starts_on").last()
    if last is not None and _clause_of(agreement) != before:
        store_notice_by(last, by=by, at=at)
    return agreement


def _clause_of(agreement: Agreement) -> tuple[Any, ...]:
    return (agreement.notice_count, agreement.notice_unit, agreement.notice_clause, agreement.jurisdiction)


@atomic
def end_early(*, agreement: Agreement, ended_early_on: date, by: Any, at: datetime) -> Agreement:
    """Record the last day of access of an agreement that ends before its term does, and store that day as its fourth clock."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    agreement.ended_early_on = ended_early_on
    agreement.save(update_fields=["ended_early_on"])
    term = agreement.term_on(ended_early_on)
    if term is not None:
        cause = term_cause(term.starts_on)
        enter_deadline(agreement=agreement, kind=DeadlineKind.ACCESS_OFF, cause=cause, on=ended_early_on, clause="", by=by, at=at)
    return agreement
