"""What may not stand in a log: the tokens of links in mails, which let whoever reads them in."""

from __future__ import annotations

import logging
import re

# What follows these words in an address is a token; a test takes the routes that have one from the URLconf.
_TOKEN = re.compile(r"(/(?:invitation|reset/key|confirm-email|follow/confirm|follow/end|follow/end-digest)/)[^/\s\"'?]+")
MASK = "***"


def without_tokens(text: str) -> str:
    """Return the text with every token in an address masked."""
    return _TOKEN.sub(rf"\1{MASK}", text)


class WithoutTokens(logging.Filter):
    """Lets every line through, with its tokens masked."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask what the line says; what it was put together from is let go."""
        record.msg, record.args = without_tokens(record.getMessage()), None
        return True
