"""People who sign in: officials, clerks, auditors and administrators. They are deactivated, never deleted."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

LANGUAGES = [("en", "English"), ("es", "Español")]


class Role(models.TextChoices):
    """What a person does here. Whether an official may vote is a matter of appointments, not of this."""

    OFFICIAL = "official", _("official")
    CLERK = "clerk", _("clerk")
    AUDITOR = "auditor", _("auditor")
    ADMINISTRATOR = "administrator", _("administrator")


class UserManager(BaseUserManager["User"]):
    """Creates users whose address counts as verified: accounts are made by invitation, never by sign-up."""

    def create_user(self, email: str, name: str, password: str | None = None, **facts: Any) -> User:
        """Create a user and the verified address that sign-in asks for; without a password nobody can sign in yet."""
        from allauth.account.models import EmailAddress

        user = self.model(email=self.normalize_email(email).lower(), name=name, **facts)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def create_superuser(self, email: str, name: str, password: str | None = None, **facts: Any) -> User:
        """Create an administrator."""
        return self.create_user(email, name, password, role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True, **facts)


class User(AbstractBaseUser, PermissionsMixin):
    """A person, known by e-mail address. `name` is how the record names them where they act in office."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(max_length=15, choices=Role.choices, default=Role.OFFICIAL)
    language = models.CharField(max_length=5, choices=LANGUAGES, default="en")  # of letters; who lets somebody in says it first
    desk_language = models.CharField(max_length=5, choices=LANGUAGES, blank=True, default="")  # "" until they choose themselves
    weekly_digest = models.BooleanField(_("weekly digest"), default=False)  # the one mail to people here that they can stop
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    # Raised to end every session of this person at once; see get_session_auth_hash.
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_user_of_an_address"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="known_role"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def reads_the_desk(self) -> bool:
        """Whether this person reads all that the desk knows: the clerk, and auditors and administrators, who write none of it."""
        return self.role in (Role.CLERK, Role.AUDITOR, Role.ADMINISTRATOR)

    @property
    def is_clerk(self) -> bool:
        """Whether this person keeps the register."""
        return self.role == Role.CLERK

    @property
    def is_administrator(self) -> bool:
        """Whether this person opens and closes accounts for everybody."""
        return self.role == Role.ADMINISTRATOR

    @property
    def lets_people_in(self) -> bool:
        """Whether this person may invite others."""
        return self.is_clerk or self.is_administrator

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        # Django's own, and a number of ours: a session holds until the password or the number changes.
        salt, value = "governance.accounts.User.session", f"{self.password}:{self.sessions_ended}"
        return salted_hmac(salt, value, secret=secret, algorithm="sha256").hexdigest()
