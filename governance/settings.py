"""The project's settings, for a trial at a desk and for production alike. They refuse to start rather than guess."""

import sys
from collections import defaultdict
from pathlib import Path
from urllib.parse import quote

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from kombu.transport import TRANSPORT_ALIASES

from governance import environment

BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / ".env")  # what is already set in the environment wins

# --- Where it runs ---
LOCAL = environment.claim("COUNTERSIGN_LOCAL")
DEBUG = environment.claim("DEBUG")
if DEBUG and not LOCAL:
    raise ImproperlyConfigured("DEBUG shows the code to every visitor: it is for COUNTERSIGN_LOCAL=1 alone.")
DATA_DIR = environment.folder("DATA_DIR", BASE_DIR / "var")
PORT = environment.port("PORT", 8000)
COUNTERSIGN_SMTP_PORT = environment.port("COUNTERSIGN_SMTP_PORT", 8025)

# What is right at a desk, and only there: without LOCAL each of these must be said.
_at_a_desk: defaultdict[str, str] = defaultdict(str)
if LOCAL:
    _at_a_desk |= {
        "SECRET_KEY": environment.kept_secret_key(DATA_DIR),
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "SITE_URL": f"http://localhost:{PORT}",
        "DATABASE_URL": f"sqlite:///{quote(str(DATA_DIR / 'countersign.sqlite3'))}",
        "CELERY_BROKER_URL": "filesystem://localhost",
        "CACHE_URL": "locmemcache://countersign",
        "PROGRESS_URL": f"filecache://{quote(str(DATA_DIR / 'progress'))}",
        "EMAIL_URL": f"smtp://localhost:{COUNTERSIGN_SMTP_PORT}",
        "DEFAULT_FROM_EMAIL": "Countersign <countersign@localhost>",
    }

SECRET_KEY = environment.secret_key("SECRET_KEY", _at_a_desk["SECRET_KEY"])
ALLOWED_HOSTS = environment.host_names("ALLOWED_HOSTS", _at_a_desk["ALLOWED_HOSTS"])
SITE_URL = environment.site_url("SITE_URL", _at_a_desk["SITE_URL"], hosts=ALLOWED_HOSTS, secure=not LOCAL)

# --- The rooms ---
INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "contracts",
    "governance.accounts",
    "governance.ledger",
    "governance.bodies",
    "governance.stewardship",
    "governance.ballots",
    "governance.followups",
    "governance.subscribers",
    "governance.notices",
    "governance.record",
    "governance.desk",
    "governance.backstage",
    "governance.public",
    *(["governance.local"] if LOCAL else []),
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "governance.urls"
WSGI_APPLICATION = "governance.wsgi.application"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "governance.public.kept.KeptAnswers",
    "csp.middleware.CSPMiddleware",
    "governance.public.limits.MadeAnswers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "governance.languages.SpeakTheReadersLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "governance.accounts.not_kept.AccountPagesAreNotKept",
    "governance.accounts.middleware.BehindTheDoor",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "governance.languages.languages",
                "governance.desk.heartbeat.heartbeat_of_the_desk",
            ],
        },
    },
]

# --- The database ---
_database = environment.database("DATABASE_URL", _at_a_desk["DATABASE_URL"])
_options = _database.pop("OPTIONS", {})
if _database["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE: the second writer waits for its turn instead of failing half-way. Recursive triggers: REPLACE, too,
    # meets the guards of the append-only tables.
    _database["OPTIONS"] = _options | {
        "transaction_mode": "IMMEDIATE",
        "timeout": 60,  # seconds: while a long sheet is entered nobody else can write
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON"
        ),
    }
