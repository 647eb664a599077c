"""What the public is shown: every combination of plain facts, without a database."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest

from contracts.deadlines import Standing
from governance.public.disclosure import ALARMING, AgreementFacts, StatusCode, alarms, headline, is_public, statuses

EVERY = [
    AgreementFacts(standing, 200 if far else 41, vote_is_open, goes_on, confirmed, held, silent, lapses, in_time)
    for standing, far, vote_is_open, goes_on, confirmed, held, silent, lapses, in_time in product(
        [None, *Standing], *[[True, False]] * 2, [True, False, None], *[[True, False]] * 5
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
        (replace(IN_FORCE, by_silence=True), ["silence", "in_force"]),
        (EXPIRED, ["expired_unconfirmed"]),
        (replace(EXPIRED, access_confirmed_off=True), ["expired"]),
        (replace(EXPIRED, round_was_held=False, is_to_go_on=None), ["expired_unconfirmed", "no_round"]),
        (replace(EXPIRED, round_was_held=False, is_to_go_on=None, access_confirmed_off=True), ["no_round", "expired"]),
        (replace(EXPIRED, lapses=False, is_to_go_on=None), ["silence"]),
        (replace(EXPIRED, lapses=False, round_was_held=False, is_to_go_on=None), ["silence"]),
        (replace(EXPIRED, lapses=False, notice_in_time=True), ["expired_unconfirmed"]),
        (replace(EXPIRED, lapses=False, is_to_go_on=False), ["silence"]),  # notice was decided, and delivered too late
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


def test_nothing_is_red_before_the_end_but_a_term_that_silence_began() -> None:
    before = [facts for facts in EVERY if facts.standing in (None, Standing.UPCOMING, Standing.IN_FORCE)]
    assert {alarms(facts) for facts in before if not facts.by_silence} == {()}
    assert {code for facts in before for code in alarms(facts)} == {StatusCode.RENEWED_BY_SILENCE}


@pytest.mark.parametrize(
    ("state", "was_opened", "is_reported", "expected"),
    [
        ("draft", False, False, False),
        ("draft", False, True, False),
        ("open", True, False, True),
        ("carried", True, False, True),
        ("defeated", False, True, True),
        ("withdrawn", True, False, True),
        ("withdrawn", False, False, False),  # a draft that was taken back was never public
    ],
)
def test_a_ballot_is_public_from_its_opening(state: str, was_opened: bool, is_reported: bool, expected: bool) -> None:
    assert is_public(state=state, was_opened=was_opened, is_reported=is_reported) is expected
