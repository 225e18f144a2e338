"""`manage.py verify_certificate FILE [--keys KEYS] [--status STATUS]`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.jobs.command import PlainCommand, refused
from foundation.proofs import Unverifiable
from volunteers.certifying import verifying


class Command(PlainCommand):
    """Verify the file of a certificate, with a saved key file and no network; without one by this installation."""

    help = "查驗一份數位證明書的檔案；有存下來的金鑰檔，不必連線，也不必有資料庫。"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to verify, and with what."""
        parser.add_argument("file", metavar="FILE", help=_("數位證明書（JSON）"))
        parser.add_argument("--keys", metavar="FILE", help=_("存下來的發證機關資料（含金鑰）；不寫就用這裡的資料庫"))
        parser.add_argument("--status", metavar="FILE", help=_("存下來的撤銷清單；不寫就只看簽章"))

    def handle(self, *args: Any, **options: Any) -> None:
        """What holds, in one line; all else is refused with exit status 2.

        Without a list only the signature is asked for, and that it says nothing more stands in a second line.
        """
        data = _content(options["file"])
        if options["keys"] is None:
            if options["status"] is not None:
                raise refused(_("--status 要和 --keys 一起用。"))
            found = verifying.here(data)
        else:
            found = verifying.offline(
                _document(options["file"], data), profile=_document(options["keys"], _content(options["keys"])),
                status=_document(options["status"], _content(options["status"])) if options["status"] else None,
                now=timezone.now(),
            )  # fmt: skip
        signed_only = options["status"] is None and found.state is verifying.State.UNCHECKED
        if not found.holds and not signed_only:
            raise refused("".join((str(found.sentence), *found.lacks)))
        for told in (str(found.sentence), *found.lacks):
            self.stdout.write(told)


def _content(name: str) -> bytes:
    try:
        with Path(name).open("rb") as stream:
            return stream.read(verifying.LARGEST + 1)
    except OSError as missing:
        raise refused(_("讀不到檔案 %(name)s。") % {"name": name}) from missing


def _document(name: str, data: bytes) -> Any:
    try:
        return verifying.read(data)
    except Unverifiable as broken:
        raise refused(_("%(name)s 讀不懂：不是 JSON 檔。") % {"name": name}) from broken
