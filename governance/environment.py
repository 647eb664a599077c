"""What the process is told from outside. Every value is checked here, and nonsense is refused in one sentence."""

import os
import secrets
import tempfile
from email.utils import parseaddr
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"", "0", "false", "no", "off"})

DATABASES = ("postgres", "postgresql", "sqlite")
BROKERS = ("redis", "rediss", "filesystem")
SHARED_CACHES = ("redis", "rediss")
MAIL_SERVERS = ("smtp", "smtps", "smtp+tls", "smtp+ssl")
BOUNCE_REPORTERS = ("brevo", "mailgun", "mailjet", "postmark", "sparkpost")


def told(name: str, default: str = "") -> str:
    """Return the variable as it was set, without surrounding blanks; the one place that reads it."""
    return os.environ.get(name, default).strip() or default


def claim(name: str) -> bool:
    """Return a yes-or-no variable; unset means no."""
    value = told(name).lower()
    if value not in TRUE | FALSE:
        raise ImproperlyConfigured(f"{name} is {value!r}: say 1 or 0.")
    return value in TRUE


def port(name: str, default: int) -> int:
    """Return a TCP port from 1 to 65535."""
    value = told(name, str(default))
    if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
        raise ImproperlyConfigured(f"{name} is {value!r}: a port is a number from 1 to 65535.")
    return int(value)


def whole_number(name: str, default: int, *, most: int) -> int:
    """Return a number from 0 to `most`."""
    value = told(name, str(default))
    if not (value.isascii() and value.isdigit() and len(value) < 20 and int(value) <= most):
        raise ImproperlyConfigured(f"{name} is {value!r}: say a whole number from 0 to {most}.")
    return int(value)


def folder(name: str, default: Path) -> Path:
    """Return a folder that exists, made if need be."""
    path = Path(told(name, str(default))).absolute()
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as reason:
        raise ImproperlyConfigured(f"{name} is {str(path)!r}, which cannot be made: {reason.strerror}.") from reason
    return path


def required(name: str, default: str = "") -> str:
    """Return the variable, or refuse if nobody set it and there is no default for it."""
    value = told(name, default)
    if not value:
        raise ImproperlyConfigured(
            f"{name} is not set. Set it as .env.example shows, or set COUNTERSIGN_LOCAL=1 to try Countersign out."
        )
    return value


def secret_key(name: str, default: str = "") -> str:
    """Return a key that cannot be guessed: 50 characters or more, and no example's."""
    value = required(name, default)
    if len(value) < 50 or len(set(value)) < 5 or value.startswith("django-insecure-"):
        raise ImproperlyConfigured(f"{name} is too easy to guess: use 50 or more random characters.")
    return value


def kept_secret_key(data_dir: Path) -> str:
    """Return the key kept in the folder, made on first use and readable by its owner alone."""
    kept = data_dir / "secret_key"
    if not kept.exists():
        descriptor, aside = tempfile.mkstemp(dir=data_dir)  # mkstemp creates with mode 0600
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        try:
            os.link(aside, kept)  # never overwrites: of two first starts at once, one key wins
        except FileExistsError:
            pass
        finally:
            os.unlink(aside)
    return kept.read_text().strip()


def host_names(name: str, default: str = "") -> list[str]:
    """Return the exact host names that the site answers to; patterns are refused."""
    hosts = [host.strip().lower() for host in required(name, default).split(",") if host.strip()]
    for host in hosts:
        if "*" in host or host.startswith(".") or "/" in host:
            raise ImproperlyConfigured(f"{name} contains {host!r}: list exact host names, without patterns or paths.")
    return hosts


def site_url(name: str, default: str = "", *, hosts: list[str], secure: bool) -> str:
    """Return the address that links in mails begin with, without a slash at the end."""
    value = required(name, default)
    parts = _parts(name, value)
    if parts.scheme != "https" and (secure or parts.scheme != "http"):
        raise ImproperlyConfigured(f"{name} is {value!r}: it must begin with https://.")
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username or parts.path not in ("", "/"):
        raise ImproperlyConfigured(f"{name} is {value!r}: give only scheme and host, without a path.")
    if parts.hostname not in hosts:
        raise ImproperlyConfigured(f"{name} is {value!r}: its host is not one of ALLOWED_HOSTS.")
    return value.rstrip("/")


def database(name: str, default: str = "") -> dict[str, Any]:
    """Return Django's settings for a PostgreSQL or SQLite URL."""
    value = _of_kind(name, required(name, default), DATABASES)
    found: dict[str, Any] = environ.Env.db_url_config(value)
    if not found["NAME"]:
        raise ImproperlyConfigured(f"{name} names no database: write postgres://user:password@host:5432/name.")
    return found


def broker_url(name: str, default: str = "") -> str:
    """Return where Celery's messages go: Redis, or `filesystem://` for one machine."""
    return _of_kind(name, required(name, default), BROKERS)


