"""The public site, as somebody without an account reads it."""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any, Protocol

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from contracts.models import Agreement, Basis, DataSystem, Label
from governance.ballots import actions as ballots
from governance.ballots.actions import ReportedPosition
from governance.ballots.judgement import judge
from governance.ballots.models import Ballot, Question
from governance.ballots.proposal import Proposal
from governance.ballots.tally import Position
from governance.bodies import actions as bodies
from governance.bodies.models import Body
from governance.followups import actions as followups
from governance.followups.obligations import Duty
from governance.notices.models import Sweep
from governance.public.pages.agreement import agreement_page
from governance.public.pages.decision import decision_page
from governance.public.pages.reading import Reading, with_all_that_lists_say
from governance.public.pages.rounds import public_ballots, read_round
from governance.public.pages.selection import Wanted, agreements_as_of, only
from governance.public.pages.standing import is_alarming
from governance.stewardship import actions as stewardship
from tests.cast import Cast, at, make_cast, open_ballot, vote

pytestmark = pytest.mark.django_db


class Read(Protocol):
    """Reads a page at an instant and returns it on one line."""

    def __call__(self, path: str, when: datetime, *, status: int = 200) -> str: ...


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, client: Client) -> Read:
    """Read a page at an instant, as anybody does: no page sets a cookie or varies by one."""

    def read_(path: str, when: datetime, *, status: int = 200) -> str:
        monkeypatch.setattr("django.utils.timezone.now", lambda: when)
        answer = client.get(path)
        assert answer.status_code == status, answer.content[:2000]
        assert not answer.cookies
        assert "cookie" not in answer.get("Vary", "").lower()
        return " ".join(answer.content.decode().split())

    return read_


def report_2018(cast: Cast) -> None:
    say = {"by": cast.clerk, "at": at("2018-08-01 09:00")}
    source = stewardship.add_source(key="INQ180727", title="The Inquirer, 27 July 2018", url="https://example.org/a", **say)
    said = {"FJD": Position.ABSTAIN, "PPD": Position.DECLINE, "DAO": Position.DECLINE}
    ballots.report_decision(
        slug="pars-ice-2018",
        agreement=cast.agreement,
        term=cast.agreement.terms.get(),
        question=Question.RENEW,
        proposal=Proposal(starts_on=date(2018, 9, 1), ends_on=date(2019, 8, 31)),
        positions=[ReportedPosition(cast.seat(code), position, "", (source,)) for code, position in said.items()],
        reported_on=date(2018, 7, 27),
        sources=[source],
        effective_on=date(2018, 8, 31),
        **say,
    )


# --- Story 1 ---


def test_the_2018_decision_is_told_as_reported_and_never_as_cast(read: Read) -> None:
    report_2018(make_cast())
    page = read("/decisions/pars-ice-2018/", at("2018-08-15 12:00"))
    assert "Not renewed. Two of three entities declined; two approvals were needed." in page
    assert "0 approve + 2 decline + 1 abstain = 3 seats. 2 declined, so at most 1 could approve, and 2 are needed." in page
    assert "Reported on 27 July 2018" in page
    assert "https://example.org/a" in page
    assert "Cast by" not in page
    assert "Settled" not in page


def test_an_expired_agreement_is_red_until_access_is_confirmed_off(read: Read) -> None:
    cast = make_cast()
    report_2018(cast)
    before = read("/agreements/pars-ice/", at("2018-08-31 23:59"))
    assert "Not renewed: ends 31 August 2018" in before
    assert "alert--loud" not in before
    after = read("/agreements/pars-ice/", at("2018-09-01 00:00"))
    assert "Expired: access not confirmed off" in after
    assert "alert--loud" in after
    assert "It ended on 31 August 2018." in after
    assert "the Police Department and the District Attorney&#x27;s Office with U.S. Immigration and Customs Enforcement" in after
    assert "Overdue: not shown" in read("/agreements/pars-ice/", at("2018-09-02 00:00"))
    followups.confirm(
        term=cast.agreement.terms.get(),
        duty=Duty.ACCESS_OFF,
        done_on=date(2018, 9, 3),
        evidence="The system contact said so.",
        by=cast.clerk,
        at=at("2018-09-03 12:00"),
    )
    confirmed = read("/agreements/pars-ice/", at("2018-09-04 12:00"))
    assert "Expired: access confirmed off on 3 September 2018" in confirmed
    assert "alert--loud" not in confirmed


