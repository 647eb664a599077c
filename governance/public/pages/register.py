"""The register: every agreement, found, filtered and sorted as the address asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.models import Agreement, DataSystem, Party
from governance.bodies.models import Body
from governance.words import figure

from .asked import FURTHEST, MOST_UNVOTED, Asked, Order
from .lists import PER_PAGE, AgreementRow, agreement_row, pages_of
from .narrowing import agreements_asked_for
from .parts import Pages
from .reading import Reading, with_all_that_lists_say
from .selection import Wanted

LISTED = 60  # names to choose from; of more than these one is typed
STANDINGS = {
    "": gettext_lazy("All agreements"),
    Wanted.ATTENTION.value: gettext_lazy("Needs attention"),
    Wanted.COMING_UP.value: gettext_lazy("Comes up within 180 days"),
    Wanted.IN_FORCE.value: gettext_lazy("In force"),
    Wanted.ENDED.value: gettext_lazy("Ended"),
    Wanted.UPCOMING.value: gettext_lazy("Not yet begun"),
    Wanted.NOT_RECORDED.value: gettext_lazy("Term not recorded"),
}
ORDERS = {
    Order.NEXT.value: gettext_lazy("Next deadline"),
    Order.ENDS.value: gettext_lazy("Last day of access"),
    Order.TITLE.value: gettext_lazy("Title"),
    Order.RECIPIENT.value: gettext_lazy("Recipient"),
    Order.UNVOTED.value: gettext_lazy("Most terms without a recorded vote"),
}


@dataclass(frozen=True, slots=True)
class Option:
    """One of several to choose."""

    value: str
    text: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """A field of the form: to be chosen from `options`, or typed where there are none; `most` makes it a number up to that."""

    name: str
    word: str
    value: str
    help: str = ""
    options: tuple[Option, ...] = ()
    most: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """A way to the same register asked in another manner."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class RegisterPage:
    """Public page 2. `wider` are the ways out of an empty result, the nearest first."""

    q: str
    filters: tuple[Filter, ...]
    filters_text: str
    is_narrowed: bool
    count_text: str
    rows: tuple[AgreementRow, ...]
    pages: Pages
    wider: tuple[Way, ...]
    all_url: str
    csv_url: str
    api_url: str


def register_page(*, at: datetime, asked: Asked | None = None, number: str = "1") -> RegisterPage:
    """Return the agreements that are asked for, fifty to a page."""
    asked = asked or Asked()
    part = Paginator(with_all_that_lists_say(agreements_asked_for(asked, at=at), at=at), PER_PAGE).get_page(number)
    count = part.paginator.count
    return RegisterPage(
        q=asked.q,
        filters=_filters(asked),
        filters_text=_filters_text(asked),
        is_narrowed=asked.is_narrowed,
        count_text=_count_text(count, asked),
        rows=tuple(agreement_row(Reading(agreement, at)) for agreement in part),
        pages=pages_of(part, asked.words()),
        wider=() if count else tuple(_wider(asked)),
        all_url=_url(Asked()),
        csv_url=_with_query(reverse("files:agreements"), asked),
        api_url=_with_query("/api/v1/agreements", asked),
    )


def _filters(asked: Asked) -> tuple[Filter, ...]:
    standing = asked.standing.value if asked.standing is not None else ""
    within = "" if asked.ends_within is None else str(asked.ends_within)
    any_ = _("Any")
    return (
        Filter("standing", _("Standing"), standing, options=_options(STANDINGS, standing)),
        Filter("system", _("Data system"), asked.system, options=_named(DataSystem.objects.all(), asked.system, any_)),
        Filter("recipient", _("Recipient"), asked.recipient, options=_named(_recipients(), asked.recipient, any_)),
        Filter("body", _("Body that decides"), asked.body, options=_named(Body.objects.all(), asked.body, any_)),
        Filter("ends_within", _("Last day of access within (days)"), within, most=FURTHEST),
        Filter(
            "unvoted",
            _("Terms without a recorded vote, at least"),
            str(asked.unvoted or ""),
            help=_("For most agreements a term is a year."),
            most=MOST_UNVOTED,
        ),
        Filter("sort", _("Sorted by"), asked.sort.value, options=_options(ORDERS, asked.sort.value)),
    )


def _filters_text(asked: Asked) -> str:
    """Say how many filters are set, for whom they are folded away; "" for none."""
    count = len(asked.words().keys() - {"q", "sort"})
    return ngettext("%(n)s filter set", "%(n)s filters set", count) % {"n": figure(count)} if count else ""


def _recipients() -> QuerySet[Party]:
    return Party.objects.filter(Exists(Agreement.objects.filter(recipient=OuterRef("pk"))))


def _options(words: Mapping[str, object], chosen: str) -> tuple[Option, ...]:
    return tuple(Option(value, str(text), value == chosen) for value, text in words.items())


def _named(rows: QuerySet, chosen: str, any_: str) -> tuple[Option, ...]:
    """Return the names to choose from; none where they are too many, or where something else was typed into the address."""
    names = dict(rows.order_by("name").values_list("slug", "name")[: LISTED + 1])
    if len(names) > LISTED or (chosen and chosen not in names):
        return ()
    return _options({"": any_, **names}, chosen)


def _url(asked: Asked) -> str:
    return _with_query(reverse("public:register"), asked)


def _with_query(path: str, asked: Asked) -> str:
    query = asked.address()
    return f"{path}?{query}" if query else path


def _count_text(count: int, asked: Asked) -> str:
    if not asked.q:
        return ngettext("%(n)s agreement", "%(n)s agreements", count) % {"n": figure(count)}
    words = ngettext("%(n)s agreement for “%(q)s”", "%(n)s agreements for “%(q)s”", count)
    return words % {"n": figure(count), "q": asked.q}


def _wider(asked: Asked) -> list[Way]:
    """Say how to ask for more: first without the words but with the filters, then without the filters, then for all."""
    ways = []
    everything = Asked(q=asked.q, sort=asked.sort)
    if asked.q and asked != everything:
        words = _("Look for “%(q)s” in all agreements, without the other filters") % {"q": asked.q}
        ways.append(Way(words, _url(everything)))
        ways.append(Way(_("Keep the filters, without the words"), f"{reverse('public:register')}?{asked.address(q='')}"))
    return [*ways, Way(_("Show all agreements"), _url(Asked()))]
