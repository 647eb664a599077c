"""The day of a clock, in revisions: entered, revised, checked by a second person."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from ..models import Agreement, Deadline, DeadlineKind, term_cause
from ..refusals import Refused
from ..rule import TheRule
from .rows import atomic, write


@atomic
def enter_deadline(*, agreement: Agreement, kind: str, cause: str, on: date, clause: str, by: Any, at: datetime) -> Deadline:
    """Enter a day of one clock, or a new revision of it: the earlier one stays on record as superseded.

    Of a day that `TheRule` enters no person is on record, but what it was computed from.
    """
    Agreement.objects.select_for_update().get(pk=agreement.pk)
    earlier = Deadline.objects.filter(agreement=agreement, kind=kind, cause=cause).order_by("-revision").first()
    if earlier is not None and earlier.superseded_at is None:
        earlier.superseded_at = at
        earlier.save(update_fields=["superseded_at"])
    revision = 1 if earlier is None else earlier.revision + 1
    row = Deadline(
        agreement=agreement,
        kind=kind,
        cause=cause,
        revision=revision,
        on=on,
        clause=clause,
        entered_by=None if isinstance(by, TheRule) else by,
        computed_from=by.cause if isinstance(by, TheRule) else "",
        entered_at=at,
    )
    return write(row)


@atomic
def revise_deadline(*, deadline: Deadline, on: date, clause: str, by: Any, at: datetime) -> Deadline:
    """Correct a day that stands by itself, with the clause it rests on; the old one stays on record as superseded.

    Raises Refused for a day that follows from something else (a term's end, a ballot's closing), and for a notice-by date that
    lies outside its term.
    """
    Agreement.objects.select_for_update().get(pk=deadline.agreement_id)
    deadline = Deadline.objects.get(pk=deadline.pk)
    if deadline.superseded_at is not None:
        raise Refused(_("This date has been replaced already. Look at the present one."))
    if deadline.kind == DeadlineKind.TERM_END:
        raise Refused(_("This day is the end of a term: correct the term, and the days that hang on it follow."), field="on")
    if deadline.kind == DeadlineKind.BALLOT_CLOSING:
        raise Refused(_("This day belongs to a ballot's text: amend the ballot."), field="on")
    if (on, clause) == (deadline.on, deadline.clause):
        raise Refused(_("This is the day on record. Enter another, or leave it as it is."), field="on")
    term = next((term for term in deadline.agreement.terms.all() if term_cause(term.starts_on) == deadline.cause), None)
    if deadline.kind == DeadlineKind.NOTICE_BY and term is not None and not term.starts_on <= on <= term.ends_on:
        sentence = _("Notice is given within the term, from %(starts)s to %(ends)s.")
        raise Refused(sentence % {"starts": term.starts_on, "ends": term.ends_on}, field="on")
    kind, cause = deadline.kind, deadline.cause
    return enter_deadline(agreement=deadline.agreement, kind=kind, cause=cause, on=on, clause=clause, by=by, at=at)


@atomic
def check_deadline(*, deadline: Deadline, by: Any, at: datetime) -> Deadline:
    """Record that a person compared the day with the clause. Raises Refused for who entered it; the rule's are for anybody."""
    deadline = Deadline.objects.select_for_update().get(pk=deadline.pk)
    if deadline.entered_by_id == by.pk:
        raise Refused(_("A date is checked by somebody other than the person who entered it. Ask a colleague to check it."))
    if deadline.checked_at is not None or deadline.superseded_at is not None:
        raise Refused(_("This date has been checked or replaced already. Nothing is left to do here."))
    deadline.checked_by, deadline.checked_at = by, at
    deadline.save(update_fields=["checked_by", "checked_at"])
    return deadline