def test_who_may_read_what_is_told_in_the_tense_of_the_day(read: Read) -> None:
    cast = make_cast()
    report_2018(cast)
    DataSystem.objects.update(holds="arrest records")
    before, after = (read("/es/agreements/pars-ice/", at(when)) for when in ("2018-08-31 23:59", "2018-09-01 00:00"))
    what = "U.S. Immigration and Customs Enforcement consultar arrest records en Preliminary Arraignment Reporting System (PARS)."
    assert f"District Attorney&#x27;s Office permiten a {what}" in before
    assert f"District Attorney&#x27;s Office permitían a {what}" in after
    assert "let U.S. Immigration and Customs Enforcement read arrest records in the Preliminary" in read(
        "/agreements/pars-ice/", at("2018-09-01 00:00")
    )


def test_where_nothing_tells_what_a_system_holds_its_name_is_not_said_to_be_read(read: Read) -> None:
    make_cast()
    DataSystem.objects.update(name="Participation in the Task Force", acronym="", holds="")
    page = read("/agreements/pars-ice/", at("2018-08-01 12:00"))
    assert "A data-sharing agreement of the First Judicial District, the Police Department" in page
    assert "with U.S. Immigration and Customs Enforcement: Participation in the Task Force. It runs until 31 August 2018." in page


def test_an_end_is_told_where_the_term_that_it_cut_short_is_not_on_record(read: Read) -> None:
    cast = make_cast()
    cast.agreement.terms.all().delete()
    Agreement.objects.update(ended_early_on=date(2018, 5, 1))
    assert "It ended on 1 May 2018; the term it ran for is not on record." in read(
        "/agreements/pars-ice/", at("2018-08-01 12:00")
    )
    listed = " ".join(read("/agreements/", at("2018-08-01 12:00")).split())
    assert "<dt>Ended on</dt><dd>1 May 2018</dd>" in listed


def test_a_body_of_one_seat_is_not_said_to_need_one_of_one(read: Read) -> None:
    make_cast()
    Body.objects.update(rule_seats=1, rule_needed=1)
    page = read("/agreements/pars-ice/", at("2018-08-01 12:00"))
    assert "Its one seat decides alone" in page
    assert "1 of 1" not in page


def test_home_says_what_comes_up_and_what_happens_if_nobody_acts(read: Read) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "approve", at("2018-07-10 10:00"))
    page = read("/", at("2018-07-20 12:00"))
    assert "Vote closes" in page
    assert "31 August 2018" in page
    assert "If nobody acts, it ends on 31 August 2018." in page
    assert "Not yet spoken: First Judicial District, Police Department." in page
    assert "Needs attention" not in page
    assert "Needs attention" in read("/", at("2018-09-20 12:00"))


def test_the_footer_says_when_deadlines_were_last_checked(read: Read) -> None:
    make_cast()
    assert "Deadlines have not been checked yet." in read("/", at("2018-07-20 12:00"))
    Sweep.objects.create(at=at("2018-07-20 11:59"))
    fresh = read("/", at("2018-07-20 12:00"))
    assert "Notices: running. Deadlines last checked on 20 July 2018, 15:59" in fresh
    assert "heartbeat--late" not in fresh
    assert "heartbeat--late" in read("/", at("2018-07-20 14:00"))


# --- An open ballot, and the instant of closing without a worker ---


