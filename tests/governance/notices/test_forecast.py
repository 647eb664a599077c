"""The forecast is what a year of the post then really sends, letter by letter."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contracts.models import Agreement, Deadline
from governance.accounts.models import User
from governance.ballots.models import Ballot
from governance.bodies.actions import appoint, end_appointment
from governance.bodies.models import Body, Capacity
from governance.notices.actions import hold, queue_due
from governance.notices.forecast.letters import forecast
from governance.notices.forecast.reading import read_facts
from governance.notices.management.commands import forecast_notices
from governance.notices.management.commands.forecast_notices import URGENCY
from governance.notices.models import Notice, NoticeKind
from governance.stewardship import actions as stewardship
from tests.cast import add_second_agreement, at, make_cast, make_user, open_ballot, vote
from tests.governance.record.test_sample import load_sample
from tests.traces import every_row

from . import made_up
from .made_up import MadeUp
from .year import Mail, foretold, live, run, stub_the_mail

NOW = at("2026-11-22 11:00")
A_YEAR, HALF_A_YEAR, SIX_WEEKS = timedelta(days=365), timedelta(days=182), timedelta(days=45)
EVERY_KIND = {kind.value for kind in NoticeKind}

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stop the clock that the command reads."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def foretell(now: datetime, until: datetime | None = None) -> Counter[Mail]:
    return foretold(forecast(read_facts(at=now), until=until or now + A_YEAR, urgency=URGENCY))


def assert_same(foreseen: Counter[Mail], sent: Counter[Mail]) -> None:
    missing, invented = sorted((sent - foreseen).items()), sorted((foreseen - sent).items())
    assert (missing[:4], invented[:4]) == ([], [])


def test_half_a_year_of_the_sample_register_is_foreseen_to_the_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    stub_the_mail(monkeypatch, is_laid_out=False)
    load_sample(NOW)
    until = NOW + HALF_A_YEAR
    foreseen = foretell(NOW, until)
    sent = live(NOW, until)
    assert_same(foreseen, sent)
    assert sum(sent.values()) > 100
    assert {"decision", "follow_up", "no_round"} <= {kind for _at, _address, told in sent for kind, _matter, _rung in told}


@pytest.mark.parametrize(
    ("number", "without"),
    [(22, {"confirm_subscription", "withdrawn", "followed_comes_up"}), (32, {"invitation", "undelivered"})],
)
def test_the_first_weeks_of_a_made_up_register_are_foreseen_to_the_letter(
    number: int, without: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    stub_the_mail(monkeypatch, is_laid_out=False)
    MadeUp(number).everything(agreements=1)
    until = made_up.NOW + SIX_WEEKS
    foreseen = foretell(made_up.NOW, until)
    assert {kind for _at, _address, told in foreseen for kind, _matter, _rung in told} == EVERY_KIND - without
    assert_same(foreseen, live(made_up.NOW, until))


def test_an_evergreen_agreement_is_foreseen_through_the_terms_that_begin_by_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    stub_the_mail(monkeypatch, is_laid_out=False)
    make_cast(
        term=(date(2017, 7, 1), date(2018, 6, 30)),
        default_outcome="renews_by_silence",
        renewal_month=9,
        renewal_day=30,
        notice_count=30,
        notice_unit="days",
        notice_clause="section 9",
        jurisdiction="US-PA",
    )
    now, until = at("2018-06-15 10:00"), at("2018-10-15 10:00")
    foreseen = foretell(now, until)
    told = {(kind, matter) for _at, _address, notices in foreseen for kind, matter, _rung in notices}
    of_the_short_term = {f"deadline:pars-ice:{kind}:term:2018-07-01:1" for kind in ("notice_by", "term_end")}
    assert {(matter.split(":")[2], matter) for matter in of_the_short_term} <= told
    assert ("no_round", "deadline:pars-ice:term_end:term:2018-07-01:1") in told
    assert_same(foreseen, live(now, until))


def test_rounds_that_will_open_themselves_are_foreseen_with_who_is_invited(monkeypatch: pytest.MonkeyPatch) -> None:
    """That of ICE opens on 2 February 2018, before its notice-by date; that of Amtrak waits from 4 to 20 March for a judge."""
    stub_the_mail(monkeypatch, is_laid_out=False)
    notice = {"default_outcome": "renews_by_silence", "notice_count": 30, "notice_unit": "days", "notice_clause": "9"}
    notice |= {"renewal_month": 8, "renewal_day": 31}
    cast = make_cast(**notice)
    amtrak = add_second_agreement(cast)
    Agreement.objects.filter(pk=amtrak.pk).update(renewal_month=8, renewal_day=31)
    for deadline in Deadline.objects.all():
        stewardship.check_deadline(deadline=deadline, by=cast.second_clerk, at=at("2018-01-10 09:00"))
    say = {"by": cast.clerk, "at": at("2018-01-10 09:00")}
    for code in ("FJD", "PPD"):
        end_appointment(appointment=cast.seat(code).appointments.get(), ends_on=date(2018, 2, 28), **say)
    appoint(seat=cast.seat("FJD"), user=cast.outsider, capacity=Capacity.PRINCIPAL, starts_on=date(2018, 3, 20), **say)
    run(at("2018-01-30 10:00"))
    now, until = at("2018-01-30 10:01"), at("2018-03-25 10:00")
    foreseen = foretell(now, until)
    invited = {(moment, to, about) for moment, to, told in foreseen for kind, about, _rung in told if kind == "invitation"}
    notice_round, renewal = "ballot:pars-ice-2018-give-notice", "ballot:pars-amtrak-2018"
    assert invited == {
        *((at("2018-02-02 08:00"), user.email, notice_round) for user in (cast.judge, cast.commissioner, cast.attorney)),
        *((at("2018-03-20 00:00"), user.email, renewal) for user in (cast.outsider, cast.attorney)),
    }
    assert_same(foreseen, live(now, until))
    assert all(ballot.opened_itself for ballot in Ballot.objects.all())


def test_the_weeks_of_a_made_up_register_whose_rounds_open_themselves_are_foreseen_to_the_letter(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stub_the_mail(monkeypatch, is_laid_out=False)
    town = MadeUp(3)
    town.everything(agreements=1)
    town.lets_rounds_open()
    before, until = Ballot.objects.count(), made_up.NOW + SIX_WEEKS
    foreseen = foretell(made_up.NOW, until)
    assert_same(foreseen, live(made_up.NOW, until))
    assert Ballot.objects.count() > before


def test_a_letter_that_waits_is_foreseen_to_say_what_still_stands_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """On Monday 11 June 2018 letters are queued and not sent; by one o'clock most of what is in them has been seen to."""
    stub_the_mail(monkeypatch, is_laid_out=False)
    cast = make_cast()
    keepers = [make_user("A keeper"), make_user("The other keeper")]
    stewardship.name_keepers(agreement=cast.agreement, users=keepers, by=cast.clerk, at=at("2018-01-01 09:00"))
    ask_for_the_digest = User.objects.filter(email__in=[cast.clerk.email, cast.attorney.email])
    ask_for_the_digest.update(weekly_digest=True)
    run(at("2018-06-02 12:00"))
    say = {"by": cast.clerk, "at": at("2018-06-10 09:00")}
    notice = {"kind": "notice_by", "cause": "term:2017-09-01", "on": date(2018, 8, 1), "clause": "9"}
    entered = stewardship.enter_deadline(agreement=cast.agreement, **notice, **say)
    for code in ("FJD", "PPD"):
        held = cast.seat(code).appointments.get()
        end_appointment(appointment=held, ends_on=date(2018, 6, 10), **say)
    queue_due(at=at("2018-06-11 09:00"))
    queued = {(row.kind, row.address) for row in Notice.objects.filter(letter__state="queued")}
    assert {kind for kind, _address in queued} == {"date_unchecked", "digest", "notice_by", "seat_vacant", "silent_keeper"}

    say["at"] = at("2018-06-11 13:00")
    stewardship.check_deadline(deadline=entered, by=cast.second_clerk, at=say["at"])
    appoint(seat=cast.seat("FJD"), user=cast.judge, capacity=Capacity.PRINCIPAL, starts_on=date(2018, 6, 11), **say)
    User.objects.filter(pk=cast.clerk.pk).update(weekly_digest=False)
    User.objects.filter(pk=keepers[0].pk).update(last_login=say["at"])
    now, until = at("2018-06-11 14:00"), at("2018-07-10 14:00")
    foreseen = foretell(now, until)
    first = {(kind, address) for moment, address, told in foreseen for kind, _matter, _rung in told if moment == now}
    assert queued - first == {
        ("date_unchecked", cast.second_clerk.email),
        ("digest", cast.clerk.email),
        ("silent_keeper", keepers[1].email),  # of the first keeper, who has come
    }
    vacant = [matter for _at, _to, told in foreseen for kind, matter, _rung in told if kind == "seat_vacant"]
    assert {matter.split(":")[1] for matter in vacant} == {str(cast.seat("PPD").pk)}
    assert_same(foreseen, live(now, until))


