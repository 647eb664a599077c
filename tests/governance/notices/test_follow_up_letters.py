"""The duties after an end of access: each is told on every rung before and after its day, until it is closed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from contracts.models import Agreement, Basis
from governance.ballots.actions.reporting import ReportedPosition, report_decision
from governance.ballots.actions.settling import settle_ballot
from governance.ballots.models import Question
from governance.ballots.proposal import Proposal
from governance.ballots.tally import Position
from governance.followups.actions import confirm, renew_by_silence, waive
from governance.followups.obligations import Duty
from governance.followups.owed import owed
from governance.notices.actions import queue_due, send_due
from governance.notices.models import Notice
from governance.notices.schedule import LADDER, due, overdue_ladder
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, make_cast, open_ballot, vote
from tests.conftest import PostOffice, plain_text_of

pytestmark = pytest.mark.django_db

NOTICE_BY = {"notice_count": 30, "notice_unit": "days", "notice_clause": "section 9"}
EVERGREEN = {"default_outcome": "renews_by_silence", "renewal_month": 8, "renewal_day": 31, **NOTICE_BY}
END = date(2018, 8, 31)


def decline(cast: Cast, *, on: str = "2018-07-26", closes_on: date = END) -> Cast:
    """Let the body not renew, on a day of July or August 2018."""
    ballot = open_ballot(cast, closes_on=closes_on)
    vote(cast, ballot, "DAO", "decline", at(f"{on} 09:00"))
    vote(cast, ballot, "PPD", "decline", at(f"{on} 10:00"))
    return cast


def lapses(cast: Cast) -> Cast:
    """Let a ballot close on 1 August with nobody's vote, and be settled by the first sweep after it."""
    ballot = open_ballot(cast, closes_on=date(2018, 8, 1))
    settle_ballot(ballot_id=ballot.pk, at=at("2018-08-02 00:01"))
    return cast


def gives_notice(cast: Cast) -> Cast:
    ballot = open_ballot(cast, question=Question.GIVE_NOTICE, proposal=Proposal(None, END), closes_on=date(2018, 7, 20))
    vote(cast, ballot, "DAO", "approve", at("2018-07-10 09:00"))
    vote(cast, ballot, "PPD", "approve", at("2018-07-10 10:00"))
    return cast


def ends_early(cast: Cast) -> Cast:
    early = Proposal(None, date(2018, 8, 10))
    ballot = open_ballot(cast, question=Question.END_EARLY, proposal=early, closes_on=date(2018, 7, 31))
    vote(cast, ballot, "DAO", "approve", at("2018-07-10 09:00"))
    vote(cast, ballot, "PPD", "approve", at("2018-07-10 10:00"))
    return cast


def closes(cast: Cast, duty: Duty, on: str) -> Cast:
    say = {"term": cast.agreement.terms.get(), "duty": duty, "by": cast.clerk, "at": at(f"{on} 12:00")}
    confirm(done_on=date.fromisoformat(on), evidence="A letter on file.", **say)
    return cast


def reported(cast: Cast) -> Cast:
    when = at("2018-07-27 12:00")
    source = stewardship.add_source(key="inquirer", title="The Inquirer", url="", by=cast.clerk, at=when)
    said = [ReportedPosition(cast.seat(code), Position.DECLINE, sources=(source,)) for code in ("DAO", "PPD")]
    report_decision(
        slug="pars-ice-2018",
        agreement=cast.agreement,
        term=cast.agreement.terms.get(),
        question=Question.RENEW,
        proposal=Proposal(date(2018, 9, 1), date(2019, 8, 31)),
        positions=said,
        reported_on=date(2018, 7, 27),
        sources=[source],
        by=cast.clerk,
        at=when,
    )
    return cast


def told(cast: Cast) -> set[tuple[str, int]]:
    """Return the duties and rungs queued for the clerk, who is told of all."""
    rows = Notice.objects.filter(kind="follow_up", address=cast.clerk.email).exclude(state="skipped")
    return {(row.occasion.split(":")[0], row.rung) for row in rows}


def rungs_by_the_rule(cast: Cast, on: date) -> set[tuple[str, int]]:
    """Return what the pure obligations owe on a day, on which rung of the ladder: apart from the statement under test."""
    stands = set()
    for item in owed(cast.agreement, at=at(f"{on} 12:00")):
        spans = (*due(on, None, ladder=LADDER), *due(on, None, ladder=overdue_ladder(400)))
        rung = next((span.days for span in spans if span.first_day <= item.due_on <= span.last_day), None)
        if rung is not None and not item.is_closed:
            stands.add((item.duty.value, rung))
    return stands


