"""One settings file. Every deployment difference is an environment variable (docs/operating.md lists them)."""

import os
import sys
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import available_timezones

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from people import demonstration, numbers

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"  # databases, collected files: never committed

env = environ.Env()
# Before NumPy is imported: its linear algebra would start a thread for each core, in every process, and let it spin.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)  # shows sign-in codes on the page; never with real people
SITE_NAME = env.str("SITE_NAME", default="Answerable").strip() or "Answerable"  # what the site is called, everywhere
SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not (DEBUG or DEMO):
        raise ImproperlyConfigured("Set SECRET_KEY in the environment (or DEMO=1 to try Answerable out).")
    SECRET_KEY = "demonstration-only-" + "x" * 40
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])  # old keys, while one is being changed
SERVER_NAME = env.str("SERVER_NAME", default="")
LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
# Never "*": whoever asks would choose the name that links and origins are held against.
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[SERVER_NAME] if SERVER_NAME else LOOPBACK)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "channels",
    "csp",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_tasks",
    "django_tasks_db",
    "audit",
    "people",
    "consultations",
    "deliberation",
    "outcomes",
]

MIDDLEWARE = [
    "people.signin.middleware.private_pages",
    "people.requests.numbering.numbered",
    "people.requests.everybodys.public_pages",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "people.requests.origins.name_sockets",
    "people.requests.methods.only_known_methods",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "people.requests.incoming.readable_requests",
    "people.requests.costly.bounded",
    "people.requests.compression.CompressTexts",
    "people.requests.reading_goes_on.Sessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "people.guests.middleware.guests_return",
    "django.contrib.messages.middleware.MessageMiddleware",
    "people.requests.stored_words.told",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "people.signin.middleware.SignedIn",
]

# Counts by view and status, for `manage.py metrics`, which serves them where no visitor comes.
METRICS_FOLDER = env.str("METRICS_FOLDER", default="")
if METRICS_FOLDER:
    Path(METRICS_FOLDER).mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", METRICS_FOLDER)  # before the library is imported
    MIDDLEWARE = [
        "django_prometheus.middleware.PrometheusBeforeMiddleware",
        *MIDDLEWARE,
        "django_prometheus.middleware.PrometheusAfterMiddleware",
    ]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "people.context.demonstration",
            ]
        },
    }
]

# --- Database -----------------------------------------------------------------------------------
DATABASE_URL = env.str("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'answerable.sqlite3'}")
DATABASES = {"default": environ.Env.db_url_config(DATABASE_URL)}
#: The role that `grants` gives rights to.
WEB_ROLE = DATABASES["default"].get("USER", "")
# The owner of the tables, for the commands that need one. Not in the environment of the web: people/operating/roles.py.
MIGRATE_DATABASE_URL = env.str("MIGRATE_DATABASE_URL", default="")
if MIGRATE_DATABASE_URL and {"migrate", "grants"} & set(sys.argv[1:2]):
    DATABASES = {"default": environ.Env.db_url_config(MIGRATE_DATABASE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    if ":memory:" not in DATABASES["default"]["NAME"]:  # SQLite makes its file, but not the folder around it
        Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] = {
        # A writer that begins as a reader deadlocks with another; IMMEDIATE waits its turn instead.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # What is deleted is overwritten on the disk: an erased person must not be left in free pages.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-20000; "
        "PRAGMA secure_delete=ON;",
    }
    # Kept open between requests: the last connection that closes moves the whole log into the file and deletes it,
    # which costs twenty times what a page does that has not changed.
    DATABASES["default"]["CONN_MAX_AGE"] = 60
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["OPTIONS"] = {
        "pool": {
            "min_size": 2,
            "max_size": env.int("DATABASE_POOL", default=16),
            # After these seconds a request is told to come back.
            "timeout": 5,
            # A lost connection is tried again at 1, 3 and 5 seconds; then the next request tries. Left at its five
            # minutes, the pauses double and the product stays away for as long again as the database was.
            "reconnect_timeout": 5,
        }
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            # redis-py's default socket timeout silently stops an idle subscriber (docs/decisions/live.md).
            "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None}]},
        }
    }
    CACHES = {
        "default": {
            "BACKEND": "config.cache.ForgivingRedisCache",
            "LOCATION": REDIS_URL,
            "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 100_000},  # the default of 300 would let visitors push counted tries out
        }
    }

# --- Background work: people/background, docs/decisions/background.md -------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# The worker as a thread of the process that serves: where that one process is all there is.
WORKER_IN_PROCESS = env.bool("WORKER_IN_PROCESS", default=False)

