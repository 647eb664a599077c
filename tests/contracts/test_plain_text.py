"""What may stand in a text."""

from __future__ import annotations

import pytest

from contracts.plain_text import one_line, plain_text
from contracts.refusals import Refused


@pytest.mark.parametrize("text", ["\u200b", "  \u00ad ", "\ufeff", "\u2060\n\t", "\u200d", "\u0301"])
def test_a_text_in_which_nothing_can_be_seen_is_empty(text: str) -> None:
    assert plain_text(text, field="reasons") == ""


@pytest.mark.parametrize(
    "text", ["a\x07", "a\u2028b", "a\u180eb", "\u3164", "\u2800", "a\ue000", "a\U000e0041", "a\ud800", "a\u206a"]
)
def test_what_is_invisible_or_not_a_character_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="control characters"):
        plain_text(text, field="reasons")


@pytest.mark.parametrize("text", ["a\u202eb", "\u2066x\u2069", "\u200fb"])
def test_what_changes_the_reading_direction_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="reading direction"):
        plain_text(text, field="reasons")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("  It serves\r\nthe courts. ", "It serves\nthe courts."),
        ("cafe\u0301", "café"),
        ("co\u00adoperate", "cooperate"),
        ("¿Renovar? Sí: 5\u00a0565 $.", "¿Renovar? Sí: 5\u00a0565 $."),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_what_people_write_is_kept(given: str, kept: str) -> None:
    assert plain_text(given, field="reasons") == kept


def test_one_line_is_one_line() -> None:
    with pytest.raises(Refused, match="one line"):
        one_line("a\nb", field="because")
