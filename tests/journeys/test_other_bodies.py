"""The same path for other bodies: three of five, and one of one, both in Madrid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from contracts.models import Basis
from governance.accounts.models import Role, User
from governance.bodies import actions as bodies
from governance.bodies.actions import NewSeat
from governance.bodies.models import Capacity
from governance.stewardship import actions as stewardship
from tests.cast import at, make_user

from .stage import Town, subjects

pytestmark = pytest.mark.django_db
MADRID = ZoneInfo("Europe/Madrid")
SLUG = "padron-policia-2027"
PADRON = {"agreement": "padron-policia", "closes_on": "2027-08-31", "starts_on": "2027-09-01", "ends_on": "2028-08-31"}
CLOSED = datetime(2027, 8, 31, 22, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Council:
    """A clerk and the holders of the seats, in the order of the seats."""

    clerk: User
    members: tuple[User, ...]


def found_council(town: Town, *, needed: int, names: Sequence[str]) -> Council:
    """Found a body in Madrid that decides about the municipal roll, with one agreement that ends on 31 August 2027."""
    town.clock.zone = MADRID
    clerk, second = make_user("The secretary", Role.CLERK), make_user("The deputy secretary", Role.CLERK)
    say = {"by": clerk, "at": at("2026-08-01 09:00", MADRID)}
    city = stewardship.add_party(slug="city", name="Ayuntamiento", **say)
    roll = stewardship.add_system(slug="padron", acronym="PM", name="Municipal roll", stewards=[city], **say)
    body = bodies.found_body(
        slug="council",
        name="Data council",
        time_zone="Europe/Madrid",
        needed=needed,
        seats=[NewSeat(f"S{number}", name) for number, name in enumerate(names, 1)],
        systems=[roll],
        **say,
    )
    members = tuple(make_user(f"Holder of {name}") for name in names)
    for seat, user in zip(body.seats.all(), members, strict=True):
        bodies.appoint(seat=seat, user=user, capacity=Capacity.PRINCIPAL, starts_on=date(2020, 1, 1), **say)
    police = stewardship.add_party(slug="policia", name="Policía Nacional", **say)
    agreement = stewardship.enter_agreement(
        slug="padron-policia", title="Municipal roll - police", system=roll, recipient=police, **say
    )
    days = {"starts_on": date(2026, 9, 1), "ends_on": date(2027, 8, 31)}
    stewardship.begin_term(agreement=agreement, basis=Basis.SIGNED, **days, **say)
    stewardship.name_keepers(agreement=agreement, users=[clerk, second], **say)
    return Council(clerk, members)


FIVE = ("Mayor's Office", "Data Protection", "Social Services", "Statistics", "Archive")


def test_three_of_five_stays_open_at_two_and_carries_with_the_third(town: Town) -> None:
    council = found_council(town, needed=3, names=FIVE)
    ballot = town.opens(council.clerk, "2027-06-01 09:00", **PADRON)
    assert (ballot.slug, ballot.closes_at) == (SLUG, CLOSED)
    one, two, three, four, _five = council.members
    town.votes(one, "approve", "2027-06-02 10:00", on=SLUG)
    town.votes(two, "decline", "2027-06-03 10:00", on=SLUG)
    town.votes(three, "decline", "2027-06-04 10:00", on=SLUG)
    town.votes(four, "approve", "2027-06-07 10:00", on=SLUG)
    needed = "1 more approval is needed, from the Archive, by 31 August 2027, end of day, Madrid time."
    assert needed in town.decision(of=SLUG)
    town.votes(council.members[4], "approve", "2027-08-31 23:59:59.999999", on=SLUG)
    assert (town.answer(of=SLUG)["outcome"], town.counts(of=SLUG)) == ("carried", {"approve": 3, "decline": 2})
    page = town.decision(of=SLUG)
    assert "Renewed, until 31 August 2028. Three of five entities approved; three approvals were needed." in page
    assert "3 approve + 2 decline = 5 seats." in page
    assert "31 August 2027, 23:59, Madrid time" in page


def test_three_declines_of_five_defeat_it_and_two_do_not(town: Town) -> None:
    council = found_council(town, needed=3, names=FIVE)
    town.opens(council.clerk, "2027-06-01 09:00", **PADRON)
    for day, user in zip(("02", "03"), council.members, strict=False):
        town.votes(user, "decline", f"2027-06-{day} 10:00", on=SLUG)
    assert town.answer(of=SLUG)["outcome"] is None
    town.votes(council.members[2], "decline", "2027-06-04 10:00", on=SLUG)
    told = town.answer(of=SLUG)
    assert (told["outcome"], told["settled_at"]) == ("defeated", "2027-06-04T08:00:00Z")
    assert town.counts(of=SLUG) == {"decline": 3, "silent": 2}


def test_three_of_five_closes_at_midnight_in_madrid_and_mails_go_out_at_eight_there(town: Town) -> None:
    council = found_council(town, needed=3, names=FIVE)
    town.opens(council.clerk, "2027-06-01 09:00", **PADRON)
    town.posts("2027-06-01 09:01")
    assert len(town.office.mails) == 5 + 2
    town.posts("2027-08-30 12:00")
    assert town.posts("2027-08-31 07:59") == []
    last_day = town.posts("2027-08-31 08:00")
    assert {mail["To"] for mail in last_day} >= {user.email for user in council.members}
    assert all("last day" in subject or "Ends on" in subject for subject in subjects(last_day))
    late = town.cannot_vote(council.members[0], "approve", CLOSED, on=SLUG)
    assert "Voting closed at the end of 31 August 2027 (Europe/Madrid)." in late
    assert town.answer(CLOSED, of=SLUG)["outcome"] == "lapsed"
    assert "Expired: access not confirmed off" in town.reads("/agreements/padron-policia/", CLOSED)


def test_one_of_one_carries_with_its_one_approval(town: Town) -> None:
    council = found_council(town, needed=1, names=["Mayor's Office"])
    town.opens(council.clerk, "2027-06-01 09:00", **PADRON)
    assert "The one entity has not approved yet; one approval is needed by 31 August 2027" in town.decision(of=SLUG)
    (mayor,) = council.members
    town.votes(mayor, "approve", "2027-06-02 10:00", on=SLUG)
    assert (town.answer(of=SLUG)["outcome"], town.counts(of=SLUG)) == ("carried", {"approve": 1})
    assert "Renewed, until 31 August 2028. The one entity approved; one approval was needed." in town.decision(of=SLUG)


def test_one_of_one_is_defeated_by_its_one_decline_and_lapses_by_its_silence(town: Town) -> None:
    council = found_council(town, needed=1, names=["Mayor's Office"])
    town.opens(council.clerk, "2027-06-01 09:00", **PADRON)
    (mayor,) = council.members
    assert town.answer(CLOSED, of=SLUG)["outcome"] == "lapsed"
    town.votes(mayor, "decline", "2027-06-02 10:00", on=SLUG)
    assert (town.answer(of=SLUG)["outcome"], town.counts(of=SLUG)) == ("defeated", {"decline": 1})
