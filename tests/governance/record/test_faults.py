"""What is wrong with a file is named by line and field, all of it at once."""

from __future__ import annotations

import pytest

from .small import SMALL, broken, faults_of

# (what is replaced, by what, the fault)
ONE_FAULT = [
    ("ends_on: 2020-12-31\n        s", "ends_on: 2020-02-30\n        s", "no such day as 2020-02-30"),
    ("ends_on: 2020-12-31\n        s", "ends_on: 2019-12-31\n        s", "The term would end before it starts."),
    ("starts_on: today-10", "starts_on: tomorrow", "line 43, agreements[0].terms[1].starts_on: “tomorrow” is not a day"),
    ("        label: illustrative\n    claims", "        sources: [PAPER]\n    claims", "only for what is labelled illustrative"),
    ("Europe/Madrid", "Europe/Philadelphia", "line 23, bodies[0].time_zone: “Europe/Philadelphia” is not a time zone"),
    ("currency: EUR", "currency: DUB", "line 42, agreements[0].terms[0].fees[0].currency: “DUB” is not a currency code"),
    ("amount: 12.50", "amount: -1", "line 42, agreements[0].terms[0].fees[0].amount: A fee cannot be negative."),
    ("amount: 12.50", "amount: .inf", "“.inf” is not an amount"),
    ("needed: 1", "needed: 2", "line 27, bodies[0].needed: 2 of 1 is not a rule"),
    ("needed: 1", "needed: 0", "line 27, bodies[0].needed: 0 of 1 is not a rule"),
    ("needed: 1", "needed: most", "“most” is not a whole number"),
    ("needed: 1", "needed: 1\n    ladder: 30", "line 28, bodies[0].ladder: A ladder is a list of days before a deadline"),
    ("needed: 1", "needed: 1\n    ladder: []", "line 28, bodies[0].ladder: A ladder has at least one rung"),
    ("needed: 1", "needed: 1\n    ladder: [7, x, 0]", "line 28, bodies[0].ladder: “x” is not a whole number"),
    ("needed: 1", "needed: 1\n    ladder: [400, 0]", "line 28, bodies[0].ladder: A rung is a whole number of days from 0 to 366"),
    ("needed: 1", "needed: 1\n    ladder: [7, 30, 0]", "line 28, bodies[0].ladder: The rungs of a ladder fall"),
    ("needed: 1", "needed: 1\n    ladder: [30, 7]", "line 28, bodies[0].ladder: A ladder ends with 0, the day itself"),
    ("slug: cases-harbour\n", "slug: Cases Harbour\n", "line 31, agreements[0].slug: “Cases Harbour” is not a slug"),
    ("recipient: harbour", "recipient: port", "line 34, agreements[0].recipient: “port” is not among the parties"),
    ("system: cases", "system: case", "line 33, agreements[0].system: “case” is not among the systems"),
    ("keepers: [clerk, deputy]", "keepers: [clerk]", "line 35, agreements[0].keepers: Expected at least 2 here."),
    ("keepers: [clerk, deputy]", "keepers: clerk", "line 35, agreements[0].keepers: Expected a list here."),
    (
        "person: judge, starts",
        "person: king, starts",
        "line 29, bodies[0].appointments[0].person: “king” is not among the people",
    ),
    ("clerk: clerk\n", "clerk: judge\n", "line 2, clerk: “judge” is not a clerk."),
    ("role: clerk}\n  deputy", "role: administrator}\n  deputy", "“administrator” is not known here; it is one of official"),
    (
        "title: Case files for",
        "titel: Case files for",
        "line 32, agreements[0].titel: There is no such field here; is title meant?",
    ),
    ("title: Case files for the harbour", "purpose: Trade", "line 31, agreements[0].title: This field is missing."),
    ("text: It rained., sources: [PAPER]", "text: It rained.", "What is labelled fact names its sources"),
    ("text: It rained., sources: [PAPER]", "text: It rained., sources: [NEWS]", "“NEWS” is not among the sources"),
    ("kind: context", "kind: weather", "“weather” is not known here; it is one of context, agreement_signed"),
    ("chosen: true, ", "", "line 48, agreements[0].claims[0].values: Exactly one of the values is the chosen one."),
    ("seat: ONE, position: decline", "seat: TWO, position: decline", "“TWO” is not a seat of the body that decides here"),
    ("term: 2020-12-31", "term: 2021-12-31", "line 55, agreements[0].decisions[0].term: No term of this agreement ends on"),
    (
        "      - label: illustrative\n        term",
        "      - label: fact\n        term",
        "“fact” is not known here; it is one of illustrative",
    ),
    ("person: judge, position", "person: citizen, position", "“citizen” is not a sample person"),
    ("at: today-2 10:00", "at: today-2", "“today-2” is not a moment; one is written today-3 10:15."),
    ("at: today-2 10:00", "at: today-2 25:00", "There is no such time as 25:00."),
    ("proposal: {ends_on: 2020-06-30}", "proposal: {ends_on: 2020-06-30, withheld: [names]}", "“names” is not an element"),
    ("deputy@sample.invalid", "clerk@sample.invalid", "line 7, people.deputy.email: There is another e-mail address"),
    ("  harbour: The harbour", "  harbour: The court", "line 12, parties.harbour: There is another party named “The court”."),
    ("https://paper.example/1", "javascript:alert(1)", "is not an address; it begins with http:// or https://"),
]


