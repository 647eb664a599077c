"""What nobody can mean, in each field of each form of the desk: a sentence at the field, and nothing is written or mailed.

The forms are those of filled.py, so a new one is tried too. Bad sheets are tried in record/sheets/test_bad_sheets.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle
from typing import Any

import pytest
from django import forms
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from contracts.models import Agreement
from contracts.papers import LARGEST
from governance.accounts.models import User
from governance.desk.forms.fields import AmountField, CurrencyField, DayField
from tests.cast import sign_in

from .filled import FORMS, Sent, Stage, make_stage
from .test_desk_stage import Clock, rows, text_of
from .test_desk_stage import clock as clock

pytestmark = pytest.mark.django_db
NOWHERE = "9" * 40  # a number of no row, larger than any column
FILES = (
    SimpleUploadedFile("empty.pdf", b""),
    SimpleUploadedFile("page.pdf", b"<!doctype html><script>alert(1)</script>"),
    SimpleUploadedFile("seal.svg", b"<svg onload='alert(1)'/>"),
    SimpleUploadedFile("page.html", b"%PDF-1.7"),
    SimpleUploadedFile("long.pdf", b"%PDF-" + bytes(LARGEST)),
)
# The first kind that a field is of decides, and its texts are taken in turn.
BAD: tuple[tuple[type[forms.Field], Iterator[Any]], ...] = (
    (DayField, cycle(("2018-02-30", "2018-13-01", "31.8.2018", "0001-01-01", "9999-12-31", "tomorrow", "2018-08-31T00:00"))),
    (AmountField, cycle(("-1", "NaN", "Infinity", "1e30", "=1+1", "1,000.00", "five"))),
    (CurrencyField, cycle(("XYZ", "usd", "$"))),
    (
        forms.EmailField,
        cycle(("a@example.org\nBcc: b@example.org", "a@exam\r\nple.org", "no address", "a@b@example.org", "a" * 300)),
    ),
    (forms.UUIDField, cycle(("", "1", "g" * 32))),
    (forms.ModelMultipleChoiceField, cycle(([NOWHERE], ["0"], ["x"], ["1 or 1=1"]))),
    (forms.ModelChoiceField, cycle((NOWHERE, "0", "-1", "x", "1 or 1=1"))),
    (forms.FileField, cycle(FILES)),
    (forms.TypedChoiceField, cycle((NOWHERE, "x", "abolish"))),
    (forms.ChoiceField, cycle((NOWHERE, "x", "abolish"))),
    (forms.IntegerField, cycle((NOWHERE, "-1", "1.5", "x"))),
    (forms.SlugField, cycle(("a b", "../x", "a/b", "x" * 400, "ñandú"))),
    (forms.CharField, cycle(("a \u202e b", "a \x07 b", "x" * 1_000_000))),
)
WITHOUT_A_FORM = {"invite_again", "send_again", "stop_sheet"}
OF_A_LIST = "deadlines"  # one sentence above the list, which says of which row
# A draft is kept as it was typed, for its author alone; a sheet is shown with its faults: test_desk_importing.py.
KEPT_AS_IT_IS = {"draft", "import"}


@pytest.fixture
def stage(clock: Clock) -> Stage:
    return make_stage()


def form_of(client: Client, sent: Sent) -> forms.BaseForm | None:
    """Return the form as its page shows it."""
    answer = client.get(sent.path, follow=True)
    found = answer.context.get("form") if answer.context is not None and answer.status_code == 200 else None
    return found if isinstance(found, forms.BaseForm) else None


def kind_of(field: forms.Field) -> Iterator[Any] | None:
    return next((texts for kind, texts in BAD if isinstance(field, kind)), None)


def says_so(answer: Any, name: str, field: forms.Field, *, links: bool) -> bool:
    """Tell whether the page came again with a sentence, at the field where it is one that people see."""
    errors = answer.context["form"].errors if answer.status_code == 200 else {}
    if field.widget.is_hidden:
        return bool(errors)
    is_read = name in errors and str(errors[name][0]) in text_of(answer)
    return is_read and (not links or f'href="#id_{name}' in answer.content.decode())


def test_what_nobody_can_mean_is_said_at_its_field_and_nothing_is_written_or_mailed(stage: Stage) -> None:
    clients: dict[User, Client] = {}
    tried: list[str] = []
    taken: list[str] = []
    without = set()
    before = rows()
    for route, filled in FORMS.items():
        by = filled(stage).by
        if by not in clients:
            sign_in(clients.setdefault(by, Client()), by)
        form = form_of(clients[by], filled(stage))
        if form is None:
            without.add(route)
            continue
        for name, field in form.fields.items():
            texts = kind_of(field)
            if texts is None or route in KEPT_AS_IT_IS:
                continue
            sent, bad = filled(stage), next(texts)
            answer = clients[by].post(sent.path, {**sent.data, name: bad})
            tried.append(f"{name} of {route}: {str(bad)[:40]!r}")
            if not says_so(answer, name, field, links=route != OF_A_LIST):
                taken.append(tried[-1])
    assert "\n".join(taken) == ""
    assert rows() == before
    assert mail.outbox == []
    assert without == WITHOUT_A_FORM
    assert len(tried) > 150


@pytest.mark.parametrize(
    ("route", "typed"),
    [
        ("new_agreement", {"notice_count": "400", "notice_unit": "days"}),
        ("correct_agreement", {"notice_count": "13", "notice_unit": "calendar months"}),
        ("new_term", {"ends_on": "2018-09-30"}),
        ("correct_term", {"ends_on": "2017-09-30"}),
    ],
)
def test_a_notice_period_longer_than_the_term_is_taken_and_warned_of(stage: Stage, route: str, typed: dict[str, str]) -> None:
    client = Client()
    sign_in(client, stage.cast.clerk)
    Agreement.objects.filter(slug__in=("pars-withdrawn", "pars-draft")).update(notice_count=60, notice_unit="days")
    sent = FORMS[route](stage)
    path = sent.path.replace("pars-ice", "pars-free")
    warning = "The notice period is longer than the term; please check it."
    assert warning not in text_of(client.get(path))
    assert warning in text_of(client.post(path, sent.data | typed, follow=True))
