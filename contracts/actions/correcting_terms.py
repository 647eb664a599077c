"""A term that was entered wrongly: its days, how exactly the first is known, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..models import Agreement, Basis, Deadline, DeadlineKind, Source, Term, term_cause
from ..refusals import Refused
from .rows import atomic, correct
from .terms import computed_notice_by, store_days_of

# What of a term may have been entered wrongly. Its agreement makes it the one it is.
CORRECTABLE = frozenset({"starts_on", "starts_precision", "ends_on", "basis", "label", "remark"})
TYPED = frozenset({Basis.SIGNED, Basis.NOT_RECORDED})  # the others are written by what brings them about


@atomic
def correct_term(*, term: Term, sources: Iterable[Source] | None = None, by: Any, at: datetime, **facts: Any) -> Term:
    """Correct facts of a term that was entered wrongly; the days that follow from its last day get new revisions with it.

    Takes the fields in CORRECTABLE. What hangs on the term hangs on it under its new first day too, with who entered and who
    checked it. Raises Refused if the term would end before it starts, meet another one or begin after what has happened in it;
    for a basis that nobody types; and where nothing would change.
    """
    if unknown := facts.keys() - CORRECTABLE:
        raise TypeError(f"{sorted(unknown)} of a term cannot be corrected.")
    Agreement.objects.select_for_update().get(pk=term.agreement_id)
    term = Term.objects.select_related("agreement").get(pk=term.pk)
    before = (term.starts_on, term.ends_on)
    changed = {name: value for name, value in facts.items() if getattr(term, name) != value}
    cited = None if sources is None else set(sources)
    if not changed and (cited is None or cited == set(term.sources.all())):
        raise Refused(_("This is what the register says already. Change something, or leave it as it is."))
    if "basis" in changed and not {term.basis, changed["basis"]} <= TYPED:
        raise Refused(_("Terms by decision or by silence are written by themselves."), field="basis")
    _refuse_days(term, changed.get("starts_on", term.starts_on), changed.get("ends_on", term.ends_on))
    term = correct(term, changed, sources=cited)
    if term.starts_on != before[0]:
        _move_what_hangs_on(term, before[0], at=at)
    if term.ends_on != before[1]:
        store_days_of(term, by=by, at=at)
    return term


def _refuse_days(term: Term, starts_on: date, ends_on: date) -> None:
    """Refuse days of `term`, as it stands, that cannot be its days."""
    if ends_on < starts_on and starts_on != term.starts_on:
        raise Refused(_("The term would end before it starts. Choose an earlier first day."), field="starts_on")
    if ends_on < starts_on:
        raise Refused(_("The term would end before it starts. Choose a later last day."), field="ends_on")
    others = Term.objects.filter(agreement=term.agreement).exclude(pk=term.pk)
    clash = others.filter(starts_on__lte=ends_on, ends_on__gte=starts_on).first()
    if clash is not None:
        sentence = _("The term shares days with the one from %(starts)s to %(ends)s.")
        field = "starts_on" if clash.starts_on < term.starts_on else "ends_on"
        raise Refused(sentence % {"starts": clash.starts_on, "ends": clash.ends_on}, field=field)
    ended_on = term.agreement.ended_early_on
    if ended_on is not None and term.starts_on <= ended_on < starts_on:
        sentence = _("Access ended on %(day)s, in this term. It began on that day or an earlier one.")
        raise Refused(sentence % {"day": date_format(ended_on)}, field="starts_on")
    _refuse_notice_outside(term, starts_on, ends_on)


def _refuse_notice_outside(term: Term, starts_on: date, ends_on: date) -> None:
    """Refuse a first day after a notice-by date that somebody entered; one that is computed stands where the clause puts it."""
    agreement, cause = term.agreement, term_cause(term.starts_on)
    entered = Deadline.objects.filter(agreement=agreement, kind=DeadlineKind.NOTICE_BY, cause=cause, superseded_at=None).first()
    if entered is None or ends_on != term.ends_on or not term.starts_on <= entered.on < starts_on:
        return
    if agreement.notice_period is None or entered.on != computed_notice_by(agreement, ends_on):
        sentence = _("Notice is given within the term, and its last day on record is %(day)s. Correct that date first.")
        raise Refused(sentence % {"day": date_format(entered.on)}, field="starts_on")


def _move_what_hangs_on(term: Term, began_on: date, *, at: datetime) -> None:
    """Let the days that hung on the term by its old first day hang on it by the new one.

    They are the same days: what was checked stays checked, and who was reminded is not reminded again. Under the old name each
    leaves what stood there, as superseded, so that calendars that noted it by that name learn that it stands there no more.
    """
    rows = Deadline.objects.filter(agreement=term.agreement, cause=term_cause(began_on)).order_by("kind", "revision")
    last = {row.kind: row for row in rows}
    taken = dict(
        Deadline.objects.filter(agreement=term.agreement, cause=term_cause(term.starts_on))
        .values_list("kind")
        .annotate(Max("revision"))
    )
    left_behind = [_copy(row, superseded_at=row.superseded_at or at) for row in last.values()]
    for row in rows:
        row.cause, row.revision = term_cause(term.starts_on), row.revision + taken.get(row.kind, 0)
        row.save(update_fields=["cause", "revision"])
    Deadline.objects.bulk_create(left_behind)


def _copy(row: Deadline, **changes: Any) -> Deadline:
    names = [field.attname for field in Deadline._meta.concrete_fields if not field.primary_key]
    return Deadline(**{name: getattr(row, name) for name in names} | changes)
