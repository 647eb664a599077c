"""Canonical bytes and leaf hashes of ledger entries, as RFC 9162 defines them. Pure: sealing and proofs will stand on this."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any

LEAF_PREFIX = b"\x00"  # RFC 9162 section 2.1.1: keeps a leaf from being mistaken for an inner node


def canonical(facts: Mapping[str, Any]) -> str:
    """Return `facts` as JSON that has one form only: sorted keys, no spaces, no floats. Raises TypeError for other types."""
    _refuse_floats(facts)
    return json.dumps(facts, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("A float has no one form: write amounts and instants as text.")
    children = value.values() if isinstance(value, Mapping) else value if isinstance(value, list | tuple) else ()
    for child in children:
        _refuse_floats(child)


def leaf_hash(body: str) -> str:
    """Return the RFC 9162 leaf hash of an entry's canonical text, in hexadecimal."""
    return hashlib.sha256(LEAF_PREFIX + body.encode()).hexdigest()


def new_salt() -> str:
    """Return a random salt for a commitment, in hexadecimal."""
    return secrets.token_hex(16)


def commitment(text: str, salt: str) -> str:
    """Return the digest that commits to a text which may later be erased; without the salt it tells nothing of the text."""
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()
