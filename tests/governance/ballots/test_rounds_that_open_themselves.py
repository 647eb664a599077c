"""Rounds open themselves at the ladder's top unless the clerk did it before."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contracts.models import Agreement, Basis, Deadline, FeePeriod, Party
from governance.ballots import actions as ballots
from governance.ballots.actions import open_rounds
from governance.ballots.models import Ballot, Question, State
from governance.ballots.proposal import Proposal
from governance.bodies.actions import appoint, end_appointment
from governance.bodies.models import Capacity
from governance.followups.actions import renew_by_silence
from governance.ledger.models import Entry
from governance.notices.models import Notice
from governance.stewardship import actions as stewardship
from tests.cast import LONG_BEFORE, RENEW_2018, Cast, at, check_dates, make_cast, open_ballot, vote
from tests.traces import every_row

pytestmark = pytest.mark.django_db
YEARLY = {"renewal_month": 8, "renewal_day": 31}
EVERGREEN = {
    "default_outcome": "renews_by_silence",
    "notice_count": 30,
    "notice_unit": "days",
    "notice_clause": "section 9",
    **YEARLY,
}
THE_TOP = at("2018-03-04 08:00")  # 180 days before 31 August 2018
EVERGREEN_TOP = at("2018-02-02 08:00")  # 180 days before Wednesday 1 August


def ready(**facts: object) -> Cast:
    """Make a register with nothing in the way of the round about 31 August 2018."""
    cast = make_cast(**(facts or YEARLY))
    check_dates(cast)
    return cast


def opened(when: datetime) -> list[str]:
    return [ballot.slug for ballot in open_rounds(at=when)]


def test_it_opens_at_the_hour_of_the_post_of_the_ladders_top_and_once() -> None:
    ready()
    assert opened(at("2018-03-04 07:59")) == []
    assert opened(THE_TOP) == ["pars-ice-2018"]
    assert opened(THE_TOP) == opened(at("2018-03-05 08:00")) == []


def test_it_asks_for_one_more_term_as_it_is() -> None:
    cast = ready()
    term = cast.agreement.terms.get()
    say = {"by": cast.clerk, "at": LONG_BEFORE}
    stewardship.add_fee(term=term, amount=Decimal("5565"), currency="USD", period=FeePeriod.PER_YEAR, **say)
    stewardship.add_fee(term=term, amount=Decimal("800"), currency="USD", period=FeePeriod.ONE_OFF, **say)
    opened(THE_TOP)
    ballot = Ballot.objects.get()
    proposal = Proposal.from_json(ballot.proposal)
    assert (ballot.state, ballot.question, ballot.term) == (State.OPEN, Question.RENEW, term)
    assert (proposal.starts_on, proposal.ends_on) == (date(2018, 9, 1), date(2019, 8, 31))
    assert str(proposal.fee) == "USD 5,565.00 a year"
    assert (ballot.closes_on, ballot.closes_at) == (date(2018, 8, 31), at("2018-09-01 00:00"))
    assert ballot.seats.count() == 3
    vote(cast, ballot, "FJD", "approve", at("2018-03-10 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-03-10 11:00"))
    assert [(row.starts_on, row.ends_on) for row in cast.agreement.terms.all()][-1] == (date(2018, 9, 1), date(2019, 8, 31))


def test_where_silence_renews_it_asks_for_notice_until_the_eve_of_the_notice_by_date() -> None:
    cast = ready(**EVERGREEN)
    assert Deadline.objects.get(kind="notice_by").on == date(2018, 8, 1)
    assert opened(at("2018-02-02 07:59")) == []
    assert opened(EVERGREEN_TOP) == ["pars-ice-2018-give-notice"]
    ballot = Ballot.objects.get()
    assert (ballot.question, ballot.closes_on) == (Question.GIVE_NOTICE, date(2018, 7, 31))
    assert Proposal.from_json(ballot.proposal) == Proposal(None, cast.agreement.terms.get().ends_on)


def test_it_is_the_rules_own_act_and_nobody_is_named() -> None:
    ready()
    opened(THE_TOP)
    ballot, entry = Ballot.objects.get(), Entry.objects.get(kind="ballot.opened")
    assert (ballot.drafted_by, ballot.opened_itself) == (None, True)
    assert '"actor":"rule"' in entry.body
    assert not hasattr(entry, "done_by")
    closing = Deadline.objects.get(kind="ballot_closing")
    assert (closing.entered_by, closing.computed_from) == (None, "round:2018-08-31")


def test_the_holders_of_the_seats_are_invited(post_office: object) -> None:
    from governance.notices.actions import queue_due

    cast = ready()
    opened(THE_TOP)
    queue_due(at=THE_TOP)
    invited = set(Notice.objects.filter(kind="invitation").values_list("address", flat=True))
    assert invited == {user.email for user in (cast.judge, cast.commissioner, cast.attorney)}


def test_the_clerk_who_opens_before_is_left_alone() -> None:
    cast = ready()
    open_ballot(cast, opened_at=at("2018-02-01 10:00"))
    assert opened(THE_TOP) == []


def test_a_draft_of_the_clerk_is_neither_opened_nor_doubled() -> None:
    cast = ready()
    draft = {"agreement": cast.agreement, "question": Question.RENEW, "proposal": RENEW_2018, "closes_on": date(2018, 8, 31)}
    ballots.draft_ballot(**draft, by=cast.clerk, at=at("2018-02-01 10:00"))
    assert opened(THE_TOP) == []
    assert Ballot.objects.get().state == State.DRAFT


def test_what_the_clerk_withdrew_is_not_opened_again() -> None:
    cast = ready()
    opened(THE_TOP)
    because = "The recipient asked for other terms."
    ballots.withdraw_ballot(ballot_id=Ballot.objects.get().pk, because=because, by=cast.clerk, at=at("2018-03-05 10:00"))
    assert opened(at("2018-03-06 08:00")) == []


def test_a_lapsed_round_is_a_round_and_is_not_repeated() -> None:
    cast = ready()
    open_ballot(cast, opened_at=at("2018-02-01 10:00"), closes_on=date(2018, 3, 1))
    assert opened(THE_TOP) == []  # settled, though nobody has written it down
    list(ballots.settle_due(at=THE_TOP))
    assert opened(THE_TOP) == []


def test_after_an_outage_it_opens_late_as_long_as_somebody_can_vote() -> None:
    ready()
    assert opened(at("2018-09-01 00:00")) == []
    assert opened(at("2018-08-31 23:59")) == ["pars-ice-2018"]


def test_a_past_that_was_entered_afterwards_opens_nothing() -> None:
    cast = make_cast(term=(date(2009, 9, 1), date(2010, 8, 31)), **YEARLY)
    check_dates(cast)
    assert opened(at("2018-03-04 08:00")) == []


def test_what_ended_early_is_not_asked_about() -> None:
    cast = ready()
    stewardship.end_early(agreement=cast.agreement, ended_early_on=date(2018, 3, 31), by=cast.clerk, at=at("2018-02-01 10:00"))
    assert opened(THE_TOP) == []


def test_an_early_end_that_has_just_carried_counts_though_nobody_has_written_it_down() -> None:
    cast = ready(**EVERGREEN)
    early = {"question": Question.END_EARLY, "proposal": Proposal(None, date(2018, 3, 31)), "closes_on": date(2018, 3, 30)}
    ballot = open_ballot(cast, opened_at=at("2018-01-10 10:00"), **early)
    Ballot.objects.filter(pk=ballot.pk).update(cooling_off_hours=24)
    for code in ("FJD", "DAO"):
        vote(cast, ballot, code, "approve", at("2018-02-01 07:00"))
    assert opened(EVERGREEN_TOP) == []
    cast.agreement.refresh_from_db()
    assert cast.agreement.ended_early_on == date(2018, 3, 31)


def test_a_date_that_one_person_alone_has_read_opens_nothing_until_a_second_checks_it() -> None:
    cast = make_cast(**YEARLY)
    before = every_row()
    assert opened(THE_TOP) == []
    assert every_row() == before
    check_dates(cast, at=at("2018-04-01 10:00"))
    assert opened(at("2018-04-01 10:01")) == ["pars-ice-2018"]


def test_a_term_of_the_rule_needs_no_second_look() -> None:
    cast = ready(**EVERGREEN)
    list(renew_by_silence(at=at("2018-09-01 00:00")))
    assert opened(at("2019-02-01 07:59")) == []
    assert opened(at("2019-02-02 08:00")) == ["pars-ice-2019-give-notice"]
    assert Ballot.objects.get().term == cast.agreement.terms.get(basis=Basis.BY_SILENCE)


def test_how_long_a_renewal_runs_is_not_guessed() -> None:
    cast = make_cast()
    check_dates(cast)
    assert opened(THE_TOP) == []


def test_a_vote_that_could_not_carry_waits_until_enough_seats_are_held() -> None:
    cast = ready()
    say = {"by": cast.clerk, "at": at("2018-01-10 10:00")}
    for code in ("FJD", "PPD"):
        end_appointment(appointment=cast.seat(code).appointments.get(), ends_on=date(2018, 2, 28), **say)
    assert opened(THE_TOP) == []
    appoint(seat=cast.seat("FJD"), user=cast.outsider, capacity=Capacity.PRINCIPAL, starts_on=date(2018, 4, 2), **say)
    assert opened(at("2018-04-01 23:59")) == []
    assert opened(at("2018-04-02 00:00")) == ["pars-ice-2018"]


def enter(cast: Cast, slug: str) -> Agreement:
    """Enter another agreement about the same system, with dates that nobody has checked."""
    say, recipient = {"by": cast.clerk, "at": LONG_BEFORE}, Party.objects.get(slug="ice")
    system = cast.agreement.system
    entered = stewardship.enter_agreement(slug=slug, title=slug, system=system, recipient=recipient, **YEARLY, **say)
    days = {"starts_on": date(2017, 9, 1), "ends_on": date(2018, 8, 31)}
    stewardship.begin_term(agreement=entered, basis=Basis.SIGNED, **days, **say)
    return entered


def test_one_that_cannot_open_holds_up_no_other() -> None:
    cast = ready()
    other = enter(cast, "pars-septa")
    assert opened(THE_TOP) == ["pars-ice-2018"]
    for deadline in other.deadlines.all():
        stewardship.check_deadline(deadline=deadline, by=cast.second_clerk, at=THE_TOP)
    assert opened(THE_TOP) == ["pars-septa-2018"]


def test_an_import_of_many_opens_nothing_and_looking_at_them_asks_as_often_as_at_few() -> None:
    cast, asked = ready(), []
    opened(THE_TOP)
    for number in range(12):
        enter(cast, f"pars-{number}")
        if number in (2, 11):
            with CaptureQueriesContext(connection) as captured:
                assert opened(THE_TOP) == []
            asked.append(len(captured))
    assert asked[0] == asked[1] <= 12


def test_the_command_names_what_it_opened(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    ready()
    monkeypatch.setattr(timezone, "now", lambda: THE_TOP)
    call_command("open_rounds")
    assert capsys.readouterr().out == "pars-ice-2018: open until 2018-08-31\n"
