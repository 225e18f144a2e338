"""Ways a letter goes out. What matters of a way is whether it can say that it has had a letter already."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.module_loading import import_string


class Way(Protocol):
    """Takes letters, each by its name."""

    def send(self, message: EmailMultiAlternatives, *, name: str) -> None:
        """Take the letter. Raises whatever goes wrong; where nothing is raised it is on its way."""

    def has(self, name: str) -> bool | None:
        """Whether a letter of this name was taken before; None where nobody can say."""


class Spool:
    """Letters as files, each written once under its name: for demonstrations, and for a mail server that collects them.

    A letter appears whole or not at all, and one that is there is not written again: however often a worker dies and
    another goes on, there is one.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(settings.EMAIL_FILE_PATH)

    def send(self, message: EmailMultiAlternatives, *, name: str) -> None:
        """Write the letter, unless it is there."""
        self._folder.mkdir(parents=True, exist_ok=True)
        half = self._folder / f".{name}-{os.getpid()}-{id(message)}"
        written = message.message()
        if message.extra_headers.get("From", message.from_email) != message.from_email:
            written["Return-Path"] = f"<{message.from_email}>"  # a file has no envelope that could say it
        half.write_bytes(written.as_bytes())
        try:
            os.link(half, self._folder / f"{name}.eml")
        except FileExistsError:
            pass
        finally:
            half.unlink()

    def has(self, name: str) -> bool | None:
        """Whether it lies there."""
        return (self._folder / f"{name}.eml").exists()


class Mail:
    """Django's mail, by SMTP: what has become of a letter whose worker died while handing it over, nobody can say."""

    def send(self, message: EmailMultiAlternatives, *, name: str) -> None:
        """Hand it to the mail server."""
        message.connection = get_connection()
        message.send(fail_silently=False)

    def has(self, name: str) -> bool | None:
        """Nobody can say."""
        return None


def way() -> Way:
    """The way this house sends by, as the settings say."""
    made: Way = import_string(settings.NOTICES_WAY)()
    return made
