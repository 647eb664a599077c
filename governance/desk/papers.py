"""The papers on file about an agreement: who may read which, and how each is listed. Reads only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from contracts.deadlines import local_day
from contracts.models import Agreement, Document
from governance.accounts.models import User
from governance.ballots.models import BallotSeat
from governance.bodies.models import Appointment, zone_of

KINDS = {"application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG"}  # names of formats, the same in every language


def papers_for(user: User, agreement: Agreement, *, at: datetime) -> QuerySet[Document]:
    """May this person: return the documents of the agreement that `user` may read at `at`, the latest first.

    Public ones are for everybody at the desk. The others are for who reads all of it, for the agreement's keepers, and for who
    holds a seat of the body that decides about it, or of one that was asked about it.
    """
    papers = Document.objects.filter(agreement=agreement).order_by("-entered_at", "-pk")
    return papers if _reads_all(user, agreement, at=at) else papers.filter(is_public=True)


def _reads_all(user: User, agreement: Agreement, *, at: datetime) -> bool:
    if user.reads_the_desk or agreement.keepers.filter(user=user).exists():
        return True
    asked = BallotSeat.objects.filter(ballot__agreement=agreement).values("seat")
    decides = Q(seat__body__remits__system=agreement.system_id) | Q(seat__in=asked)
    return Appointment.objects.held_on(local_day(at, zone_of(agreement))).filter(decides, user=user).exists()


def papers_listed(user: User, agreement: Agreement, *, at: datetime) -> list[dict[str, Any]]:
    """Return those documents as rows: title, where to get it, what it is, and whether it is public."""
    return [
        {
            "title": paper.title,
            "url": reverse("desk:document", args=[agreement.slug, paper.digest]),
            "kind": KINDS[paper.media_type],
            "size": filesizeformat(paper.size),
            "digest": paper.digest,
            "is_public": paper.is_public,
        }
        for paper in papers_for(user, agreement, at=at)
    ]
