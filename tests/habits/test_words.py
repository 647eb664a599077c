"""The catalogue: whole, in step with the sources, and the same in both languages where it must be."""

from __future__ import annotations

import re

import pytest

from scripts import words
from tests.spanish import left_after_names

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|</?\w+[^>]*>")


def test_what_is_read_at_run_time_is_compiled_from_what_people_edit() -> None:
    assert words.MO.read_bytes() == words.compiled(words.catalogue()), "run `make words`"


def test_the_catalogue_stands_in_the_one_order_that_makes_merging_easy() -> None:
    assert words.PO.read_bytes() == words.written(words.catalogue()), "run `make words`"


def test_no_message_waits_for_its_translation() -> None:
    assert [message.id for message in words.untranslated(words.catalogue())] == []


def test_the_same_values_stand_in_both_languages() -> None:
    wrong = []
    for message in words.messages(words.catalogue()):
        for english, spanish in zip(words.forms(message.id), words.forms(message.string), strict=True):
            if sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(spanish)):
                wrong.append((english, spanish))
    assert wrong == []


def test_a_sentence_ends_as_a_sentence_and_a_label_as_a_label() -> None:
    """A full stop or a colon lost in translation would show where sentences are put one after the other."""
    ends = [
        (english, spanish)
        for message in words.messages(words.catalogue())
        for english, spanish in zip(words.forms(message.id), words.forms(message.string), strict=True)
        if (english[-1] in ".:?;") != (spanish[-1] in ".:?;") or english[:1].isspace() != spanish[:1].isspace()
    ]
    assert ends == []


def test_what_translates_has_a_name_that_the_catalogue_is_made_by() -> None:
    """gettext knows `_` and Django's own names; what a message is marked by under another name would never be translated."""
    renamed = re.compile(r"\bn?p?gettext(?:_lazy)?(?:_noop)? as (?!_\b)\w+")
    sources = [path for name in words.READ for path in (words.ROOT / name).rglob("*.py")]
    assert [(str(path), found[0]) for path in sources if (found := renamed.search(path.read_text()))] == []
    assert renamed.search("from django.utils.translation import gettext as say"), "a control: it is looked for"


@pytest.mark.skipif(bool(words.missing_tools()), reason=f"gettext is not installed: {', '.join(words.missing_tools())}")
def test_the_catalogue_holds_what_the_sources_say_and_nothing_else() -> None:
    def named(catalogue: words.Catalog) -> set[tuple[str | None, tuple[str, ...]]]:
        return {(message.context, words.forms(message.id)) for message in words.messages(catalogue)}

    said, held = named(words.extracted()), named(words.catalogue())
    assert (said - held, held - said) == (set(), set()), "run `make words`, then translate"


def test_what_looks_for_english_in_spanish_pages_finds_it() -> None:
    assert left_after_names("La votación fue retirada: el texto cambia.", set()) == []
    assert left_after_names("Aviso. Nothing more is needed: no.", set())
    assert left_after_names("Un sistema of the Police Department", {"Police Department"}), "words that nobody wrapped"
    assert left_after_names("Pide Police of the City", {"Police of the City"}) == []
