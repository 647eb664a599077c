"""A small register in a file, to be broken in one place at a time."""

from __future__ import annotations

from governance.record.faults import Faulty
from governance.record.reading import read

SMALL = """\
register: 1
clerk: clerk
sources:
  PAPER: {title: "The paper, 1 May 2020", url: "https://paper.example/1"}
people:
  clerk: {name: The clerk, email: clerk@sample.invalid, role: clerk}
  deputy: {name: The deputy, email: deputy@sample.invalid, role: clerk}
  judge: {name: The judge, email: judge@sample.invalid}
  citizen: {name: A citizen, email: citizen@example.org}
parties:
  court: The court
  harbour: The harbour
systems:
  - slug: cases
    name: Case files
    stewards: [court]
    label: illustrative
    elements:
      - {name: verdicts, label: illustrative}
bodies:
  - slug: panel
    name: The panel
    time_zone: Europe/Madrid
    systems: [cases]
    seats:
      - {code: ONE, name: First seat}
    needed: 1
    appointments:
      - {seat: ONE, person: judge, starts_on: 2020-01-01, label: illustrative}
agreements:
  - slug: cases-harbour
    title: Case files for the harbour
    system: cases
    recipient: harbour
    keepers: [clerk, deputy]
    sources: [PAPER]
    terms:
      - starts_on: 2020-01-01
        ends_on: 2020-12-31
        sources: [PAPER]
        fees:
          - {amount: 12.50, currency: EUR, sources: [PAPER]}
      - starts_on: today-10
        ends_on: today+30
        label: illustrative
    claims:
      - field: fee
        values:
          - {value: "12.50", chosen: true, sources: [PAPER]}
          - {value: "13", sources: [PAPER]}
    events:
      - {on: 2020-05, kind: context, text: It rained., sources: [PAPER]}
    decisions:
      - slug: cases-harbour-2020
        term: 2020-12-31
        question: end_early
        proposal: {ends_on: 2020-06-30}
        positions:
          - {seat: ONE, position: decline, sources: [PAPER]}
        reported_on: 2020-05-01
        sources: [PAPER]
    ballots:
      - label: illustrative
        term: today+30
        question: renew
        proposal: {starts_on: today+31, ends_on: today+90}
        opens_at: today-3 09:00
        closes_on: today+20
        votes:
          - {seat: ONE, person: judge, position: approve, at: today-2 10:00}
"""


def broken(*changes: tuple[str, str]) -> str:
    """Return the small register with each first text replaced by its second; each must stand there once."""
    text = SMALL
    for old, new in changes:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text


def faults_of(text: str) -> list[str]:
    """Return what is wrong with a file, as the command prints it."""
    try:
        read(text)
    except Faulty as faulty:
        return [str(fault) for fault in faulty.faults]
    return []
