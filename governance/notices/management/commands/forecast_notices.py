"""`manage.py forecast_notices`: the mail of the next 365 days, if nobody acts. It reads, and writes and locks nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from contracts.deadlines import days_left
from governance.notices.forecast.facts import Facts
from governance.notices.forecast.letters import Letter, forecast
from governance.notices.forecast.owed import Owed
from governance.notices.forecast.reading import read_facts
from governance.notices.models import NoticeKind

LONGEST = 3660  # days
URGENCY = {kind.value: rank for rank, kind in enumerate(NoticeKind)}


class Command(BaseCommand):
    """List the letters to come."""

    help = "List the mail of the next 365 days, as it will be sent if nobody acts from now on. Nothing is written."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take how far to look, at what, and in which form."""
        parser.add_argument("--days", type=int, default=365, help="how many days ahead (365)")
        parser.add_argument("--agreement", metavar="SLUG", help="only what the letters say about this agreement")
        parser.add_argument("--json", action="store_true", help="as JSON instead of a table")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, forecast and print; an interruption ends it with a sentence."""
        if not 1 <= options["days"] <= LONGEST:
            raise CommandError(f"A forecast looks 1 to {LONGEST} days ahead.")
        now = timezone.now()
        try:
            facts = read_facts(at=now)
            slugs = {agreement.id: agreement.slug for agreement in facts.agreements}
            only = options["agreement"]
            if only is not None and only not in slugs.values():
                raise CommandError(f"No agreement is called {only}.")
            until = now + timedelta(days=options["days"])
            letters = list(forecast(facts, until=until, urgency=URGENCY, progress=self._tell))
        except KeyboardInterrupt:
            raise CommandError("Stopped; nothing was written.", returncode=130) from None
        if only is not None:
            letters = [part for letter in letters if (part := _about(letter, only, slugs)).notices]
        if options["json"]:
            self.stdout.write(json.dumps(_as_json(facts, letters, until), ensure_ascii=False, indent=1))
        else:
            for line in _table(facts, letters, until):
                self.stdout.write(line)

    def _tell(self, done: int, of: int) -> None:
        """Say how far it has come, on the other stream, when there is much to do."""
        if of > 2000 and (done % 1000 == 0 or done == of):
            self.stderr.write(f"{100 * done // of} %")


def _about(letter: Letter, slug: str, slugs: dict[int, str]) -> Letter:
    """Return what a letter says about one agreement."""
    said = (notice for notice in letter.notices if notice.agreement and slugs[notice.agreement] == slug)
    return replace(letter, notices=tuple(said))


def _table(facts: Facts, letters: list[Letter], until: datetime) -> Iterator[str]:
    """Write one line for each letter and one for each notice in it."""
    titles = {agreement.id: agreement.title for agreement in facts.agreements}
    if facts.is_on_hold:
        yield "The post is on hold: nothing of this goes out until it is released (hold_notices --release)."
    for letter in letters:
        local = letter.at.astimezone(ZoneInfo(letter.zone))
        person = letter.person
        to = f"{person.name} <{person.address}>" if person.name else f"{person.address} (a follower)"
        yield f"{local:%Y-%m-%d %H:%M} {letter.zone}  {to}"
        for notice in letter.notices:
            title = titles.get(notice.agreement or 0)
            yield f"    {NoticeKind(notice.kind).label}{_when(notice, local.date())}" + (f": {title}" if title else "")
    yield f"{len(letters)} letters until {until:%Y-%m-%d %H:%M} UTC, if nobody acts."


def _when(notice: Owed, on: date) -> str:
    """Say which day a notice is about, and how far off it is on the day of the letter."""
    if notice.day is None:
        return ""
    left = days_left(on, notice.day)
    days = f"{abs(left)} day{'s' * (abs(left) != 1)}"
    return f" ({notice.day}, {'that day' if left == 0 else f'in {days}' if left > 0 else f'{days} ago'})"


def _as_json(facts: Facts, letters: list[Letter], until: datetime) -> dict[str, Any]:
    slugs = {agreement.id: agreement.slug for agreement in facts.agreements}
    return {
        "from": facts.now.isoformat(),
        "until": until.isoformat(),
        "is_on_hold": facts.is_on_hold,
        "letters": [
            {
                "day": f"{letter.at.astimezone(ZoneInfo(letter.zone)):%Y-%m-%d}",
                "at": letter.at.astimezone(ZoneInfo(letter.zone)).isoformat(),
                "zone": letter.zone,
                "person": letter.person.name,
                "address": letter.person.address,
                "notices": [
                    {
                        "kind": notice.kind,
                        "agreement": slugs.get(notice.agreement or 0, ""),
                        "about": notice.matter,
                        "rung": notice.rung,
                        "on": notice.day and notice.day.isoformat(),
                    }
                    for notice in letter.notices
                ],
            }
            for letter in letters
        ],
    }
