"""What the logs may hold: an address whose last part is a secret is written without it.

A link that needs no account, a table's code and a calendar's address open what they lead to for whoever has them. Logs
are kept longer than links, read by more people and sent to other machines; so the secret is taken out as a line is
written, whichever logger it comes from.
"""

from __future__ import annotations

import logging
import re

# The parts of an address after which a secret stands. `tests/test_logs.py` holds every address of the house against it.
SECRET_AFTER = (
    "c", "v", "j", "letters", "calendar", "became", "list", "uploads", "lessons", r"here/\d+", "subscriptions",
    "applied", "box", "complaints/mine", "honor-card",
)  # fmt: skip
HIDDEN = "***"
_SECRET = re.compile(rf"(/(?:{'|'.join(SECRET_AFTER)})/)[^/\s?#\"'<>.,;)]+")


def hidden(line: str) -> str:
    """A line as it may be kept."""
    return _SECRET.sub(rf"\1{HIDDEN}", line)


class Discreet(logging.Formatter):
    """Writes lines, and what went wrong behind them, without secrets."""

    def format(self, record: logging.LogRecord) -> str:
        return hidden(super().format(record))
