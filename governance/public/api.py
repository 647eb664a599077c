"""The read-only API: the same reading as the pages, as JSON, in English. Its shapes are stable."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import HttpError

from contracts.models import Agreement
from governance.ballots.judgement import Judgement
from governance.ballots.models import Ballot, Vote
from governance.ballots.sentences import still_needed

from .pages.decision import public_ballot, ticks_of
from .pages.parts import source_lines
from .pages.reading import Reading, with_all_that_lists_say
from .pages.rounds import Round, read_round
from .pages.seats import reasons_of
from .schemas import DecisionOut, FollowUpOut, Missing, PositionOut, RuleOut, SeatOut, SourceOut, TallyOut


def _answering_head(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let the view answer HEAD as it answers GET; the server leaves the content out."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "HEAD":
            return view(request, *args, **kwargs)
        request.method = "GET"
        try:
            return view(request, *args, **kwargs)
        finally:
            request.method = "HEAD"

    return answered


class PublicAPI(NinjaAPI):
    """An API that answers HEAD wherever it answers GET."""

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """Return its addresses, as Django includes them."""
        patterns, app_name, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                pattern.callback = _answering_head(pattern.callback)
        return patterns, app_name, namespace


api = PublicAPI(title="Countersign", version="1", docs_url=None, urls_namespace="api-v1", description=__doc__ or "")


@api.get("/decisions/{slug}", response={200: DecisionOut, 404: Missing}, summary="One ballot and its decision")
def decision(request: HttpRequest, slug: str) -> DecisionOut:
    """Answer from the ballot's opening on, as of this moment; drafts are not there."""
    at = timezone.now()
    try:
        ballot = public_ballot(slug=slug, at=at)
    except Ballot.DoesNotExist:
        raise HttpError(404, "There is no decision of this name.") from None
    return decision_out(ballot, at=at)


def decision_out(ballot: Ballot, *, at: datetime) -> DecisionOut:
    """Return a ballot of `public_ballot` in the stable shape."""
    round_ = read_round(ballot, at=at)
    judgement = round_.judgement
    written = getattr(ballot, "decision", None)
    outcome = "withdrawn" if round_.is_withdrawn else str(round_.outcome) if round_.outcome is not None else None
    return DecisionOut(
        slug=ballot.slug,
        agreement=ballot.agreement.slug,
        question=ballot.question,
        outcome=outcome,
        rule=RuleOut(seats=ballot.rule_seats, needed=ballot.rule_needed),
        tally=TallyOut(**{name: getattr(judgement.tally, name) for name in TallyOut.model_fields}),
        positions=_positions(ballot, judgement),
        opened_at=ballot.opened_at,
        closes_at=ballot.closes_at,
        settled_at=round_.settled_at,
        reported_on=written.reported_on if written is not None else None,
        effective_on=round_.effective_on,
        text_digest=ballot.text_digest or None,
        still_needed=still_needed(ballot, judgement),
        follow_ups=_follow_ups(round_, at),
    )


def _positions(ballot: Ballot, judgement: Judgement) -> list[PositionOut]:
    rows, counted = {vote.pk: vote for vote in ballot.votes.all()}, {vote.pk for vote in judgement.standing.values()}
    on_record = (*judgement.counted, *judgement.late)
    return [_position(rows[vote.pk], judgement, is_counted=vote.pk in counted) for vote in on_record]


def _position(vote: Vote, judgement: Judgement, *, is_counted: bool) -> PositionOut:
    seat = judgement.seat(vote.seat.code)
    return PositionOut(
        seat=SeatOut(code=seat.code, name=seat.name),
        position=vote.position,
        reasons=reasons_of(vote),
        basis=vote.basis,
        cast_at=vote.cast_at,
        reported_on=vote.reported_on,
        counted=is_counted,
        sources=[SourceOut(key=line.key, title=line.title, url=line.url) for line in source_lines(vote.sources.all())],
    )


def _follow_ups(round_: Round, at: datetime) -> list[FollowUpOut]:
    agreement = with_all_that_lists_say(Agreement.objects.all(), at=at).get(pk=round_.ballot.agreement_id)
    return [
        FollowUpOut(duty=tick.duty, due_on=tick.due_on, state=tick.status.code, done_on=tick.done_on)
        for tick in ticks_of(round_, Reading(agreement, at))
    ]
