"""Numbers of rows are written as short as they can be read."""

from __future__ import annotations

import pytest

from governance.desk.sheet_faults import spans


@pytest.mark.parametrize(
    ("rows", "written"),
    [([2], "2"), ([2, 3], "2-3"), ([2, 3, 4, 7, 9, 10], "2-4, 7, 9-10"), ([5, 5, 6], "5-6"), ([1, 3, 5], "1, 3, 5")],
)
def test_rows_that_follow_each_other_are_written_as_a_span(rows: list[int], written: str) -> None:
    assert spans(rows) == written
