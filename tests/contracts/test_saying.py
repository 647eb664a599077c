"""What the pure rules refuse is said in the language of who asked, and at the field."""

from __future__ import annotations

import pytest
from django.utils import translation

from contracts.deadlines import NoSuchDay, NoticePeriod, NoticeUnit, YearDay, public_holidays
from contracts.refusals import Refused
from contracts.saying import said_at
from governance.bodies.ladder import as_text


@pytest.mark.parametrize(
    ("rule", "english", "spanish"),
    [
        (lambda: YearDay(2, 30), "There is no 30 February.", "No existe el 30 de febrero."),
        (
            lambda: NoticePeriod(200, NoticeUnit.MONTHS),
            "A notice period of 200 calendar months is longer than ten years; please check it.",
            "Un plazo de aviso de 200 meses calendario supera los diez años; revíselo.",
        ),
        (
            lambda: public_holidays("days"),
            "No holidays are known for “days”; a code is written like US-PA.",
            "No se conocen días festivos para «days»; un código se escribe como US-PA.",
        ),
        (
            lambda: as_text([400, 0]),
            "A rung is a whole number of days from 0 to 366, not 400.",
            "Se indica un número entero de días, de 0 a 366, no 400.",
        ),
    ],
)
def test_a_refusal_of_a_pure_rule_is_said_in_the_readers_language(rule: object, english: str, spanish: str) -> None:
    assert callable(rule)
    for language, sentence in (("en", english), ("es", spanish)):
        with translation.override(language), pytest.raises(Refused) as refusal, said_at("renewal_day"):
            rule()
        assert (str(refusal.value), refusal.value.field) == (sentence, "renewal_day")


def test_the_error_itself_is_english_and_knows_its_values() -> None:
    with translation.override("es"), pytest.raises(NoSuchDay) as error:
        YearDay(13, 1)
    assert str(error.value) == "There is no month 13; months run from 1 to 12."
    assert error.value.values == {"month": 13}
