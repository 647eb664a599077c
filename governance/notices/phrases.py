"""Phrases that letters of several kinds share."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contracts.models import Agreement, Term


def default_outcome(agreement: Agreement) -> str:
    """Say what happens at the end of the term if nobody acts."""
    if agreement.renews_by_silence:
        return _("If nobody acts, the agreement renews by silence.")
    return _("If nobody acts, the agreement ends and access must be switched off.")


def in_three_lines(agreement: Agreement, term: Term | None) -> tuple[str, ...]:
    """Name the agreement, its recipient and its term."""
    lines = [
        _("Agreement: %(title)s") % {"title": agreement.title},
        _("Recipient: %(name)s") % {"name": agreement.recipient.name},
    ]
    if term is not None:
        days = {"starts": date_format(term.starts_on), "ends": date_format(term.ends_on)}
        lines.append(_("Term: %(starts)s to %(ends)s") % days)
    return tuple(lines)


def day_month(day: date) -> str:
    """Write a day without its year, for a subject line."""
    return date_format(day, "MONTH_DAY_FORMAT")


def in_a_list(decided: str, title: str, digest: str) -> str:
    """Write a decision as one line; the digest lets its reader prove it, so no list leaves it out."""
    return _("%(title)s: %(outcome)s. Record: %(digest)s") % {"title": title, "outcome": decided.lower(), "digest": digest}