# --- People -------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["people.signin.backend.Backend"]
LOGIN_URL = "account_request_login_code"
LOGIN_REDIRECT_URL = "desk"
ACCOUNT_ADAPTER = "people.signin.adapter.Adapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True  # by people.signin.email_codes; here so that the library leads there
ACCOUNT_EMAIL_VERIFICATION = "none"  # the code itself proves the address
# The library counts by network address and account, so that a stranger could shut an officer out. Ours is counted in
# people.limits (email_codes, factor_forms).
ACCOUNT_RATE_LIMITS = False
# Staff take a second step. Off only where everybody is invented, or on a developer's machine.
STAFF_SECOND_FACTOR = env.bool("STAFF_SECOND_FACTOR", default=not DEMO)
MFA_ADAPTER = "people.signin.factors.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "people.signin.factor_forms.SecondStepForm",
    "authenticate_webauthn": "people.signin.factor_forms.PasskeyForm",
    "reauthenticate": "people.signin.factor_forms.AgainForm",
    "reauthenticate_webauthn": "people.signin.factor_forms.PasskeyAgainForm",
    "activate_totp": "people.signin.factor_forms.AddAppForm",
    "add_webauthn": "people.signin.factor_forms.AddPasskeyForm",
}
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # half a minute either way: phones' clocks differ
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG or DEMO  # passkeys on http://localhost
# Staff may sign in through their organisation, if one is named here; the second step stays.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="")
OIDC_EMAIL_IS_VERIFIED = env.bool("OIDC_EMAIL_IS_VERIFIED", default=False)  # for issuers that do not say so themselves
SIGN_ON_NAME = env.str("OIDC_NAME", default="your organisation") if OIDC_ISSUER else ""
SOCIALACCOUNT_ADAPTER = "people.signin.single_sign_on.Adapter"
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": []}}
if OIDC_ISSUER:
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"] = [
        {
            "provider_id": "staff",
            "name": SIGN_ON_NAME,
            "client_id": env.str("OIDC_CLIENT_ID"),
            "secret": env.str("OIDC_CLIENT_SECRET"),
            "settings": {"server_url": OIDC_ISSUER},
        }
    ]
# In the database, not in a cache before it: signing out must hold even when Redis was away at that moment.
SESSION_ENGINE = "people.session_store"
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = numbers.SIGN_IN_WEEKS * 7 * 24 * 3600  # seconds without use; staff have less
STAFF_IDLE = timedelta(minutes=env.int("STAFF_IDLE_MINUTES", default=120))
STAFF_SIGN_IN_AGE = timedelta(hours=env.int("STAFF_SIGN_IN_HOURS", default=12))
EMAIL_URL = env.str("EMAIL_URL", default="")
globals().update(environ.Env.email_url_config(EMAIL_URL or "consolemail://"))
if not (EMAIL_URL or DEBUG or DEMO):
    EMAIL_BACKEND = "config.mail.NotSetUp"
EMAIL_TIMEOUT = 20  # seconds: a mail server that does not answer must not hold up a page or the clock
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <answerable@localhost>")

BOUNCE_ADDRESS = env.str(
    "BOUNCE_ADDRESS", default=""
)  # return path of letters: name@host, to which name+…@host comes too

# --- Defences -----------------------------------------------------------------------------------
# Browsers also hold the answer of a form, and so the way to the issuer, against form-action.
SIGN_ON_ORIGIN = ["{0.scheme}://{0.netloc}".format(urlsplit(OIDC_ISSUER))] if OIDC_ISSUER else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        # Nonces alone: neither an injected script nor an injected link to one of our own files runs.
        "script-src": [NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *SIGN_ON_ORIGIN],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
if _report_to := env.str("CSP_REPORT_TO", default=""):
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["report-uri"] = [_report_to]
#: Headers on every answer that nobody else sets.
ANSWER_HEADERS = {
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in [
            "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media",
            "geolocation", "gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi", "payment",
            "picture-in-picture", "serial", "usb", "xr-spatial-tracking",
        ]
    ),
}  # fmt: skip
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
HTTPS_ONLY = env.bool("HTTPS_ONLY", default=not (DEBUG or DEMO))
SECURE_SSL_REDIRECT = HTTPS_ONLY
SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^ready/$"]  # asked from this machine, without TLS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS_ONLY
CSRF_COOKIE_HTTPONLY = True  # forms and htmx carry the token themselves
if HTTPS_ONLY:  # no other host and no plain page can set cookies of these names
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS_ONLY else 0
# Off unless asked: other names below this one may not speak https, and a browser's built-in list cannot be taken back.
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.bool("HSTS_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = env.bool("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]  # which want both on
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# How many proxies of ours append to X-Forwarded-For; whatever else stands in it was written by the caller.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
# Sockets and streams from one network address, in each process: a hall may stand behind one. And pages of those that
# cost most, a minute: docs/decisions/background.md.
LIVE_AN_ADDRESS = env.int("LIVE_AN_ADDRESS", default=500)
COSTLY_AN_ADDRESS = env.int("COSTLY_AN_ADDRESS", default=600)
DATA_UPLOAD_MAX_MEMORY_SIZE = numbers.MOST_CHARACTERS
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 8  # one at most addresses: people/requests/uploads.py
FILE_UPLOAD_HANDLERS = ["people.requests.incoming.NoUploads"]
CSRF_FAILURE_VIEW = "people.requests.csrf.failed"

