"""Papers on file, handed to whoever may read them: to be kept, never to be shown as a page of ours."""

from __future__ import annotations

import hashlib
import logging

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from contracts.models import Agreement, Document
from governance.desk.guards import AtTheDesk, at_the_desk
from governance.desk.papers import papers_for

log = logging.getLogger(__name__)
# Whatever else the bytes may be, nothing in them runs, loads or is guessed at: it is a file to keep.
TO_KEEP = {
    "Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@at_the_desk
@require_safe
def document(request: AtTheDesk, slug: str, digest: str) -> HttpResponseBase:
    """Hand out the document of this digest, if the bytes on file still have it."""
    agreement = get_object_or_404(Agreement, slug=slug)
    row = get_object_or_404(Document, agreement=agreement, digest=digest)
    if not papers_for(request.user, agreement, at=timezone.now()).filter(pk=row.pk).exists():
        sentence = _(
            "This document is confidential: it is for the clerk, auditors, the keepers of the agreement and the body that "
            "decides about it; you are signed in as %(name)s."
        )
        raise PermissionDenied(sentence % {"name": request.user.name})
    return FileResponse(_bytes_of(row), as_attachment=True, filename=row.file_name, content_type=row.media_type, headers=TO_KEEP)


def _bytes_of(row: Document) -> File[bytes]:
    """Open the file of a document. What is missing or altered is not handed out as the one on record."""
    try:
        file = default_storage.open(row.path)
    except FileNotFoundError:
        log.error("document %s is missing from the document store", row.digest)
        raise Http404(_("This file is missing from the document store. Tell the clerk.")) from None
    if hashlib.file_digest(file, "sha256").hexdigest() != row.digest:
        file.close()
        log.error("document %s was altered in the document store", row.digest)
        raise Http404(_("This file was altered in the document store, and is not handed out. Tell the clerk."))
    file.seek(0)
    return file
