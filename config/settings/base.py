"""Settings every installation shares; `dev`, `test` and `production` only add to them.

Whatever differs between machines comes from the environment (or from `var/env`), never from this file.
"""

from pathlib import Path
from urllib.parse import quote

import django_stubs_ext
from csp.constants import NONCE, NONE, SELF

from foundation.upkeep.address import database

from . import environment
from .api import *  # noqa: F403  every name is a setting

# Classes of Django say what they are made of, `Lookup[str]`, also where nobody checks it.
django_stubs_ext.monkeypatch()

ROOT: Path = environment.ROOT
VAR: Path = environment.VAR
env = environment.env

SECRET_KEY: str = env.str("SECRET_KEY", default="")
DEBUG = False
# What `foundation.sealed` seals with (the first of the list) and opens with, and what it marks values with.
SEALING_KEYS: list[str] = env.list("SEALING_KEYS", default=[])
MARKING_KEY: str = env.str("MARKING_KEY", default="")
# Says on every page that what it shows is invented.
DEMO: bool = env.bool("DEMO", default=False)
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "foundation.audit",
    "foundation.taiwan",
    "foundation.ui",
    "foundation.accounts",
    "foundation.workflow",
    "foundation.jobs",
    "foundation.exports",
    "foundation.files",
    "foundation.notices",
    "foundation.imports",
    "foundation.upkeep",
    "workshops",
    "volunteers",
    "pledges",
    "actionplans",
    "reports",
    "handbooks",
    "demo",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "rest_framework",
    "knox",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

# How many proxies of ours stand in front, one behind the other; without any, nobody's word about addresses counts.
PROXY_COUNT: int = env.int("PROXY_COUNT", default=0)

MIDDLEWARE = [
    "config.middleware.behind_proxy",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.middleware.kept_by_nobody",
    "config.middleware.led_to_the_page",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "workshops.views.polling.unchanged_first",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "foundation.accounts.sessions.WithinLimits",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "foundation.audit.middleware.remember_origin",
    "foundation.accounts.ways_in.remember_browser",
    "config.middleware.within_size",
    "config.middleware.only_what_is_seen",
    "config.middleware.no_number_in_addresses",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "foundation.ui.context.page",
                "foundation.accounts.sessions.told",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "foundation.ui.templatetags.ui",
                "foundation.ui.templatetags.drawings",
                "foundation.taiwan.templatetags.taiwan",
            ],
        },
    }
]

