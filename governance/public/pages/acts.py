"""An entry of the record of acts in words: what was done, to what, by whom, and which of its facts a reader asks for first.

The whole entry is public and stands beside its words; here only facts are named that this module knows how to say.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.models import Agreement, Basis, DeadlineKind, Sharing
from governance.ballots.models import Question
from governance.ballots.sentences import what_was_decided
from governance.ballots.tally import Outcome
from governance.bodies.models import Body
from governance.ledger.kinds import KINDS
from governance.ledger.models import Entry
from governance.words import CAPACITY_WORDS, POSITION_WORDS, long_day, must_approve, period, sentence

from .lists import KIND_WORDS, agreement_url, decision_url, question_text
from .rounds import public_ballots
from .standing import DUTY_WORDS

Facts = Mapping[str, Any]
_LONGEST = 300  # characters of a text; the whole stands in the entry
_ACTORS = {
    "administrator": gettext_lazy("an administrator"),
    "auditor": gettext_lazy("an auditor"),
    "clerk": gettext_lazy("the clerk"),
    "official": gettext_lazy("an official"),
    "rule": gettext_lazy("the rule itself"),
}
_ABOUT_BALLOTS = ("ballot.", "decision.", "vote.")
_ABOUT_BODIES = ("body.", "seat.", "appointment.")


@dataclass(frozen=True, slots=True)
class Act:
    """An entry as lists show it; `url` leads to what it is about, "" where that has no page."""

    day_text: str
    time_text: str
    kind: str
    about: str
    url: str
    detail: str
    is_quoted: bool  # the detail is in the language of record
    actor: str
    leaf_hash: str
    entry_url: str


@dataclass(frozen=True, slots=True)
class _Subject:
    text: str
    url: str
    question: str = ""
    seats: Mapping[str, str] = field(default_factory=dict)  # the name of each by its code, which is all that an entry has


def acts_of(entries: Iterable[Entry], *, at: datetime) -> tuple[Act, ...]:
    """Say these entries, in their order; what they are about is looked up for all at once."""
    entries = list(entries)
    subjects = _subjects(entries, at)
    return tuple(_act(entry, subjects) for entry in entries)


def _subjects(entries: list[Entry], at: datetime) -> dict[tuple[str, str], _Subject]:
    names: dict[str, set[str]] = {"ballot": set(), "body": set(), "agreement": set()}
    for entry in entries:
        names[_sort_of(entry.kind)].add(entry.subject)
    found = {}
    ballots = public_ballots(at=at).prefetch_related(None).prefetch_related("seats")
    for ballot in ballots.filter(slug__in=names["ballot"]):
        seats = {seat.code: seat.name for seat in ballot.seats.all()}
        found["ballot", ballot.slug] = _Subject(question_text(ballot), decision_url(ballot.slug), ballot.question, seats)
    for body in Body.objects.filter(slug__in=names["body"]).prefetch_related("seats"):
        seats = {seat.code: seat.name for seat in body.seats.all()}
        found["body", body.slug] = _Subject(body.name, reverse("public:body", args=[body.slug]), seats=seats)
    for slug, title in Agreement.objects.filter(slug__in=names["agreement"]).values_list("slug", "title"):
        found["agreement", slug] = _Subject(title, agreement_url(slug))
    return found


def _sort_of(kind: str) -> str:
    return "ballot" if kind.startswith(_ABOUT_BALLOTS) else "body" if kind.startswith(_ABOUT_BODIES) else "agreement"


def _act(entry: Entry, subjects: dict[tuple[str, str], _Subject]) -> Act:
    subject = subjects.get((_sort_of(entry.kind), entry.subject), _Subject(entry.subject, ""))
    body = json.loads(entry.body)
    utc = entry.at.astimezone(UTC)
    return Act(
        day_text=long_day(utc.date()),
        time_text=_("%(time)s UTC") % {"time": f"{utc:%H:%M}"},
        kind=kind_text(entry.kind),
        about=subject.text,
        url=subject.url,
        detail=_detail(entry.kind, body["facts"], subject),
        is_quoted=_SAID.get(entry.kind) in _QUOTES,
        actor=_actor(str(body["actor"]), subject),
        leaf_hash=entry.leaf_hash,
        entry_url=reverse("public:ledger_entry", args=[entry.leaf_hash]),
    )


def kind_text(kind: str) -> str:
    """Say a kind of entry; one that this version does not know is given as it is written."""
    return str(KINDS.get(kind, kind))


def _actor(code: str, subject: _Subject) -> str:
    """Say who acted: a role, the rule, or the seat that spoke."""
    if code in _ACTORS:
        return str(_ACTORS[code])
    return (
        _("the %(office)s") % {"office": subject.seats[code]}
        if code in subject.seats
        else _("the seat %(code)s") % {"code": code}
    )


def _detail(kind: str, facts: Facts, subject: _Subject) -> str:
    """Say the facts that a reader asks for first; "" where there are none, or where they are not as this version writes them."""
    if kind.startswith("decision."):
        return _decided(facts, subject.question)
    say = _SAID.get(kind)
    try:
        return Truncator(sentence(say(_named(facts, subject)))).chars(_LONGEST) if say is not None else ""
    except (KeyError, TypeError, ValueError):
        return ""


def _named(facts: Facts, subject: _Subject) -> Facts:
    return {**facts, "seat": subject.seats.get(facts["seat"], facts["seat"])} if "seat" in facts else facts


def _decided(facts: Facts, question: str) -> str:
    if question not in Question.values or facts.get("outcome") not in set(Outcome):
        return ""
    return what_was_decided(question, Outcome(facts["outcome"]))


def _day(value: str) -> str:
    return long_day(date.fromisoformat(value))


def _position(facts: Facts) -> str:
    return _("%(seat)s: %(position)s") % {"seat": facts["seat"], "position": POSITION_WORDS[facts["position"]]}


def _deadline(facts: Facts) -> str:
    return _("%(kind)s: %(day)s") % {"kind": KIND_WORDS[DeadlineKind(facts["kind"]).value], "day": _day(facts["on"])}


def _term(facts: Facts) -> str:
    days = period(date.fromisoformat(facts["starts_on"]), date.fromisoformat(facts["ends_on"]))
    return _("%(period)s, %(basis)s") % {"period": days, "basis": Basis(facts["basis"]).label}


def _corrected_term(facts: Facts) -> str:
    """Say the term, and its days before where they were others."""
    before = {name: value for name, value in facts.get("before", {}).items() if name in ("starts_on", "ends_on")}
    if not before:
        return _term(facts)
    stood = {**facts, **before}
    days = period(date.fromisoformat(stood["starts_on"]), date.fromisoformat(stood["ends_on"]))
    return _("%(term)s (before: %(period)s)") % {"term": _term(facts), "period": days}


def _follow_up(facts: Facts) -> str:
    return str(DUTY_WORDS[facts["duty"]])


def _waived(facts: Facts) -> str:
    return _("%(duty)s: %(because)s") % {"duty": DUTY_WORDS[facts["duty"]], "because": facts["because"]}


def _seat(facts: Facts) -> str:
    return _("%(seat)s, %(capacity)s") % {"seat": facts["seat"], "capacity": CAPACITY_WORDS[facts["capacity"]]}


def _element(facts: Facts) -> str:
    words = _("%(element)s: %(sharing)s")
    return words % {"element": facts["element"], "sharing": Sharing(facts["sharing"]).label}


def _claim(facts: Facts) -> str:
    return _("%(field)s: %(value)s") % {"field": facts["field"], "value": facts["value"]}


def _text(facts: Facts) -> str:
    return str(facts["text"])


def _because(facts: Facts) -> str:
    return str(facts["because"])


def _rule(facts: Facts) -> str:
    return must_approve(needed=facts["rule"]["needed"], seats=facts["rule"]["seats"])


def _zone(facts: Facts) -> str:
    return _("%(zone)s (before: %(before)s)") % {"zone": facts["zone"], "before": facts["before"]}


def _new_seat(facts: Facts) -> str:
    return str(facts["name"])


def _former_seat(facts: Facts) -> str:
    return _("%(seat)s, until %(day)s: %(because)s") % {
        "seat": facts["name"],
        "day": _day(facts["ends_on"]),
        "because": facts["because"],
    }


_SAID: dict[str, Callable[[Facts], str]] = {
    "agreement.ended_early": lambda facts: _("Last day of access: %(day)s") % {"day": _day(facts["ended_early_on"])},
    "agreement.tagged": lambda facts: ", ".join(facts["tags"]),
    "appointment.ended": _seat,
    "appointment.made": _seat,
    "ballot.opened": lambda facts: _("Closes on %(day)s, end of day") % {"day": _day(facts["closes_on"])},
    "ballot.withdrawn": _because,
    "body.rule_changed": _rule,
    "body.zone_corrected": _zone,
    "claim.corrected": _claim,
    "claim.recorded": _claim,
    "claim.taken_out": _because,
    "deadline.checked": _deadline,
    "deadline.entered": _deadline,
    "deadline.revised": _deadline,
    "element.shared_or_withheld": _element,
    "event.corrected": _text,
    "event.recorded": _text,
    "event.taken_out": _because,
    "follow_up.done": _follow_up,
    "follow_up.waived": _waived,
    "seat.abolished": _former_seat,
    "seat.added": _new_seat,
    "seat.corrected": _new_seat,
    "sharing.corrected": _element,
    "sharing.taken_out": _because,
    "statement.corrected": _text,
    "statement.recorded": _text,
    "statement.taken_out": _because,
    "term.begun": _term,
    "term.corrected": _corrected_term,
    "term.voided": _term,
    "vote.cast": _position,
    "vote.reported": _position,
    "vote.withdrawn": _position,
}
_QUOTES = (_text, _because)