def sweep_every_noon(cast: Cast, *, first: date, days: int = 105) -> tuple[set[tuple[str, int]], set[tuple[str, int]]]:
    """Sweep until the last duty, the certificate, is told as 44 days late. Return what was told, and what the rule says."""
    by_the_rule: set[tuple[str, int]] = set()
    cast.agreement.refresh_from_db()
    for number in range(days):
        on = first + timedelta(days=number)
        list(renew_by_silence(at=at(f"{on} 00:01")))
        queue_due(at=at(f"{on} 12:00"))
        by_the_rule |= rungs_by_the_rule(cast, on)
    return told(cast), by_the_rule


CASES: dict[str, Callable[[], Cast]] = {
    "not renewed, no clause on notice": lambda: decline(make_cast()),
    "not renewed, notice still ahead": lambda: decline(make_cast(**NOTICE_BY)),
    "not renewed on the notice-by day itself": lambda: decline(make_cast(**NOTICE_BY), on="2018-08-01"),
    "not renewed the day after it": lambda: decline(make_cast(**NOTICE_BY), on="2018-08-02"),
    "lapsed at closing, on the notice-by day": lambda: lapses(make_cast(**NOTICE_BY)),
    "reported": lambda: reported(make_cast(**NOTICE_BY)),
    "ended early": lambda: ends_early(make_cast(**NOTICE_BY)),
    "ended early, though it would renew by silence": lambda: ends_early(make_cast(**EVERGREEN)),
    "notice decided and delivered": lambda: closes(gives_notice(make_cast(**EVERGREEN)), Duty.NOTICE_LETTER, "2018-07-12"),
    "the letter delivered": lambda: closes(decline(make_cast(**NOTICE_BY)), Duty.NOTICE_LETTER, "2018-07-27"),
}


@pytest.mark.parametrize("case", CASES)
def test_every_duty_is_told_on_every_rung_that_the_rule_gives_and_on_no_other(case: str) -> None:
    cast = CASES[case]()
    # The acts are on record from their own day on, so the sweeps begin after the last of them, on 2 August.
    said, by_the_rule = sweep_every_noon(cast, first=date(2018, 8, 3))
    assert said == by_the_rule
    assert {duty for duty, _rung in said} >= {"access_off", "certificate"}
    assert {(duty, rung) for duty in ("access_off", "certificate") for rung in (0, -1, -7, -14, -44)} <= said


def test_a_letter_that_was_decided_and_not_delivered_is_told_until_silence_renews_and_then_no_more() -> None:
    cast = gives_notice(make_cast(**EVERGREEN))
    sweep_every_noon(cast, first=date(2018, 7, 11), days=52)
    assert ("notice_letter", -14) in told(cast)
    before = told(cast)
    sweep_every_noon(cast, first=date(2018, 9, 1), days=60)
    assert told(cast) == before
    assert owed(cast.agreement, at=at("2018-10-30 12:00")) == ()


def test_who_hears_of_it_are_the_clerks_and_the_keepers_and_nobody_who_votes() -> None:
    cast = decline(make_cast())
    stewardship.name_keepers(
        agreement=cast.agreement, users=[cast.clerk, cast.outsider], by=cast.clerk, at=at("2018-07-26 11:00")
    )
    queue_due(at=at("2018-09-02 12:00"))
    rows = Notice.objects.filter(kind="follow_up", state="queued")
    assert {row.address for row in rows} == {cast.clerk.email, cast.second_clerk.email, cast.outsider.email}


def test_where_no_round_was_held_that_alert_asks_for_access_off_and_the_certificate_is_told_beside_it() -> None:
    cast = make_cast()
    queue_due(at=at("2018-08-31 12:00"))
    assert told(cast) == set()
    queue_due(at=at("2018-09-01 12:00"))
    assert told(cast) == {("certificate", 30)}
    assert Notice.objects.filter(kind="no_round", rung=-1, address=cast.clerk.email).exists()


def test_a_renewal_obliges_nothing() -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "FJD", "approve", at("2018-07-03 10:00"))
    vote(cast, ballot, "DAO", "approve", at("2018-07-03 11:00"))
    assert sweep_every_noon(cast, first=date(2018, 7, 4)) == (set(), set())


def test_a_term_end_moved_after_a_reminder_arms_the_duties_anew_for_their_new_days() -> None:
    cast = decline(make_cast())
    queue_due(at=at("2018-08-31 12:00"))
    term = cast.agreement.terms.get()
    stewardship.correct_term(term=term, ends_on=date(2018, 9, 30), by=cast.second_clerk, at=at("2018-08-31 13:00"))
    queue_due(at=at("2018-08-31 14:00"))
    end = cast.agreement.deadlines.get(kind="term_end", superseded_at=None)
    rows = Notice.objects.filter(kind="follow_up", address=cast.clerk.email, occasion__endswith=f":{end.pk}")
    assert {(row.occasion.split(":")[0], row.rung) for row in rows} == {
        ("notice_letter", 30),
        ("access_off", 60),
        ("certificate", 60),
    }


