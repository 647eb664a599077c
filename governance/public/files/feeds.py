"""What was decided and what comes up, as Atom feeds. An entry keeps its id for good; its `updated` is when it last changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _

from governance.ballots.models import Ballot
from governance.notices.calendar import uid_of_deadline
from governance.notices.item import link_to
from governance.public.disclosure import COMES_UP_WITHIN
from governance.public.pages.counting import lead
from governance.public.pages.days import changed_at, in_a_line, standing_days
from governance.public.pages.decisions import by_day
from governance.public.pages.lists import agreement_url, decision_url, question_text
from governance.public.pages.rounds import Round, public_ballots, read_round
from governance.words import long_day

MOST = 100  # entries of a feed
SINCE = "2026"  # the year in the ids: when this project began to give them (RFC 4151)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class _Feed(Atom1Feed):
    def latest_post_date(self) -> datetime:
        """Return when the feed last changed; of an empty one it is always the same, so that it can be compared."""
        return super().latest_post_date() if self.items else LONG_AGO


def decisions_feed(*, at: datetime, path: str) -> str:
    """Return the ballots that are settled, and those that are open or were withdrawn, the latest first."""
    feed = _feed(_("Decisions on data-sharing agreements"), "/decisions/", path)
    for ballot in by_day(public_ballots(at=at))[:MOST]:
        round_ = read_round(ballot, at=at)
        said = lead(ballot, round_.judgement)
        _add(feed, f"decision/{ballot.slug}", question_text(ballot), said, decision_url(ballot.slug), _updated(round_))
    return str(feed.writeString("utf-8"))


def _updated(round_: Round) -> datetime:
    """Return when a ballot last became something else: the latest of what is known of it; what is reported, as recorded."""
    ballot: Ballot = round_.ballot
    decision = getattr(ballot, "decision", None)
    written_at = decision.recorded_at if decision is not None and ballot.is_reported else None
    known = (ballot.opened_at, round_.settled_at, ballot.withdrawn_at, written_at)
    return max((moment for moment in known if moment is not None), default=ballot.drafted_at)


def deadlines_feed(*, at: datetime, path: str) -> str:
    """Return the days that come up in the next half year, the nearest first."""
    feed = _feed(_("Deadlines of data-sharing agreements"), "/deadlines/", path)
    today = at.date()
    for day in standing_days(at=at).filter(on__gte=today, on__lte=today + timedelta(days=COMES_UP_WITHIN))[:MOST]:
        title = _("%(day)s: %(what)s") % {"day": long_day(day.on), "what": in_a_line(day)}
        _add(feed, f"deadline/{uid_of_deadline(day)}", title, day.clause, agreement_url(day.agreement.slug), changed_at(day))
    return str(feed.writeString("utf-8"))


def _feed(title: str, about: str, path: str) -> _Feed:
    return _Feed(
        title=title,
        link=link_to(about),
        description="",
        subtitle=_("From the public register of data-sharing agreements"),
        language="en",
        author_name="Countersign",
        feed_url=link_to(path),
        feed_guid=_id(path.strip("/")),
    )


def _add(feed: _Feed, name: str, title: str, text: str, path: str, updated: datetime) -> None:
    feed.add_item(
        title=_clean(title),
        link=link_to(path),
        description=escape(_clean(text)),  # the library marks it as HTML
        unique_id=_id(name),
        updateddate=updated,
    )


def _id(name: str) -> str:
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{SINCE}:{name}"


def _clean(text: str) -> str:
    """Leave out what XML cannot say; no action stores such characters, and one that came otherwise must not end the feed."""
    return "".join(
        character for character in text if character in "\t\n\r" or (character >= " " and character not in "\ufffe\uffff")
    )