else:
    # The isolation level stays READ COMMITTED: under a later one the locked ballot is read as it was before the lock.
    _database |= {"OPTIONS": _options, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
DATABASES = {"default": _database}

CACHES = {
    "default": environment.cache("CACHE_URL", _at_a_desk["CACHE_URL"], shared=not LOCAL),
    "readers": environment.cache("CACHE_URL", _at_a_desk["CACHE_URL"], shared=not LOCAL, spare="Memory"),
    # What a worker tells the pages while its transaction runs. They are two processes, so memory is no place for it.
    "progress": environment.cache("CACHE_URL", _at_a_desk["PROGRESS_URL"], shared=not LOCAL, spare="Memory"),
}
KEPT_ANSWERS = environment.whole_number("KEPT_ANSWERS_MB", 32, most=100_000) * 2**20  # bytes in each process; 0 keeps none
READS_A_MINUTE = environment.whole_number("READS_A_MINUTE", 300, most=1_000_000)  # of one address; 0 sets no limit

# --- Time and languages ---
USE_TZ = True
TIME_ZONE = "UTC"  # every body has a zone of its own
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LANGUAGE_COOKIE_NAME = "language"  # set at the desk and on sign-in pages alone, for who chooses one there
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["governance.formats"]

# --- Files ---
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = DATA_DIR / "documents"  # has no address: documents are handed out by views alone
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Sign-in: by invitation only ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/desk/"
ACCOUNT_ADAPTER = "governance.accounts.adapter.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # asking for a password reset sends nothing to strangers
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_DEFAULT_HTTP_PROTOCOL = SITE_URL.split(":", 1)[0]
ACCOUNT_SESSION_REMEMBER = False  # nobody is asked: a session ends with the browser, and in time anyway
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whoever changes a password or a second factor is told by mail
# Attempts are counted by governance.accounts.lockout, in the database: docs/adr/0011-lock-out.md.
ACCOUNT_RATE_LIMITS = False
ACCOUNT_FORMS = {
    "login": "governance.accounts.bounded.BoundedLoginForm",
    "reset_password": "governance.accounts.counted.CountedResetForm",
    "reset_password_from_key": "governance.accounts.counted.NewPasswordForm",
    "change_password": "governance.accounts.counted.CountedChangeForm",
    "reauthenticate": "governance.accounts.counted.PasswordAgainForm",
}
MFA_ADAPTER = "governance.accounts.adapter.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Countersign"
MFA_TOTP_TOLERANCE = 1  # one step of 30 seconds either way: phones are slow, and so are people
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RATE_LIMITS = False
MFA_FORMS = {
    "authenticate": "governance.accounts.counted.CountedCodeForm",
    "reauthenticate": "governance.accounts.counted.CountedCodeAgainForm",
    "activate_totp": "governance.accounts.counted.FirstCodeForm",
    "edit_webauthn": "governance.accounts.counted.KeyNameForm",
}

# A city's own sign-in. It lets in who was invited, and nobody else; nothing of it is stored.
_city = environment.city_sign_in(secure=not LOCAL)
OIDC_NAME = _city["name"]
OIDC_SECOND_FACTOR = _city["second_factor"]
SOCIALACCOUNT_ADAPTER = "governance.accounts.city_sign_in.CitySignInAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a link: policies of forms end at our own address, and browsers hold redirects to them
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, object]] = {}
if _city["issuer"]:
    _app = {"provider_id": "city", "name": OIDC_NAME, "client_id": _city["client_id"], "secret": _city["client_secret"]}
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [_app | {"settings": {"server_url": _city["issuer"]}}],
    }

INVITATION_DAYS = 14  # how long the link of an invitation works
SECOND_FACTOR_FRESH_FOR = 5 * 60  # seconds in which an act may be signed without giving it again
SESSION_IDLE_SECONDS = 30 * 60
SESSION_LONGEST_SECONDS = 8 * 60 * 60  # a working day, from the sign-in on

# --- Mail ---
_mail = environment.mail_server("EMAIL_URL", _at_a_desk["EMAIL_URL"])
EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
EMAIL_HOST = _mail["EMAIL_HOST"]
EMAIL_PORT = _mail["EMAIL_PORT"] or 25
EMAIL_HOST_USER = _mail["EMAIL_HOST_USER"] or ""
EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_PASSWORD"] or ""
EMAIL_USE_TLS = _mail.get("EMAIL_USE_TLS", False)
EMAIL_USE_SSL = _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20  # seconds, for each operation
DEFAULT_FROM_EMAIL = environment.sender("DEFAULT_FROM_EMAIL", _at_a_desk["DEFAULT_FROM_EMAIL"])
SERVER_EMAIL = DEFAULT_FROM_EMAIL
BOUNCES_FROM, ANYMAIL = environment.bounce_reporter("BOUNCES_FROM", "BOUNCE_WEBHOOK_SECRET", "BOUNCE_WEBHOOK_SIGNING_KEY")
HEARTBEAT_URL = environment.watcher("HEARTBEAT_URL")

