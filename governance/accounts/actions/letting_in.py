"""Letting people in and out: the only code that makes, closes or changes accounts. Each act leaves a row in AccountEvent."""

from __future__ import annotations

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from contracts.plain_text import one_line, plain_text
from contracts.refusals import Refused

from ..models import AccountEvent, EventKind, Invitation, Role, User
from ..refusals import InvitationOver, NotTheirs


@transaction.atomic
def invite(*, email: str, name: str, role: Role, language: str = "en", by: User, at: datetime) -> Invitation:
    """Open an account without a password and return its invitation; the caller sends the link.

    Raises NotTheirs unless `by` is the clerk or an administrator, and for an administrator's account unless `by` is one.
    """
    _refuse_unless_may(by, role)
    email = email.strip().lower()
    name = _name(name)
    try:
        validate_email(email)
        with transaction.atomic():
            person = User.objects.create_user(email, name, role=role, language=language, joined_at=at)
    except (ValidationError, IntegrityError) as error:
        if User.objects.filter(email__iexact=email).exists():
            raise Refused(_("There is an account with this address already."), field="email") from error
        raise Refused(_("This is not an e-mail address."), field="email") from error
    _note(EventKind.INVITED, person, by=by, at=at)
    return Invitation.objects.create(person=person, made_at=at)


@transaction.atomic
def invite_again(*, person: User, by: User, at: datetime) -> Invitation:
    """Make a new link, which ends the earlier one; a revoked invitation is open again. Refused once a password was set."""
    person = _locked(person)
    _refuse_unless_may(by, person.role)
    if person.has_usable_password():
        raise Refused(_("%(name)s has set a password already, and can ask for a new one at the sign-in.") % {"name": person.name})
    invitation, is_new = Invitation.objects.select_for_update().get_or_create(person=person, defaults={"made_at": at})
    if not is_new:
        invitation.number += 1
        invitation.made_at, invitation.revoked_at, invitation.accepted_at = at, None, None
        invitation.save()
    if not person.is_active:
        person.is_active = True
        person.save(update_fields=["is_active"])
    _note(EventKind.INVITATION_RENEWED, person, by=by, at=at)
    return invitation


@transaction.atomic
def revoke_invitation(*, person: User, because: str, by: User, at: datetime) -> None:
    """Take the invitation back and close the account, of which nobody has made use."""
    person = _locked(person)
    _refuse_unless_may(by, person.role)
    invitation = Invitation.objects.select_for_update().filter(person=person).first()
    if invitation is None or invitation.accepted_at is not None or person.has_usable_password():
        raise Refused(_("There is no open invitation of %(name)s to take back.") % {"name": person.name})
    invitation.revoked_at = at
    invitation.save(update_fields=["revoked_at"])
    person.is_active = False
    person.save(update_fields=["is_active"])
    _note(EventKind.INVITATION_REVOKED, person, by=by, at=at, because=_reason(because))


@transaction.atomic
def accept_invitation(*, person: User, number: int, password: str, at: datetime) -> User:
    """Set the first password. Raises InvitationOver if the link is not the newest one, was used, is revoked or too old."""
    person = _locked(person)
    invitation = Invitation.objects.select_for_update().filter(person=person, number=number).first()
    if invitation is None or not invitation.is_open(at=at) or not person.is_active or person.has_usable_password():
        raise InvitationOver(_("This link no longer works: it was used already, or replaced, or it is too old."))
    invitation.accepted_at = at
    invitation.save(update_fields=["accepted_at"])
    person.set_password(password)
    person.save(update_fields=["password"])
    _note(EventKind.INVITATION_ACCEPTED, person, by=person, at=at)
    return person


@transaction.atomic
def change_person(*, person: User, name: str, role: Role, language: str, by: User, at: datetime) -> User:
    """Change how the record names a person, what they do here, and in which language they are written to."""
    person = _locked(person)
    _refuse_unless_may(by, person.role)
    if role != person.role:
        _refuse_unless_may(by, role)
        if person.pk == by.pk:
            raise NotTheirs(_("Nobody changes their own role: ask another administrator."), field="role")
    person.name, person.role, person.language = _name(name), role, language
    person.is_staff = person.is_superuser = False
    person.full_clean(exclude=["password"])
    person.save(update_fields=["name", "role", "language", "is_staff", "is_superuser"])
    _note(EventKind.CHANGED, person, by=by, at=at, because=f"{person.name}, {person.get_role_display()}, {person.language}")
    return person


@transaction.atomic
def close_account(*, person: User, because: str, by: User, at: datetime) -> User:
    """Let the person in no more, from this moment on and wherever they are signed in. What they did stays on record."""
    person = _locked(person)
    _refuse_unless_may(by, person.role)
    if person.pk == by.pk:
        raise NotTheirs(_("Nobody closes their own account: ask another administrator or the clerk."))
    if not person.is_active:
        raise Refused(_("The account of %(name)s is closed already.") % {"name": person.name})
    person.is_active = False
    _end_sessions(person)
    _note(EventKind.CLOSED, person, by=by, at=at, because=_reason(because))
    return person


@transaction.atomic
def open_account_again(*, person: User, because: str, by: User, at: datetime) -> User:
    """Let a person whose account was closed sign in again, with the password and the second factor they had."""
    person = _locked(person)
    _refuse_unless_may(by, person.role)
    if person.is_active:
        raise Refused(_("The account of %(name)s is open.") % {"name": person.name})
    person.is_active = True
    person.save(update_fields=["is_active"])
    _note(EventKind.OPENED_AGAIN, person, by=by, at=at, because=_reason(because))
    return person


@transaction.atomic
def reset_second_factor(*, person: User, because: str, by: User | None, at: datetime) -> User:
    """Forget the second factors of a person who lost them; their sessions end, and the next sign-in leads to setting up new ones.

    By an administrator, never for oneself; `by` is None for whoever holds the server.
    """
    if by is not None and not by.is_administrator:
        raise NotTheirs(_("Only an administrator may reset a second factor."))
    person = _locked(person)
    if by is not None and by.pk == person.pk:
        raise NotTheirs(_("Nobody resets their own second factor: ask another administrator."))
    reason = _reason(because)
    if not Authenticator.objects.filter(user=person).exists():
        raise Refused(_("%(name)s has no second factor to reset.") % {"name": person.name})
    Authenticator.objects.filter(user=person).delete()
    _end_sessions(person)
    _note(EventKind.SECOND_FACTOR_RESET, person, by=by, at=at, because=reason)
    return person


def _refuse_unless_may(by: User, role: str) -> None:
    if not by.lets_people_in or not by.is_active:
        raise NotTheirs(_("Only the clerk or an administrator may do this."))
    if role == Role.ADMINISTRATOR and not by.is_administrator:
        raise NotTheirs(_("An administrator's account is opened, changed and closed by an administrator."), field="role")


def _locked(person: User) -> User:
    return User.objects.select_for_update().get(pk=person.pk)


def _end_sessions(person: User) -> None:
    person.sessions_ended += 1
    person.save(update_fields=["is_active", "sessions_ended"])


def _name(name: str) -> str:
    clean = one_line(name, field="name")
    if not clean:
        raise Refused(_("Say who it is: the record names people where they act in office."), field="name")
    return clean


def _reason(because: str) -> str:
    reason = plain_text(because, field="because")
    if not reason:
        raise Refused(_("Say why: it stays with the account."), field="because")
    return reason


def _note(kind: EventKind, person: User, *, by: User | None, at: datetime, because: str = "") -> None:
    AccountEvent.objects.create(kind=kind, person=person, by=by, at=at, because=because)
