"""How an act is refused, and how a pure rule says that a value cannot be meant: with a sentence for whoever asked."""

from __future__ import annotations


class Refused(Exception):
    """An act was refused. `str(refusal)` is the sentence to show; `field` names the form field it concerns, or is ""."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class NoSuchValue(ValueError):
    """A pure rule can make nothing of a value. `str(error)` says why, in English.

    `sentence` has named places for `values`, so that who shows it to people can say it in their language.
    """

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence % values)
        self.sentence, self.values = sentence, values


class Word(str):
    """A value that is to be translated too: the name of a month or of a unit, and never what somebody typed."""

    __slots__ = ()


def gettext_noop(sentence: str) -> str:
    """Mark a sentence for the catalogue where nothing of Django can be asked to translate it."""
    return sentence