# --- Work by the clock: Celery only rings the bell, what is owed stands in the database ---
CELERY_BROKER_URL = environment.broker_url("CELERY_BROKER_URL", _at_a_desk["CELERY_BROKER_URL"])
CELERY_TIMEZONE = "UTC"
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = {}
if CELERY_BROKER_URL.startswith("filesystem:"):
    # kombu takes no dotted name in a URL, so ours goes by the name of the one it mends.
    TRANSPORT_ALIASES["filesystem"] = "governance.broker:Transport"
    _queue = DATA_DIR / "queue"
    CELERY_BROKER_TRANSPORT_OPTIONS |= {
        "data_folder_in": str(_queue / "waiting"),
        "data_folder_out": str(_queue / "waiting"),
        "processed_folder": str(_queue / "taken"),
        "control_folder": _queue / "control",
        "store_processed": True,
        "polling_interval": 0.5,  # seconds between two looks into the folder
    }
else:
    CELERY_BROKER_TRANSPORT_OPTIONS |= {"visibility_timeout": 3600}  # seconds; no task of ours takes ten minutes
CELERY_BEAT_SCHEDULE_FILENAME = str(DATA_DIR / "beat")
_minute, _half_minute = (20.0, 10.0) if LOCAL else (60.0, 30.0)
CELERY_BEAT_SCHEDULE = {
    # A bell not heard before the next one rings is dropped, so none pile up while no worker runs.
    "settle the ballots that are due": {
        "task": "governance.ballots.tasks.settle_due",
        "schedule": _minute,
        "options": {"expires": _minute},
    },
    "write down what renewed by silence": {
        "task": "governance.followups.tasks.renew_by_silence",
        "schedule": _minute,
        "options": {"expires": _minute},
    },
    "open the rounds that are due": {
        "task": "governance.ballots.tasks.open_rounds",
        "schedule": _minute,
        "options": {"expires": _minute},
    },
    "enter the sheets that a clerk has confirmed": {
        "task": "governance.record.tasks.enter_sheets",
        "schedule": _half_minute,
        "options": {"expires": _half_minute},
    },
    "queue the notices that are due": {
        "task": "governance.notices.tasks.queue_notices",
        "schedule": _minute,
        "options": {"expires": _minute},
    },
    "send the letters that wait": {
        "task": "governance.notices.tasks.send_letters",
        "schedule": _half_minute,
        "options": {"expires": _half_minute},
    },
}

# --- What browsers may do with our pages ---
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],  # the QR code of a second factor is a data: picture
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # a session outlives a restart of the cache, and ends when it must
SESSION_COOKIE_AGE = SESSION_LONGEST_SECONDS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"  # links in mails lead to the desk; a form of another site does not
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "governance.desk.views.unsent.token_refused"

TRUST_PROXY = environment.claim("TRUST_PROXY")
if TRUST_PROXY:
    # Only behind a proxy that sets both headers itself: anybody else could write what they like into them.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
if not LOCAL:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^healthz/work$"]  # probes come over plain http
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    # Whether HSTS reaches subdomains and preload lists is the decision of who owns the domain: the proxy's to add.
    SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

# --- Logs: one stream, plain lines ---
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"without tokens": {"()": "governance.logs.WithoutTokens"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "stream": sys.stderr,
            "formatter": "plain",
            "filters": ["without tokens"],
        }
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "contracts": {"level": "INFO"},
        "governance": {"level": "INFO"},
        # Django's own handlers would print each line a second time.
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.server": {"handlers": [], "level": "WARNING", "propagate": True},
    },
}