def test_an_open_ballot_says_what_is_still_needed_and_who_has_spoken(read: Read) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "PPD", "decline", at("2018-07-10 10:00"), reasons="Too wide.")
    page = read("/decisions/pars-ice-2018/", at("2018-07-20 12:00"))
    assert "2 more approvals are needed, from the First Judicial District and the District Attorney&#x27;s Office" in page
    assert "Too wide." in page
    assert "Cast by The commissioner as principal on 10 July 2018, 10:00, New York time" in page
    assert "Its vote is directed by the Mayor." in page
    assert "If nobody acts, the agreement ends on 31 August 2018." in page
    assert 'href="/desk/ballots/pars-ice-2018/"' in page


def test_a_day_or_a_seat_is_named_once_on_a_card(read: Read) -> None:
    cast = make_cast()
    open_ballot(cast)
    panel = " ".join(read("/agreements/pars-ice/", at("2018-07-20 12:00")).split()).split('id="stands"')[1].split("</section>")[0]
    assert "If nobody acts, it ends." in panel
    assert "it ends on" not in panel
    silent = read("/decisions/pars-ice-2018/", at("2018-07-05 12:00"))
    assert "from the First Judicial District, the Police Department or the District Attorney&#x27;s Office, by" in silent
    assert "<dt>Not yet spoken</dt>" not in silent
    for seat, position in (("FJD", "abstain"), ("PPD", "approve"), ("DAO", "decline")):
        vote(cast, Ballot.objects.get(), seat, position, at("2018-07-06 10:00"), reasons="Said so.")
    assert "Every seat has spoken." in read("/decisions/pars-ice-2018/", at("2018-07-07 12:00"))


def test_a_ballot_past_its_closing_shows_its_outcome_without_a_worker(read: Read) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "approve", at("2018-07-10 10:00"))
    last = read("/decisions/pars-ice-2018/", at("2018-08-31 23:59"))
    assert "Vote open. One of three entities has approved so far" in last
    over = read("/decisions/pars-ice-2018/", at("2018-09-01 00:00"))
    assert Ballot.objects.get().state == "open"
    assert "Not renewed. One of three entities approved; two approvals were needed." in over
    assert "1 approve + 0 decline + 2 silent = 3 seats. 1 of the 2 approvals needed." in over
    assert "Settled</dt><dd>at closing" in over
    assert "/desk/ballots/" not in over
    assert "Notice letter sent to the recipient" in over


def test_a_closing_is_a_day_that_binds_until_the_ballot_is_over_and_then_not_said_to_be_unrecorded() -> None:
    cast = make_cast()

    def closings(when: datetime) -> list[str]:
        page = agreement_page(slug=cast.agreement.slug, at=when)
        return [clock.day for clock in page.clocks if "closes" in clock.kind]

    assert closings(at("2018-07-01 10:00")) == ["no day on record"]
    ballot = open_ballot(cast)
    assert closings(at("2018-08-30 10:00")) == ["31 August 2018"]
    for code in ("FJD", "PPD"):
        vote(cast, ballot, code, "decline", at("2018-08-30 11:00"))
    assert closings(at("2018-08-30 12:00")) == []
    assert closings(at("2018-09-01 10:00")) == []


def test_a_term_without_a_fee_says_so_in_whole_words(read: Read) -> None:
    cast = make_cast()
    cast.agreement.terms.get().fees.all().delete()
    page = read(f"/agreements/{cast.agreement.slug}/", at("2018-07-01 10:00"))
    table = page[page.index('id="terms"') : page.index('id="decisions"')]
    assert '<span class="soft">No fee on record</span>' in table, "on a phone the table shows no heads of columns"


def test_a_renewal_secured_but_not_yet_written_down_carries_the_agreement_over_its_end(read: Read) -> None:
    cast = make_cast(cooling_off_hours=72)
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "approve", at("2018-08-01 10:00"))
    vote(cast, ballot, "FJD", "approve", at("2018-08-02 10:00"))
    assert "Vote open: 2 of 2 approvals" in read("/agreements/pars-ice/", at("2018-08-05 09:59"))
    assert "Renewed until 31 August 2019" in read("/agreements/pars-ice/", at("2018-08-05 10:00"))
    after = read("/agreements/pars-ice/", at("2018-09-01 00:00"))
    assert "It runs until 31 August 2019." in after
    assert Ballot.objects.get().state == "open"


