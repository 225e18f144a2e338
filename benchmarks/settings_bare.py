"""Our own settings with nothing behind them but the bare view."""

from config.settings.dev import *  # noqa: F403  every shared name is wanted

ROOT_URLCONF = "benchmarks.bare"