def test_who_will_be_silent_about_a_duty_is_foreseen_from_its_due_day_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of three declined; the notice letter is due by 31 August 2018, and neither keeper comes in the week after it."""
    stub_the_mail(monkeypatch, is_laid_out=False)
    cast = make_cast()
    keepers = [make_user("A keeper"), make_user("The other keeper")]
    stewardship.name_keepers(agreement=cast.agreement, users=keepers, by=cast.clerk, at=at("2018-01-01 09:00"))
    ballot = open_ballot(cast, closes_on=date(2018, 7, 31))
    for code in ("FJD", "DAO"):
        vote(cast, ballot, code, "decline", at("2018-07-03 10:00"))
    run(at("2018-08-15 10:00"))
    now, until = at("2018-08-15 10:01"), at("2018-10-15 10:00")
    foreseen = foretell(now, until)
    silent = {(moment, address) for moment, address, told in foreseen for kind, *_about in told if kind == "silent_keeper"}
    at_once, a_day_later = at("2018-09-07 08:00"), at("2018-09-08 08:00")
    clerks = [cast.clerk, cast.second_clerk]
    assert silent == {(at_once, user.email) for user in keepers} | {(a_day_later, user.email) for user in clerks}
    assert_same(foreseen, live(now, until))


def test_a_forecast_writes_and_locks_nothing_however_it_is_asked() -> None:
    load_sample(NOW)
    before = every_row()
    with CaptureQueriesContext(connection) as queries:
        foretell(NOW)
    # PostgreSQL reads what is long through a cursor that it declares.
    assert {query["sql"].split()[0].lower() for query in queries} <= {"select", "declare"}
    assert not [query for query in queries if "for update" in query["sql"].lower()]
    assert every_row() == before


def test_the_number_of_queries_does_not_grow_with_the_register() -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            read_facts(at=made_up.NOW)
        return len(asked)

    town = MadeUp(3)
    town.everything(agreements=1)
    few = queries()
    for body in Body.objects.all():
        for number in range(3):
            town.agreement(body, f"more-{body.pk}-{number}")
    assert queries() == few


def test_the_order_of_the_facts_changes_nothing() -> None:
    load_sample(NOW)
    facts = read_facts(at=NOW)
    turned = replace(facts, agreements=facts.agreements[::-1], bodies=facts.bodies[::-1])
    assert forecast(turned, until=NOW + A_YEAR, urgency=URGENCY) == forecast(facts, until=NOW + A_YEAR, urgency=URGENCY)


def test_the_command_writes_a_table_of_letters(clock: None, capsys: pytest.CaptureFixture[str]) -> None:
    load_sample(NOW)
    call_command("forecast_notices", days=3)
    told = capsys.readouterr().out.splitlines()
    assert told[:3] == [
        "2026-11-22 11:00 America/New_York  District Attorney (sample) <attorney@sample.invalid>",
        "    ballot closing (2026-12-26, in 34 days): PARS access: Amtrak Police",
        "    term ends (2026-12-08, in 16 days): PARS access: SEPTA Police",
    ]
    judge = told.index("2026-11-24 08:00 America/New_York  Judge (sample) <judge@sample.invalid>")
    assert told[judge + 1 : judge + 4] == [
        "    no round held (2026-11-17, 7 days ago): PARS access: Temple University Police",
        "    ballot closing (2026-11-24, that day): PARS access: SEPTA Police",
        "    term ends (2026-12-08, in 14 days): PARS access: SEPTA Police",
    ]
    judge = told.index("2026-11-25 00:00 America/New_York  Judge (sample) <judge@sample.invalid>")
    assert told[judge + 1] == "    decided: PARS access: SEPTA Police"
    assert told[-4:] == [
        "2026-11-25 08:00 America/New_York  Deputy clerk (sample) <deputy.clerk@sample.invalid>",
        "    follow-up due (2026-12-02, in 7 days): PARS access: University of Pennsylvania Police",
        "    follow-up due (2026-12-09, in 14 days): PARS access: SEPTA Police",
        "23 letters until 2026-11-25 16:00 UTC, if nobody acts.",
    ]


def test_the_command_writes_json_about_one_agreement(clock: None, capsys: pytest.CaptureFixture[str]) -> None:
    load_sample(NOW)
    call_command("forecast_notices", days=2, json=True, agreement="pars-septa")
    told = json.loads(capsys.readouterr().out)
    assert (told["from"], told["until"]) == ("2026-11-22T16:00:00+00:00", "2026-11-24T16:00:00+00:00")
    assert told["is_on_hold"] is False
    assert told["letters"][-1] == {
        "day": "2026-11-24",
        "at": "2026-11-24T08:00:00-05:00",
        "zone": "America/New_York",
        "person": "Judge (sample)",
        "address": "judge@sample.invalid",
        "notices": [
            {
                "kind": "ballot_closing",
                "agreement": "pars-septa",
                "about": "deadline:pars-septa:ballot_closing:ballot:pars-septa-2026:1",
                "rung": 0,
                "on": "2026-11-24",
            },
            {
                "kind": "term_end",
                "agreement": "pars-septa",
                "about": "deadline:pars-septa:term_end:term:2025-12-09:1",
                "rung": 14,
                "on": "2026-12-08",
            },
        ],
    }


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"days": 0}, "A forecast looks 1 to 3660 days ahead."),
        ({"days": 4000}, "A forecast looks 1 to 3660 days ahead."),
        ({"agreement": "pars-nobody"}, "No agreement is called pars-nobody."),
    ],
)
def test_what_cannot_be_forecast_is_refused_in_a_sentence(options: dict[str, object], sentence: str) -> None:
    load_sample(NOW)
    with pytest.raises(CommandError, match=sentence):
        call_command("forecast_notices", **options)


def test_it_can_be_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: object, **options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(forecast_notices, "forecast", interrupted)
    with pytest.raises(CommandError, match="Stopped") as stopped:
        call_command("forecast_notices")
    assert stopped.value.returncode == 130


def test_a_held_post_is_said_first(clock: None, capsys: pytest.CaptureFixture[str]) -> None:
    load_sample(NOW)
    hold(because="A backup was restored.", at=NOW)
    call_command("forecast_notices")
    assert capsys.readouterr().out.startswith("The post is on hold")


@pytest.mark.slow
@pytest.mark.parametrize("number", range(1, 61))
def test_the_years_of_many_made_up_registers_are_foreseen_to_the_letter(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    stub_the_mail(monkeypatch, is_laid_out=False)
    town = MadeUp(number)
    town.everything(agreements=1 + number % 3)
    town.lets_rounds_open()
    foreseen = foretell(made_up.NOW)
    assert_same(foreseen, live(made_up.NOW, made_up.NOW + A_YEAR))


@pytest.mark.slow
def test_the_year_of_the_sample_register_is_foreseen_to_the_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    stub_the_mail(monkeypatch, is_laid_out=False)
    load_sample(NOW)
    assert_same(foretell(NOW), live(NOW, NOW + A_YEAR))


@pytest.mark.slow
def test_stopping_on_every_day_of_the_year_finds_no_letter_more(monkeypatch: pytest.MonkeyPatch) -> None:
    stub_the_mail(monkeypatch, is_laid_out=False)
    load_sample(NOW)
    foreseen = foretell(NOW)
    assert_same(foreseen, live(NOW, NOW + A_YEAR, every_day=True))


@pytest.mark.slow
def test_a_forecast_made_in_the_middle_of_the_year_is_as_true(monkeypatch: pytest.MonkeyPatch) -> None:
    stub_the_mail(monkeypatch, is_laid_out=False)
    load_sample(NOW)
    later = NOW + timedelta(days=10, hours=3)
    live(NOW, later)
    run(later)
    foreseen = foretell(later)
    assert_same(foreseen, live(later, later + A_YEAR))
