"""The post: what is owed to whom, and the letters that carry it."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from contracts.models import Agreement


class LetterState(models.TextChoices):
    """How far a letter has come. `handed` is the moment of doubt: the server may or may not have taken it."""

    QUEUED = "queued", _("waiting")
    CLAIMED = "claimed", _("being sent")
    HANDED = "handed", _("handed to the mail server")
    SENT = "sent", _("sent")
    DEAD = "dead", _("could not be delivered")
    MOOT = "moot", _("nothing was left to say")


def new_message_id() -> str:
    """Return the part of a Message-ID before the @: fixed when the letter is written, the same on every attempt."""
    return uuid.uuid4().hex


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters, by what became of them."""

    def came_back(self) -> LetterQuerySet:
        """Keep those that the mail server took and that came back since: refused further on, or unwanted by their reader."""
        said = Bounce.objects.filter(letter__sent_again=F("sent_again"))
        return self.filter(state=LetterState.SENT, pk__in=said.values("letter"))

    def undelivered(self) -> LetterQuerySet:
        """Keep those that reached nobody as far as is known: refused by our own server, or come back."""
        return self.filter(Q(state=LetterState.DEAD) | Q(pk__in=Letter.objects.came_back().values("pk")))


class Letter(models.Model):
    """One mail to one address. It is written when it is first claimed, so that it says what is true then, and never rewritten."""

    address = models.EmailField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="letters")
    language = models.CharField(max_length=5, default="en")
    message_id = models.CharField(max_length=64, unique=True, default=new_message_id)
    state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.QUEUED)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    unsubscribe_url = models.TextField(blank=True)  # stops what was asked for, never a duty that is in the same letter
    calendar = models.TextField(blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)  # not before this; moved on by a back-off
    worker = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    ambiguous = models.PositiveSmallIntegerField(default=0)  # attempts whose lease ran out after the hand-over
    sent_at = models.DateTimeField(null=True)
    sent_again = models.PositiveSmallIntegerField(default=0)  # how often the clerk had it sent once more
    last_error = models.TextField(blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ("pk",)
        indexes = [
            models.Index(fields=["state", "due_at"], name="letters_to_claim"),
            models.Index(fields=["address"], name="letters_by_address"),
            models.Index(fields=["sent_at"], name="letters_by_sending"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=LetterState.values), name="known_letter_state"),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at__isnull=True),
                name="a_sent_letter_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject or self.message_id} ({self.state})"

    def last_bounce(self) -> Bounce | None:
        """Return why the letter came back, if it did; what was said of it before it was last sent again no longer counts."""
        if self.state != LetterState.SENT:
            return None
        said = [bounce for bounce in self.bounces.all() if bounce.sent_again == self.sent_again]
        return max(said, key=lambda bounce: bounce.pk, default=None)


class BounceSort(models.TextChoices):
    """What a mail provider reported of a letter it had taken."""

    BOUNCED = "bounced", _("came back: the mailbox or its server refused it")
    REJECTED = "rejected", _("held back by the mail provider, which did not send it on")
    COMPLAINED = "complained", _("reported as unwanted by its reader")


class Bounce(models.Model):
    """One report of a mail provider that a letter did not arrive, or was not wanted. Append-only. Without a letter: only counted.

    `sent_again` is the letter's at that time, so that a report about an earlier sending says nothing of a later one.
    """

    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="bounces")
    sent_again = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(db_index=True)  # when we heard of it
    sort = models.CharField(max_length=10, choices=BounceSort.choices)
    is_final = models.BooleanField()  # another letter to this address would fare no better
    words = models.CharField(max_length=500, blank=True)
    provider = models.CharField(max_length=20)
    event_id = models.CharField(max_length=150, unique=True)

    class Meta:
        ordering = ("pk",)
        constraints = [models.CheckConstraint(condition=Q(sort__in=BounceSort.values), name="known_bounce_sort")]

    def __str__(self) -> str:
        return f"{self.sort}, said {self.provider}"


class NoticeKind(models.TextChoices):
    """What sort of occasion it is, most urgent first as letters order them."""

    NO_ROUND = "no_round", _("no round held")
    BALLOT_CLOSING = "ballot_closing", _("ballot closing")
    NOTICE_BY = "notice_by", _("notice-by date")
    TERM_END = "term_end", _("term ends")
    FOLLOW_UP = "follow_up", _("follow-up due")
    SEAT_VACANT = "seat_vacant", _("a seat is vacant")
    UNDELIVERED = "undelivered", _("a letter could not be delivered")
    SILENT_KEEPER = "silent_keeper", _("a keeper has not come to the desk")
    DATE_UNCHECKED = "date_unchecked", _("a date that nobody has checked")
    INVENTORY = "inventory", _("what a new holder of a seat takes over")
    INVITATION = "invitation", _("a ballot has opened")
    DECISION = "decision", _("decided")
    WITHDRAWN = "withdrawn", _("ballot withdrawn")
    RECEIPT = "receipt", _("vote recorded")
    FOLLOWED_DECISION = "followed_decision", _("decided, to a follower")
    FOLLOWED_COMES_UP = "followed_comes_up", _("comes up for renewal, to a follower")
    CONFIRM_SUBSCRIPTION = "confirm_subscription", _("to be confirmed by a follower")
    DIGEST = "digest", _("weekly digest")


TO_THE_PUBLIC = (NoticeKind.FOLLOWED_DECISION, NoticeKind.FOLLOWED_COMES_UP, NoticeKind.CONFIRM_SUBSCRIPTION)


class NoticeState(models.TextChoices):
    """Why a notice is, or is not, in a letter."""

    QUEUED = "queued", _("queued")
    MOOT = "moot", _("no longer needed when its letter was written")
    SKIPPED = "skipped", _("replaced by a more urgent one, or of the past")


class Notice(models.Model):
    """An occasion owed to one address. `occasion` names the row that caused it ("deadline:12"); `rung` is the days before.

    The four columns of the unique key are never null, so that the same notice cannot be queued twice. `agreement` is null where
    it concerns no single one: an empty seat, what a new holder takes over, a follower of all agreements, the digest.
    """

    kind = models.CharField(max_length=20, choices=NoticeKind.choices)
    occasion = models.CharField(max_length=60)
    rung = models.SmallIntegerField(default=0)
    address = models.EmailField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="notices")
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.PROTECT, related_name="notices")
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.QUEUED)
    queued_at = models.DateTimeField()
    letter = models.ForeignKey(Letter, null=True, on_delete=models.PROTECT, related_name="notices")

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["kind", "occasion", "rung", "address"], name="a_notice_is_queued_once"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="known_notice_kind"),
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="known_notice_state"),
        ]
        indexes = [
            models.Index(fields=["address"], condition=Q(letter__isnull=True, state="queued"), name="notices_without_a_letter")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.occasion} ({self.rung}) to {self.address}"


class Sweep(models.Model):
    """That the post looked for what is due: the heartbeat that everybody can see."""

    at = models.DateTimeField(db_index=True)
    queued = models.PositiveIntegerField(default=0)
    skipped = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Hold(models.Model):
    """That the post was held from `held_at` until `released_at`, and why."""

    because = models.CharField(max_length=300)
    held_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.because