# The ends of the record's chain, outside the database. Keep it on another disk, or copy it away.
AUDIT_HEADS_FILE = env.str("AUDIT_HEADS_FILE", default=str(VAR_DIR / "audit-heads.log"))
AUDIT_HEADS_MAIL = env.list("AUDIT_HEADS_MAIL", default=[])  # addresses that are sent the end of each day

# --- Pages --------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
# No page is translated yet: a browser that asks for another language gets English, and not English mirrored.
LANGUAGES = [("en-gb", "English")]
TIME_ZONE = env.str("TIME_ZONE", default="Europe/London")  # in it days begin and deadlines end
if TIME_ZONE not in available_timezones():
    raise ImproperlyConfigured(f"TIME_ZONE is no time zone: {TIME_ZONE}. One is called like Europe/London.")
USE_I18N = True
USE_TZ = True
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SITE_LOGO = env.str("SITE_LOGO", default="")  # a PNG or SVG on this machine
#: Where links in e-mails lead, without a slash at the end.
SITE_URL = env.str(
    "SITE_URL", default=f"{'https' if HTTPS_ONLY else 'http'}://{(ALLOWED_HOSTS or ['localhost'])[0].lstrip('.')}"
).rstrip("/")
if DEMO:
    demonstration.refuse_other_hosts(ALLOWED_HOSTS, SITE_URL)
UNSET = "[operator to confirm]"
OPERATOR = {
    "name": env.str("OPERATOR_NAME", default=UNSET),
    "contact": env.str("OPERATOR_CONTACT", default=UNSET),
    "officer": env.str("OPERATOR_DATA_PROTECTION", default=UNSET),  # the data protection officer's contact
    "assessment": env.str("OPERATOR_IMPACT_ASSESSMENT", default=UNSET),  # an https address, or a sentence
    "hosting": env.str("OPERATOR_HOSTING", default=UNSET),
    "suppliers": env.list("OPERATOR_SUPPLIERS", default=[]),  # "Name: what they do: country"
    "security": env.str("OPERATOR_SECURITY", default=UNSET),
    "backups": env.str("OPERATOR_BACKUPS", default=UNSET),
    "logs": env.str("OPERATOR_LOGS", default=UNSET),
    "basis": env.str("OPERATOR_LEGAL_BASIS", default=UNSET),
}

# --- Erasures -----------------------------------------------------------------------------------
# Outside the database and never in the same backup as it: a restored database erases these people again.
ERASURE_LEDGER = env.str("ERASURE_LEDGER", default=str(VAR_DIR / "erasures.jsonl"))
ERASURE_KEY = env.str("ERASURE_KEY", default="")  # unset: made once, in a file beside the ledger
ERASURE_LEDGER_COPY = env.str("ERASURE_LEDGER_COPY", default="")  # on another disk: newer than any backup

# --- Copies: manage.py backup, docs/decisions/backups.md --------------------------------------------
BACKUP_FOLDER = env.str("BACKUP_FOLDER", default=str(VAR_DIR / "backups"))
BACKUP_LEDGER_FOLDER = env.str("BACKUP_LEDGER_FOLDER", default="")  # without a recipient: ledger and key, elsewhere
BACKUP_RECIPIENT = env.str("BACKUP_RECIPIENT", default="")  # a key of age or SSH, or a GnuPG key
BACKUP_DAYS = env.int("BACKUP_DAYS", default=30)  # as long an erased person may still be in a copy

# --- Logs (audit/logs.py) -----------------------------------------------------------------------
ERROR_REPORTS_TO = env.str("ERROR_REPORTS_TO", default="")  # an e-mail address
SENTRY_DSN = env.str("SENTRY_DSN", default="")
_reports = {"mailed": {"class": "audit.logs.Mailed", "to": ERROR_REPORTS_TO, "formatter": "line"}}
_here = {"handlers": ["console", *(_reports if ERROR_REPORTS_TO else [])], "level": "WARNING", "propagate": False}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "audit.logs.Line"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line"},
        "nowhere": {"class": "logging.NullHandler"},
        **(_reports if ERROR_REPORTS_TO else {}),
    },
    "root": {name: value for name, value in _here.items() if name != "propagate"},
    # Django's own would mail whole requests; the servers' would write who asked for what.
    "loggers": {
        **{name: {"handlers": [], "level": "WARNING", "propagate": True} for name in ("django", "django.server")},
        # It warns of each line of our styles that is for screens; without a handler here it sets itself back to that.
        "weasyprint": {"handlers": ["nowhere"], "level": "ERROR", "propagate": True},
        **dict.fromkeys(("uvicorn.error", "gunicorn.error"), _here),
        **{
            name: {"handlers": [], "level": "CRITICAL", "propagate": False}
            for name in ("uvicorn.access", "gunicorn.access")
        },
    },
}
if SENTRY_DSN:
    from config.reporting import begin

    begin(SENTRY_DSN)
