"""A file that cannot be read at all gets one clear sentence."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from governance.record.faults import Unreadable
from governance.record.reading import LARGEST, read, text_of

ROOT = Path(__file__).resolve().parents[3]
BOMB = "a: &a [x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join(['*' + old] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=False)
)

UNREADABLE = [
    (b"", "The file is empty."),
    (b"# nothing but a remark\n", "The file is empty."),
    (b"- a\n- b\n", "The file must begin with fields"),
    (b"just a sentence", "The file must begin with fields"),
    (b"null", "The file must begin with fields"),
    (b"a: 1\nb: [1,\n", "line 3: this is not YAML"),
    (b"a: 1\n\tb: 2\n", "line 2: this is not YAML"),
    (b"register: 1\nname: caf\xe9\n", "line 2: the text is not in UTF-8"),
    ("register: 1".encode("utf-16"), "line 1: the text is not in UTF-8"),
    (b"a: 1\nb: \x07\n", "line 2: there is a control character in the text."),
    (BOMB.encode(), "line 2: aliases (*a) are not read; write the value out."),
    (b"a: !!python/object/apply:os.system [ls]\n", "line 1: tags (tag:yaml.org,2002:python/object/apply:os.system) are not read"),
    (b"a: 1\n---\nb: 2\n", "line 2: a second document begins here"),
    (b"? [a, b]\n: 1\n", "line 1: a field's name must be a plain word."),
    (b"a: " + b"[" * 500 + b"]" * 500, "line 1: this is nested more than 20 levels deep."),
    (b"a: " + b"[" * 200_000, "nested more than 20 levels deep."),
]


@pytest.mark.parametrize(("content", "sentence"), UNREADABLE)
def test_what_cannot_be_read_is_said_in_one_sentence(content: bytes, sentence: str, tmp_path: Path) -> None:
    file = tmp_path / "register.yaml"
    file.write_bytes(content)
    with pytest.raises(Unreadable) as refusal:
        read(text_of(file))
    assert sentence in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_missing_file_folder_and_pipe_are_said_in_one_sentence(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, sentence in (("nowhere.yaml", "There is no file"), (".", "is a folder"), ("pipe", "is not a file")):
        with pytest.raises(Unreadable, match=sentence):
            text_of(tmp_path / name)


def test_file_above_ten_megabytes_is_refused_before_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "huge.yaml"
    with file.open("wb") as huge:
        huge.truncate(LARGEST + 1)
    with pytest.raises(Unreadable, match="larger than 10 MB"):
        text_of(file)


def test_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    file = tmp_path / "register.yaml"
    file.write_bytes(b"\xef\xbb\xbfregister: 1\n")
    assert text_of(file) == "register: 1\n"


def test_a_bomb_is_refused_at_once() -> None:
    began = time.monotonic()
    with pytest.raises(Unreadable):
        read(BOMB)
    assert time.monotonic() - began < 0.5


@pytest.mark.parametrize("module", ["governance.record.reading", "governance.record.format"])
def test_reading_needs_no_django(module: str) -> None:
    script = f"import sys, {module}; print(*[name for name in ('django', 'django_fsm', 'celery') if name in sys.modules])"
    loaded = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (loaded.stdout.strip(), loaded.stderr) == ("", "")
