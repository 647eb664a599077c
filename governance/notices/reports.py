"""What a mail provider reports of a letter, in our words. The library reads each provider's shape; this says what is meant."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from anymail.webhooks.base import AnymailBaseWebhookView
from anymail.webhooks.brevo import BrevoTrackingWebhookView
from anymail.webhooks.mailgun import MailgunTrackingWebhookView
from anymail.webhooks.mailjet import MailjetTrackingWebhookView
from anymail.webhooks.postmark import PostmarkTrackingWebhookView
from anymail.webhooks.sparkpost import SparkPostTrackingWebhookView
from django.utils.crypto import salted_hmac

from .models import BounceSort

LONGEST = 500  # of the provider's words
_LONGEST_ID = 100

READERS: dict[str, type[AnymailBaseWebhookView]] = {
    "brevo": BrevoTrackingWebhookView,
    "mailgun": MailgunTrackingWebhookView,
    "mailjet": MailjetTrackingWebhookView,
    "postmark": PostmarkTrackingWebhookView,
    "sparkpost": SparkPostTrackingWebhookView,
}

_SORTS = {
    EventType.BOUNCED: BounceSort.BOUNCED,
    EventType.REJECTED: BounceSort.REJECTED,
    EventType.FAILED: BounceSort.REJECTED,
    EventType.COMPLAINED: BounceSort.COMPLAINED,
}

# A provider that holds a letter back because of the address, and not because of us or of what the letter says.
_OF_THE_ADDRESS = (RejectReason.INVALID, RejectReason.BOUNCED, RejectReason.SPAM, RejectReason.UNSUBSCRIBED)

# The library calls a full mailbox and a missing one alike a bounce; here is how each provider tells them apart.
_HARD_FOR_SPARKPOST = ("10", "30")
_IS_SOFT: dict[str, Callable[[Mapping[str, Any]], bool]] = {
    "brevo": lambda event: event.get("event") == "soft_bounce",
    "mailgun": lambda event: False,  # what is temporary comes as a delay
    "mailjet": lambda event: not event.get("hard_bounce"),
    "postmark": lambda event: event.get("Type", event.get("SuppressionReason")) != "HardBounce",
    "sparkpost": lambda event: _bounce_class(event) not in _HARD_FOR_SPARKPOST,
}


@dataclass(frozen=True, slots=True)
class Report:
    """One thing that a provider says of one letter. `message_id` is the part before the @ of the letter's, if it is told."""

    provider: str
    event_id: str
    sort: BounceSort
    is_final: bool
    message_id: str
    address: str
    words: str


def report_of(provider: str, event: AnymailTrackingEvent) -> Report | None:
    """Return the report, or None for an event that says nothing against the letter: delivered, delayed, opened."""
    sort = _SORTS.get(event.event_type)
    if sort is None:
        return None
    raw = event.esp_event if isinstance(event.esp_event, Mapping) else {}
    return Report(
        provider=provider,
        event_id=f"{provider}:{_event_id(event)}",
        sort=sort,
        is_final=_is_final(provider, sort, event.reject_reason, raw),
        message_id=_message_id(event, raw),
        address=_one_line(event.recipient),
        words=_one_line(event.mta_response) or _one_line(event.description),
    )


def _is_final(provider: str, sort: BounceSort, reason: str | None, raw: Mapping[str, Any]) -> bool:
    if sort is BounceSort.BOUNCED:
        return not _IS_SOFT[provider](raw)
    return sort is BounceSort.COMPLAINED or reason in _OF_THE_ADDRESS


def _bounce_class(event: Mapping[str, Any]) -> str:
    (inner,) = event["msys"].values()
    return str(inner.get("bounce_class", ""))


def _event_id(event: AnymailTrackingEvent) -> str:
    """Return what tells this event from others, the same whenever it is sent; where the provider gives nothing, its content."""
    given = _one_line(event.event_id)
    if given and len(given) <= _LONGEST_ID:
        return given
    content = json.dumps(event.esp_event, sort_keys=True)
    return salted_hmac("governance.notices.reports", content, algorithm="sha256").hexdigest()  # it holds an address


def headers_for(provider: str, message_id: str) -> dict[str, str]:
    """Return the headers by which a provider that numbers letters anew gives back our own number in its reports."""
    return {
        "mailjet": {"X-MJ-CustomID": message_id},
        "postmark": {"X-PM-KeepID": "true", "X-PM-Metadata-letter": message_id},
        "sparkpost": {"X-MSYS-API": json.dumps({"metadata": {"letter": message_id}})},
    }.get(provider, {})


def _message_id(event: AnymailTrackingEvent, raw: Mapping[str, Any]) -> str:
    """Return our own Message-ID before the @: as `headers_for` told it, or as the mail said it."""
    metadata = event.metadata if isinstance(event.metadata, Mapping) else {}
    ours = metadata.get("letter") or raw.get("CustomID") or event.message_id
    return _one_line(ours).strip("<>").partition("@")[0]


def _one_line(text: object) -> str:
    """Return what can be seen of a provider's text, on one line and cut; "" for what is no text."""
    if not isinstance(text, str):
        return ""
    seen = "".join(character if character.isprintable() else " " for character in text[: 4 * LONGEST])
    return " ".join(seen.split())[:LONGEST]
