"""Trying a letter again that could not be delivered, because the clerk says so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.refusals import Refused
from governance.accounts.models import User
from governance.accounts.refusals import the_clerks
from governance.ledger import actions as ledger
from governance.notices.models import Letter, LetterState


@the_clerks
@transaction.atomic
def send_again(*, letter_id: int, by: User, at: datetime) -> Letter:
    """Queue once more, with the same Message-ID, a letter that is dead or came back. Its address is read anew from its user.

    Raises Refused for any other: what is on its way needs no second push, what has arrived stays sent.
    """
    letter = Letter.objects.select_for_update().get(pk=letter_id)
    if letter.state != LetterState.DEAD and letter.last_bounce() is None:
        raise Refused(_("Only a letter that could not be delivered is sent again. This one went out, or is on its way."))
    if letter.user is not None:
        letter.address = letter.user.email
    letter.state, letter.due_at, letter.attempts, letter.sent_at = LetterState.QUEUED, at, 0, None
    letter.sent_again += 1
    letter.save(update_fields=["state", "due_at", "attempts", "sent_at", "sent_again", "address"])
    ledger.append(kind="letter.sent_again", subject=letter.message_id, facts={}, actor=by.role, by=by, at=at)
    return letter
