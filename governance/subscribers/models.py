"""Who follows what by e-mail. Nothing of it is public, and nothing of it stands in the ledger."""

from __future__ import annotations

from datetime import datetime, timedelta
from secrets import token_hex

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from contracts.models import Agreement

ANSWER_WITHIN = timedelta(days=7)  # after that an address that nobody confirmed is erased

LANGUAGES = [("en", "English"), ("es", "Español")]


class SubscriptionState(models.TextChoices):
    """How far a subscription has come. Only `confirmed` is ever told anything."""

    PENDING = "pending", _("waiting for its confirmation")
    CONFIRMED = "confirmed", _("confirmed")
    ENDED = "ended", _("ended")


class EndedBecause(models.TextChoices):
    """Why a subscription ended."""

    ASKED = "asked", _("its owner ended it")
    UNANSWERED = "unanswered", _("nobody confirmed it in time")
    BOUNCED = "bounced", _("letters to its address came back")
    COMPLAINED = "complained", _("its owner reported a letter as unwanted")


LIVE = (SubscriptionState.PENDING, SubscriptionState.CONFIRMED)


def new_nonce() -> str:
    """Return what makes the links of a subscription its own: a row of the same number in another database has other links."""
    return token_hex(6)


class Subscription(FSMModelMixin, models.Model):
    """One address follows one agreement, or all of them where `agreement` is null. Ending it erases the address.

    `address_digest` is keyed and outlives the address by a day, so that ending and asking again cannot be used to send mails.
    """

    address = models.EmailField(blank=True)
    address_digest = models.CharField(max_length=64, blank=True, db_index=True)
    agreement = models.ForeignKey(Agreement, null=True, on_delete=models.PROTECT, related_name="subscriptions")
    language = models.CharField(max_length=5, choices=LANGUAGES, default="en")
    state = FSMField(
        max_length=10, choices=SubscriptionState.choices, default=SubscriptionState.PENDING, protected=True, editable=False
    )
    nonce = models.CharField(max_length=12, default=new_nonce, editable=False)
    created_at = models.DateTimeField()
    asked_at = models.DateTimeField()  # when the last confirmation mail was asked for; links hold from then on
    asks = models.PositiveSmallIntegerField(default=1)  # each has a mail of its own
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=10, choices=EndedBecause.choices, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=["address", "agreement"],
                condition=Q(state__in=LIVE, agreement__isnull=False),
                name="an_address_follows_an_agreement_once",
            ),
            models.UniqueConstraint(
                fields=["address"],
                condition=Q(state__in=LIVE, agreement__isnull=True),
                name="an_address_follows_all_once",
            ),
            models.CheckConstraint(condition=Q(state__in=SubscriptionState.values), name="known_subscription_state"),
            models.CheckConstraint(
                condition=Q(state="ended", address="", ended_at__isnull=False)
                | Q(state__in=LIVE, ended_at__isnull=True) & ~Q(address=""),
                name="an_ended_subscription_has_no_address",
            ),
            models.CheckConstraint(
                condition=Q(state="pending", confirmed_at__isnull=True)
                | Q(state="confirmed", confirmed_at__isnull=False)
                | Q(state="ended"),
                name="a_confirmed_subscription_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"subscription {self.pk} ({self.state})"

    @property
    def expires_at(self) -> datetime:
        """The moment from which on its confirmation link no longer holds."""
        return self.asked_at + ANSWER_WITHIN

    @transition(field=state, source=SubscriptionState.PENDING, target=SubscriptionState.PENDING)
    def ask_again(self, *, language: str, at: datetime) -> None:
        """Another confirmation mail is owed."""
        self.language, self.asked_at = language, at
        self.asks += 1

    @transition(field=state, source=SubscriptionState.PENDING, target=SubscriptionState.CONFIRMED)
    def confirm(self, *, at: datetime) -> None:
        """Whoever reads the mailbox agreed."""
        self.confirmed_at = at

    @transition(field=state, source=LIVE, target=SubscriptionState.ENDED)
    def end(self, *, because: EndedBecause, at: datetime) -> None:
        """Erase the address; nothing more is sent."""
        self.address, self.ended_at, self.ended_because = "", at, because
