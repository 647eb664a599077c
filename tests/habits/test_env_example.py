"""`.env.example` names every variable that the settings read, no other, and says what each is for."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = (ROOT / ".env.example").read_text().splitlines()

# `told` is the one place that reads a variable: record what is asked of it while the settings load.
RECORD = """
from governance import environment
told, asked = environment.told, set()
def recording(name, default=""):
    asked.add(name)
    return told(name, default)
environment.told = recording
import governance.settings
print(*sorted(asked), sep="\\n")
"""


def test_example_names_what_the_settings_read(tmp_path: Path) -> None:
    ours = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    environment = ours | {"COUNTERSIGN_LOCAL": "1", "DATA_DIR": str(tmp_path)}
    read = subprocess.run([sys.executable, "-c", RECORD], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert set(_named()) == set(read.stdout.split())


def test_nothing_but_environment_py_reads_the_environment_for_settings() -> None:
    settings = (ROOT / "governance" / "settings.py").read_text()
    assert "os.environ" not in settings
    assert "environ.Env(" not in settings


@pytest.mark.parametrize("name", [line.split("=")[0] for line in EXAMPLE if "=" in line and not line.startswith("#")])
def test_each_variable_is_explained(name: str) -> None:
    at = next(n for n, line in enumerate(EXAMPLE) if line.startswith(f"{name}="))
    paragraph = next(line for line in reversed(EXAMPLE[:at]) if not re.match(r"[A-Z_]+=", line))
    assert paragraph.startswith("#")


def _named() -> list[str]:
    return [line.split("=")[0] for line in EXAMPLE if re.match(r"[A-Z_]+=", line)]
