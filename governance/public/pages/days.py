"""The days that bind, of all agreements: which stand, which were called off, and in what words lists and calendars say them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext as _

from contracts.models import Agreement, Deadline, DeadlineKind, Term
from governance.ballots.models import Ballot, State
from governance.words import checked_text, long_day

from .lists import agreement_url, decision_url, kind_word
from .parts import if_illustrative, shown_label
from .rounds import unwritten_rounds

_IS_CLOSING = Q(kind=DeadlineKind.BALLOT_CLOSING)


@dataclass(frozen=True, slots=True)
class Day:
    """A day of one of the four clocks, as lists show it. `kind_code` is the clock's, `label` how the day is known."""

    on: date
    on_text: str
    kind_code: str
    kind: str
    title: str
    url: str
    agreement: str
    clause: str
    checked: str
    is_checked: bool
    label: str
    ballot_url: str


def standing_days(*, at: datetime) -> QuerySet[Deadline]:
    """Return the days that stand as of `at`: the latest revision of each, without the closings that have nothing to close."""
    standing = Deadline.objects.filter(superseded_at=None).filter(
        ~_IS_CLOSING | Exists(_ballots(at).filter(Q(called_off_at=None)))
    )
    return _with_what_is_said(standing)


def all_days(*, at: datetime) -> QuerySet[Deadline]:
    """Return the latest revision of every day, each with `called_off_at`: None while it stands, else since when it does not.

    A day is called off by being taken from the record; a closing also by a ballot that is withdrawn, or settles before it.
    """
    later = Deadline.objects.filter(
        agreement=OuterRef("agreement"), kind=OuterRef("kind"), cause=OuterRef("cause"), revision__gt=OuterRef("revision")
    )
    since = Coalesce("superseded_at", Subquery(_ballots(at).values("called_off_at")[:1]))
    return _with_what_is_said(Deadline.objects.filter(~Exists(later)).annotate(called_off_at=since))


def _ballots(at: datetime) -> QuerySet[Any]:
    """Return the ballot that a closing hangs on, with when the closing was called off."""
    of_this = Ballot.objects.annotate(hangs_on=Concat(Value("ballot:"), F("slug"), output_field=CharField()))
    of_this = of_this.filter(hangs_on=OuterRef("cause"), agreement=OuterRef("agreement"))
    early = {
        round_.ballot.pk: round_.settled_at
        for round_ in unwritten_rounds(at=at)
        if round_.settled_at is not None and not round_.settled_at_closing
    }
    return of_this.annotate(called_off_at=_called_off_at(early))


def _called_off_at(early: dict[int, datetime]) -> Case:
    settled_early = Q(decision__settled_at__lt=F("closes_at"))
    return Case(
        When(state=State.WITHDRAWN, then=F("withdrawn_at")),
        When(settled_early, then=F("decision__settled_at")),
        *[When(pk=pk, then=Value(settled_at, output_field=DateTimeField())) for pk, settled_at in early.items()],
        default=None,
        output_field=DateTimeField(),
    )


def _with_what_is_said(deadlines: QuerySet[Deadline]) -> QuerySet[Deadline]:
    """Add what `day_of` says of each: the agreement, and how its term is known."""
    of_term = Term.objects.filter(agreement=OuterRef("agreement"), starts_on__lte=OuterRef("on")).order_by("-starts_on")
    return (
        deadlines.select_related("agreement")
        .annotate(term_label=Subquery(of_term.values("label")[:1]))
        .order_by("on", "agreement__title", "kind", "pk")
    )


def day_of(deadline: Deadline) -> Day:
    """Say a day of `standing_days` or `all_days`."""
    agreement = deadline.agreement
    is_closing = deadline.kind == DeadlineKind.BALLOT_CLOSING
    return Day(
        on=deadline.on,
        on_text=long_day(deadline.on),
        kind_code=deadline.kind,
        kind=kind_word(deadline),
        title=agreement.title,
        url=agreement_url(agreement.slug),
        agreement=agreement.slug,
        clause=deadline.clause,
        checked=checked_text(deadline),
        is_checked=deadline.checked_at is not None,
        label=label_of(agreement, deadline),
        ballot_url=decision_url(deadline.cause.removeprefix("ballot:")) if is_closing else "",
    )


def label_of(agreement: Agreement, deadline: Deadline) -> str:
    """Return how a day is known: as its agreement and term are."""
    term_label = getattr(deadline, "term_label", None) or ""
    return if_illustrative(agreement.label, term_label) or shown_label(agreement.label, term_label)


def in_a_line(deadline: Deadline) -> str:
    """Say a day and its agreement in a line: "Term ends: PARS - ICE"."""
    return _("%(kind)s: %(agreement)s") % {"kind": kind_word(deadline), "agreement": deadline.agreement.title}


def called_off_at(deadline: Deadline) -> datetime | None:
    """Return since when a day of `all_days` does not stand; None while it does."""
    since: datetime | None = getattr(deadline, "called_off_at", None)
    return since


def changed_at(deadline: Deadline) -> datetime:
    """Return when a day of `all_days` last became another: entered, checked or called off."""
    known = (deadline.entered_at, deadline.checked_at, called_off_at(deadline))
    return max(moment for moment in known if moment is not None)
