"""Ways a letter goes out: whether one may be handed over now, and whether one was handed over already."""

from __future__ import annotations

import contextlib
import smtplib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.utils.module_loading import import_string

from foundation import whole

# What a mail server says by which it closes the connection, whatever it was asked (RFC 5321 4.2.3, 4.2.2).
CLOSING = 421


class Away(Exception):
    """No letter can be handed over now, whosever it is: the mail server is not there, or does not let this house in."""


class Unknown(Exception):
    """The letter was being handed over when the mail server fell silent: perhaps it is on its way."""


class Way(Protocol):
    """Takes letters, each by its name."""

    def open(self) -> None:
        """Be ready to take one.

        Raises:
            Away: see there.
        """

    def send(self, message: EmailMultiAlternatives, *, name: str) -> None:
        """Take the letter. Where nothing is raised it is on its way.

        Raises:
            Away: nothing of it was handed over.
            Unknown: nobody can say.
            Exception: this letter was not taken; others may be.
        """

    def has(self, name: str) -> bool | None:
        """Whether a letter of this name was taken before; None where nobody can say."""

    def close(self) -> None:
        """No more letters for now."""


class Spool:
    """Letters as files, each written once under its name: for demonstrations, and for a mail server that collects them.

    A letter appears whole or not at all, and one that is there is not written again: however often a worker dies and
    another goes on, there is one.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(settings.EMAIL_FILE_PATH)

    def open(self) -> None:
        """See that there is a folder."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as trouble:
            raise Away from trouble

    def send(self, message: EmailMultiAlternatives, *, name: str) -> None:
        """Write the letter, unless it is there."""
        written = message.message()
        if message.extra_headers.get("From", message.from_email) != message.from_email:
            written["Return-Path"] = f"<{message.from_email}>"  # a file has no envelope that could say it
        raw = written.as_bytes()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileExistsError):
                whole.write(self._folder / f"{name}.eml", raw, replace=False)
        except OSError as trouble:  # the disk is full, or gone: nothing to do with this letter
            raise Away from trouble

    def has(self, name: str) -> bool | None:
        """Whether it lies there."""
        return (self._folder / f"{name}.eml").exists()

    def close(self) -> None:
        """Nothing is open."""


class Mail:
    """Django's mail, by SMTP: what has become of a letter whose worker died while handing it over, nobody can say.

    One connection takes all letters of a round. It is opened before the first of them is put into words, so that a
    server that is away costs no letter anything.
    """

    def __init__(self) -> None:
        self._connection: Any = None
        self._used = self._handing_over = False

    def open(self) -> None:
        """Have a connection: found, encrypted, let in."""
        if self._connection is not None:
            return
        connection = get_connection(fail_silently=False)
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as trouble:  # not there, no such name, not let in, too slow
            _let_go(connection)
            raise Away from trouble
        self._connection, self._used = connection, False

    def send(self, message: EmailMultiAlternatives, *, name: str) -> None:
        """Hand it to the mail server; once more where that has closed a connection which has taken others before."""
        again = self._connection is not None and self._used
        try:
            self._hand_over(message)
        except Away:
            if not again:
                raise
            self._hand_over(message)

    def _hand_over(self, message: EmailMultiAlternatives) -> None:
        self.open()
        message.connection = self._connection
        self._used, self._handing_over = True, False
        try:
            with self._noted(getattr(self._connection, "connection", None)):
                message.send(fail_silently=False)
        except smtplib.SMTPSenderRefused as trouble:  # it does not know this house, whosever the letter is
            self.close()
            raise Away from trouble
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPResponseException) as trouble:
            if not _closes(trouble):
                raise
            self.close()
            raise Away from trouble
        except OSError as trouble:
            self.close()
            raise (Unknown if self._handing_over else Away) from trouble

    @contextlib.contextmanager
    def _noted(self, server: Any) -> Iterator[None]:
        """Note the moment at which the letter itself is handed over: what goes wrong before it, nobody has had."""
        if not isinstance(server, smtplib.SMTP):
            self._handing_over = True
            yield
            return
        plain = server.data

        def data(msg: Any) -> tuple[int, bytes]:
            self._handing_over = True
            return plain(msg)

        server.data = data  # type: ignore[method-assign]
        try:
            yield
        finally:
            server.data = plain  # type: ignore[method-assign]

    def has(self, name: str) -> bool | None:
        """Nobody can say."""
        return None

    def close(self) -> None:
        """Let the connection go; what the server has taken it has taken, whatever it answers now."""
        connection, self._connection = self._connection, None
        if connection is not None:
            _let_go(connection)


def _let_go(connection: Any) -> None:
    with contextlib.suppress(OSError, smtplib.SMTPException):
        connection.close()


def _closes(trouble: BaseException) -> bool:
    """Whether the server has ended the connection with its answer."""
    if isinstance(trouble, smtplib.SMTPRecipientsRefused):
        return any(code == CLOSING for code, _said in trouble.recipients.values())
    return isinstance(trouble, smtplib.SMTPResponseException) and trouble.smtp_code == CLOSING


def way() -> Way:
    """The way this house sends by, as the settings say."""
    made: Way = import_string(settings.NOTICES_WAY)()
    return made
