"""What the public is shown: every combination of plain facts, without a database."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from contracts.deadlines import Standing
from governance.followups.obligations import Notice
from governance.public.disclosure import ALARMING, AgreementFacts, StatusCode, alarms, headline, statuses

EVERY = [
    AgreementFacts(standing, 200 if far else 41, vote_is_open, goes_on, confirmed, held, silent, lapses, notice)
    for standing, far, vote_is_open, goes_on, confirmed, held, silent, lapses, notice in product(
        [None, *Standing], *[[True, False]] * 2, [True, False, None], *[[True, False]] * 4, [None, *Notice]
    )
]
IN_FORCE = AgreementFacts(Standing.IN_FORCE, days_left=200)
EXPIRED = AgreementFacts(Standing.EXPIRED, days_left=-1, round_was_held=True, is_to_go_on=False)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (AgreementFacts(None), ["not_recorded"]),
        (AgreementFacts(Standing.UPCOMING), ["upcoming"]),
        (IN_FORCE, ["in_force"]),
        (replace(IN_FORCE, days_left=181), ["in_force"]),
        (replace(IN_FORCE, days_left=180), ["due"]),
        (replace(IN_FORCE, days_left=0), ["due"]),
        (replace(IN_FORCE, days_left=41, vote_is_open=True), ["vote_open"]),
        (replace(IN_FORCE, days_left=41, is_to_go_on=True), ["renewed"]),
        (replace(IN_FORCE, days_left=41, is_to_go_on=False), ["not_renewed"]),
        (replace(IN_FORCE, days_left=41, is_to_go_on=False, vote_is_open=True), ["vote_open"]),
        (replace(IN_FORCE, by_silence=True), ["silence", "no_round", "in_force"]),
        (replace(IN_FORCE, by_silence=True, round_was_held=True), ["silence", "in_force"]),
        (replace(IN_FORCE, lapses=False, notice=Notice.TO_BE_GIVEN), ["pending"]),
        (replace(IN_FORCE, lapses=False, notice=Notice.IN_TIME, is_to_go_on=False), ["not_renewed"]),
        (replace(IN_FORCE, lapses=False, notice=Notice.TOO_LATE), ["overdue", "in_force"]),
        (EXPIRED, ["expired_unconfirmed"]),
        (replace(EXPIRED, access_confirmed_off=True), ["expired"]),
        (replace(EXPIRED, round_was_held=False, is_to_go_on=None), ["expired_unconfirmed", "no_round"]),
        (replace(EXPIRED, round_was_held=False, is_to_go_on=None, access_confirmed_off=True), ["no_round", "expired"]),
        (replace(EXPIRED, lapses=False, is_to_go_on=None), ["silence"]),
        (replace(EXPIRED, lapses=False, round_was_held=False, is_to_go_on=None), ["silence", "no_round"]),
        (replace(EXPIRED, lapses=False, notice=Notice.IN_TIME), ["expired_unconfirmed"]),
        (replace(EXPIRED, lapses=False, notice=Notice.TOO_LATE, is_to_go_on=None), ["silence"]),
        (AgreementFacts(Standing.ENDED_EARLY), ["expired_unconfirmed", "ended_early"]),
        (AgreementFacts(Standing.ENDED_EARLY, access_confirmed_off=True), ["ended_early"]),
    ],
)
def test_words_follow_from_plain_facts(facts: AgreementFacts, expected: list[str]) -> None:
    assert list(statuses(facts)) == expected
    assert headline(facts) == expected[0]


def test_there_is_always_a_headline_and_no_word_twice() -> None:
    for facts in EVERY:
        words = statuses(facts)
        assert words
        assert len(set(words)) == len(words)


def test_what_is_red_goes_first() -> None:
    for facts in EVERY:
        red = [code in ALARMING for code in statuses(facts)]
        assert red == sorted(red, reverse=True)


def test_an_ended_agreement_is_calm_only_when_access_is_confirmed_off() -> None:
    ended = [facts for facts in EVERY if facts.standing in (Standing.EXPIRED, Standing.ENDED_EARLY)]
    assert all(facts.access_confirmed_off for facts in ended if not alarms(facts))


def test_before_the_end_only_notice_that_is_too_late_and_a_term_that_silence_began_are_red() -> None:
    before = [facts for facts in EVERY if facts.standing in (None, Standing.UPCOMING, Standing.IN_FORCE)]
    late = [facts for facts in before if facts.notice is Notice.TOO_LATE and not facts.by_silence]
    calm = [facts for facts in before if facts.notice is not Notice.TOO_LATE and not facts.by_silence]
    assert {alarms(facts) for facts in calm} == {()}
    assert {code for facts in late for code in alarms(facts)} == {StatusCode.NOTICE_NOT_DELIVERED}
    begun = {code for facts in before if facts.by_silence for code in alarms(facts)}
    assert begun == {StatusCode.RENEWED_BY_SILENCE, StatusCode.NO_ROUND, StatusCode.NOTICE_NOT_DELIVERED}


def test_no_round_stands_beside_renewed_by_silence_exactly_where_nobody_was_asked() -> None:
    silent = [facts for facts in EVERY if StatusCode.RENEWED_BY_SILENCE in alarms(facts)]
    assert {facts.round_was_held for facts in silent} == {True, False}
    assert all((StatusCode.NO_ROUND in alarms(facts)) is not facts.round_was_held for facts in silent)
