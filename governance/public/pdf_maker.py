"""The program that makes a PDF of a page: HTML comes in, a PDF goes out, and nothing is read but static files of our own.

A program of its own, so that its maker can end it when it takes too long, and so that what it needs is loaded by it alone.
"""

from __future__ import annotations

import json
import mimetypes
import resource
import sys
import warnings
from pathlib import Path
from typing import Any

warnings.simplefilter("ignore")  # its answer is a PDF or an error

from weasyprint import HTML  # noqa: E402
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse  # noqa: E402

CPU = 20  # seconds of a processor, after which the system ends it


class OwnFiles(URLFetcher):
    """Reads what lies in `folders` at addresses that begin with `prefix`. Nothing else: no network, no other file."""

    def __init__(self, prefix: str, folders: list[Path]) -> None:
        super().__init__(allowed_protocols=())
        self._prefix, self._folders = prefix, [folder.resolve() for folder in folders]

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        """Return the file. Raises FatalURLFetchingError, which ends the making, for every other address."""
        if url.startswith(self._prefix):
            for folder in self._folders:
                file = (folder / url.removeprefix(self._prefix)).resolve()
                if file.is_relative_to(folder) and file.is_file():
                    media_type = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
                    return URLFetcherResponse(url, file.read_bytes(), {"Content-Type": media_type})
        raise FatalURLFetchingError(f"not a file of ours: {url}")


def make(html: str, *, address: str, prefix: str, folders: list[Path]) -> bytes:
    """Return the page as a tagged PDF (PDF/UA), as it is printed; `address` is where it stands."""
    page = HTML(string=html, base_url=address, media_type="print", url_fetcher=OwnFiles(prefix, folders))
    made = page.write_pdf(pdf_variant="pdf/ua-1")
    assert isinstance(made, bytes)
    return made


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU))
    asked = json.load(sys.stdin)
    folders = [Path(folder) for folder in asked.pop("folders")]
    sys.stdout.buffer.write(make(**asked, folders=folders))
