"""The clock is jumped, and the post runs once: exactly these letters go out, and exactly these rungs are recorded as skipped.

The tables are written by hand from the rules, for 1 August 2018, 08:00 in Philadelphia. The workers ran on 31 July and then no
more until the jump. PARS - ICE ends on 31 August, notice is due by the 10th, and a ballot closes on the 16th; the judge has
approved, the other two are silent. PARS - Amtrak ends on 3 August and nobody opened a round; the deputy clerk and the outsider
keep it. Days left, and in brackets the rung on which something is told:

| PARS - ICE              | 31 July | 1 Aug   | 2 Aug   | 4 Aug   | 31 Aug            | 5 Sep 2019  |
|-------------------------|---------|---------|---------|---------|-------------------|-------------|
| notice by               | 10 (14) | 9       | 8       | 6 (7)   | past              | past        |
| ballot closing          | 16 (30) | 15      | 14 (14) | 12 (14) | decided: lapsed   | decided     |
| term end                | 31 (60) | 30 (30) | 29 (30) | 27 (30) | 0 (0), keepers    | 370 past    |
| PARS - Amtrak: term end | 3 (3)   | 2       | 1 (1)   | -1 (-1) | -28 (-14)         | -398 (-374) |

The clerk entered every date in 2017 and nobody has checked one. So the deputy clerk is asked to, on the same rungs before the two
ends of terms and the notice-by date; who entered a date is not. The outsider was written to on 31 July and never comes to the
desk: from 7 August on the deputy clerk, who keeps PARS - Amtrak too, is told, and from 8 August on both clerks. Whoever looks
again only after a year looks back at the letters of 38 days, and has nobody to call silent.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest

from contracts.models import Basis
from governance.ballots.models import Ballot
from governance.notices.models import Letter, LetterState, Notice
from governance.notices.wording import say_all
from governance.stewardship import actions as stewardship
from tests.cast import LONG_BEFORE, Cast, at, make_cast, open_ballot, vote

from .year import run, stub_the_mail

pytestmark = pytest.mark.django_db
THE_DAY_BEFORE, HERE = at("2018-07-31 08:00"), at("2018-08-01 08:00")

# What the ends oblige, by due day. Of PARS - ICE, decided after its notice-by day: the letter by 31 August, access off by
# 1 September, the certificate by the 30th. Of PARS - Amtrak the certificate, by 2 September; "no round held" asks for the rest.
OWED_AFTER_30_DAYS = [
    ("follow_up", "pars-ice", 0),
    ("follow_up", "pars-ice", 1),
    ("follow_up", "pars-amtrak", 3),
    ("follow_up", "pars-ice", 30),
]
OWED_AFTER_400_DAYS = [
    ("follow_up", "pars-ice", -344),
    ("follow_up", "pars-ice", -344),
    ("follow_up", "pars-amtrak", -344),
    ("follow_up", "pars-ice", -314),
]

# Each letter: who gets it, and what is in it, most urgent first: (kind, agreement, rung).
LETTERS = {
    0: {
        "The judge": [("term_end", "pars-ice", 30)],
        "The commissioner": [("term_end", "pars-ice", 30)],
        "The attorney": [("term_end", "pars-ice", 30)],
        "The clerk": [("term_end", "pars-ice", 30)],
        "The deputy clerk": [("term_end", "pars-ice", 30), ("date_unchecked", "pars-ice", 30)],
    },
    1: {
        "The judge": [("term_end", "pars-amtrak", 1), ("term_end", "pars-ice", 30)],
        "The commissioner": [
            ("ballot_closing", "pars-ice", 14),
            ("term_end", "pars-amtrak", 1),
            ("term_end", "pars-ice", 30),
        ],
        "The attorney": [
            ("ballot_closing", "pars-ice", 14),
            ("term_end", "pars-amtrak", 1),
            ("term_end", "pars-ice", 30),
        ],
        "The clerk": [
            ("ballot_closing", "pars-ice", 14),
            ("term_end", "pars-amtrak", 1),
            ("term_end", "pars-ice", 30),
        ],
        "The deputy clerk": [
            ("ballot_closing", "pars-ice", 14),
            ("term_end", "pars-amtrak", 1),
            ("term_end", "pars-ice", 30),
            ("date_unchecked", "pars-amtrak", 1),
            ("date_unchecked", "pars-ice", 30),
        ],
        "An outsider": [("term_end", "pars-amtrak", 1)],
    },
    3: {
        "The judge": [
            ("no_round", "pars-amtrak", -1),
            ("notice_by", "pars-ice", 7),
            ("term_end", "pars-ice", 30),
        ],
        "The commissioner": [
            ("no_round", "pars-amtrak", -1),
            ("ballot_closing", "pars-ice", 14),
            ("notice_by", "pars-ice", 7),
            ("term_end", "pars-ice", 30),
        ],
        "The attorney": [
            ("no_round", "pars-amtrak", -1),
            ("ballot_closing", "pars-ice", 14),
            ("notice_by", "pars-ice", 7),
            ("term_end", "pars-ice", 30),
        ],
        "The clerk": [
            ("no_round", "pars-amtrak", -1),
            ("ballot_closing", "pars-ice", 14),
            ("notice_by", "pars-ice", 7),
            ("term_end", "pars-ice", 30),
            ("follow_up", "pars-amtrak", 30),
        ],
        "The deputy clerk": [
            ("no_round", "pars-amtrak", -1),
            ("ballot_closing", "pars-ice", 14),
            ("notice_by", "pars-ice", 7),
            ("term_end", "pars-ice", 30),
            ("follow_up", "pars-amtrak", 30),
            ("date_unchecked", "pars-ice", 7),
            ("date_unchecked", "pars-ice", 30),
        ],
        "An outsider": [("no_round", "pars-amtrak", -1), ("follow_up", "pars-amtrak", 30)],
    },
    30: {
        "The judge": [("no_round", "pars-amtrak", -14), ("decision", "pars-ice", 0)],
        "The commissioner": [("no_round", "pars-amtrak", -14), ("decision", "pars-ice", 0)],
        "The attorney": [("no_round", "pars-amtrak", -14), ("decision", "pars-ice", 0)],
        "The clerk": [
            ("no_round", "pars-amtrak", -14),
            ("term_end", "pars-ice", 0),
            *OWED_AFTER_30_DAYS,
            ("silent_keeper", "pars-amtrak", 0),
            ("decision", "pars-ice", 0),
        ],
        "The deputy clerk": [
            ("no_round", "pars-amtrak", -14),
            ("term_end", "pars-ice", 0),
            *OWED_AFTER_30_DAYS,
            ("silent_keeper", "pars-amtrak", 0),
            ("date_unchecked", "pars-ice", 0),
            ("decision", "pars-ice", 0),
        ],
        "An outsider": [("no_round", "pars-amtrak", -14), ("follow_up", "pars-amtrak", 3)],
    },
    400: {
        "The judge": [("no_round", "pars-amtrak", -374), ("decision", "pars-ice", 0)],
        "The commissioner": [("no_round", "pars-amtrak", -374), ("decision", "pars-ice", 0)],
        "The attorney": [("no_round", "pars-amtrak", -374), ("decision", "pars-ice", 0)],
        "The clerk": [("no_round", "pars-amtrak", -374), *OWED_AFTER_400_DAYS, ("decision", "pars-ice", 0)],
        "The deputy clerk": [("no_round", "pars-amtrak", -374), *OWED_AFTER_400_DAYS, ("decision", "pars-ice", 0)],
        "An outsider": [("no_round", "pars-amtrak", -374), ("follow_up", "pars-amtrak", -344)],
    },
}

# Each rung that went by unsent: who would have been told, and of what.
CERTIFICATE = ("follow_up", "pars-amtrak")  # its rung of 30 days was reached on the last day of access, before it was owed
AMTRAK_IS_OVER = {("term_end", "pars-amtrak"): [1, 0]}
SKIPPED = {
    0: {},
    1: {},
    3: {
        "The judge": AMTRAK_IS_OVER,
        "The commissioner": AMTRAK_IS_OVER,
        "The attorney": AMTRAK_IS_OVER,
        "The clerk": AMTRAK_IS_OVER,
        "The deputy clerk": AMTRAK_IS_OVER | {("date_unchecked", "pars-amtrak"): [1, 0]},
        "An outsider": AMTRAK_IS_OVER,
    },
    30: {
        "The judge": {("no_round", "pars-amtrak"): [-1, -7], ("term_end", "pars-amtrak"): [1, 0]},
        "The commissioner": {("no_round", "pars-amtrak"): [-1, -7], ("term_end", "pars-amtrak"): [1, 0]},
        "The attorney": {("no_round", "pars-amtrak"): [-1, -7], ("term_end", "pars-amtrak"): [1, 0]},
        "The clerk": {
            ("no_round", "pars-amtrak"): [-1, -7],
            ("notice_by", "pars-ice"): [7, 3, 1, 0],
            ("term_end", "pars-amtrak"): [1, 0],
            ("term_end", "pars-ice"): [30, 14, 7, 3, 1],
            CERTIFICATE: [14, 7],
        },
        "The deputy clerk": {
            ("date_unchecked", "pars-amtrak"): [1, 0],
            ("date_unchecked", "pars-ice"): [30, 14, 7, 7, 3, 3, 1, 1, 0],  # two dates; the last of one is told
            ("no_round", "pars-amtrak"): [-1, -7],
            ("notice_by", "pars-ice"): [7, 3, 1, 0],
            ("term_end", "pars-amtrak"): [1, 0],
            ("term_end", "pars-ice"): [30, 14, 7, 3, 1],
            CERTIFICATE: [14, 7],
        },
        "An outsider": {("no_round", "pars-amtrak"): [-1, -7], ("term_end", "pars-amtrak"): [1, 0], CERTIFICATE: [14, 7]},
    },
}
A_YEAR_OF_NO_ROUND = [-1, -7, -14, -44, -74, -104, -134, -164, -194, -224, -254, -284, -314, -344]
A_YEAR_OF_THE_CERTIFICATE = [14, 7, 3, 1, 0, *A_YEAR_OF_NO_ROUND[:-1]]
SKIPPED[400] = {
    "The judge": {("no_round", "pars-amtrak"): A_YEAR_OF_NO_ROUND, ("term_end", "pars-amtrak"): [1, 0]},
    "The commissioner": {("no_round", "pars-amtrak"): A_YEAR_OF_NO_ROUND, ("term_end", "pars-amtrak"): [1, 0]},
    "The attorney": {("no_round", "pars-amtrak"): A_YEAR_OF_NO_ROUND, ("term_end", "pars-amtrak"): [1, 0]},
    "The clerk": {
        ("no_round", "pars-amtrak"): A_YEAR_OF_NO_ROUND,
        ("notice_by", "pars-ice"): [7, 3, 1, 0],
        ("term_end", "pars-amtrak"): [1, 0],
        ("term_end", "pars-ice"): [30, 14, 7, 3, 1, 0],
        CERTIFICATE: A_YEAR_OF_THE_CERTIFICATE,
    },
    "The deputy clerk": {
        ("date_unchecked", "pars-amtrak"): [1, 0],
        ("date_unchecked", "pars-ice"): [30, 14, 7, 7, 3, 3, 1, 1, 0, 0],
        ("no_round", "pars-amtrak"): A_YEAR_OF_NO_ROUND,
        ("notice_by", "pars-ice"): [7, 3, 1, 0],
        ("term_end", "pars-amtrak"): [1, 0],
        ("term_end", "pars-ice"): [30, 14, 7, 3, 1, 0],
        CERTIFICATE: A_YEAR_OF_THE_CERTIFICATE,
    },
    "An outsider": {
        ("no_round", "pars-amtrak"): A_YEAR_OF_NO_ROUND,
        ("term_end", "pars-amtrak"): [1, 0],
        CERTIFICATE: A_YEAR_OF_THE_CERTIFICATE,
    },
}


def until_31_july() -> Cast:
    """Set the scene, with everything told that was due by 31 July."""
    cast = make_cast(notice_count=21, notice_unit="days", notice_clause="section 9")
    say = {"by": cast.clerk, "at": LONG_BEFORE}
    recipient = stewardship.add_party(slug="amtrak", name="Amtrak Police", **say)
    amtrak = stewardship.enter_agreement(
        slug="pars-amtrak", title="PARS - Amtrak", system=cast.agreement.system, recipient=recipient, **say
    )
    stewardship.begin_term(agreement=amtrak, starts_on=date(2017, 8, 4), ends_on=date(2018, 8, 3), basis=Basis.SIGNED, **say)
    stewardship.name_keepers(agreement=amtrak, users=[cast.second_clerk, cast.outsider], **say)
    ballot = open_ballot(cast, closes_on=date(2018, 8, 16))
    vote(cast, ballot, "FJD", "approve", at("2018-07-10 10:00"))
    run(THE_DAY_BEFORE)
    return cast


@pytest.mark.parametrize("days", [0, 1, 3, 30, 400])
def test_a_jump_of_so_many_days_sends_exactly_these_letters(days: int, monkeypatch: pytest.MonkeyPatch) -> None:
    stub_the_mail(monkeypatch)
    until_31_july()
    now = HERE + timedelta(days=days)
    run(now)
    assert letters_of(now) == LETTERS[days]
    assert skipped_at(now) == SKIPPED[days]
    assert not Letter.objects.exclude(state=LetterState.SENT).exists()
    assert not Notice.objects.filter(state="moot", queued_at=now).exists()
    before = Notice.objects.count(), Letter.objects.count()
    run(now + timedelta(minutes=1))
    assert (Notice.objects.count(), Letter.objects.count()) == before, "a minute later nothing more is owed"


def test_the_ballot_was_settled_as_of_its_closing_however_late_the_workers_came(monkeypatch: pytest.MonkeyPatch) -> None:
    stub_the_mail(monkeypatch)
    until_31_july()
    run(HERE + timedelta(days=400))
    decision = Ballot.objects.get().decision
    assert (decision.outcome, decision.settled_at) == ("lapsed", at("2018-08-17 00:00"))


def letters_of(now: datetime) -> dict[str, list[tuple[str, str, int]]]:
    """Return what each person got, in the order in which the letter says it; that each got one letter is part of the claim."""
    letters = list(Letter.objects.filter(sent_at=now).select_related("user"))
    assert len({letter.address for letter in letters}) == len(letters), "a person got two letters"
    return {str(letter.user): in_order(letter, now) for letter in letters}


def in_order(letter: Letter, now: datetime) -> list[tuple[str, str, int]]:
    """Return the notices of a letter by where its text says them: each by its first sentence, or its line of a list."""
    places, text = [], " ".join(letter.text.split())
    for row, item in say_all(list(letter.notices.select_related("agreement", "user")), at=now):
        assert item is not None
        said = item.first if item.first in text else f"- {item.line or item.subject}"
        places.append((text.index(said), (row.kind, _slug(row), row.rung)))
    assert len({place for place, _row in places}) == len(places), "two notices say the same"
    return [row for _place, row in sorted(places)]


def skipped_at(now: datetime) -> dict[str, dict[tuple[str, str], list[int]]]:
    """Return the rungs recorded as skipped, the earliest first."""
    found: dict[str, dict[tuple[str, str], list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in Notice.objects.filter(queued_at=now, state="skipped").select_related("user", "agreement").order_by("-rung"):
        found[str(row.user)][row.kind, _slug(row)].append(row.rung)
    return {name: dict(rungs) for name, rungs in found.items()}


def _slug(notice: Notice) -> str:
    return notice.agreement.slug if notice.agreement else ""
