"""`manage.py handbook`: write a handbook as PDF."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from handbooks import papers
from handbooks.readers import READERS


class Command(BaseCommand):
    """Write the handbook of one reader, or keep those of all readers ready for the help page."""

    help = "Write a handbook as PDF; without --for, make all of them ready, so that nobody waits for the first."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whose, in which language, and where to."""
        parser.add_argument("--for", dest="reader", choices=sorted(READERS), help="whose handbook")
        parser.add_argument("--language", choices=["zh-hant", "en"], default="zh-hant")
        parser.add_argument("--out", type=Path, help="the file to write; needs --for")

    def handle(self, *args: Any, **options: Any) -> None:
        """Say where each file lies."""
        wanted = [READERS[options["reader"]]] if options["reader"] else list(READERS.values())
        for reader in wanted:
            path = papers.kept(reader, language=options["language"])
            if options["out"] and options["reader"]:
                options["out"].write_bytes(path.read_bytes())
                path = options["out"]
            self.stdout.write(f"{reader.key}: {path}")
