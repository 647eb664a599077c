"""What keeps a round from opening by itself is named at the desk, each thing with what to do next."""

from __future__ import annotations

from datetime import date

import pytest

from contracts.models import DataSystem
from governance.ballots import actions as ballots
from governance.ballots.actions import open_rounds
from governance.ballots.models import Ballot, Question
from governance.bodies.actions import end_appointment
from governance.bodies.models import Remit
from governance.stewardship import actions as stewardship
from tests.cast import RENEW_2018, Cast, at, check_dates, make_cast, signed_in

from .test_desk_stage import Clock, text_of
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db
AGREEMENT = "/desk/agreements/pars-ice/"
YEARLY = {"renewal_month": 8, "renewal_day": 31}
EVERGREEN = {"default_outcome": "renews_by_silence", "notice_count": 30, "notice_unit": "days", "notice_clause": "9", **YEARLY}


def ready() -> Cast:
    cast = make_cast(**YEARLY)
    check_dates(cast)
    return cast


def page(cast: Cast, path: str = AGREEMENT) -> str:
    return str(signed_in(cast.clerk).get(path).content.decode())


def no_body(cast: Cast) -> str:
    Remit.objects.filter(system=DataSystem.objects.get()).delete()
    return "/desk/register/bodies/new/"


def no_renewal_day(cast: Cast) -> str:
    type(cast.agreement).objects.update(renewal_month=None, renewal_day=None)
    return f"{AGREEMENT}correct/"


def unchecked(cast: Cast) -> str:
    (deadline,) = cast.agreement.deadlines.all()
    type(deadline).objects.update(checked_by=None, checked_at=None)
    return f"{AGREEMENT}days/{deadline.pk}/check/"


def vacant(cast: Cast) -> str:
    for code in ("FJD", "PPD"):
        held = cast.seat(code).appointments.get()
        end_appointment(appointment=held, ends_on=date(2018, 1, 31), by=cast.clerk, at=at("2018-01-10 10:00"))
    return "/desk/bodies/pars-subcommittee/"


def draft(cast: Cast) -> str:
    what = {"question": Question.RENEW, "proposal": RENEW_2018, "closes_on": date(2018, 8, 31)}
    ballots.draft_ballot(agreement=cast.agreement, **what, by=cast.clerk, at=at("2018-02-01 10:00"))
    return f"{AGREEMENT}ballots/new/"


def withdrawn(cast: Cast) -> str:
    draft(cast)
    ballots.withdraw_ballot(ballot_id=Ballot.objects.get().pk, because="Too early.", by=cast.clerk, at=at("2018-02-02 10:00"))
    return f"{AGREEMENT}ballots/new/"


SENTENCES = {
    no_body: "No body decides about PARS. Found one.",
    no_renewal_day: "How long a renewal runs is not on record. Enter the day on which terms end.",
    unchecked: "No second person has checked what it rests on: term ends 31 August 2018. Have it checked.",
    vacant: "Too few seats are held for it to carry: 1 of 2 (PARS subcommittee). Appoint somebody.",
    draft: "The clerk has a draft of it. Open a ballot.",
    withdrawn: "The clerk withdrew it (“Too early.”). Open another ballot, or let the term end.",
}


@pytest.mark.parametrize("obstacle", SENTENCES, ids=lambda obstacle: obstacle.__name__)
def test_each_obstacle_is_named_with_where_to_remove_it_and_no_round_opens(obstacle: object, clock: Clock) -> None:
    cast = ready()
    path = obstacle(cast)  # type: ignore[operator]
    clock.set("2018-03-10 09:00")
    shown = page(cast)
    assert "What keeps a vote from opening by itself" in shown
    assert SENTENCES[obstacle] in text_of(signed_in(cast.clerk).get(AGREEMENT))  # type: ignore[index]
    assert f'href="{path}"' in shown
    assert (f'role="button" href="{AGREEMENT}ballots/new/"' in shown) == (obstacle not in (no_body, vacant))
    assert list(open_rounds(at=clock.now)) == []


def test_it_is_named_from_thirty_days_before_the_round_is_due_and_on_the_clerks_table_first(clock: Clock) -> None:
    cast = ready()
    unchecked(cast)
    clock.set("2018-02-01 09:00")
    assert "What keeps" not in page(cast)
    clock.set("2018-02-02 09:00")
    assert "What keeps" in page(cast)
    table = text_of(signed_in(cast.clerk).get("/desk/"))
    assert "No vote can open by itself: 210 days left Its term ends on 31 August 2018. No second person has checked" in table
    clock.set("2018-08-10 09:00")
    table = text_of(signed_in(cast.clerk).get("/desk/"))
    assert "1 agreement cannot wait." in table
    assert "No ballot yet: 21 days left Its term ends on 31 August 2018. No second person has checked" in table


def test_with_nothing_in_its_way_the_desk_says_when_it_opens(clock: Clock) -> None:
    cast = ready()
    clock.set("2018-02-10 09:00")
    assert "What keeps" not in page(cast)
    assert "A vote opens by itself on 4 March 2018, unless the clerk opens it before." in page(cast)


def test_once_the_notice_by_date_is_too_near_the_desk_says_so(clock: Clock) -> None:
    cast = make_cast(**EVERGREEN)
    check_dates(cast)
    clock.set("2018-08-01 09:00")
    assert "The last day to vote in time was 31 July 2018. Ask the body for an early end." in page(cast)


def test_who_may_not_remove_it_reads_it_without_the_link(clock: Clock) -> None:
    cast = ready()
    path = unchecked(cast)
    clock.set("2018-03-10 09:00")
    shown = signed_in(cast.judge).get(AGREEMENT).content.decode()
    assert "No second person has checked" in shown
    assert path not in shown


def test_a_keeper_finds_it_among_what_waits_for_them(clock: Clock) -> None:
    cast = ready()
    unchecked(cast)
    keepers = [cast.judge, cast.clerk]
    stewardship.name_keepers(agreement=cast.agreement, users=keepers, by=cast.clerk, at=at("2018-01-10 10:00"))
    clock.set("2018-03-10 09:00")
    waiting = text_of(signed_in(cast.judge).get("/desk/"))
    assert "A vote cannot open by itself: PARS - ICE" in waiting
    assert "Unless the clerk opens a vote, nobody is asked before the term ends." in waiting


def test_the_ballot_says_that_the_rule_opened_it(clock: Clock) -> None:
    cast = ready()
    clock.set("2018-03-10 09:00")
    list(open_rounds(at=clock.now))
    said = text_of(signed_in(cast.judge).get("/desk/ballots/pars-ice-2018/"))
    assert "Opened 10 March 2018, 09:00, New York time by the rule itself, as nobody had opened it before" in said
    history = text_of(signed_in(cast.clerk).get(f"{AGREEMENT}history/"))
    assert "Ballot opened" in history
    assert "the rule itself" in history


def test_the_form_begins_with_what_the_rule_would_ask(clock: Clock) -> None:
    cast = make_cast(**EVERGREEN)
    clock.set("2018-07-10 09:00")
    assert 'name="closes_on" value="2018-07-31"' in page(cast, f"{AGREEMENT}ballots/new/")
    clock.set("2018-08-10 09:00")
    assert 'name="closes_on" value="2018-08-31"' in page(cast, f"{AGREEMENT}ballots/new/")
