"""The example for nginx lets through what the desk takes."""

from __future__ import annotations

import re
from pathlib import Path

from contracts.papers import LARGEST as LARGEST_DOCUMENT
from governance.record.sheets.limits import LARGEST as LARGEST_SHEET

EXAMPLE = Path(__file__).resolve().parents[2] / "docs" / "nginx.conf"


def test_the_largest_file_and_its_form_pass_nginx() -> None:
    (megabytes,) = re.findall(r"^    client_max_body_size (\d+)m;$", EXAMPLE.read_text(), re.MULTILINE)
    assert int(megabytes) * 1024 * 1024 > max(LARGEST_DOCUMENT, LARGEST_SHEET)
