"""Settings that make no sense are refused at the start, in one sentence that names the variable."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOUND = {
    "COUNTERSIGN_LOCAL": "0",
    "DEBUG": "0",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "ALLOWED_HOSTS": "countersign.example",
    "SITE_URL": "https://countersign.example",
    "DATABASE_URL": "postgres://countersign:password@localhost:5432/countersign",
    "CELERY_BROKER_URL": "redis://localhost:6379/0",
    "CACHE_URL": "redis://localhost:6379/1",
    "EMAIL_URL": "smtp+tls://user:password@mail.example:587",
    "DEFAULT_FROM_EMAIL": "Countersign <clerk@countersign.example>",
    "PORT": "8000",
    "COUNTERSIGN_SMTP_PORT": "8025",
    "TRUST_PROXY": "0",
}
REQUIRED = [
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "SITE_URL",
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "CACHE_URL",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
]


def load(tmp_path: Path, *, show: str = "'sound'", **changed: str) -> subprocess.CompletedProcess[str]:
    """Load the settings in a process of their own, and print one expression over them."""
    script = f"""
import sys
from django.core.exceptions import ImproperlyConfigured
try:
    from governance import settings
except ImproperlyConfigured as refusal:
    sys.exit(str(refusal))
print({show})
"""
    ours = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = ours | SOUND | {"DATA_DIR": str(tmp_path / "var")} | changed
    return subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def refusal(tmp_path: Path, **changed: str) -> str:
    """Load settings that must be refused, and return the sentence."""
    loaded = load(tmp_path, **changed)
    assert loaded.returncode == 1, loaded.stdout
    assert "Traceback" not in loaded.stderr
    return loaded.stderr.strip()


def test_sound_settings_load(tmp_path: Path) -> None:
    assert load(tmp_path).stdout.strip() == "sound"


CITY = {
    "OIDC_ISSUER": "https://login.city.example",
    "OIDC_CLIENT_ID": "countersign",
    "OIDC_CLIENT_SECRET": "secret",
    "OIDC_NAME": "City of Philadelphia",
}


def test_a_citys_sign_in_is_configured_wholly_or_not_at_all(tmp_path: Path) -> None:
    assert load(
        tmp_path, **CITY, show="settings.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS'][0]['name']"
    ).stdout.strip() == ("City of Philadelphia")
    for name in CITY:
        assert refusal(tmp_path, **CITY | {name: ""}) == (
            "OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, OIDC_NAME belong together: set all of them, or none."
        )
    assert refusal(tmp_path, **CITY | {"OIDC_ISSUER": "http://login.city.example"}) == "OIDC_ISSUER must begin with https://."


@pytest.mark.parametrize("name", REQUIRED)
def test_a_missing_variable_is_named_with_the_way_out(tmp_path: Path, name: str) -> None:
    assert refusal(tmp_path, **{name: ""}) == (
        f"{name} is not set. Set it as .env.example shows, or set COUNTERSIGN_LOCAL=1 to try Countersign out."
    )


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("SECRET_KEY", "short", "SECRET_KEY is too easy to guess: use 50 or more random characters."),
        ("SECRET_KEY", "a" * 80, "SECRET_KEY is too easy to guess: use 50 or more random characters."),
        (
            "ALLOWED_HOSTS",
            "countersign.example,*",
            "ALLOWED_HOSTS contains '*': list exact host names, without patterns or paths.",
        ),
        (
            "ALLOWED_HOSTS",
            ".countersign.example",
            "ALLOWED_HOSTS contains '.countersign.example': list exact host names, without patterns or paths.",
        ),
        (
            "SITE_URL",
            "https://countersign.example/register",
            "SITE_URL is 'https://countersign.example/register': give only scheme and host, without a path.",
        ),
        (
            "SITE_URL",
            "http://countersign.example",
            "SITE_URL is 'http://countersign.example': it must begin with https://.",
        ),
        (
            "SITE_URL",
            "https://elsewhere.example",
            "SITE_URL is 'https://elsewhere.example': its host is not one of ALLOWED_HOSTS.",
        ),
        ("SITE_URL", "https://countersign.example:port", "SITE_URL is not a URL that can be read."),
        (
            "DATABASE_URL",
            "mysql://localhost/countersign",
            "DATABASE_URL must begin with postgres:// or postgresql:// or sqlite://.",
        ),
        (
            "DATABASE_URL",
            "postgres://localhost",
            "DATABASE_URL names no database: write postgres://user:password@host:5432/name.",
        ),
        (
            "CELERY_BROKER_URL",
            "amqp://localhost",
            "CELERY_BROKER_URL must begin with redis:// or rediss:// or filesystem://.",
        ),
        ("CACHE_URL", "locmemcache://", "CACHE_URL must begin with redis:// or rediss://."),
        (
            "EMAIL_URL",
            "dummymail://",
            "EMAIL_URL must begin with smtp:// or smtps:// or smtp+tls:// or smtp+ssl://.",
        ),
        ("EMAIL_URL", "smtp://", "EMAIL_URL names no host: write smtp+tls://user:password@host:587."),
        (
            "DEFAULT_FROM_EMAIL",
            "the clerk",
            "DEFAULT_FROM_EMAIL is 'the clerk': write it as Countersign <clerk@example.org>.",
        ),
        (
            "DEFAULT_FROM_EMAIL",
            "clerk@example.org\nBcc: all@example.org",
            "DEFAULT_FROM_EMAIL is 'clerk@example.org\\nBcc: all@example.org': write it as Countersign <clerk@example.org>.",
        ),
        ("PORT", "eighty", "PORT is 'eighty': a port is a number from 1 to 65535."),
        ("KEPT_ANSWERS_MB", "plenty", "KEPT_ANSWERS_MB is 'plenty': say a whole number from 0 to 100000."),
        ("READS_A_MINUTE", "-1", "READS_A_MINUTE is '-1': say a whole number from 0 to 1000000."),
        ("PORT", "99999", "PORT is '99999': a port is a number from 1 to 65535."),
        (
            "BOUNCES_FROM",
            "pigeon",
            "BOUNCES_FROM is 'pigeon': it can be brevo, mailgun, mailjet, postmark, sparkpost, or empty.",
        ),
        (
            "BOUNCES_FROM",
            "postmark",
            "BOUNCE_WEBHOOK_SECRET must be set with BOUNCES_FROM, as name:password: "
            "20 or more random letters and digits after the colon.",
        ),
        (
            "HEARTBEAT_URL",
            "http://watch.example/secret",
            "HEARTBEAT_URL must begin with https://, as it would be read on the way.",
        ),
        ("TRUST_PROXY", "maybe", "TRUST_PROXY is 'maybe': say 1 or 0."),
        ("DEBUG", "1", "DEBUG shows the code to every visitor: it is for COUNTERSIGN_LOCAL=1 alone."),
        ("DATA_DIR", "/dev/null/var", "DATA_DIR is '/dev/null/var', which cannot be made: Not a directory."),
    ],
)
def test_nonsense_is_refused(tmp_path: Path, name: str, value: str, sentence: str) -> None:
    assert refusal(tmp_path, **{name: value}) == sentence


@pytest.mark.parametrize("secret", ["postmark", ":0123456789abcdefghij", "postmark:short", "postmark:0123456789 abcdefghij"])
def test_a_webhook_of_bounces_needs_a_secret_that_cannot_be_guessed(tmp_path: Path, secret: str) -> None:
    sentence = refusal(tmp_path, BOUNCES_FROM="postmark", BOUNCE_WEBHOOK_SECRET=secret)
    assert sentence.startswith("BOUNCE_WEBHOOK_SECRET must be set with BOUNCES_FROM")


def test_mailgun_needs_its_signing_key_too(tmp_path: Path) -> None:
    secret = {"BOUNCES_FROM": "mailgun", "BOUNCE_WEBHOOK_SECRET": "mailgun:0123456789abcdefghij"}
    assert refusal(tmp_path, **secret).startswith("BOUNCE_WEBHOOK_SIGNING_KEY must be set")
    assert load(tmp_path, show="*sorted(settings.ANYMAIL)", BOUNCE_WEBHOOK_SIGNING_KEY="key", **secret).stdout.split() == [
        "MAILGUN_WEBHOOK_SIGNING_KEY",
        "WEBHOOK_SECRET",
    ]


def test_a_watcher_on_this_machine_needs_no_https(tmp_path: Path) -> None:
    shown = load(tmp_path, show="settings.HEARTBEAT_URL", HEARTBEAT_URL="http://localhost:9000/ping")
    assert shown.stdout.strip() == "http://localhost:9000/ping"


def test_a_refused_url_does_not_show_its_password(tmp_path: Path) -> None:
    assert "hunter2" not in refusal(tmp_path, DATABASE_URL="mysql://clerk:hunter2@localhost/countersign")


def test_manage_py_ends_with_the_sentence_and_no_traceback(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"]} | SOUND | {"DATA_DIR": str(tmp_path), "SITE_URL": ""}
    ended = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.startswith("Countersign does not start: SITE_URL is not set.")
    assert "Traceback" not in ended.stderr


def test_a_trial_run_needs_nothing_and_keeps_its_secret_key_to_itself(tmp_path: Path) -> None:
    nothing = dict.fromkeys(REQUIRED, "")
    first = load(tmp_path, show="settings.SECRET_KEY", COUNTERSIGN_LOCAL="1", **nothing)
    second = load(tmp_path, show="settings.SECRET_KEY", COUNTERSIGN_LOCAL="1", **nothing)
    assert first.stdout == second.stdout
    assert len(first.stdout.strip()) >= 50
    assert stat.S_IMODE((tmp_path / "var" / "secret_key").stat().st_mode) == 0o600


def test_a_trial_run_stays_on_this_computer(tmp_path: Path) -> None:
    nothing = dict.fromkeys(REQUIRED, "")
    shown = load(
        tmp_path,
        show="settings.SITE_URL, *settings.ALLOWED_HOSTS, settings.EMAIL_HOST, settings.CELERY_BROKER_URL",
        COUNTERSIGN_LOCAL="1",
        PORT="8123",
        **nothing,
    )
    assert shown.stdout.split() == [
        "http://localhost:8123",
        *("localhost", "127.0.0.1"),
        "localhost",
        "filesystem://localhost",
    ]


def test_data_dir_with_blanks_and_signs_holds_the_database(tmp_path: Path) -> None:
    odd = tmp_path / "my data + 100%"
    nothing = dict.fromkeys(REQUIRED, "")
    shown = load(tmp_path, show="settings.DATABASES['default']['NAME']", COUNTERSIGN_LOCAL="1", DATA_DIR=str(odd), **nothing)
    assert shown.stdout.strip() == str(odd / "countersign.sqlite3")
