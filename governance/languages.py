"""In which language a page speaks: the public site by its address, the desk and the pages of signing in by who reads.

A public page is English at its stable address and Spanish under /es/, whatever the browser says, so that any cache can keep it.
The other pages speak as was chosen in this browser, else as the person chose for good, else as the browser prefers:
docs/adr/0014-languages-by-address.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import translate_url
from django.utils import translation
from django.utils.cache import patch_vary_headers

CHOICE = "language"  # ?language=es on a page that speaks its reader's language
_BY_READER = ("/desk/", "/accounts/", "/local/")


@dataclass(frozen=True, slots=True)
class Language:
    """A language that this page can be read in, and where. `absolute_url` is "" where the page has one address for both."""

    code: str
    name: str
    url: str
    absolute_url: str
    current: bool


class SpeakTheReadersLanguage:
    """Serve each request in its language. Stands before CommonMiddleware, which looks addresses up in that language too."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the language of the address; where the reader decides, in theirs as far as it is known by now."""
        by_reader = is_by_reader(request.path_info)
        with translation.override(spoken_to(request) if by_reader else _of_address(request.path_info)):
            request.LANGUAGE_CODE = translation.get_language() or settings.LANGUAGE_CODE
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
        if by_reader:
            patch_vary_headers(response, ("Accept-Language", "Cookie"))
            if isinstance(response, HttpResponse) and (chosen := _chosen(request)):
                response.set_cookie(
                    settings.LANGUAGE_COOKIE_NAME, chosen, secure=request.is_secure(), httponly=True, samesite="Lax"
                )
        return response

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Speak to whoever has signed in as they chose for good; only here is it known who that is."""
        if is_by_reader(request.path_info) and request.user.is_authenticated:
            language = spoken_to(request, chosen_for_good=request.user.desk_language)
            translation.activate(language)
            request.LANGUAGE_CODE = language


def spoken_to(request: HttpRequest, *, chosen_for_good: str = "") -> str:
    """Return the reader's language: as chosen in this browser, else as they chose for good, else as the browser prefers."""
    return _chosen(request) or _kept(request) or chosen_for_good or translation.get_language_from_request(request)


def forget_choice(response: HttpResponse) -> None:
    """Let the browser no longer remember what was chosen on a page, since the person has chosen for good."""
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)


def is_by_reader(path: str) -> bool:
    """Tell whether the page at `path` has one address for all languages, and speaks the reader's."""
    return path.startswith(_BY_READER)


def address_now(path: str) -> str:
    """Return where the page at this English address is found in the language in force: /es/decisions/ in Spanish.

    What has one address for all languages, such as the desk, keeps it.
    """
    language = translation.get_language() or settings.LANGUAGE_CODE
    with translation.override(settings.LANGUAGE_CODE):
        return translate_url(path, language)


def languages(request: HttpRequest) -> dict[str, list[Language]]:
    """Give templates the languages that this page can be read in; none where nothing is there."""
    now, here = translation.get_language() or settings.LANGUAGE_CODE, request.get_full_path()
    if is_by_reader(request.path_info):
        asked = {name: value for name, value in request.GET.items() if name != CHOICE}
        ways = {code: f"?{urlencode(asked | {CHOICE: code})}" for code, _name in settings.LANGUAGES}
    else:
        ways = {code: here if code == now else translate_url(here, code) for code, _name in settings.LANGUAGES}
    if len(set(ways.values())) < len(ways):
        return {"languages": []}
    return {
        "languages": [
            Language(code, name, ways[code], settings.SITE_URL + ways[code] if ways[code][0] == "/" else "", code == now)
            for code, name in settings.LANGUAGES
        ]
    }


def _of_address(path: str) -> str:
    return translation.get_language_from_path(path) or settings.LANGUAGE_CODE


def _chosen(request: HttpRequest) -> str:
    """Return the language that a link on this page has asked for; "" if none of ours."""
    return _of_ours(request.GET.get(CHOICE, ""))


def _kept(request: HttpRequest) -> str:
    """Return the language that such a link asked for earlier, in this browser."""
    return _of_ours(request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))


def _of_ours(code: str) -> str:
    return code if code in dict(settings.LANGUAGES) else ""
