"""Recording that a letter which was sent came back, as the mail provider reports it."""

from __future__ import annotations

import logging
import re
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from governance.notices.models import Bounce, BounceSort, Letter, LetterState
from governance.notices.reports import Report
from governance.subscribers import actions as subscribers
from governance.subscribers.models import EndedBecause

WITHIN = timedelta(days=7)  # a report that names no letter is about the newest one to its address, if that is not older
_CODES = re.compile(r"(?<![\w.])[245]\d\d(?![\w.])|(?<![\w.])[245]\.\d{1,3}\.\d{1,3}(?![\w.])")
_log = logging.getLogger(__name__)


@transaction.atomic
def record_bounce(*, report: Report, at: datetime) -> Bounce | None:
    """Put on record what the provider reports of a letter; the same report a second time changes nothing and returns None.

    A letter that is not known here is counted, without its address. If no letter to this address can arrive or is wanted, what
    its owner follows as a member of the public ends.
    """
    if Bounce.objects.filter(event_id=report.event_id).exists():
        return None
    letter = _letter(report, at=at)
    is_persons = letter is not None and letter.user_id is not None
    try:
        with transaction.atomic():
            bounce = Bounce.objects.create(
                letter=letter,
                sent_again=letter.sent_again if letter else 0,
                at=at,
                sort=report.sort,
                is_final=report.is_final,
                # A member of the public can have the address erased, and a server's words often repeat it: codes do not.
                words=report.words if is_persons else " ".join(_CODES.findall(report.words)),
                provider=report.provider,
                event_id=report.event_id,
            )
    except IntegrityError:  # the same report came at the same instant
        return None
    if letter is None:
        _log.warning("%s reported on a letter that is not known here (%s).", report.provider, report.sort)
    if report.is_final and not is_persons:
        because = EndedBecause.COMPLAINED if report.sort == BounceSort.COMPLAINED else EndedBecause.BOUNCED
        subscribers.stop(address=letter.address if letter else report.address, because=because, at=at)
    return bounce


def _letter(report: Report, *, at: datetime) -> Letter | None:
    if report.message_id:
        letter = Letter.objects.filter(message_id=report.message_id).first()
        if letter is not None:
            return letter
    addresses = {report.address, report.address.lower()}
    sent = Letter.objects.filter(address__in=addresses, state=LetterState.SENT, sent_at__gte=at - WITHIN)
    return sent.order_by("-sent_at", "-pk").first()
