"""Settings of the tests: fast hashing, mail in memory, work done at once."""

import tempfile
from pathlib import Path

from .base import *  # noqa: F403  every shared name is wanted
from .base import TEMPLATES

SECRET_KEY = "only-for-tests-" + "x" * 40
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="media-"))
WHITENOISE_USE_FINDERS = True
TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = ""
