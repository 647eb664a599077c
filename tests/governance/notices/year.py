"""A year of the post, run by the clock: all tasks as the workers run them, with the mail stubbed where it would leave the house.

It knows nothing of the forecast. Which moments matter is asked of the database: rungs of any ladder, closings, ends of days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from types import TracebackType

import pytest
from django.db.models import Prefetch

from contracts.deadlines import end_of_day, local_day, start_of_day
from contracts.models import Deadline, Term
from governance.accounts.models import User
from governance.ballots.actions import open_rounds, settle_due
from governance.ballots.judgement import judge
from governance.ballots.models import Ballot, Decision
from governance.bodies.ladder import hour_of_post
from governance.bodies.models import Appointment, Body
from governance.followups.actions import renew_by_silence
from governance.notices import digest, letters
from governance.notices.actions import queue_due, send_due, sending
from governance.notices.forecast.letters import Letter as ForecastLetter
from governance.notices.item import Item
from governance.notices.models import Bounce, Letter, LetterState, Notice, NoticeState, Sweep
from governance.notices.schedule import AFTERWARDS, PUBLIC_RUNGS

A_MINUTE, A_DAY, A_WEEK = timedelta(minutes=1), timedelta(days=1), timedelta(days=7)
ASKS_A_KEEPER = {"term_end", "notice_by", "no_round", "follow_up"}  # after a week without an answer others are told
# (kind, what it is about, rung) of each notice, most urgent first
Told = tuple[tuple[str, str, int], ...]
Mail = tuple[datetime, str, Told]


class NoCourier:
    """Takes every letter."""

    def __init__(self, *, deadline: float) -> None: ...

    def __enter__(self) -> NoCourier:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None: ...

    def connect(self) -> None: ...

    def begin(self) -> None: ...

    def address(self, address: str) -> None: ...

    def deliver(self, mail: bytes) -> None: ...


def stub_the_mail(patch: pytest.MonkeyPatch, *, is_laid_out: bool = True) -> None:
    """Let every letter go nowhere; with `is_laid_out` False it is not laid out either, once it is known what it says."""
    patch.setattr(sending, "Courier", NoCourier)
    if not is_laid_out:
        patch.setattr(letters, "render_to_string", lambda *_given: "")
        patch.setattr(sending, "as_mail", lambda _letter: b"")
        patch.setattr(digest, "digest", no_more_than_that_it_is_wanted)


def no_more_than_that_it_is_wanted(notice: Notice, _at: datetime) -> Item | None:
    """Return a digest without what it would gather."""
    is_wanted = notice.user is not None and notice.user.weekly_digest
    return Item(subject="", first="", facts=(), link="", link_text="", agreement=(), why="") if is_wanted else None


def run(at: datetime) -> None:
    """Let the workers do once what they do every minute, in their order."""
    for _decision in settle_due(at=at):
        pass
    for _term in renew_by_silence(at=at):
        pass
    for _ballot in open_rounds(at=at):
        pass
    queue_due(at=at)
    send_due(worker="the worker", clock=lambda: at)


def live(now: datetime, until: datetime, *, every_day: bool = False) -> Counter[Mail]:
    """Live from `now` to `until` and return every mail that left the house.

    It jumps from one moment that may matter to the next, with a sweep a minute before each, since a sweep looks back behind the
    one before it. `every_day`: it also stops at midnight and at the hour of the post of every day in every zone.
    """
    run(now)
    at, sent, known = now, sent_at(now), None
    before = Letter.objects.filter(sent_at__gte=now - 2 * A_WEEK).values_list("sent_at", flat=True)
    written_at = {now, *filter(None, before)}
    while True:
        if known != (known := what_is_written()) or every_day:
            moments = sorted({moment for moment in moments_that_matter(at, every_day=every_day) if at < moment <= until})
        later = [after for moment in written_at for after in (moment + A_WEEK, moment + A_WEEK + A_DAY) if after > at]
        at = min([*(moment for moment in moments if moment > at), *later], default=until + A_DAY)
        if at > until:
            return sent
        if last_act(now) >= Sweep.objects.latest("at").at - A_DAY:
            queue_due(at=at - A_MINUTE)
        run(at)
        just_sent = sent_at(at)
        if any(kind in ASKS_A_KEEPER for _at, _address, said in just_sent for kind, _matter, _rung in said):
            written_at.add(at)
        sent += just_sent


def what_is_written() -> tuple[object, ...]:
    """Return what the moments that matter hang on."""
    return Deadline.objects.count(), Ballot.objects.filter(state="open").count(), Letter.objects.exclude(state="sent").count()


def last_act(now: datetime) -> datetime:
    """Return when something was last done that a sweep may look back at."""
    decided = Decision.objects.order_by("-recorded_at").values_list("recorded_at", flat=True).first()
    opened = Ballot.objects.exclude(opened_at=None).order_by("-opened_at").values_list("opened_at", flat=True).first()
    return max(now, decided or now, opened or now)


def moments_that_matter(after: datetime, *, every_day: bool) -> Iterator[datetime]:
    zones = set(Body.objects.values_list("time_zone", flat=True))
    soon = after.date() - timedelta(days=800)
    decided_by = ("agreement__system__remit__body__time_zone", "agreement__system__remit__body__ladder")
    current = Deadline.objects.filter(superseded_at=None, on__gte=soon).exclude(agreement__system__remit=None)
    for on, zone, ladder in current.values_list("on", *decided_by).distinct():
        overdue = (AFTERWARDS[-1] - 30 * number for number in range(1, 14))
        for days in {*map(int, ladder.split(",")), *AFTERWARDS, *overdue, *PUBLIC_RUNGS}:
            for after_the_end in (0, 1, 30):  # what an end of access obliges is reckoned from its day
                yield hour_of_post(on - timedelta(days=days - after_the_end), zone)
    for ballot in Ballot.objects.filter(state="open"):
        settles_at = judge(ballot, at=after).settles_at
        assert settles_at is not None
        yield settles_at
    for zone in zones:
        for starts_on, ends_on in Term.objects.filter(ends_on__gte=soon).values_list("starts_on", "ends_on").distinct():
            yield from (hour_of_post(starts_on, zone), end_of_day(ends_on, zone))
        for starts_on, ends in Appointment.objects.values_list("starts_on", "ends_on"):
            yield from (start_of_day(starts_on, zone), hour_of_post(starts_on, zone))
            if ends is not None:
                yield end_of_day(ends, zone)
        entered = Deadline.objects.filter(entered_at__gte=after - 3 * A_DAY)
        for entered_at in entered.values_list("entered_at", flat=True).distinct():
            yield hour_of_post(local_day(entered_at, zone) + A_DAY, zone)
        for days in range(400) if User.objects.filter(weekly_digest=True).exists() else ():
            if (monday := after.date() + timedelta(days=days)).weekday() == 0:
                yield hour_of_post(monday, zone)
        for days in range(3) if every_day else ():
            day: date = after.date() + timedelta(days=days)
            yield from (start_of_day(day, zone), hour_of_post(day, zone))
    for created_at in Letter.objects.filter(state=LetterState.DEAD).values_list("created_at", flat=True):
        yield created_at + A_DAY
    for said_at in Bounce.objects.values_list("at", flat=True):
        yield said_at + A_DAY
    yield from Letter.objects.filter(state=LetterState.QUEUED).values_list("due_at", flat=True)


def sent_at(at: datetime) -> Counter[Mail]:
    said = Notice.objects.filter(state=NoticeState.QUEUED)
    sent = Letter.objects.filter(state=LetterState.SENT, sent_at=at).prefetch_related(Prefetch("notices", queryset=said))
    return Counter((at, letter.address, told(letter)) for letter in sent)


def told(letter: Letter) -> Told:
    return tuple(sorted((row.kind, matter(row.occasion), row.rung) for row in letter.notices.all()))


def matter(occasion: str) -> str:
    """Name the row that caused a notice by what it is about, not by its number."""
    what, number = occasion.split(":")[:2]
    if what == "deadline":
        row = Deadline.objects.select_related("agreement").get(pk=number)
        of_it = occasion.removeprefix(f"deadline:{number}")
        return f"deadline:{row.agreement.slug}:{row.kind}:{row.cause}:{row.revision}{of_it}"
    if what in ("notice_letter", "access_off", "certificate"):
        row = Deadline.objects.select_related("agreement").get(pk=number)
        return f"{what}:{row.agreement.slug}:{row.kind}:{row.cause}:{row.revision}"
    if what == "decision":
        return f"decision:{Decision.objects.get(pk=number).ballot.slug}"
    return f"ballot:{Ballot.objects.get(pk=number).slug}" if what == "ballot" else occasion


def foretold(foreseen: tuple[ForecastLetter, ...]) -> Counter[Mail]:
    """Return a forecast in the same terms."""
    return Counter(
        (letter.at, letter.person.address, tuple(sorted((row.kind, row.matter, row.rung) for row in letter.notices)))
        for letter in foreseen
    )
