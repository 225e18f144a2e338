"""Settings of the tests: fast hashing, mail in memory, work done at once."""

import base64
import tempfile
from pathlib import Path

from .base import *  # noqa: F403  every shared name is wanted
from .base import DATABASES, TEMPLATES

# Removed when the process ends, as the object is.
_TEMPORARY = tempfile.TemporaryDirectory(prefix="tests-", ignore_cleanup_errors=True)

SECRET_KEY = "only-for-tests-" + "x" * 40
SEALING_KEYS = ["test:" + base64.b64encode(b"t" * 32).decode()]
MARKING_KEY = base64.b64encode(b"m" * 32).decode()
BACKUP_PASSPHRASE = "only for tests, long enough"
TRAIL_ANCHORS = str(Path(_TEMPORARY.name) / "trail-seals")
HANDBOOK_FOLDER = str(Path(_TEMPORARY.name) / "handbooks")
BACKUP_FOLDER = str(Path(_TEMPORARY.name) / "backups")
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
JOBS_AT_ONCE = True
MEDIA_ROOT = Path(_TEMPORARY.name) / "media"
EMAIL_FILE_PATH = Path(_TEMPORARY.name) / "mail"
STATIC_ROOT = Path(_TEMPORARY.name) / "static"
STATIC_ROOT.mkdir()  # WhiteNoise warns where it is missing, and a warning fails a test
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: the journeys' server answers several browsers at once, each on a connection of its own,
    # and the write-ahead log behaves as it does in a real installation.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(_TEMPORARY.name) / "test.sqlite3")}
WHITENOISE_USE_FINDERS = True
# Looked for when asked for: every test client begins anew, and listing all files each time took most of a request.
WHITENOISE_AUTOREFRESH = True
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
