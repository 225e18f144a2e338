"""Settings of a real installation: HTTPS everywhere, hashed static files, everything secret from the environment."""

from .base import *  # noqa: F403  every shared name is wanted
from .base import env, environment

SECRET_KEY = env.str("SECRET_KEY")
SEALING_KEYS = env.list("SEALING_KEYS")
MARKING_KEY = env.str("MARKING_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
# 資通系統防護基準 (中, and 高 for sign-in): two steps for whoever reaches personal data of more than a unit.
SECOND_FACTOR_ROLES = env.list("SECOND_FACTOR_ROLES", default=["association", "county_officer", "authority_officer"])
PASSWORD_HISTORY = env.int("PASSWORD_HISTORY", default=3)
PASSWORD_AGAIN_MINUTES = env.int("PASSWORD_AGAIN_MINUTES", default=10)
SESSION_IDLE_MINUTES = env.int("SESSION_IDLE_MINUTES", default=60)
SESSION_HOURS = env.int("SESSION_HOURS", default=12)
SECURE_SSL_REDIRECT = True
# Watchdogs on this machine ask without a certificate.
SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^ready/$", r"^metrics$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
PROXY_COUNT = env.int("PROXY_COUNT", default=1)
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
# Browsers take these only by TLS and from this very host, so that no neighbour below the same domain can set them.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
STORAGES = {
    "default": environment.MEDIA_STORAGE,
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
# Seconds for each answer of the mail server: one that says nothing holds up the worker no longer (and far less than its
# hold on a letter, `foundation.notices.sending.LEASE`).
EMAIL_TIMEOUT = env.int("EMAIL_TIMEOUT", default=30)
NOTICES_WAY = "foundation.notices.ways.Mail"
