"""A register made up by a number: bodies in several zones with ladders of their own, evergreen agreements, rounds at every stage,
seats that change hands, followers, letters under way. The same number makes the same register.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from random import Random

from contracts.deadlines import local_day
from contracts.models import Agreement, Basis, Deadline, Party, Term
from contracts.refusals import Refused
from governance.accounts.models import Role, User
from governance.ballots import actions as ballots
from governance.ballots.models import Ballot, Question
from governance.ballots.proposal import Proposal
from governance.ballots.tally import Position
from governance.bodies import actions as bodies
from governance.bodies.actions import NewSeat
from governance.bodies.ladder import LADDER
from governance.bodies.models import Appointment, Body, Capacity
from governance.followups.actions import confirm, waive
from governance.followups.obligations import Duty
from governance.notices.actions import queue_due
from governance.notices.models import Bounce, BounceSort, Letter, LetterState
from governance.stewardship import actions as stewardship
from governance.subscribers.models import Subscription
from tests.cast import at, make_user

from .year import run

NOW = at("2018-06-15 10:00")
LONG_BEFORE = NOW - timedelta(days=500)
ZONES = ("America/New_York", "Europe/Madrid", "Pacific/Honolulu", "Asia/Kolkata", "America/New_York")
LADDERS = (LADDER, (45, 10, 0), (366, 200, 5, 0), (0,), (20, 19, 18, 1, 0))


class MadeUp:
    """Makes up one register, act by act; what the rules refuse is left out."""

    def __init__(self, number: int) -> None:
        self.chance = Random(number)
        self.corrected = Random(f"corrected {number}")  # of its own, so that the numbers above keep the registers they stand for
        self.clerk = make_user("The clerk", Role.CLERK)
        self.clerks = [self.clerk, make_user("The deputy clerk", Role.CLERK)]
        gone = make_user("A clerk who left", Role.CLERK)
        self.officials = [make_user(f"Official {name}") for name in "ABCDEFGH"]
        User.objects.filter(pk__in=[gone.pk, self.officials[-1].pk]).update(is_active=False)
        self.people = [*self.officials, *self.clerks]
        self.party = stewardship.add_party(slug="party", name="A party", by=self.clerk, at=LONG_BEFORE)

    def everything(self, *, agreements: int) -> None:
        """Make up four bodies with so many agreements each, and all the rest."""
        for place in range(4):
            body = self.body(place)
            for number in range(agreements):
                self.agreement(body, f"{body.slug}-{number}")
        self.agreement(None, "nobodys")
        self.followers()
        self.letters_under_way()
        self.readers()

    # --- Who decides ---

    def body(self, place: int) -> Body:
        zone, say = ZONES[place], {"by": self.clerk, "at": LONG_BEFORE}
        system = stewardship.add_system(slug=f"system-{place}", name=f"System {place}", stewards=[self.party], **say)
        size = self.chance.choice((1, 3, 3))
        body = bodies.found_body(
            slug=f"body-{place}",
            name=f"Body {place}",
            time_zone=zone,
            needed=size // 2 + 1,
            seats=[NewSeat(f"S{number}", f"Seat {number}") for number in range(size)],
            systems=[system],
            cooling_off_hours=self.chance.choice((0, 30, 72, None)),
            ladder=self.chance.choice(LADDERS),
            **say,
        )
        for seat in body.seats.all():
            day = date(2010, 1, 1)
            for _holder in range(self.chance.choice((0, 1, 2, 3, 3))):
                ends_on = local_day(NOW, zone) + timedelta(days=self.chance.choice((-30, -1, 0, 1, 20, 90, 300)))
                made_at = self.chance.choice((LONG_BEFORE, NOW - timedelta(hours=3)))
                with suppress(Refused):
                    bodies.appoint(
                        seat=seat,
                        user=self.chance.choice(self.people),
                        capacity=self.chance.choice((Capacity.PRINCIPAL, Capacity.PRINCIPAL, Capacity.DELEGATE)),
                        starts_on=day,
                        ends_on=self.chance.choice((ends_on, ends_on, None)),
                        by=self.clerk,
                        at=made_at,
                    )
                day = max(day, ends_on) + timedelta(days=self.chance.choice((1, 1, 2, 40)))
        if size == 3 and self.corrected.random() < 0.4:
            ends_on = local_day(NOW, zone) - timedelta(days=self.corrected.choice((0, 0, 1, 50)))
            seat = self.corrected.choice(list(body.seats.all()))
            bodies.abolish_seat(seat=seat, ends_on=ends_on, needed=2, because="Made up.", by=self.clerk, at=NOW)
            body.refresh_from_db()
        return body

    # --- What was agreed ---

    def agreement(self, body: Body | None, slug: str) -> None:
        chance, entered_at = self.chance, self.chance.choice((LONG_BEFORE, LONG_BEFORE, NOW - timedelta(hours=30)))
        today = local_day(NOW, body.time_zone if body else "UTC")
        system = (
            body.systems.get()
            if body
            else stewardship.add_system(slug=slug, name=slug, stewards=[self.party], by=self.clerk, at=entered_at)
        )
        ends_on = today + timedelta(days=chance.choice((-60, -20, -1, 0, 1, 4, 15, 33, 60, 100, 200, 400)))
        renewal = ends_on + timedelta(days=chance.choice((0, 0, 120)))
        facts: dict[str, object] = {}
        if chance.random() < 0.5:
            facts = {"default_outcome": "renews_by_silence", "renewal_month": renewal.month, "renewal_day": min(renewal.day, 28)}
        if chance.random() < 0.6:
            count, unit = chance.choice(((30, "days"), (1, "calendar months"), (10, "business days"), (400, "days")))
            facts |= {"notice_count": count, "notice_unit": unit, "notice_clause": "9", "jurisdiction": "US-PA"}
        say = {"by": self.clerk, "at": entered_at}
        agreement = stewardship.enter_agreement(
            slug=slug, title=slug, system=system, recipient=Party.objects.get(), **facts, **say
        )
        starts_on = ends_on - timedelta(days=chance.choice((90, 364)))
        if chance.random() < 0.3:
            before = starts_on - timedelta(days=1)
            stewardship.begin_term(
                agreement=agreement, starts_on=before - timedelta(days=300), ends_on=before, basis=Basis.SIGNED, **say
            )
        term = stewardship.begin_term(agreement=agreement, starts_on=starts_on, ends_on=ends_on, basis=Basis.SIGNED, **say)
        stewardship.name_keepers(agreement=agreement, users=chance.sample(self.people, 2), **say)
        if chance.random() < 0.2:
            with suppress(Refused):
                term = stewardship.correct_term(
                    term=term, ends_on=ends_on + timedelta(days=chance.choice((-9, 9, 50))), by=self.clerk, at=NOW
                )
        if self.corrected.random() < 0.2:
            with suppress(Refused):
                later = starts_on + timedelta(days=self.corrected.choice((1, 30)))
                term = stewardship.correct_term(term=term, starts_on=later, by=self.clerk, at=NOW)
        if body is not None:
            self.rounds(agreement, term, body, today)
            self.follow_ups(term, today)

    # --- What is being decided ---

    def rounds(self, agreement: Agreement, term: Term, body: Body, today: date) -> None:
        chance = self.chance
        if chance.random() < 0.65:
            about = Question.GIVE_NOTICE if agreement.renews_by_silence else Question.RENEW
            length = timedelta(days=chance.choice((30, 100, 365)))
            renewed = Proposal(term.ends_on + timedelta(days=1), term.ends_on + length)
            self.round(agreement, term, body, about, Proposal(None, term.ends_on) if agreement.renews_by_silence else renewed)
        if chance.random() < 0.25:
            early = Proposal(None, today + timedelta(days=chance.choice((20, 45))))
            self.round(agreement, term, body, Question.END_EARLY, early)

    def round(self, agreement: Agreement, term: Term, body: Body, question: Question, proposal: Proposal) -> None:
        chance = self.chance
        opened_at = NOW - timedelta(hours=chance.choice((2, 20, 23, 30, 200, 900)))
        closes_on = local_day(NOW, body.time_zone) + timedelta(days=chance.choice((-12, 0, 1, 3, 14, 40)))
        say = {"by": self.clerk, "at": opened_at}
        with suppress(Refused):
            draft = ballots.draft_ballot(
                agreement=agreement, question=question, proposal=proposal, closes_on=closes_on, term=term, **say
            )
            if chance.random() < 0.1:
                return
            ballot = ballots.open_ballot(ballot_id=draft.pk, **say)
            self.votes(ballot, body)
            if chance.random() < 0.15:
                because = "Made up."
                ballots.withdraw_ballot(ballot_id=ballot.pk, because=because, by=self.clerk, at=NOW - timedelta(hours=1))

    def votes(self, ballot: Ballot, body: Body) -> None:
        chance = self.chance
        favourite = chance.choice(("approve", "approve", "decline"))
        for hours in sorted(chance.sample(range(1, 180), chance.choice((0, 1, 2, 3, 4))), reverse=True):
            when = NOW - timedelta(hours=hours, minutes=7)
            seat = chance.choice(list(body.seats.all()))
            held = Appointment.objects.held_on(local_day(when, body.time_zone)).filter(seat=seat).first()
            position = Position(chance.choice((favourite, favourite, "abstain")))
            with suppress(Refused):
                if held is not None:
                    ballots.cast_vote(
                        ballot_id=ballot.pk,
                        seat=seat,
                        position=position,
                        reasons="Made up.",
                        text_digest=ballot.text_digest,
                        by=held.user,
                        at=when,
                    )

    def follow_ups(self, term: Term, today: date) -> None:
        say = {"by": self.clerk, "at": NOW}
        for duty in Duty:
            what = self.chance.random()
            with suppress(Refused):
                if what < 0.2:
                    confirm(term=term, duty=duty, done_on=today, evidence="Made up.", **say)
                elif what < 0.3:
                    waive(term=term, duty=duty, because="Made up.", **say)

    # --- The public, and the post ---

    def followers(self) -> None:
        followed = [None, *Agreement.objects.all()]
        for number in range(4):
            state = self.chance.choice(("pending", "confirmed", "confirmed"))
            asked_at = NOW - timedelta(days=self.chance.choice((1, 3, 80)))
            Subscription.objects.create(
                address=f"follower{number % 3}@example.net",
                agreement=followed[number] if number == 0 else self.chance.choice(followed[number::4]),
                state=state,
                created_at=asked_at,
                asked_at=asked_at,
                confirmed_at=asked_at + timedelta(minutes=5) if state == "confirmed" else None,
            )

    def letters_under_way(self) -> None:
        """Let the workers have run, or not; leave one letter dead, one waiting for its next attempt and one to be written."""
        ran = self.chance.choice(((), (40,), (30, 24, 3), (72, 1)))
        for hours in ran:
            run(NOW - timedelta(hours=hours))
        letters = list(Letter.objects.filter(state=LetterState.SENT).exclude(user=None).order_by("-pk")[:2])
        for letter, state in zip(letters, (LetterState.DEAD, LetterState.QUEUED), strict=False):
            due_at = NOW + timedelta(hours=5)
            Letter.objects.filter(pk=letter.pk).update(state=state, sent_at=None, due_at=due_at)
        if ran and self.chance.random() < 0.5:
            queue_due(at=NOW - timedelta(minutes=1))

    def readers(self) -> None:
        """Let some ask for the digest, sign in and check dates, and let letters come back."""
        chance = Random(self.chance.random())
        User.objects.filter(pk__in=[user.pk for user in chance.sample(self.people, 4)]).update(weekly_digest=True)
        for user in self.people:
            signed_in = NOW - timedelta(hours=chance.choice((1, 40, 200)))
            User.objects.filter(pk=user.pk).update(last_login=chance.choice((None, None, signed_in)))
        for deadline in Deadline.objects.filter(checked_at=None, superseded_at=None):
            if chance.random() < 0.3:
                with suppress(Refused):
                    stewardship.check_deadline(deadline=deadline, by=self.clerks[1], at=NOW - timedelta(minutes=5))
        for number, letter in enumerate(Letter.objects.filter(state=LetterState.SENT).exclude(user=None)[:3]):
            Bounce.objects.create(
                letter=letter,
                sent_again=int(number == 1),
                at=NOW - timedelta(hours=chance.choice((2, 23, 60))),
                sort=BounceSort.BOUNCED,
                is_final=True,
                provider="made up",
                event_id=str(number),
            )
            if number:  # one came back again after it was sent again, one has not
                Letter.objects.filter(pk=letter.pk).update(sent_again=1)

    def lets_rounds_open(self) -> None:
        """Let most agreements say how long a renewal runs, and have most dates checked, so that rounds open themselves."""
        chance = Random(self.chance.random())
        for agreement in Agreement.objects.filter(renewal_month=None):
            if chance.random() < 0.8:
                ends_on = agreement.terms.latest("starts_on").ends_on
                day = {"renewal_month": ends_on.month, "renewal_day": min(ends_on.day, 28)}
                Agreement.objects.filter(pk=agreement.pk).update(**day)
        for deadline in Deadline.objects.filter(checked_at=None, superseded_at=None):
            if chance.random() < 0.8:
                with suppress(Refused):
                    stewardship.check_deadline(deadline=deadline, by=self.clerks[1], at=NOW - timedelta(minutes=5))