def test_late_and_replaced_positions_are_shown_and_not_counted(read: Read) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "approve", at("2018-07-10 10:00"), reasons="First thought.")
    vote(cast, ballot, "DAO", "decline", at("2018-07-11 10:00"), reasons="Second thought.")
    vote(cast, ballot, "PPD", "decline", at("2018-07-12 10:00"))
    vote(cast, ballot, "FJD", "abstain", at("2018-07-13 10:00"), reasons="Late words.")
    page = read("/decisions/pars-ice-2018/", at("2018-07-20 12:00"))
    assert "Not renewed. Two of three entities declined; two approvals were needed." in page
    assert "Earlier on record, no longer counted:" in page
    assert "First thought." in page
    assert "After the decision, not counted:" in page
    assert "Late words." in page
    assert "1 silent" in page


def test_a_withdrawn_ballot_shows_why(read: Read) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    ballots.withdraw_ballot(ballot_id=ballot.pk, because="The fee was wrong.", by=cast.clerk, at=at("2018-07-05 10:00"))
    page = read("/decisions/pars-ice-2018/", at("2018-07-20 12:00"))
    assert "Withdrawn on 5 July 2018, 10:00, New York time." in page
    assert "The fee was wrong." in page


def test_the_digest_can_be_worked_out_from_the_page() -> None:
    cast = make_cast()
    ballot = open_ballot(
        cast, question=Question.AMEND, proposal=Proposal(date(2018, 9, 1), date(2019, 8, 31), conditions=("no víctims’ names",))
    )
    page = decision_page(slug=ballot.slug, at=at("2018-07-20 12:00"))
    assert hashlib.sha256(page.digest_covers.encode()).hexdigest() == page.text_digest == ballot.text_digest


# --- Agreements that renew by silence ---


EVERGREEN = {
    "default_outcome": "renews_by_silence",
    "renewal_month": 8,
    "renewal_day": 31,
    "notice_count": 30,
    "notice_unit": "days",
}
STOP = {"question": Question.GIVE_NOTICE, "proposal": Proposal(None, date(2018, 8, 31)), "closes_on": date(2018, 7, 31)}


def test_carried_notice_is_not_told_as_done_before_its_letter_was_delivered(read: Read) -> None:
    cast = make_cast(**EVERGREEN)
    ballot = carry(cast, cast.agreement, **STOP)
    decided = read(f"/decisions/{ballot.slug}/", at("2018-07-10 10:00"))
    assert "Notice is to be given, so that it ends on 31 August 2018. Two of three entities approved" in decided
    before = read("/agreements/pars-ice/", at("2018-08-01 23:59"))
    assert "Notice is to be given by 1 August 2018" in before
    assert "Not renewed" not in before
    assert "Unless notice is delivered by 1 August 2018, it renews by silence when the term ends on 31 August 2018." in before
    assert "alert--loud" not in before
    late = read("/agreements/pars-ice/", at("2018-08-02 00:00"))
    assert "Notice not delivered: it will renew by silence" in late
    assert "alert--loud" in late
    assert "Not renewed" not in late


def test_carried_notice_that_was_delivered_in_time_ends_it(read: Read) -> None:
    cast = make_cast(**EVERGREEN)
    carry(cast, cast.agreement, **STOP)
    say = {"evidence": "Receipt.", "by": cast.clerk, "at": at("2018-07-30 12:00")}
    followups.confirm(term=cast.agreement.terms.get(), duty=Duty.NOTICE_LETTER, done_on=date(2018, 7, 30), **say)
    page = read("/agreements/pars-ice/", at("2018-08-02 00:00"))
    assert "Not renewed: ends 31 August 2018" in page
    assert "alert--loud" not in page


