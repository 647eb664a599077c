"""A form that arrives when nobody is signed in any more, or with a token that is no longer good: what was typed is not lost.

The answer is a page that holds it, to be sent again by one click after signing in. It is never sent by itself, and only for the
person to whom the form was shown. Whose form it was is told by the form's own token against forgery: every page of the desk
leaves in the browser, signed, a digest of the token's secret and the person it was made for. Another site knows no such
secret, so what it makes a browser send gets no such page.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import CSRF_ALLOWED_CHARS, CSRF_SECRET_LENGTH
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.accounts.models import User

COOKIE, SALT = "desk_forms", "governance.desk.unsent"
KNOWN_FOR = 14 * 24 * 60 * 60  # seconds: a form left open over a holiday
REMEMBERED = 5  # sign-ins of one browser
TOKEN = "csrfmiddlewaretoken"  # noqa: S105  (a field's name)
OF_THE_PAGE = {TOKEN, "key", "text_digest", "confirmed", "change"}  # nobody typed these
TITLES: dict[str, Promise] = {
    "vote": gettext_lazy("Vote"),
    "draft": gettext_lazy("Save a draft of a vote"),
    "confirm_vote": gettext_lazy("Record a position"),
    "withdraw_vote": gettext_lazy("Take back a position"),
    "new_ballot": gettext_lazy("Put a question to the body"),
    "confirm_ballot": gettext_lazy("Open a ballot"),
    "withdraw_ballot": gettext_lazy("Withdraw a ballot"),
    "letters_to_me": gettext_lazy("Letters to me"),
}


@dataclass(frozen=True, slots=True)
class Typed:
    """One field of the form as it was sent."""

    name: str
    value: str

    @property
    def label(self) -> str:
        """What to call it on a page."""
        return capfirst(self.name.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Unsent:
    """A form that was not taken: where it goes, what is in it, and for whom it was made, if that is known."""

    path: str
    title: str
    typed: tuple[Typed, ...]
    hidden: tuple[Typed, ...]
    files: tuple[Typed, ...]
    owner: User | None


def held(request: HttpRequest) -> HttpResponse:
    """Answer with what was typed. Nothing has been written, and nothing is until its owner sends it again."""
    unsent = _read(request)
    user = request.user if isinstance(request.user, User) else None
    page = {
        "unsent": unsent,
        "reader": user,
        # Only then the page gets a token that is good now. Else the form goes on with the one it came with, which is the owner's.
        "may_send": unsent.owner is not None and user == unsent.owner,
        "token_as_it_came": request.POST.get(TOKEN, ""),
        "of_another": unsent.owner is not None and user is not None and user != unsent.owner,
    }
    answer = render(request, "desk/unsent.html", page, status=403)
    add_never_cache_headers(answer)
    return answer


def remember_whose(request: HttpRequest, answer: HttpResponseBase) -> None:
    """Note in the browser for whom the forms of this page were made."""
    if isinstance(request.user, User) and "CSRF_COOKIE" in request.META:
        _leave(request, answer, request.user)


def came_from_here(request: HttpRequest) -> bool:
    """Tell whether the browser says that a page of ours sent the form. Another site cannot make it say so."""
    said = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return urlsplit(said).netloc == request.get_host()


def _read(request: HttpRequest) -> Unsent:
    fields = [Typed(name, value) for name, values in request.POST.lists() for value in values if name != TOKEN]
    return Unsent(
        path=request.get_full_path(),
        title=_title_of(request.path),
        typed=tuple(field for field in fields if field.name not in OF_THE_PAGE and field.value.strip()),
        hidden=tuple(fields),
        files=tuple(Typed(name, file.name or "") for name, files in request.FILES.lists() for file in files),
        owner=_owner(request),
    )


def _title_of(path: str) -> str:
    """Return what sending the form does, in the words of its page."""
    try:
        match = resolve(path)
    except Resolver404:
        return _("A form")
    page = match.kwargs.get("page")
    return str(page.title if page is not None else TITLES.get(match.url_name or "", _("A form")))


def _owner(request: HttpRequest) -> User | None:
    token = request.POST.get(TOKEN, "")
    whose = dict(_known(request)).get(_digest(token)) if came_from_here(request) else None
    return User.objects.filter(pk=whose, is_active=True).first() if whose is not None else None


def _digest(token: str) -> str:
    """Return a digest of the secret within a token; "" for what is no token.

    Django shows the secret in forms under a mask that changes with every page: first the mask, then each character of the secret
    moved on by the mask's. The cookie holds it bare.
    """
    mask, masked = token[:-CSRF_SECRET_LENGTH], token[-CSRF_SECRET_LENGTH:]
    if len(token) not in (CSRF_SECRET_LENGTH, 2 * CSRF_SECRET_LENGTH) or not set(token) <= set(CSRF_ALLOWED_CHARS):
        return ""
    place = CSRF_ALLOWED_CHARS.index
    secret = "".join(CSRF_ALLOWED_CHARS[place(c) - place(m)] for c, m in zip(masked, mask, strict=True)) if mask else masked
    return hashlib.sha256(secret.encode()).hexdigest()[:32]


def _known(request: HttpRequest) -> list[tuple[str, int]]:
    try:
        rows = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return []
    return [(str(digest), int(whose)) for digest, whose in rows]


def _leave(request: HttpRequest, answer: HttpResponseBase, owner: User) -> None:
    this = (_digest(request.META.get("CSRF_COOKIE", "")), owner.pk)
    others = [row for row in _known(request) if row[0] != this[0]]
    if not this[0] or (len(others) < len(_known(request)) and _known(request)[-1] == this):
        return
    answer.set_cookie(
        COOKIE,
        signing.dumps([*others, this][-REMEMBERED:], salt=SALT),
        max_age=KNOWN_FOR,
        path="/desk/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
