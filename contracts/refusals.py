"""How an act is refused: with a sentence for whoever asked, and nothing written."""

from __future__ import annotations


class Refused(Exception):
    """An act was refused. `str(refusal)` is the sentence to show; `field` names the form field it concerns, or is ""."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field
