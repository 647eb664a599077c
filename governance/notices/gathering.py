"""Many of one kind in a letter become one paragraph: how many there are, the first of them, and where the rest is."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from .item import Item, link_to
from .models import TO_THE_PUBLIC, NoticeKind

MANY = 3  # from so many on they are listed
SHOWN = 10  # lines of one list; several lists in a letter share them, so that it stays a letter
FEWEST = 3

# Each of these has something that a list would lose: a receipt's proof, a link that confirms, a seat's own inventory.
ONE_BY_ONE = (NoticeKind.RECEIPT, NoticeKind.CONFIRM_SUBSCRIPTION, NoticeKind.INVENTORY, NoticeKind.DIGEST)

# Where a list leads: most to the desk, some to the page where all of them are seen to.
THE_DESK, ALL_AGREEMENTS = ("/desk/", _("Open the desk")), ("/agreements/", _("See all agreements"))
WHERE = {NoticeKind.DATE_UNCHECKED: ("/desk/deadlines/?unchecked=1", _("Check them at the desk"))}

# What is told to the clerk alone says why in words that fit any number.
OF_THE_CLERK = (NoticeKind.SEAT_VACANT, NoticeKind.DATE_UNCHECKED)

# The subject and the first sentence for `n`, three or more, of a kind.
WORDS = {
    NoticeKind.NO_ROUND: (
        _("%(n)s agreements ended without a round"),
        _("%(n)s terms ended and nobody was asked, or nobody answered. See to each of them."),
    ),
    NoticeKind.BALLOT_CLOSING: (
        _("%(n)s ballots wait for a vote"),
        _("%(n)s ballots are open and positions are missing. Each closes on its own day."),
    ),
    NoticeKind.NOTICE_BY: (
        _("%(n)s notice-by dates come up"),
        _("For %(n)s agreements the last day to give notice comes up. After it they can no longer be stopped in time."),
    ),
    NoticeKind.TERM_END: (
        _("%(n)s terms end"),
        _("The terms of %(n)s agreements end. For each, see whether it is decided what comes next."),
    ),
    NoticeKind.FOLLOW_UP: (
        _("%(n)s things to show after an end of access"),
        _("%(n)s things are to be shown after an end of access. Until access is confirmed off, its public page is red."),
    ),
    NoticeKind.SEAT_VACANT: (
        _("Nobody holds %(n)s seats"),
        _("%(n)s seats are vacant: appoint somebody, or their voices are missing."),
    ),
    NoticeKind.UNDELIVERED: (
        _("%(n)s letters could not be delivered"),
        _("%(n)s letters reached nobody. Tell these people another way."),
    ),
    NoticeKind.SILENT_KEEPER: (
        _("No sign of a keeper in %(n)s matters"),
        _("In %(n)s matters a keeper was written to and has not come to the desk since. Ask them, or act yourself."),
    ),
    NoticeKind.DATE_UNCHECKED: (
        _("Check %(n)s dates"),
        _("Nobody has checked %(n)s dates yet. Compare each with its agreement's text; the desk is where they are checked."),
    ),
    NoticeKind.INVITATION: (
        _("%(n)s ballots have opened"),
        _("%(n)s ballots have opened. Please put your positions on record, each by its own day."),
    ),
    NoticeKind.DECISION: (
        _("%(n)s ballots are decided"),
        _("%(n)s ballots are decided. Nothing more is asked of you in these votes."),
    ),
    NoticeKind.WITHDRAWN: (
        _("%(n)s ballots were withdrawn"),
        _("%(n)s ballots were withdrawn. Positions put on them stay on record and are not counted."),
    ),
    NoticeKind.FOLLOWED_DECISION: (
        _("%(n)s agreements are decided"),
        _("%(n)s agreements that you follow are decided."),
    ),
    NoticeKind.FOLLOWED_COMES_UP: (
        _("%(n)s agreements come up for renewal"),
        _("%(n)s agreements that you follow come up for renewal."),
    ),
}


def gathered(said: Iterable[tuple[NoticeKind, Item]]) -> list[Item]:
    """Return what the letter says, in the same order: kinds of which there are `MANY` or more as one item each."""
    of_a_kind: dict[NoticeKind, list[Item]] = {}
    for kind, item in said:
        of_a_kind.setdefault(kind, []).append(item)
    lists = sum(_is_listed(kind, items) for kind, items in of_a_kind.items())
    shown = max(FEWEST, SHOWN // max(lists, 1))
    found: list[Item] = []
    for kind, items in of_a_kind.items():
        found.extend([_in_one(kind, items, shown)] if _is_listed(kind, items) else items)
    return found


def _is_listed(kind: NoticeKind, items: list[Item]) -> bool:
    return len(items) >= MANY and kind not in ONE_BY_ONE


def listed(lines: list[str], *, shown: int = SHOWN) -> list[str]:
    """Return the lines as a list of at most `shown`, with how many more there are."""
    more = len(lines) - shown
    rest = [ngettext("- and %(n)s more", "- and %(n)s more", more) % {"n": more}] if more > 0 else []
    return [*(f"- {line}" for line in lines[:shown]), *rest]


def _in_one(kind: NoticeKind, items: list[Item], shown: int) -> Item:
    subject, first = (str(words) for words in WORDS[kind])
    count = {"n": len(items)}
    to_the_public = kind in TO_THE_PUBLIC
    path, text = WHERE.get(kind, ALL_AGREEMENTS if to_the_public else THE_DESK)
    by_day = sorted(items, key=lambda item: item.on)
    return Item(
        subject=subject % count,
        first=first % count,
        facts=tuple(listed([item.line or item.subject for item in by_day], shown=shown)),
        link=link_to(path),
        link_text=str(text),
        agreement=(),
        why=items[0].why if kind in OF_THE_CLERK else _why(to_the_public=to_the_public),
    )


def _why(*, to_the_public: bool) -> str:
    if to_the_public:
        return gettext("You get this because you follow these agreements, or all agreements, by e-mail.")
    return gettext("You get this because you keep these agreements or the register, or hold a seat of the body that decides.")
