"""Policies and agreements, which find each other by the matters they are about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from ..models import Agreement, Policy, Source, Tag, Tagging
from ..plain_text import tag_name
from ..refusals import Refused
from .rows import atomic, refuse_taken, write


@atomic
def tag_agreement(*, agreement: Agreement, tags: Iterable[str], by: Any, at: datetime) -> Agreement:
    """Say what an agreement is about, so that policies on the matter find it; tags that are not given are taken off."""
    agreement = Agreement.objects.select_for_update().get(pk=agreement.pk)
    wanted = _tags(tags)
    agreement.taggings.exclude(tag__in=wanted).delete()
    has = set(agreement.taggings.values_list("tag_id", flat=True))
    Tagging.objects.bulk_create(Tagging(agreement=agreement, tag=tag, tagged_at=at) for tag in wanted if tag.pk not in has)
    return agreement


def _tags(names: Iterable[str]) -> list[Tag]:
    found = {tag_name(name, field="tags") for name in names} - {""}
    return [Tag.objects.get_or_create(name=name)[0] for name in sorted(found)]


@atomic
def record_policy(*, tags: Iterable[str], sources: Iterable[Source] = (), by: Any, at: datetime, **facts: Any) -> Policy:
    """Record a policy with the matters it is about. It changes no agreement; those with a common tag are shown beside it."""
    refuse_taken(Policy, "slug", facts.get("slug"))
    about = matters(tags)
    policy = write(Policy(**facts), sources=sources)
    policy.tags.set(about)
    return policy


def matters(tags: Iterable[str]) -> list[Tag]:
    """Return what a policy is about."""
    about = _tags(tags)
    if not about:
        raise Refused(_("Say what the policy is about: without a tag it finds no agreement."), field="tags")
    return about