def test_what_is_done_or_waived_is_told_no_more_and_its_waiting_letter_is_moot(post_office: PostOffice) -> None:
    cast = decline(make_cast())
    queue_due(at=at("2018-09-02 07:59"))
    closes(cast, Duty.ACCESS_OFF, "2018-09-02")
    say = {"term": cast.agreement.terms.get(), "by": cast.clerk, "at": at("2018-09-02 12:10")}
    waive(duty=Duty.CERTIFICATE, because="The recipient holds nothing.", **say)
    waive(duty=Duty.NOTICE_LETTER, because="Told in person.", **say)
    send_due(worker="w1", clock=lambda: at("2018-09-02 12:11"))
    assert not any("disposition" in plain_text_of(mail) for mail in post_office.mails)
    assert set(Notice.objects.filter(kind="follow_up").values_list("state", flat=True)) == {"moot"}
    before = Notice.objects.filter(kind="follow_up").count()
    queue_due(at=at("2018-11-30 12:00"))
    assert Notice.objects.filter(kind="follow_up").count() == before


def test_the_past_that_is_entered_long_after_is_told_to_nobody() -> None:
    late = make_old(make_cast())
    queue_due(at=at("2026-11-22 12:00"))
    assert not Notice.objects.filter(kind="follow_up", agreement=late).exists()


def make_old(cast: Cast) -> Agreement:
    """Enter, in 2026, an agreement that ended in 2016."""
    say = {"by": cast.clerk, "at": at("2026-11-22 09:00")}
    recipient = stewardship.add_party(slug="old", name="An old recipient", **say)
    agreement = stewardship.enter_agreement(
        slug="pars-old", title="PARS - old", system=cast.agreement.system, recipient=recipient, **say
    )
    days = {"starts_on": date(2015, 9, 1), "ends_on": date(2016, 8, 31)}
    stewardship.begin_term(agreement=agreement, basis=Basis.SIGNED, **days, **say)
    stewardship.name_keepers(agreement=agreement, users=[cast.clerk, cast.second_clerk], **say)
    return agreement


def test_the_words_say_what_to_do_by_when_before_and_what_is_missing_after(post_office: PostOffice) -> None:
    cast = decline(make_cast(**NOTICE_BY))
    queue_due(at=at("2018-07-27 12:00"))
    send_due(worker="w1", clock=lambda: at("2018-07-27 12:01"))
    (mail,) = [mail for mail in post_office.to(cast.clerk.email) if "things to show" in plain_text_of(mail)]
    assert "Notice letter due by 1 August: PARS - ICE" in plain_text_of(mail)
    closes(cast, Duty.NOTICE_LETTER, "2018-07-28")
    closes(cast, Duty.CERTIFICATE, "2018-07-29")
    queue_due(at=at("2018-08-31 12:00"))
    send_due(worker="w1", clock=lambda: at("2018-08-31 12:01"))
    text = plain_text_of(post_office.to(cast.clerk.email)[-1])
    assert "Access ends on 31 August 2018, end of day. Have the system contact confirm by 1 September 2018" in " ".join(
        text.split()
    )
    queue_due(at=at("2018-09-02 12:00"))
    send_due(worker="w1", clock=lambda: at("2018-09-02 12:01"))
    last = post_office.to(cast.clerk.email)[-1]
    assert last["Subject"] == "Access not confirmed off: PARS - ICE"
    assert "https://countersign.example/desk/agreements/pars-ice/access-off/" in plain_text_of(last)


def test_of_an_access_that_has_ended_no_letter_says_that_it_ends(post_office: PostOffice) -> None:
    cast = make_cast()
    closes(cast, Duty.NOTICE_LETTER, "2018-08-30")
    queue_due(at=at("2018-08-31 12:00"))
    send_due(worker="w1", clock=lambda: at("2018-08-31 12:01"))
    closes(cast, Duty.ACCESS_OFF, "2018-09-02")
    queue_due(at=at("2018-09-16 12:00"))
    send_due(worker="w1", clock=lambda: at("2018-09-16 12:01"))
    text = " ".join(plain_text_of(post_office.to(cast.clerk.email)[-1]).split())
    assert "Access ended on 31 August 2018. The recipient is to certify by 30 September 2018 what became of the data." in text
    assert "No ballot was opened about this term. " in text


def test_what_nobody_has_shown_for_eight_years_is_still_told_every_thirty_days() -> None:
    make_cast()
    queue_due(at=at("2018-08-31 09:00"))
    rungs = []
    for day in ("2026-08-05 09:00", "2026-09-04 09:00", "2026-10-04 09:00"):
        queue_due(at=at(day))
        queued = Notice.objects.filter(queued_at=at(day), kind="no_round", state="queued")
        (rung,) = set(queued.values_list("rung", flat=True))
        rungs.append(rung)
    assert rungs[0] - rungs[1] == rungs[1] - rungs[2] == 30
    assert rungs[0] < -2800
