"""The read-only API: the same reading as the pages, as JSON, in English. Its shapes are stable."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from ninja import NinjaAPI, Query
from ninja.errors import HttpError, ValidationError

from contracts.models import Agreement
from governance.ballots.judgement import Judgement
from governance.ballots.models import Ballot, Vote
from governance.ballots.sentences import still_needed
from governance.notices.item import link_to

from .answers import Slug, page_of
from .api_record import record
from .api_register import register
from .conditional import for_machines
from .not_answered import no_such_address, read_only
from .pages.asked import plain
from .pages.decision import public_ballot, ticks_of
from .pages.decisions import by_day
from .pages.lists import decision_url
from .pages.parts import source_lines
from .pages.reading import Reading, with_all_that_lists_say
from .pages.rounds import Round, public_ballots, read_round, was_withdrawn_unopened
from .pages.seats import reasons_of
from .schemas import (
    DecisionOut,
    DecisionRowOut,
    DecisionsOut,
    FollowUpOut,
    Missing,
    Misunderstood,
    PositionOut,
    RuleOut,
    SeatOut,
    SourceOut,
    TallyOut,
)
from .schemas_register import DecisionsIn


class PublicAPI(NinjaAPI):
    """An API that answers HEAD wherever it answers GET, 304 to whoever has the answer already, and JSON at every address."""

    @property
    def urls(self) -> tuple[list[URLResolver | URLPattern], str, str]:
        """Return its addresses, as Django includes them, the last of them for what is none."""
        patterns, app_name, namespace = super().urls
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                answer = no_such_address if pattern.name == "api-root" else read_only(pattern.callback)
                pattern.callback = for_machines(answer)
        patterns.append(path("<path:nothing>", for_machines(no_such_address), name="nothing"))
        return patterns, app_name, namespace

    def get_root_path(self, path_params: dict[str, Any]) -> str:
        """Return the path that all of its own begin with."""
        return reverse("files:api-v1:api-root", kwargs=path_params)


api = PublicAPI(
    title="Countersign",
    version="1",
    docs_url=None,
    urls_namespace="api-v1",
    description=(
        "The public register of data-sharing agreements, read-only: the same reading as its pages, as of the moment of asking. "
        "No key and no account. Every answer carries an ETag; lists are paged."
    ),
    servers=[{"url": settings.SITE_URL, "description": "This register"}],
)


@api.exception_handler(ValidationError)
def misunderstood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Say which parameters could not be understood; what was sent is not repeated."""
    faults = [{"field": str(fault["loc"][-1]), "message": str(fault["msg"])} for fault in error.errors]
    return api.create_response(request, {"detail": "The address could not be understood.", "faults": faults}, status=422)


@api.get(
    "/decisions",
    response={200: DecisionsOut, 422: Misunderstood},
    summary="All decisions and open ballots, the latest first",
    tags=["decisions"],
)
def decisions(request: HttpRequest, asked: Query[DecisionsIn]) -> dict[str, Any]:
    """Answer with what the public may know of at this moment; drafts are not there."""
    at = timezone.now()
    ballots = by_day(public_ballots(at=at))
    if agreement := plain(asked.agreement):
        ballots = ballots.filter(agreement__slug=agreement)
    if body := plain(asked.body):
        ballots = ballots.filter(body__slug=body)
    return page_of(request, ballots, asked, lambda ballot: _row(read_round(ballot, at=at)))


def _row(round_: Round) -> DecisionRowOut:
    ballot = round_.ballot
    decision = getattr(ballot, "decision", None)
    return DecisionRowOut(
        slug=ballot.slug,
        agreement=ballot.agreement.slug,
        body=ballot.body.slug,
        question=ballot.question,
        outcome=_outcome(round_),
        opened_at=ballot.opened_at,
        closes_at=ballot.closes_at,
        settled_at=round_.settled_at,
        reported_on=decision.reported_on if decision is not None else None,
        url=link_to(decision_url(ballot.slug)),
    )


def _outcome(round_: Round) -> str | None:
    return "withdrawn" if round_.is_withdrawn else str(round_.outcome) if round_.outcome is not None else None


@api.get(
    "/decisions/{slug}",
    response={200: DecisionOut, 404: Missing, 410: Missing, 422: Misunderstood},
    summary="One ballot and its decision",
    tags=["decisions"],
)
def decision(request: HttpRequest, slug: Slug) -> DecisionOut:
    """Answer from the ballot's opening on, as of this moment; a draft is not there, and one that was withdrawn is gone."""
    at = timezone.now()
    try:
        ballot = public_ballot(slug=slug, at=at)
    except Ballot.DoesNotExist:
        if was_withdrawn_unopened(slug):
            raise HttpError(410, "The ballot of this name was withdrawn before it was opened.") from None
        raise HttpError(404, "There is no decision of this name.") from None
    return decision_out(ballot, at=at)


def decision_out(ballot: Ballot, *, at: datetime) -> DecisionOut:
    """Return a ballot of `public_ballot` in the stable shape."""
    round_ = read_round(ballot, at=at)
    judgement = round_.judgement
    written = getattr(ballot, "decision", None)
    return DecisionOut(
        slug=ballot.slug,
        agreement=ballot.agreement.slug,
        question=ballot.question,
        outcome=_outcome(round_),
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


api.add_router("", register)
api.add_router("", record)
