"""The register: every agreement, by its next day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .lists import PER_PAGE, AgreementRow, agreement_row, pages_of
from .parts import Pages
from .reading import Reading, with_all_that_lists_say
from .selection import Wanted, agreements_as_of, matching, only

WORDS = {
    None: gettext_lazy("All agreements"),
    Wanted.ATTENTION: gettext_lazy("Needs attention"),
    Wanted.COMING_UP: gettext_lazy("Comes up within 180 days"),
    Wanted.IN_FORCE: gettext_lazy("In force"),
    Wanted.ENDED: gettext_lazy("Ended"),
    Wanted.UPCOMING: gettext_lazy("Not yet begun"),
    Wanted.NOT_RECORDED: gettext_lazy("Term not recorded"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A standing to choose."""

    text: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Public page 2."""

    q: str
    choices: tuple[Choice, ...]
    count_text: str
    rows: tuple[AgreementRow, ...]
    pages: Pages
    widen_text: str
    widen_url: str


def register_page(*, at: datetime, q: str = "", standing: str = "", number: str = "1") -> RegisterPage:
    """Return the agreements that match, fifty to a page; what was asked wrongly is ignored."""
    q, wanted = " ".join(q.replace("\0", " ").split())[:100], _wanted(standing)
    found = matching(agreements_as_of(at), q)
    if wanted is not None:
        found = only(found, wanted, at=at)
    part = Paginator(with_all_that_lists_say(found, at=at), PER_PAGE).get_page(number)
    count = part.paginator.count
    return RegisterPage(
        q=q,
        choices=tuple(_choice(choice, q, is_chosen=choice is wanted) for choice in WORDS),
        count_text=_count_text(count, q),
        rows=tuple(agreement_row(Reading(agreement, at)) for agreement in part),
        pages=pages_of(part, {"q": q, "standing": wanted.value if wanted else ""}),
        widen_text=_widen_text(q, wanted),
        widen_url=_url(q if wanted is not None else "", None),
    )


def _wanted(standing: str) -> Wanted | None:
    try:
        return Wanted(standing)
    except ValueError:
        return None


def _choice(wanted: Wanted | None, q: str, *, is_chosen: bool) -> Choice:
    return Choice(text=str(WORDS[wanted]), url=_url(q, wanted), is_chosen=is_chosen)


def _url(q: str, wanted: Wanted | None) -> str:
    asked = ({"q": q} if q else {}) | ({"standing": wanted.value} if wanted else {})
    return "?" + urlencode(asked)


def _count_text(count: int, q: str) -> str:
    if not q:
        return ngettext("%(n)s agreement", "%(n)s agreements", count) % {"n": count}
    words = ngettext("%(n)s agreement for “%(q)s”", "%(n)s agreements for “%(q)s”", count)
    return words % {"n": count, "q": q}


def _widen_text(q: str, wanted: Wanted | None) -> str:
    if wanted is not None and q:
        return _("Look for “%(q)s” in all agreements, whatever their standing") % {"q": q}
    return _("Show all agreements")
