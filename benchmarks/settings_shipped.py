"""Our own settings, but SQLite as Django ships it: shows what ours are for."""

from config.settings.dev import *  # noqa: F403  every shared name is wanted
from config.settings.dev import DATABASES

DATABASES["default"]["OPTIONS"] = {}
