"""The page of a ballot: the dossier, how it stands, and whether this person may vote on it. Reads only."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from governance.accounts.models import User
from governance.ballots.judgement import judge
from governance.ballots.models import Ballot
from governance.words import moment

from .dossier import acts_on_record, dossier, standing_now, successor_of
from .guards import may_withdraw, not_seated, voices, why_not_now
from .papers import papers_listed
from .possibilities import what_could_follow
from .words import question_of


def ballot_page(ballot: Ballot, user: User, *, at: datetime) -> dict[str, Any]:
    """Return the page as it is for this person at `at`."""
    judgement = judge(ballot, at=at)
    own = voices(user, ballot, at=at)
    now = standing_now(ballot, judgement, at=at)
    why_not = why_not_now(ballot, judgement, own, at=at) or ("" if own else not_seated(user, ballot, at=at))
    own_codes = {voice.seat.code for voice in own}
    return {
        "ballot": ballot,
        "question": question_of(ballot),
        "papers": dossier(ballot, at=at),
        "documents": papers_listed(user, ballot.agreement, at=at),
        "now": now,
        "record": acts_on_record(ballot, judgement),
        "why_not": why_not,
        "may_vote": not why_not,
        "is_late": judgement.is_settled,
        "has_spoken": bool(own_codes & set(judgement.standing)),
        "may_withdraw": bool(may_withdraw(ballot, judgement, own, at=at)),
        "may_take_back": user.is_clerk and (now["is_open"] or ballot.state == "draft"),
        "opened": moment(ballot.opened_at, ballot.time_zone) if ballot.opened_at else "",
        "settled": moment(judgement.settled_at, ballot.time_zone) if judgement.settled_at else "",
        "possibilities": what_could_follow(ballot, at=at),
        "successor": successor_of(ballot, at=at),
    }
