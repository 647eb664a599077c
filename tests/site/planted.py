"""Which columns are public, and a register with a canary in every other one.

A column of text that is new is in neither: the test of the canaries fails until somebody has said which it is.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from typing import Any
from unittest import mock

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.apps import apps
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import models

from contracts.models import Document
from governance.accounts.models import AccountEvent, Attempt, Role, SpareCacheEntry, User
from governance.ballots import actions as ballots
from governance.ballots.models import Ballot, Question
from governance.ballots.proposal import Proposal
from governance.desk.models import SentForm, VoteDraft
from governance.notices.models import Bounce, BounceSort, Hold, Letter, Notice, NoticeKind
from governance.record.models import UploadedSheet
from governance.stewardship import actions as stewardship
from governance.subscribers.models import Subscription
from tests.cast import LONG_BEFORE, Cast, at, open_ballot, vote

NOW = at("2018-07-20 12:00")
TEXT = (models.CharField, models.TextField, models.JSONField, models.FileField, models.GenericIPAddressField, models.BinaryField)
IN_HEXADECIMAL = b"canary-of-a-salt".hex()
# What the public reads beside the `public_fields` of a model; a word out of a fixed list of choices is no text.
PUBLIC = {
    "auth.Permission": {"name", "codename"},  # words of Django's own, the same in every installation
    "contenttypes.ContentType": {"app_label", "model"},
    "contracts.DataSystem": {"remark", "holds"},
    "contracts.Agreement": {"remark", "purpose", "default_outcome_clause", "jurisdiction"},
    "contracts.Term": {"remark"},
    "contracts.DataElement": {"remark"},
    "contracts.ElementSharing": {"remark"},
    "contracts.Fee": {"remark"},
    "contracts.Event": {"remark"},
    "contracts.Statement": {"remark"},
    "contracts.Claim": {"remark"},
    "contracts.Tag": {"name"},
    "contracts.Policy": {"remark"},
    "ledger.Entry": {"kind", "subject", "body", "leaf_hash"},
    "bodies.Body": {"slug", "name", "time_zone", "ladder"},
    "bodies.Seat": {"code", "name", "principal_office", "directed_by"},
    "ballots.Ballot": {"slug", "time_zone", "withdrawn_because"},
    "ballots.BallotSeat": {"code", "name", "directed_by"},
    "ballots.Decision": {"positions", "leaf_hash", "remark"},
    "ballots.Vote": {"text_digest", "reasons_digest", "leaf_hash"},
    "ballots.Reasons": {"text"},
    "followups.FollowUp": {"evidence", "confirmed_by", "waived_because"},
}


def private_columns() -> Iterator[tuple[type[models.Model], str]]:
    """Return every column of text, of every table there is, that nobody has called public."""
    for model in apps.get_models(include_auto_created=True):
        public = {*getattr(model, "public_fields", ()), *PUBLIC.get(model._meta.label, ())}
        for field in model._meta.concrete_fields:
            if isinstance(field, TEXT) and not field.choices and field.name not in public:
                yield model, field.name


def plant(cast: Cast) -> None:
    """Put a canary into each private column: the holders of the seats keep their names, which are public."""
    say = {"by": cast.clerk, "at": LONG_BEFORE}
    keepers = [
        User.objects.create_user(f"canary-keeper-{number}@private.example", f"canary-keeper-{number}'s name", role=Role.CLERK)
        for number in (1, 2)
    ]
    stewardship.name_keepers(agreement=cast.agreement, users=keepers, **say)
    for user in User.objects.filter(email__endswith="@example.org"):
        User.objects.filter(pk=user.pk).update(email=f"canary-{user.pk}@private.example", password="canary-password$x")
    contact = {"name": "Canary contact", "office": "Canary office", "email": "canary-contact@private.example"}
    stewardship.add_contact(party=cast.agreement.recipient, phone="canary-555", **contact, **say)
    _plant_ballots(cast)
    _plant_sign_in(keepers[0])
    _plant_post(cast, keepers[0])
    file = {"file_name": "canary.xlsx", "digest": "canary-digest", "uploaded_by": cast.clerk, "uploaded_at": NOW}
    UploadedSheet.objects.create(content=b"canary-bytes", confirmed="canary", reason="Canary", refused="Canary", **file)
    _create(
        Document,
        ("title", "file_name"),
        agreement=cast.agreement,
        media_type="application/pdf",
        size=1,
        digest="c" * 64,
        is_public=False,
        entered_by=cast.clerk,
        entered_at=LONG_BEFORE,
    )


def _plant_ballots(cast: Cast) -> None:
    """Put a question with a vote on it, draft another, and take back a third before anybody read it."""
    ballot = open_ballot(cast)
    with mock.patch("governance.ballots.actions.voting.new_salt", return_value=IN_HEXADECIMAL):
        vote(cast, ballot, "DAO", "decline", at("2018-07-10 10:00"), reasons="Public reasons.", key="canary-key")
    SentForm.objects.create(key=uuid.uuid4(), digest="canary of a form that was sent", sent_by=cast.clerk, sent_at=NOW)
    VoteDraft.objects.create(
        user=cast.judge, ballot=ballot, seat=cast.seat("FJD"), position="canary", reasons="Canary of a reason", saved_at=NOW
    )
    say = {"agreement": cast.agreement, "closes_on": date(2018, 8, 1), "by": cast.clerk, "at": at("2018-07-02 09:00")}
    secret = Proposal(None, date(2018, 8, 1), conditions=("canary of a draft",))
    taken_back = ballots.draft_ballot(question=Question.END_EARLY, proposal=secret, **say)
    ballots.withdraw_ballot(ballot_id=taken_back.pk, because="Asked too early.", by=cast.clerk, at=at("2018-07-02 10:00"))
    draft = ballots.draft_ballot(question=Question.END_EARLY, proposal=secret, **say)
    Ballot.objects.filter(pk=draft.pk).update(text="canary of a draft", text_digest="canary")


def _plant_sign_in(user: User) -> None:
    LogEntry.objects.create(
        user=user,
        content_type=ContentType.objects.get_for_model(User),
        object_id="canary",
        object_repr="Canary",
        action_flag=CHANGE,
        change_message="Canary",
    )
    Group.objects.create(name="Canary")
    Session.objects.create(session_key="canary", session_data="canary", expire_date=NOW)
    address = EmailAddress.objects.create(user=user, email="canary-second@private.example")
    EmailConfirmation.objects.create(email_address=address, key="canary", created=NOW)
    Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "canary"})
    app = _create(SocialApp, ("provider", "provider_id", "name", "client_id", "secret", "key"), settings={"a": "canary"})
    account = _create(SocialAccount, ("provider", "uid"), user=user, extra_data={"a": "canary"})
    _create(SocialToken, ("token", "token_secret"), app=app, account=account)
    _create(Attempt, ("login", "address"), step="password", at=NOW)
    _create(AccountEvent, ("because",), kind="closed", person=user, by=user, at=NOW)
    _create(SpareCacheEntry, ("cache_key", "value"), expires=NOW)


def _plant_post(cast: Cast, user: User) -> None:
    when = {"created_at": NOW, "asked_at": NOW}
    address = "canary-follower@private.example"
    Subscription.objects.create(address=address, address_digest="canary", nonce="canary", agreement=cast.agreement, **when)
    texts = ("subject", "text", "html", "unsubscribe_url", "calendar", "worker", "last_error", "message_id")
    letter = _create(Letter, texts, address="canary-letter@private.example", language="canar", due_at=NOW, created_at=NOW)
    _create(Bounce, ("words", "provider", "event_id"), letter=letter, at=NOW, sort=BounceSort.BOUNCED, is_final=False)
    notice = {"kind": NoticeKind.RECEIPT, "occasion": "canary:1", "address": "canary-notice@private.example"}
    Notice.objects.create(user=user, agreement=cast.agreement, queued_at=NOW, letter=letter, **notice)
    Hold.objects.create(because="Canary", held_at=NOW)


def _create(model: Any, texts: tuple[str, ...], **facts: Any) -> Any:
    return model.objects.create(**dict.fromkeys(texts, "canary"), **facts)
