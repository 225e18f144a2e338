"""Commands for people and scripts: whatever is wrong is said in one line, with exit status 2, never a traceback."""

from __future__ import annotations

import datetime as dt
import errno
import re
import sys
from argparse import SUPPRESS
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError, SystemCheckError
from django.db import DatabaseError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

# What Django adds to every command; these work, and need no place in the help of people who run one command.
_OF_EVERY_COMMAND = frozenset(
    {"version", "verbosity", "settings", "pythonpath", "traceback", "no_color", "force_color", "skip_checks"}
)
# What a disk says in the system's own words, which are English.
_WHY_NOT_WRITTEN = {
    errno.ENOSPC: gettext_noop("磁碟滿了"),
    errno.EDQUOT: gettext_noop("超過可以用的空間"),
    errno.EROFS: gettext_noop("磁碟只能讀取"),
    errno.EACCES: gettext_noop("沒有寫入的權限"),
    errno.EPERM: gettext_noop("沒有寫入的權限"),
    errno.ENAMETOOLONG: gettext_noop("檔名太長"),
    errno.EIO: gettext_noop("磁碟讀寫錯誤"),
}

# What argparse complains of, and how we say it.
_COMPLAINTS = (
    (re.compile(r"the following arguments are required: (?P<what>.+)"), gettext_noop("還要寫 %(what)s")),
    (re.compile(r"unrecognized arguments: (?P<what>.+)"), gettext_noop("不認得 %(what)s")),
    (
        re.compile(r"argument (?P<what>.+): expected (?:one|at least one) argument"),
        gettext_noop("%(what)s 後面要寫內容"),
    ),
    (re.compile(r"argument (?P<what>.+): invalid \w+ value: (?P<value>.+)"), gettext_noop("%(what)s 讀不懂 %(value)s")),
    (re.compile(r"ambiguous option: (?P<what>\S+) .+"), gettext_noop("%(what)s 太短，分不出是哪一個選項")),
)


class PlainCommand(BaseCommand):
    """A command whose every refusal is one line; subclasses raise `refused(sentence)`."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """The same parser, without the whole usage before each complaint; its help names only what is ours."""
        parser = super().create_parser(prog_name, subcommand, add_help=False, **kwargs)
        for action in parser._actions:
            if action.dest in _OF_EVERY_COMMAND:
                action.help = SUPPRESS
        parser.add_argument("-h", "--help", action="help", default=SUPPRESS, help=_("顯示這段說明"))
        parser._optionals.title = _("選項")

        def complain(message: str) -> NoReturn:
            parser.exit(2, _("%(complaint)s。--help 說明用法。") % {"complaint": _in_our_words(message)} + "\n")
            raise AssertionError("exit came back")

        parser.error = complain  # type: ignore[method-assign]
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Do the work; on a command line Django would put its own English word before a refusal."""
        try:
            return self._execute(*args, **options)
        except SystemCheckError:
            raise
        except CommandError as refusal:
            if not getattr(self, "_called_from_command_line", False) or options.get("traceback"):
                raise
            self.stderr.write(str(refusal))
            sys.exit(refusal.returncode)

    def _execute(self, *args: Any, **options: Any) -> str | None:
        """Do the work; a database that is not ready is a sentence too."""
        try:
            return super().execute(*args, **options)
        except DatabaseError as error:
            why = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise refused(
                _("資料庫不能用：%(why)s。請先執行 ./start --no-serve，或檢查 DATABASE_URL。") % {"why": why}
            ) from error


def _in_our_words(message: str) -> str:
    for shape, sentence in _COMPLAINTS:
        if found := shape.fullmatch(message):
            return _(sentence) % found.groupdict()
    return _("參數不對：%(message)s") % {"message": message}


def moment(text: str | None) -> dt.datetime | None:
    """A moment as it is written behind `--now`, in Taiwan's time where no zone is said; None where nothing is.

    Raises:
        CommandError: it cannot be read.
    """
    if text is None:
        return None
    try:
        found = parse_datetime(text.strip())
    except ValueError:
        found = None
    if found is None:
        raise refused(_("--now 讀不懂「%(text)s」，請寫成 2026-09-12T09:00+08:00。") % {"text": text})
    return found if timezone.is_aware(found) else timezone.make_aware(found)


def refused(message: str) -> CommandError:
    """A refusal: one line, exit status 2."""
    return CommandError(message, returncode=2)


def why_not_written(error: OSError) -> str:
    """Why a file could not be written, in words; the system's own where it says something rare."""
    known = _WHY_NOT_WRITTEN.get(error.errno or 0)
    return _(known) if known else str(error.strerror or error)