@pytest.mark.parametrize("is_asked", [False, True])
def test_no_round_stands_beside_renewed_by_silence_where_nobody_was_asked(read: Read, is_asked: bool) -> None:
    cast = make_cast(**EVERGREEN)
    if is_asked:
        open_ballot(cast, **STOP)
    words = "No vote on what was to follow was opened before the term ended on 31 August 2018."
    for is_written in (False, True):
        if is_written:
            assert len(list(followups.renew_by_silence(at=at("2018-09-01 00:05")))) == 1
        page = read("/agreements/pars-ice/", at("2018-09-01 00:06"))
        assert "Renewed by silence" in page
        assert ("No round was held" in page) is not is_asked
        assert (words in page) is not is_asked


def test_what_goes_on_unasked_is_nowhere_said_to_have_ended(read: Read) -> None:
    cast = make_cast(**EVERGREEN)
    carry(cast, cast.agreement, **STOP)
    page = " ".join(read("/agreements/pars-ice/", at("2018-09-05 12:00")).split())
    assert "Its last recorded term ended on 31 August 2018; it goes on because nobody gave notice." in page
    assert "days since its last recorded term ended" in page
    assert "It goes on: nobody gave notice in time" in page
    assert "Last day of access" not in page
    listed = " ".join(read("/agreements/", at("2018-09-05 12:00")).split())
    assert "<dt>Last recorded term ended on</dt><dd>31 August 2018" in listed


# --- What was decided stays as it was counted ---


def test_a_settled_decision_stays_as_counted_though_an_appointment_is_ended_for_the_past(read: Read, client: Client) -> None:
    cast = make_cast()
    carry(cast, cast.agreement)
    now, path = at("2018-07-20 12:00"), "/decisions/pars-ice-2018/"
    told = read(path, now), client.get("/api/v1/decisions/pars-ice-2018").json()
    assert "2 approve + 0 decline + 1 silent = 3 seats." in told[0]
    held = cast.judge.appointments.get()
    bodies.end_appointment(appointment=held, ends_on=date(2018, 6, 30), by=cast.clerk, at=now)
    assert (read(path, now), client.get("/api/v1/decisions/pars-ice-2018").json()) == told
    assert told[1]["tally"] == {"approve": 2, "decline": 0, "abstain": 0, "recuse": 0, "silent": 1, "vacant": 0}


# --- Lists ---


def test_lists_judge_as_the_judgement_does() -> None:
    cast = make_cast(cooling_off_hours=24)
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "approve", at("2018-07-10 10:00"))
    vote(cast, ballot, "FJD", "approve", at("2018-07-11 10:00"))
    for when in ("2018-07-09 10:00", "2018-07-10 11:00", "2018-07-11 11:00", "2018-07-12 10:00", "2018-09-01 00:00"):
        row = read_round(public_ballots(at=at(when)).get(), at=at(when))
        judgement = judge(ballot, at=at(when))
        assert (row.outcome, row.settled_at) == (judgement.outcome, judgement.settled_at)
        assert row.approvals == judgement.tally.approve
        assert row.unspoken == tuple(seat.name for seat in judgement.unspoken)


def test_what_counts_as_a_round_is_the_same_for_a_row_as_for_the_database() -> None:
    cast = make_cast()
    report_2018(cast)
    open_ballot(cast)
    open_ballot(cast, question=Question.END_EARLY, proposal=Proposal(None, date(2018, 8, 10)), closes_on=date(2018, 7, 31))
    ballots.withdraw_ballot(ballot_id=draft_of(cast).pk, because="Not yet.", by=cast.clerk, at=at("2018-07-03 09:00"))
    draft_of(cast)
    by_row = {ballot.pk for ballot in Ballot.objects.all() if ballot.is_round}
    assert by_row == set(Ballot.objects.rounds().values_list("pk", flat=True))
    assert len(by_row) == 2


