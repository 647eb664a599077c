"""What a file is by its content, whatever its name says."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .refusals import Refused

LARGEST = 20 * 1024 * 1024
_SIGNATURES = (
    (b"%PDF-", "application/pdf", (".pdf",)),
    (b"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
    (b"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
)


@dataclass(frozen=True, slots=True)
class Paper:
    """A file as it is: its media type by its first bytes, its size, the SHA-256 of its bytes, and a name without a path
    or anything invisible."""

    media_type: str
    size: int
    digest: str
    file_name: str


def recognise(content: bytes, name: str) -> Paper:
    """Return what `content` is. Raises Refused for nothing, too much, an unknown kind, or a name that says another kind."""
    last_part = name.replace("\\", "/").rsplit("/", 1)[-1]
    file_name = "".join(character for character in last_part if character.isprintable()).strip()
    if not content:
        raise Refused(_("This file is empty. Choose another."), field="document")
    if len(content) > LARGEST:
        raise Refused(_("This file is larger than %(limit)s MB.") % {"limit": LARGEST // 1024 // 1024}, field="document")
    for signature, media_type, endings in _SIGNATURES:
        if content.startswith(signature):
            if not file_name.lower().endswith(endings):
                sentence = _("The content of this file is %(kind)s, which its name does not say.")
                raise Refused(sentence % {"kind": media_type}, field="document")
            return Paper(media_type, len(content), hashlib.sha256(content).hexdigest(), file_name)
    raise Refused(
        _("This file is neither a PDF nor a PNG or JPEG picture. Save it as one of these, and choose it again."), field="document"
    )
