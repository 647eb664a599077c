"""The catalogue of words anew from the sources: what is said anew waits to be translated, what is no longer said is left out.

It needs gettext, since it alone reads Django's templates; compiling needs Babel alone. The order is by message, without places
and dates, so that two branches meet in few lines, and the same sources always give the same bytes.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGE = "es"
PO = ROOT / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
PLURALS = "nplurals=2; plural=(n != 1);"
READ = ("contracts", "governance", "templates")
TOOLS = ("xgettext", "msgmerge", "msguniq", "msgattrib", "msgfmt")


def missing_tools() -> list[str]:
    """Return which programs of gettext are not installed."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


def catalogue(path: Path = PO) -> Catalog:
    """Read a catalogue."""
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, domain="django", abort_invalid=True)


def messages(words: Catalog) -> Iterator[Message]:
    """Give every message but the header."""
    return (message for message in words if message.id)


def forms(said: object) -> tuple[str, ...]:
    """Return the plural forms of an id or a translation: one where there is no plural."""
    return tuple(map(str, said)) if isinstance(said, (tuple, list)) else (str(said or ""),)


def compiled(words: Catalog) -> bytes:
    """Return the bytes of the .mo. Babel would write the hour into it, and no two would be the same."""
    words.creation_date = words.revision_date = datetime(2000, 1, 1, tzinfo=UTC)
    with tempfile.TemporaryFile() as file:
        write_mo(file, words)
        file.seek(0)
        return file.read()


def extracted() -> Catalog:
    """Return what the sources say, with the translations there are; a guess of gettext's counts as none."""
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        for name in READ:
            shutil.copytree(ROOT / name, work / name, ignore=shutil.ignore_patterns("__pycache__", "migrations"))
        there = work / PO.relative_to(ROOT)
        there.parent.mkdir(parents=True)
        if PO.exists():
            shutil.copy(PO, there)
        command = [sys.executable, "-m", "django", "makemessages", "--locale", LANGUAGE]
        command += ["--no-obsolete", "--no-location", "--no-wrap"]
        told = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}  # it needs no settings
        subprocess.run(command, cwd=work, env=told, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        found = catalogue(there)
    kept = Catalog(locale=LANGUAGE, domain="django", fuzzy=False)
    for message in messages(found):
        nothing: str | tuple[str, ...] = ("",) * 2 if message.pluralizable else ""
        string = nothing if message.fuzzy else message.string
        kept.add(message.id, string, flags=message.flags - {"fuzzy"}, context=message.context)
    return kept


def written(words: Catalog) -> bytes:
    """Return the bytes of the .po: sorted by message, unwrapped, with a header that says no more than a reader of it needs."""
    with tempfile.TemporaryFile() as file:
        write_po(file, words, width=0, no_location=True, omit_header=True, sort_output=True)
        file.seek(0)
        body = file.read().decode()
    header = (
        "# What Countersign says, in Spanish: docs/spanish.md. Made anew by `make words`.\n"
        'msgid ""\nmsgstr ""\n'
        f'"Language: {LANGUAGE}\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {PLURALS}\\n"\n\n'
    )
    return (header + re.sub(r"\n{2,}", "\n\n", body).strip() + "\n").encode()


def untranslated(words: Catalog) -> list[Message]:
    """Return the messages that say nothing in Spanish yet, in whole or in one of their plural forms."""
    return [message for message in messages(words) if message.fuzzy or not all(forms(message.string))]


def fill(words: Catalog, more: Catalog) -> None:
    """Take from another catalogue what this one has no translation of."""
    for message in untranslated(words):
        found = more.get(message.id, context=message.context)
        if found is not None and all(forms(found.string)):
            message.string, message.flags = found.string, message.flags - {"fuzzy"}


def main(*more: str) -> int:
    """Write both files, filled from other catalogues where any are named; say what waits for its translation."""
    if missing := missing_tools():
        print(f"This needs gettext: {', '.join(missing)} cannot be found (on Debian: apt install gettext).", file=sys.stderr)
        return 1
    words = extracted()
    for path in more:
        fill(words, catalogue(Path(path)))
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(written(words))
    words = catalogue()
    MO.write_bytes(compiled(words))
    waiting = untranslated(words)
    for message in waiting:
        print(f"Not translated: {forms(message.id)[0]}")
    print(f"{len(list(messages(words)))} messages, {len(waiting)} without a translation.")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