def test_search_narrows_and_an_empty_answer_says_how_to_widen(read: Read) -> None:
    make_cast()
    now = at("2018-07-20 12:00")
    assert "0 agreements for “migration”" in read("/agreements/?q=migration", now)  # words are found by their beginnings
    for asked in ("immigration", "ice", "pars ICE", "preliminary", "PARS subcommittee", "customs enf"):
        assert "1 agreement for" in read(f"/agreements/?q={asked}", now), asked
    empty = read("/agreements/?q=amtrak&standing=in-force", now)
    assert "0 agreements for “amtrak”" in empty
    assert 'href="/agreements/?q=amtrak"' in empty
    assert "Look for “amtrak” in all agreements" in empty
    for nonsense in ("?standing=zzz", "?page=zzz", "?page=-1", "?page=99999999999999999999", "?q=%00", "?q=%25_'\"<script>"):
        assert "<script>" not in read(f"/agreements/{nonsense}", now)


@pytest.mark.parametrize(
    ("when", "wanted"),
    [
        ("2017-08-31 23:59", {Wanted.UPCOMING}),
        ("2018-01-15 12:00", {Wanted.IN_FORCE}),
        ("2018-08-31 23:59", {Wanted.IN_FORCE, Wanted.COMING_UP}),
        ("2018-09-01 00:00", {Wanted.ENDED, Wanted.ATTENTION}),
    ],
)
def test_the_register_is_filtered_by_the_local_day_of_the_body(when: str, wanted: set[Wanted]) -> None:
    make_cast()
    assert {choice for choice in Wanted if only(agreements_as_of(at(when)), choice, at=at(when)).exists()} == wanted


def test_the_database_and_the_rule_agree_on_what_needs_attention() -> None:
    cast = make_cast()
    report_2018(cast)
    say = {"by": cast.clerk, "at": at("2017-08-01 09:00")}
    for slug, facts in {
        "no-term": None,
        "no-round": {"default_outcome": "lapses"},
        "evergreen": {"default_outcome": "renews_by_silence", "renewal_month": 8, "renewal_day": 31},
        "silent": {"basis": Basis.BY_SILENCE, "ends_on": date(2019, 8, 31)},
        "cut-short": {"ended_early_on": date(2018, 1, 31)},
        "closed": {"closed": True},
    }.items():
        add_agreement(cast, slug, facts, **say)
    for when in ("2017-08-31 12:00", "2018-01-31 23:59", "2018-02-01 00:00", "2018-08-31 23:59", "2018-09-01 00:00"):
        every = list(with_all_that_lists_say(agreements_as_of(at(when)), at=at(when)))
        by_rule = {agreement.slug for agreement in every if is_alarming(Reading(agreement, at(when)))}
        assert {row.slug for row in only(agreements_as_of(at(when)), Wanted.ATTENTION, at=at(when))} == by_rule, when
    assert by_rule == {"pars-ice", "no-round", "evergreen", "silent", "cut-short", "closed"}


def test_the_register_and_its_counts_know_a_decision_that_nobody_has_written_down(read: Read) -> None:
    cast = make_cast(cooling_off_hours=24)
    say = {"by": cast.clerk, "at": at("2017-08-01 09:00")}
    renewed = cast.agreement
    for slug in ("cut-short", "not-renewed"):
        add_agreement(cast, slug, {}, **say)
    every = {agreement.slug: agreement for agreement in type(renewed).objects.all()}
    carry(cast, renewed)
    cast.agreement = every["cut-short"]
    early = {"question": Question.END_EARLY, "proposal": Proposal(None, date(2018, 8, 10)), "closes_on": date(2018, 7, 31)}
    carry(cast, every["cut-short"], **early)
    cast.agreement = every["not-renewed"]
    open_ballot(cast)
    for when, expected in {
        "2018-08-10 23:59": {
            Wanted.IN_FORCE: {"pars-ice", "cut-short", "not-renewed"},
            Wanted.ATTENTION: set(),
            Wanted.ENDED: set(),
        },
        "2018-08-11 00:00": {
            Wanted.IN_FORCE: {"pars-ice", "not-renewed"},
            Wanted.ATTENTION: {"cut-short"},
            Wanted.COMING_UP: {"not-renewed"},
        },
        "2018-09-01 00:00": {
            Wanted.IN_FORCE: {"pars-ice"},
            Wanted.ATTENTION: {"cut-short", "not-renewed"},
            Wanted.ENDED: {"cut-short", "not-renewed"},
            Wanted.COMING_UP: set(),
        },
    }.items():
        every_one = agreements_as_of(at(when))
        found = {wanted: {row.slug for row in only(every_one, wanted, at=at(when))} for wanted in expected}
        assert found == expected, when
    assert set(Ballot.objects.values_list("state", flat=True)) == {"open"}
    home = read("/", at("2018-09-01 00:00"))
    assert "PARS - ICE" not in home.split("Needs attention")[1].split("</section>")[0]