# One writer at a time, and readers never wait for it: a room of eight tables saves every second
# (measured: Django's own settings answer a quarter of the saves with "locked").
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY; "
        "PRAGMA mmap_size=268435456; PRAGMA cache_size=-65536; PRAGMA journal_size_limit=67108864;"
    ),
}
DATABASES = {"default": database(env.str("DATABASE_URL", default="") or f"sqlite:///{quote(str(VAR / 'db.sqlite3'))}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
DATABASES["default"]["CONN_MAX_AGE"] = None
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Django's own limit of 300 entries lets whoever makes many (wrong codes, failed sign-ins) push out those of others:
# the counts that slow guessing down, and the answers to lists that wait half an hour to be read.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "foundation.accounts.passwords.NoneOfTheLast"},
    {"NAME": "foundation.accounts.password_age.Dated"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "foundation.accounts.adapter.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# Roles that have to sign in with two steps (codes of foundation/accounts/roles.py); everybody may.
SECOND_FACTOR_ROLES: list[str] = env.list("SECOND_FACTOR_ROLES", default=[])
# After how long without a word, and in any case, a session ends; 0 is never (foundation/accounts/sessions.py).
SESSION_IDLE_MINUTES: int = env.int("SESSION_IDLE_MINUTES", default=0)
SESSION_HOURS: int = env.int("SESSION_HOURS", default=0)
# How many of her last passwords nobody may take again; 0 keeps none (foundation/accounts/passwords.py).
PASSWORD_HISTORY: int = env.int("PASSWORD_HISTORY", default=0)
PASSWORD_AGAIN_MINUTES: int = env.int("PASSWORD_AGAIN_MINUTES", default=0)  # 0 is never (.../asked_again.py)
PASSWORD_AGE_DAYS: int = env.int("PASSWORD_AGE_DAYS", default=0)  # 0 is never (foundation/accounts/password_age.py)
# A link to set a new password opens once, and not after so long (seconds).
PASSWORD_RESET_TIMEOUT: int = env.int("PASSWORD_RESET_MINUTES", default=60) * 60
# Another house whose word is believed (OpenID Connect; foundation/accounts/oidc.py): off without its address (`iss`).
OIDC_ISSUER: str = env.str("OIDC_ISSUER", default="").strip()
OIDC_CLIENT_ID: str = env.str("OIDC_CLIENT_ID", default="").strip()
OIDC_CLIENT_SECRET: str = env.str("OIDC_CLIENT_SECRET", default="").strip()
OIDC_NAME: str = env.str("OIDC_NAME", default="").strip() or "OpenID"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# The answer's colour of an honest typing error stays the same; the sixth within 15 minutes waits.
ACCOUNT_RATE_LIMITS = {"login_failed": "5/15m/key,20/15m/ip"}

LANGUAGE_CODE = "zh-hant"
LANGUAGES = [("zh-hant", "正體中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
TIME_ZONE = "Asia/Taipei"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [ROOT / "static"]
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": environment.MEDIA_STORAGE,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default="") or VAR / "media")
# Backups (foundation/upkeep): where they go, what opens them, how often the clock makes one (0: never), and how long
# each is kept. Without a passphrase none is made: an open copy of the register must not lie about.
BACKUP_FOLDER: str = env.str("BACKUP_FOLDER", default="") or str(VAR / "backups")
BACKUP_PASSPHRASE: str = env.str("BACKUP_PASSPHRASE", default="")
BACKUP_HOURS: int = env.int("BACKUP_HOURS", default=24)
BACKUP_KEPT_DAYS: int = env.int("BACKUP_KEPT_DAYS", default=30)
# Where the digests of the trail's seals lie outside the database, a file each (foundation/upkeep/anchors.py): best on
# a disk of its own, or one that is copied to another machine.
TRAIL_ANCHORS: str = env.str("TRAIL_ANCHORS", default="") or str(VAR / "trail-seals")
HANDBOOK_FOLDER: str = env.str("HANDBOOK_FOLDER", default="") or str(VAR / "handbooks")  # they come by themselves
# Where further profiles of lists lie: the columns of official forms, a file each (docs/profiles.md).
LIST_PROFILES: str = env.str("LIST_PROFILES", default="") or str(VAR / "profiles")
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# A full sheet without scripts is one form: 1,200 items of an inventory have some 27,000 boxes.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 40_000
# The most that any request may bring, files included; a list may have 5 MB, and one a little larger is told so kindly.
LARGEST_REQUEST = 20 * 1024 * 1024

CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Whether long work is done by whoever asks for it, and not by `manage.py worker`: for tests.
JOBS_AT_ONCE = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
# Who may read /metrics (addresses or networks), and whom to tell of a hole (an e-mail address or an https page).
METRICS_ADDRESSES: list[str] = env.list("METRICS_ADDRESSES", default=["127.0.0.1", "::1"])
SECURITY_CONTACT: str = env.str("SECURITY_CONTACT", default="").strip()
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"
# Reminders go out by this way; see foundation/notices/ways.py.
# Where letters lead: the address people open this house at.
SITE_ADDRESS = env.str("SITE_ADDRESS", default="http://127.0.0.1:8000").rstrip("/")
NOTICES_WAY = "foundation.notices.ways.Spool"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="noreply@example.org")

# Where letters that cannot be delivered come back to; see foundation/notices/envelopes.py. Empty: to nobody.
BOUNCE_ADDRESS = env.str("BOUNCE_ADDRESS", default="").strip()
# How long before its start and after its end a table's code opens the sheets (hours).
# How long what people wrote when they applied to a unit is kept after the decision (個資法 第 11 條 names no time).
APPLICATIONS_KEPT_DAYS: int = env.int("APPLICATIONS_KEPT_DAYS", default=365)

TABLE_CODE_HOURS_BEFORE = 24
TABLE_CODE_HOURS_AFTER = 24

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    # Addresses are written without the secrets in them (config/logs.py).
    "formatters": {
        "line": {"()": "config.logs.Discreet", "format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    # What Django says goes the same way; its own handlers would write addresses out.
    "loggers": {
        "django": {"level": "WARNING"},
        "django.server": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
