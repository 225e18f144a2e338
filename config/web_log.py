"""The web server's own log, written by the house's rule (`logs.py`)."""

from __future__ import annotations

import logging
from typing import Any

from gunicorn.glogging import Logger

from .logs import Discreet


class WebLog(Logger):
    """Of errors and, where somebody wants one, of requests."""

    def setup(self, cfg: Any) -> None:
        """As gunicorn sets it up, but for the form of a line."""
        super().setup(cfg)
        for log in (self.error_log, self.access_log):
            for handler in log.handlers:
                like = handler.formatter or logging.Formatter()
                handler.setFormatter(Discreet(like._fmt, like.datefmt))
