"""A form of the desk that is sent empty says at each field what to do."""

from __future__ import annotations

import pytest
from django.forms import Field

from tests.cast import signed_in

from .filled import FORMS, make_stage
from .test_desk_stage import Clock
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db


STOCK = str(Field.default_error_messages["required"])


def test_no_field_that_is_left_empty_says_only_that_it_is_required(clock: Clock) -> None:
    stage = make_stage()
    bare, asked = [], set()
    for route, filled in FORMS.items():
        sent = filled(stage)
        answer = signed_in(sent.by).post(sent.path, {})
        form = answer.context and answer.context.get("form")
        for field in form or ():
            asked |= set(field.errors)
            bare += [f"{route}: {field.name}"] if STOCK in field.errors else []
    assert bare == []
    assert "A part of this form did not arrive. Open its page again and send it once more." in asked
    assert {"Fill this in.", "Choose one.", "Choose a file.", "Enter a day."} <= asked