def test_the_small_register_has_no_fault() -> None:
    assert faults_of(SMALL) == []


@pytest.mark.parametrize(("old", "new", "expected"), ONE_FAULT)
def test_fault_is_named_with_its_line_and_field(old: str, new: str, expected: str) -> None:
    faults = faults_of(broken((old, new)))
    assert any(expected in fault for fault in faults), faults
    assert all(fault.startswith("line ") for fault in faults)


def test_all_faults_are_named_at_once_in_the_order_of_the_lines() -> None:
    faults = faults_of(
        broken(
            ("Europe/Madrid", "Madrid"),
            ("amount: 12.50", "amount: ten"),
            ("chosen: true, ", ""),
            ("seat: ONE, person: judge, p", "seat: SIX, person: judge, p"),
        )
    )
    assert [fault.split(",")[0] for fault in faults] == ["line 23", "line 42", "line 48", "line 70"]


def test_key_written_twice_is_a_fault_beside_the_others() -> None:
    faults = faults_of(
        broken(("    recipient: harbour\n", "    recipient: harbour\n    recipient: court\n"), ("Europe/Madrid", "Madrid"))
    )
    assert faults[0].startswith("line 23, bodies[0].time_zone:")
    assert faults[1] == "line 35, agreements[0].recipient: this field stands twice; the first is on line 34."


def test_two_agreements_of_one_slug_are_a_fault_of_the_second() -> None:
    first = SMALL[SMALL.index("  - slug: cases-harbour\n") :]
    assert any("agreements[1].slug: There is another agreement “cases-harbour”." in fault for fault in faults_of(SMALL + first))


def test_an_element_is_shared_or_withheld_once_from_a_day_on() -> None:
    sharings = "".join(
        f"      - {{element: verdicts, sharing: shared, label: inferred{since}}}\n" for since in ("", ", since: 2010", "")
    )
    faults = faults_of(broken(("    claims:\n", f"    sharings:\n{sharings}    claims:\n")))
    assert faults == [
        "line 49, agreements[0].sharings[2].since: What holds for “verdicts” from that day on stands above already."
    ]


def test_relative_day_needs_a_body_whose_zone_says_what_today_is() -> None:
    faults = faults_of(broken(("    systems: [cases]\n", "")))
    assert any("agreements[0].terms[1].starts_on: No body decides for this system" in fault for fault in faults)


def test_relative_day_under_an_illustrative_agreement_may_not_stand_in_a_fact() -> None:
    text = broken(("    sources: [PAPER]\n    terms", "    label: illustrative\n    terms"), ("on: 2020-05,", "on: today-5,"))
    assert [fault.split(": ")[0] for fault in faults_of(text)] == ["line 52, agreements[0].events[0].on"]


def test_a_register_written_as_json_is_read_alike() -> None:
    assert (
        faults_of('{"register": 1, "clerk": "c", "people": {"c": {"name": "C", "email": "c@d.invalid", "role": "clerk"}}}') == []
    )
    assert faults_of('{"register": 1, "clerk": null,\n "people": []}') == [
        "line 1, clerk: This field is missing.",
        "line 2, people: Expected fields here.",
    ]
