"""What `./start` runs: SQLite in `var/`, a key of its own, only this machine may connect."""

from django.core.management.utils import get_random_secret_key

from .base import *  # noqa: F403  every shared name is wanted
from .base import ALLOWED_HOSTS, DATABASES, MIDDLEWARE, SECRET_KEY, VAR, env

if not SECRET_KEY:
    VAR.mkdir(exist_ok=True)
    key_file = VAR / "secret_key"
    if not key_file.exists():
        key_file.touch(mode=0o600)
        key_file.write_text(get_random_secret_key())
    SECRET_KEY = key_file.read_text().strip()

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=True)
ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]
# The tables of a demonstration room share one address.
DATABASES["default"]["ATOMIC_REQUESTS"] = False
WHITENOISE_USE_FINDERS = True
# Files come straight from where they are edited, so nothing has compressed them beforehand as production does.
MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *MIDDLEWARE]
