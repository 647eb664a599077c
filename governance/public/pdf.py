"""A page as a PDF, made of its own HTML where WeasyPrint and pango are installed; they are optional.

One at a time in a process, in a program of its own that is ended when it takes too long. What was made is kept like every public
answer (docs/adr/0018-kept-answers.md).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from ctypes.util import find_library
from functools import cache
from importlib.util import find_spec
from threading import Lock

from django.conf import settings

LONGEST = 60.0  # seconds for one; of a processor it takes two or three, and gets no more than pdf_maker.CPU
PATIENCE = 10.0  # seconds to wait for the one before
_NEEDED = ("gobject-2.0", "pango-1.0", "harfbuzz", "fontconfig", "pangoft2-1.0", "harfbuzz-subset")
_HANDED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "XDG_CACHE_HOME", "TMPDIR")
_TURN = Lock()


class NotMade(Exception):
    """Another was being made for too long, or this one took too long or failed; it may be asked for again."""


@cache
def can_be_made() -> bool:
    """Tell whether what it takes is installed. Loads none of it."""
    return find_spec("weasyprint") is not None and all(find_library(name) for name in _NEEDED)


def made_of(html: str, *, address: str) -> bytes:
    """Return the PDF of a page that stands at `address`. Raises NotMade."""
    folders = [*map(str, settings.STATICFILES_DIRS), str(settings.STATIC_ROOT)]
    asked = {"html": html, "address": address, "prefix": settings.SITE_URL + settings.STATIC_URL, "folders": folders}
    if not _TURN.acquire(timeout=PATIENCE):
        raise NotMade
    try:
        return _made(json.dumps(asked).encode())
    finally:
        _TURN.release()


def _made(asked: bytes) -> bytes:
    environment = {name: os.environ[name] for name in _HANDED_ON if name in os.environ}  # and no secret
    program = [sys.executable, "-m", "governance.public.pdf_maker"]
    try:
        done = subprocess.run(  # noqa: S603  (a program of ours, and no word of a reader's)
            program, input=asked, capture_output=True, timeout=LONGEST, check=True, cwd=settings.BASE_DIR, env=environment
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as fault:
        raise NotMade from fault
    return done.stdout
