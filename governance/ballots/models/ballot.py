"""A question put to a body, and its states."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import RETURN_VALUE, FSMField, FSMModelMixin, transition

from contracts.models import Agreement, Term
from governance.ballots.tally import DecisionRule, Outcome
from governance.bodies.models import Body, Seat, majority_of_seats


class State(models.TextChoices):
    """Where a ballot stands."""

    DRAFT = "draft", _("draft")
    OPEN = "open", _("open")
    CARRIED = "carried", _("carried")
    DEFEATED = "defeated", _("defeated")
    LAPSED = "lapsed", _("lapsed")
    WITHDRAWN = "withdrawn", _("withdrawn")


SETTLED = (State.CARRIED, State.DEFEATED, State.LAPSED)
FINAL = (*SETTLED, State.WITHDRAWN)


class Question(models.TextChoices):
    """What is asked."""

    RENEW = "renew", _("renew as it is")
    AMEND = "amend", _("renew as amended")
    END_EARLY = "end_early", _("end early")
    GIVE_NOTICE = "give_notice", _("give notice")


# How the end of the term is met. Ending early is another matter, so it may be asked beside one of these.
ABOUT_THE_END = (Question.RENEW, Question.AMEND, Question.GIVE_NOTICE)


class BallotQuerySet(models.QuerySet["Ballot"]):
    """Ballots by what they were about."""

    def rounds(self) -> BallotQuerySet:
        """Return those that count as a round held about the end of a term: opened here, whatever became of it, or reported."""
        was_put = Q(opened_at__isnull=False) | Q(is_reported=True)
        return self.exclude(state=State.DRAFT).filter(was_put, question__in=ABOUT_THE_END)


def _is_reported(ballot: Any) -> bool:
    return bool(ballot.is_reported)


def _is_held_here(ballot: Any) -> bool:
    return not ballot.is_reported


class Ballot(FSMModelMixin, models.Model):
    """One question put to a body about one term, with the proposal, its text and digest, and the rule copied on.

    `is_reported` marks a decision taken elsewhere or before the register: it was never open here and has no instants.
    `drafted_by` is null where the rule opened the round by itself.
    """

    slug = models.SlugField(max_length=100, unique=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="ballots")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="ballots")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="ballots")
    question = models.CharField(max_length=20, choices=Question.choices)
    state = FSMField(max_length=12, choices=State.choices, default=State.DRAFT, protected=True, editable=False)
    is_reported = models.BooleanField(default=False)

    proposal = models.JSONField()
    text = models.TextField()
    text_digest = models.CharField(max_length=64)

    rule_seats = models.PositiveSmallIntegerField()
    rule_needed = models.PositiveSmallIntegerField()
    time_zone = models.CharField(max_length=60)
    cooling_off_hours = models.PositiveSmallIntegerField(null=True, blank=True)

    opened_at = models.DateTimeField(null=True, blank=True)
    closes_on = models.DateField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=500, blank=True)

    objects = BallotQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        constraints = [
            majority_of_seats("ballot_rule_is_a_majority_of_seats"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="known_ballot_state"),
            models.CheckConstraint(condition=Q(question__in=Question.values), name="known_question"),
            models.CheckConstraint(
                condition=Q(is_reported=True, opened_at__isnull=True, closes_at__isnull=True)
                | Q(is_reported=False, closes_on__isnull=False, closes_at__isnull=False),
                name="a_reported_ballot_has_no_instants",
            ),
            models.CheckConstraint(
                condition=Q(is_reported=True) | Q(state__in=[State.DRAFT, State.WITHDRAWN]) | Q(opened_at__isnull=False),
                name="a_ballot_is_opened_before_it_settles",
            ),
            models.CheckConstraint(
                condition=Q(is_reported=False) | Q(drafted_by__isnull=False), name="a_decision_is_reported_by_a_person"
            ),
            models.UniqueConstraint(
                fields=["term"],
                condition=Q(state=State.OPEN, question__in=ABOUT_THE_END),
                name="one_open_ballot_about_a_terms_end",
            ),
            models.UniqueConstraint(
                fields=["term"],
                condition=Q(state=State.OPEN, question=Question.END_EARLY),
                name="one_open_ballot_about_an_early_end",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def rule(self) -> DecisionRule:
        """The rule as it was when the ballot opened; a later change of the body's rule does not touch it."""
        return DecisionRule(seats=self.rule_seats, needed=self.rule_needed)

    @property
    def cooling_off(self) -> timedelta | None:
        """How long an outlook must stand before the ballot settles; None: only at closing."""
        return None if self.cooling_off_hours is None else timedelta(hours=self.cooling_off_hours)

    @property
    def last_day(self) -> date:
        """The last local day on which the seats may vote. A reported decision has none."""
        assert self.closes_on is not None, "the database holds one for every ballot that was held here"
        return self.closes_on

    @property
    def is_round(self) -> bool:
        """Whether it counts as a round held about the end of its term; the same as `rounds` of the query."""
        was_put = self.opened_at is not None or self.is_reported
        return self.question in ABOUT_THE_END and was_put and self.state != State.DRAFT

    @property
    def opened_itself(self) -> bool:
        """Whether the rule asked, since nobody else had."""
        return self.drafted_by_id is None and self.opened_at is not None

    @property
    def asks_to_renew(self) -> bool:
        """Whether carrying this ballot begins a new term."""
        return self.question in (Question.RENEW, Question.AMEND)

    def ends_access_if(self, outcome: str) -> bool:
        """Say whether this outcome means that access is to end: a renewal that did not carry, or an end that did."""
        carried = outcome == Outcome.CARRIED
        return not carried if self.asks_to_renew else carried

    @transition(field=state, source=State.DRAFT, target=State.OPEN, conditions=[_is_held_here])
    def open(self, **rule_and_time: Any) -> None:
        """Put the question to the body, with the rule, the seats and the closing fixed."""
        for name, value in rule_and_time.items():
            setattr(self, name, value)

    @transition(field=state, source=State.OPEN, target=State.CARRIED)
    def carry(self) -> None:
        """The approvals sufficed."""

    @transition(field=state, source=State.OPEN, target=State.DEFEATED)
    def defeat(self) -> None:
        """So many declined that the approvals could not suffice any more."""

    @transition(field=state, source=State.OPEN, target=State.LAPSED)
    def lapse(self) -> None:
        """The ballot closed without enough approvals or declines."""

    @transition(field=state, source=State.DRAFT, target=RETURN_VALUE(*SETTLED), conditions=[_is_reported])
    def report(self, outcome: str) -> str:
        """Put on record how a body decided elsewhere, or before there was a register."""
        return outcome

    @transition(field=state, source=[State.DRAFT, State.OPEN], target=State.WITHDRAWN)
    def withdraw(self, *, because: str, at: Any) -> None:
        """Take the question back, with a public reason. The expiry clock runs on."""
        self.withdrawn_because, self.withdrawn_at = because, at


class BallotSeat(models.Model):
    """A seat as it was when the ballot opened."""

    ballot = models.ForeignKey(Ballot, on_delete=models.PROTECT, related_name="seats")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    directed_by = models.CharField(max_length=200, blank=True)
    rank = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("ballot_id", "rank", "pk")
        constraints = [models.UniqueConstraint(fields=["ballot", "seat"], name="a_seat_once_on_a_ballot")]

    def __str__(self) -> str:
        return self.name
