"""What a ballot proposes, as fields; the text that is voted on is rendered from them, and one digest covers both. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class ProposedFee:
    """An amount as decimal text ("5565.00"), its ISO 4217 currency, and "per_year", "per_term" or "one_off"."""

    amount: str
    currency: str
    period: str

    def __str__(self) -> str:
        period = {"per_year": " a year", "per_term": " for the term", "one_off": " once"}[self.period]
        return f"{self.currency} {Decimal(self.amount):,.2f}{period}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """The days are inclusive. `shared` and `withheld` name data elements; `conditions` are sentences."""

    starts_on: date | None
    ends_on: date
    fee: ProposedFee | None = None
    shared: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return the proposal as plain JSON values; `from_json` reads them back."""
        plain = asdict(self)
        return plain | {
            "starts_on": self.starts_on and self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat(),
            "shared": list(self.shared),
            "withheld": list(self.withheld),
            "conditions": list(self.conditions),
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Proposal:
        """Read what `as_json` wrote."""
        return cls(
            starts_on=date.fromisoformat(plain["starts_on"]) if plain["starts_on"] else None,
            ends_on=date.fromisoformat(plain["ends_on"]),
            fee=ProposedFee(**plain["fee"]) if plain["fee"] else None,
            shared=tuple(plain["shared"]),
            withheld=tuple(plain["withheld"]),
            conditions=tuple(plain["conditions"]),
        )


@dataclass(frozen=True, slots=True)
class Parties:
    """The names that stand in a ballot's text."""

    agreement: str
    system: str
    recipient: str
    body: str


def render(question: str, proposal: Proposal, parties: Parties) -> str:
    """Return the text that is put to the body, in English, which is the language of record."""
    ends = long_date(proposal.ends_on)
    starts = long_date(proposal.starts_on) if proposal.starts_on else ""
    asked = {
        "renew": f"Shall the agreement be renewed as it is, from {starts} to {ends}?",
        "amend": f"Shall the agreement be renewed as amended below, from {starts} to {ends}?",
        "end_early": f"Shall the agreement end early, with {ends} as the last day of access?",
        "give_notice": f"Shall notice be given, so that the agreement ends on {ends} instead of renewing by silence?",
    }[question]
    lines = [
        f"Question to the {parties.body}",
        f"Agreement: {parties.agreement}",
        f"Data system: {parties.system}. Recipient: {parties.recipient}.",
        "",
        asked,
    ]
    if proposal.fee:
        lines += ["", f"Fee: {proposal.fee}."]
    lines += _listed("Data elements shared:", proposal.shared)
    lines += _listed("Data elements withheld:", proposal.withheld)
    lines += _listed("Conditions:", proposal.conditions)
    return "\n".join(lines) + "\n"


def _listed(title: str, items: tuple[str, ...]) -> list[str]:
    return ["", title, *(f"- {item}" for item in items)] if items else []


def long_date(day: date) -> str:
    """Return a day as English text writes it: 31 August 2018."""
    return f"{day.day} {day:%B} {day.year}"


def digest(question: str, proposal: Proposal, text: str) -> str:
    """Return the SHA-256 of the question, the fields and the text, in hexadecimal: a change of any changes it."""
    covered = {"question": str(question), "proposal": proposal.as_json(), "text": text}
    return hashlib.sha256(json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
