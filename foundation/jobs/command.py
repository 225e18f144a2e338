"""Commands for people and scripts: whatever is wrong is said in one line, with exit status 2, never a traceback."""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils.translation import gettext as _


class PlainCommand(BaseCommand):
    """A command whose every refusal is one line; subclasses raise `refused(sentence)`."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> Any:
        """The same parser, without the whole usage before each complaint."""
        parser = super().create_parser(prog_name, subcommand, **kwargs)

        def complain(message: str) -> NoReturn:
            parser.exit(2, _("參數不對：%(message)s。--help 說明用法。") % {"message": message} + "\n")
            raise AssertionError("exit came back")

        parser.error = complain  # type: ignore[method-assign]
        return parser

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Do the work; a database that is not ready is a sentence too."""
        try:
            return super().execute(*args, **options)
        except DatabaseError as error:
            why = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
            raise refused(
                _("資料庫不能用：%(why)s。請先執行 ./start --no-serve，或檢查 DATABASE_URL。") % {"why": why}
            ) from error


def refused(message: str) -> CommandError:
    """A refusal: one line, exit status 2."""
    return CommandError(message, returncode=2)