def carry(cast: Cast, agreement: Any, **asked: Any) -> Ballot:
    cast.agreement = agreement
    ballot = open_ballot(cast, **asked)
    for code in ("PPD", "DAO"):
        vote(cast, ballot, code, "approve", at("2018-07-09 10:00"))
    return ballot


def test_notice_that_is_too_late_needs_attention_for_the_database_as_for_the_rule(read: Read) -> None:
    cast = make_cast(**EVERGREEN)
    carry(cast, cast.agreement, **STOP)
    for when, is_red in {"2018-07-09 10:00": False, "2018-08-01 23:59": False, "2018-08-02 00:00": True}.items():
        assert only(agreements_as_of(at(when)), Wanted.ATTENTION, at=at(when)).exists() is is_red, when
        assert only(agreements_as_of(at(when)), Wanted.IN_FORCE, at=at(when)).exists(), when
    say = {"evidence": "Receipt.", "by": cast.clerk, "at": at("2018-08-02 12:00")}
    followups.confirm(term=cast.agreement.terms.get(), duty=Duty.NOTICE_LETTER, done_on=date(2018, 7, 30), **say)
    now = at("2018-08-02 12:01")
    assert not only(agreements_as_of(now), Wanted.ATTENTION, at=now).exists()


def add_agreement(cast: Cast, slug: str, facts: dict[str, Any] | None, **say: Any) -> None:
    facts = dict(facts) if facts is not None else None
    of_agreement = {
        name: facts.pop(name) for name in ("default_outcome", "renewal_month", "renewal_day") if facts and name in facts
    }
    early = facts.pop("ended_early_on", None) if facts else None
    closed = facts.pop("closed", False) if facts else False
    agreement = stewardship.enter_agreement(
        slug=slug, title=f"Sample {slug}", system=cast.agreement.system, recipient=cast.agreement.recipient, **of_agreement, **say
    )
    if facts is None:
        return
    term = {"starts_on": date(2017, 9, 1), "ends_on": date(2018, 8, 31), "basis": Basis.SIGNED, **facts}
    row = stewardship.begin_term(agreement=agreement, **term, **say)
    if early:
        stewardship.end_early(agreement=agreement, ended_early_on=early, **say)
    if closed:
        told = {"by": cast.clerk, "at": at("2018-09-20 09:00")}
        followups.confirm(term=row, duty=Duty.ACCESS_OFF, done_on=date(2018, 9, 2), evidence="Seen.", **told)


def test_lists_ask_the_database_as_often_for_thirty_agreements_as_for_three(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    cast = make_cast()
    monkeypatch.setattr("django.utils.timezone.now", lambda: at("2018-07-20 12:00"))
    asked: dict[str, list[int]] = {}
    for number in range(30):
        cast.agreement = add_agreement_with_ballot(cast, number)
        if number in (2, 29):
            for path in ("/", "/agreements/", "/decisions/", "/bodies/pars-subcommittee/", "/agreements/pars-ice/"):
                with django_assert_max_num_queries(60) as captured:
                    assert client.get(path).status_code == 200
                asked.setdefault(path, []).append(len(captured))
    assert {path: few for path, (few, _many) in asked.items()} == {path: many for path, (_few, many) in asked.items()}


def add_agreement_with_ballot(cast: Cast, number: int) -> Any:
    say = {"by": cast.clerk, "at": at("2017-08-01 09:00")}
    recipient = stewardship.add_party(slug=f"party-{number}", name=f"Party {number}", **say)
    agreement = stewardship.enter_agreement(
        slug=f"pars-{number}", title=f"PARS - {number}", system=cast.agreement.system, recipient=recipient, **say
    )
    stewardship.begin_term(agreement=agreement, starts_on=date(2017, 9, 1), ends_on=date(2018, 8, 31), basis=Basis.SIGNED, **say)
    cast.agreement = agreement
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "approve", at("2018-07-10 10:00"))
    return agreement


