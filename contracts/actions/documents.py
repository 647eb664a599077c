"""Papers, filed under the digest of their bytes."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from ..models import Agreement, Document
from ..papers import recognise
from .rows import atomic, write


@atomic
def file_document(
    *, agreement: Agreement, title: str, content: bytes, name: str, is_public: bool = False, by: Any, at: datetime
) -> Document:
    """File a PDF, PNG or JPEG under the digest of its bytes; the same bytes again give the document that is on file."""
    paper = recognise(content, name)
    filed = Document.objects.filter(agreement=agreement, digest=paper.digest).first()
    if filed is not None:
        return filed
    document = Document(
        agreement=agreement,
        title=title,
        file_name=paper.file_name,
        media_type=paper.media_type,
        size=paper.size,
        digest=paper.digest,
        is_public=is_public,
        entered_by=by,
        entered_at=at,
    )
    if not default_storage.exists(document.path):
        default_storage.save(document.path, ContentFile(content))
    return write(document)
