"""What people decide about their own letters: the language, and the weekly digest.

A preference is nobody else's business: none of it is entered in the record of acts.
"""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from contracts.refusals import Refused
from governance.accounts.models import User


@transaction.atomic
def choose_letters(*, language: str, weekly_digest: bool, by: User) -> User:
    """Keep in which language `by` is written to and reads the desk, and whether there is a weekly digest.

    Letters that wait already stay as they were begun; what is a duty is sent either way. Raises Refused for a language not spoken
    here.
    """
    if language not in dict(User._meta.get_field("language").flatchoices):
        raise Refused(_("Letters are not written in this language."), field="language")
    user = User.objects.select_for_update().get(pk=by.pk)
    user.language = user.desk_language = language
    user.weekly_digest = weekly_digest
    user.save(update_fields=["language", "desk_language", "weekly_digest"])
    return user


@transaction.atomic
def stop_weekly_digest(*, user: User) -> None:
    """Send this person no more digests; again, it changes nothing."""
    User.objects.filter(pk=user.pk, weekly_digest=True).update(weekly_digest=False)
    user.weekly_digest = False
