"""What `./start` runs: SQLite in `var/`, a key of its own, only this machine may connect."""

from collections.abc import Callable

from django.core.management.utils import get_random_secret_key

from foundation.sealed import make_key

from .base import *  # noqa: F403  every shared name is wanted
from .base import (
    ALLOWED_HOSTS,
    BACKUP_PASSPHRASE,
    DATABASES,
    MARKING_KEY,
    MIDDLEWARE,
    SEALING_KEYS,
    SECRET_KEY,
    VAR,
    env,
)


def _kept(name: str, make: Callable[[], str]) -> str:
    """A secret of this machine, made at the first start and kept in `var/`."""
    VAR.mkdir(exist_ok=True)
    file = VAR / name
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(make())
    return file.read_text().strip()


SECRET_KEY = SECRET_KEY or _kept("secret_key", get_random_secret_key)
SEALING_KEYS = SEALING_KEYS or [f"dev:{_kept('sealing_key', make_key)}"]
MARKING_KEY = MARKING_KEY or _kept("marking_key", make_key)
BACKUP_PASSPHRASE = BACKUP_PASSPHRASE or _kept("backup_passphrase", make_key)

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=True)
ALLOWED_HOSTS = ALLOWED_HOSTS or ["127.0.0.1", "localhost", "[::1]"]
# The tables of a demonstration room share one address.
DATABASES["default"]["ATOMIC_REQUESTS"] = False
WHITENOISE_USE_FINDERS = True
# Files come straight from where they are edited, so nothing has compressed them beforehand as production does.
MIDDLEWARE = ["django.middleware.gzip.GZipMiddleware", *MIDDLEWARE]