def cache(name: str, default: str = "", *, shared: bool, spare: str = "Database") -> dict[str, Any]:
    """Return Django's settings for a cache; rate limits hold only in one that all processes share, and that always answers.

    While Redis is away `spare` takes its place: "Database" or "Memory".
    """
    kinds = SHARED_CACHES if shared else (*SHARED_CACHES, "locmemcache", "filecache")
    value = _of_kind(name, required(name, default), kinds)
    found: dict[str, Any] = environ.Env.cache_url_config(value)
    if _parts(name, value).scheme in SHARED_CACHES:
        found["BACKEND"] = f"governance.cache.RedisOr{spare}"
    return found


def mail_server(name: str, default: str = "") -> dict[str, Any]:
    """Return Django's EMAIL_… settings for an SMTP URL."""
    value = _of_kind(name, required(name, default), MAIL_SERVERS)
    found: dict[str, Any] = environ.Env.email_url_config(value)
    if not found["EMAIL_HOST"]:
        raise ImproperlyConfigured(f"{name} names no host: write smtp+tls://user:password@host:587.")
    return found


def sender(name: str, default: str = "") -> str:
    """Return the address that mails come from, as `name <address>` or the address alone."""
    value = required(name, default)
    _, address = parseaddr(value)
    local, _, domain = address.rpartition("@")
    if not ((local and "." in domain) or domain == "localhost") or any(ord(sign) < 32 for sign in value):
        raise ImproperlyConfigured(f"{name} is {value!r}: write it as Countersign <clerk@example.org>.")
    return value


def bounce_reporter(name: str, secret: str, signing_key: str) -> tuple[str, dict[str, str]]:
    """Return the mail provider that reports bounces, "" for none, and what its reports must prove they know."""
    provider, password, key = told(name).lower(), told(secret), told(signing_key)
    if not provider:
        return "", {}
    if provider not in BOUNCE_REPORTERS:
        raise ImproperlyConfigured(f"{name} is {provider!r}: it can be {', '.join(BOUNCE_REPORTERS)}, or empty.")
    user, _, word = password.partition(":")
    if not user or len(word) < 20 or not all(sign.isascii() and (sign.isalnum() or sign in "-._~:") for sign in password):
        raise ImproperlyConfigured(
            f"{secret} must be set with {name}, as name:password: 20 or more random letters and digits after the colon."
        )
    if provider != "mailgun":
        return provider, {"WEBHOOK_SECRET": password}
    if not key.isascii() or not key:
        raise ImproperlyConfigured(f"{signing_key} must be set: Mailgun signs what it reports with its webhook signing key.")
    return provider, {"WEBHOOK_SECRET": password, "MAILGUN_WEBHOOK_SIGNING_KEY": key}


def watcher(name: str) -> str:
    """Return the address that is asked after each round of the post that worked, "" for none: https, or this machine."""
    value = told(name)
    if not value:
        return ""
    parts = _parts(name, value)
    is_here = parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1")
    if not parts.hostname or not (parts.scheme == "https" or is_here) or not value.isascii() or not value.isprintable():
        # The value is not repeated: whoever knows it can say that all is well.
        raise ImproperlyConfigured(f"{name} must begin with https://, as it would be read on the way.")
    return value


def city_sign_in(*, secure: bool) -> dict[str, str]:
    """Return issuer, client_id, client_secret and name of a city's own sign-in (OpenID Connect); all empty where there is none.

    `second_factor` is the value of the claims amr or acr by which the issuer says that a second factor was given; "" counts none.
    """
    issuer = told("OIDC_ISSUER").rstrip("/")
    names = {"client_id": "OIDC_CLIENT_ID", "client_secret": "OIDC_CLIENT_SECRET", "name": "OIDC_NAME"}
    found = {key: told(name) for key, name in names.items()}
    if bool(issuer) != all(found.values()) or (not issuer and any(found.values())):
        raise ImproperlyConfigured(f"OIDC_ISSUER, {', '.join(names.values())} belong together: set all of them, or none.")
    if issuer and _parts("OIDC_ISSUER", issuer).scheme not in ({"https"} if secure else {"https", "http"}):
        raise ImproperlyConfigured("OIDC_ISSUER must begin with https://.")
    return {"issuer": issuer, **found, "second_factor": told("OIDC_SECOND_FACTOR")}


def _of_kind(name: str, value: str, kinds: tuple[str, ...]) -> str:
    """Return the URL if its scheme is one of the kinds. The value is not repeated: it may hold a password."""
    if _parts(name, value).scheme not in kinds:
        raise ImproperlyConfigured(f"{name} must begin with {' or '.join(f'{kind}://' for kind in kinds)}.")
    return value


def _parts(name: str, value: str) -> Any:
    try:
        parts = urlsplit(value)
        _ = parts.port
    except ValueError as reason:
        # "sqlite://:memory:" is Django's own word for no file at all, though it is no URL.
        if value == "sqlite://:memory:":
            return urlsplit("sqlite:///:memory:")
        raise ImproperlyConfigured(f"{name} is not a URL that can be read.") from reason
    return parts
