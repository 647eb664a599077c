"""What an end of access obliges, without a database."""

from __future__ import annotations

from datetime import date

import pytest

from governance.followups.obligations import Duty, obligations

END = date(2027, 8, 31)


def test_an_end_that_nobody_decided_owes_access_off_and_a_certificate() -> None:
    assert [(item.duty, item.due_on) for item in obligations(access_ends_on=END)] == [
        (Duty.ACCESS_OFF, date(2027, 9, 1)),
        (Duty.CERTIFICATE, date(2027, 9, 30)),
    ]


@pytest.mark.parametrize(
    ("notice_by", "decided_on", "access_ends_on", "due_on"),
    [
        (date(2027, 7, 30), date(2027, 7, 26), END, date(2027, 7, 30)),
        (date(2027, 7, 30), date(2027, 7, 30), END, date(2027, 7, 30)),
        (date(2027, 7, 30), date(2027, 7, 31), END, END),
        (None, date(2027, 7, 26), END, END),
        (date(2027, 7, 30), date(2027, 2, 1), date(2027, 3, 1), date(2027, 3, 1)),  # ended early, long before notice-by
    ],
)
def test_the_notice_letter_is_due_by_notice_by_where_that_is_still_ahead(
    notice_by: date | None, decided_on: date, access_ends_on: date, due_on: date
) -> None:
    letter = obligations(access_ends_on=access_ends_on, notice_by=notice_by, decided_on=decided_on)[0]
    assert (letter.duty, letter.due_on) == (Duty.NOTICE_LETTER, due_on)