# --- What is never shown ---


def test_drafts_and_what_does_not_exist_are_not_there(read: Read) -> None:
    cast = make_cast()
    draft = draft_of(cast)
    now = at("2018-07-20 12:00")
    for path in (f"/decisions/{draft.slug}/", "/decisions/nope/", "/agreements/nope/", "/bodies/nope/"):
        assert "Not found" in read(path, now, status=404)
    read(f"/api/v1/decisions/{draft.slug}", now, status=404)
    ballots.withdraw_ballot(ballot_id=draft.pk, because="Not yet.", by=cast.clerk, at=at("2018-07-03 09:00"))
    read(f"/decisions/{draft.slug}/", now, status=410)
    assert not public_ballots(at=now).exists()


def draft_of(cast: Cast) -> Ballot:
    return ballots.draft_ballot(
        agreement=cast.agreement,
        question=Question.AMEND,
        proposal=Proposal(date(2018, 9, 1), date(2019, 8, 31), conditions=("canary of a draft",)),
        closes_on=date(2018, 8, 31),
        by=cast.clerk,
        at=at("2018-07-02 09:00"),
    )


PATHS = (
    "/",
    "/agreements/",
    "/agreements/pars-ice/",
    "/decisions/",
    "/decisions/pars-ice-2018/",
    "/bodies/pars-subcommittee/",
    "/api/v1/decisions/pars-ice-2018",
    "/agreements/nope/",
)


def test_no_public_page_shows_an_address_a_draft_or_a_key(client: Client) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    vote(cast, ballot, "DAO", "approve", at("2018-07-10 10:00"), key="canary-key")
    draft = ballots.draft_ballot(
        agreement=cast.agreement,
        question=Question.END_EARLY,
        proposal=Proposal(None, date(2018, 8, 1), conditions=("canary of a draft",)),
        closes_on=date(2018, 8, 1),
        by=cast.clerk,
        at=at("2018-07-02 09:00"),
    )
    salt = ballot.votes.get().reasons_digest or "no reasons, no salt"
    for path in PATHS:
        shown = client.get(path).content.decode()
        for secret in ("example.org", "canary", draft.slug, salt, "The deputy clerk", "pbkdf2", "sessionid"):
            assert secret not in shown, (path, secret)


def test_html_in_what_people_wrote_is_shown_as_text(read: Read) -> None:
    cast = make_cast()
    ballot = open_ballot(cast)
    nasty = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    vote(cast, ballot, "PPD", "decline", at("2018-07-10 10:00"), reasons=nasty)
    stewardship.record_event(
        agreement=cast.agreement,
        kind="context",
        on=date(2018, 7, 1),
        text=nasty,
        actor=nasty,
        by=cast.clerk,
        at=at("2018-07-02 09:00"),
    )
    for path in ("/decisions/pars-ice-2018/", "/agreements/pars-ice/"):
        page = read(path, at("2018-07-20 12:00"))
        assert "&lt;script&gt;alert(1)" in page
        assert "<script" not in page
        assert "<img" not in page


def test_illustrative_facts_carry_their_label(read: Read) -> None:
    cast = make_cast()
    row = cast.agreement.terms.get()
    row.label = Label.ILLUSTRATIVE
    row.save(update_fields=["label"])
    open_ballot(cast)
    for path in ("/", "/agreements/", "/agreements/pars-ice/", "/decisions/", "/decisions/pars-ice-2018/"):
        assert "Illustrative, not a record" in read(path, at("2018-07-20 12:00")), path


def test_public_pages_refuse_to_be_written_to(client: Client) -> None:
    make_cast()
    for path in PATHS[:6]:
        assert client.post(path, {"q": "x"}).status_code == 405, path
