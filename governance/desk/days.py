"""The days that are still to come: those of the clocks, without the closings of votes that are over. Reads only."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from contracts.models import Deadline, DeadlineKind
from governance.ballots.judgement import judge, with_all_that_judging_reads
from governance.ballots.models import Ballot, State

_BALLOT = "ballot:"  # what the cause of a closing begins with; the slug follows


def days_to_come(days: QuerySet[Deadline], *, at: datetime) -> list[Deadline]:
    """Keep of these days those that still bind at `at`: a ballot that is settled or withdrawn closes no more."""
    closings = [day.cause.removeprefix(_BALLOT) for day in days if day.kind == DeadlineKind.BALLOT_CLOSING]
    put = with_all_that_judging_reads(Ballot.objects.filter(slug__in=closings, state=State.OPEN))
    still_open = {_BALLOT + ballot.slug for ballot in put if not judge(ballot, at=at).is_settled}
    return [day for day in days if day.kind != DeadlineKind.BALLOT_CLOSING or day.cause in still_open]
