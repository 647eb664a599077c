"""The settings of the tests: production's, made quick and deaf to the machine they run on."""

import os
from pathlib import Path

_BASE_DIR = Path(__file__).resolve().parent.parent

# Every variable is said here, so that neither a .env file nor the shell of a developer changes a result. Only the
# database may come from outside: the services tests run on a real PostgreSQL.
os.environ.update(
    COUNTERSIGN_LOCAL="0",
    DEBUG="0",
    SECRET_KEY="tests-" + "0123456789abcdef" * 4,
    ALLOWED_HOSTS="countersign.example,localhost,127.0.0.1,testserver",
    SITE_URL="https://countersign.example",
    CELERY_BROKER_URL="filesystem://",
    CACHE_URL="redis://localhost:1/0",
    KEPT_ANSWERS_MB="0",  # what is kept has tests of its own; all others ask the pages themselves
    READS_A_MINUTE="0",
    EMAIL_URL="smtp://localhost:1",
    DEFAULT_FROM_EMAIL="Countersign <clerk@countersign.example>",
    DATA_DIR=str(_BASE_DIR / "var" / "test"),
    PORT="8000",
    COUNTERSIGN_SMTP_PORT="8025",
    TRUST_PROXY="0",
    BOUNCES_FROM="",
    BOUNCE_WEBHOOK_SECRET="",
    BOUNCE_WEBHOOK_SIGNING_KEY="",
    HEARTBEAT_URL="",
    OIDC_ISSUER="",
    OIDC_CLIENT_ID="",
    OIDC_CLIENT_SECRET="",
    OIDC_NAME="",
    OIDC_SECOND_FACTOR="",
)
os.environ.setdefault("DATABASE_URL", f"sqlite:///{_BASE_DIR / 'var' / 'test' / 'unused.sqlite3'}")

from governance.settings import *  # noqa: E402, F403
from governance.settings import DATA_DIR, DATABASES, STATIC_ROOT, STORAGES  # noqa: E402

STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns if there is none
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name} for name in ("default", "progress")
}
CELERY_BROKER_URL = os.environ["CELERY_BROKER_URL"] = "memory://"  # Celery believes the environment before the settings
CELERY_BROKER_TRANSPORT_OPTIONS = {}

# The test client and the live server speak plain http.
SECURE_SSL_REDIRECT = False
SESSION_COOKIE_SECURE = False
CSRF_COOKIE_SECURE = False

# A file, as in production: the races need several connections, and a database in memory locks in another way.
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / f"test-{os.getpid()}.sqlite3")}
