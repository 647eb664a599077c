"""Correcting what an agreement says, while nobody is voting on what hangs on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.models import Agreement
from contracts.refusals import Refused
from governance.accounts.models import User
from governance.accounts.refusals import the_clerks
from governance.ballots.judgement import judge
from governance.ballots.models import Ballot, State
from governance.stewardship import actions as stewardship

# What decides which question can be asked, and what happens if nobody answers it.
SAYS_WHAT_SILENCE_MEANS = ("default_outcome", "renewal_month", "renewal_day")


@the_clerks
@transaction.atomic
def correct_agreement(*, agreement: Agreement, by: User, at: datetime, **facts: Any) -> Agreement:
    """Correct facts of an agreement as the register does.

    What silence means is not changed under an open ballot: the people who vote were told what happens if they do not.
    """
    opened = Ballot.objects.select_for_update().filter(agreement=agreement, state=State.OPEN)
    if any(not judge(ballot, at=at).is_settled for ballot in opened):
        for name in SAYS_WHAT_SILENCE_MEANS:
            if name in facts and facts[name] != getattr(agreement, name):
                sentence = _(
                    "A ballot about this agreement is open; what happens if nobody acts cannot change under it. "
                    "Withdraw the ballot first."
                )
                raise Refused(sentence, field=name)
    return stewardship.correct_agreement(agreement=agreement, by=by, at=at, **facts)
