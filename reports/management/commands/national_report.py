"""`manage.py national_report --programme SLUG --format pdf --out FILE`."""

from __future__ import annotations

import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.audit.trail import SYSTEM, origin
from foundation.jobs.command import PlainCommand, refused, why_not_written
from reports.making import FORMATS, make
from workshops.models import Programme

KNOWN_SHOWN = 10


class Command(PlainCommand):
    """Write the national report of a programme into a file; the file appears whole or not at all."""

    help = "產製全國成果報告，存成檔案。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which programme, which format, which file."""
        parser.add_argument("--programme", required=True, metavar="SLUG", help=_("方案的代稱，例如 ivy-2026"))
        parser.add_argument("--format", default="pdf", help=_("檔案格式：%(known)s") % {"known": _("、").join(FORMATS)})
        parser.add_argument("--out", required=True, type=Path, metavar="FILE", help=_("要寫入的檔案"))

    def handle(self, *args: Any, **options: Any) -> None:
        """Check what was asked for before any work, then make the file beside its place and move it there."""
        out: Path = options["out"]
        if options["format"] not in FORMATS:
            raise refused(
                _("沒有「%(format)s」這種格式，可用的有：%(known)s。")
                % {"format": options["format"], "known": _("、").join(FORMATS)}
            )
        programme = Programme.objects.filter(slug=options["programme"]).first()
        if programme is None:
            slugs = list(Programme.objects.order_by("-year", "slug").values_list("slug", flat=True)[: KNOWN_SHOWN + 1])
            known = _("、").join(slugs[:KNOWN_SHOWN]) + (_(" 等") if len(slugs) > KNOWN_SHOWN else "")
            raise refused(
                _("沒有代稱是「%(slug)s」的方案，現有的方案：%(known)s。")
                % {"slug": options["programme"], "known": known or _("（還沒有任何方案）")}
            )
        _check_place(out)
        with origin("national_report"):
            data = make(programme, options["format"], by=SYSTEM, now=timezone.now())
        _write(out, data)
        self.stdout.write(_("已寫入 %(out)s（%(size)s KB）。") % {"out": out, "size": f"{len(data) / 1024:,.0f}"})


def _check_place(out: Path) -> None:
    """Refuse a place that cannot be written to before minutes are spent on the report."""
    folder = out.parent
    if out.is_dir():
        raise refused(_("「%(out)s」是資料夾，--out 要寫檔案的名稱，例如 report.pdf。") % {"out": out})
    if not folder.is_dir():
        raise refused(_("沒有「%(folder)s」這個資料夾，請先建立，或改寫 --out。") % {"folder": folder})
    if not os.access(folder, os.W_OK):
        raise refused(_("資料夾「%(folder)s」不能寫入，請換一個位置。") % {"folder": folder})


def _write(out: Path, data: bytes) -> None:
    """Write beside the place and rename: whoever opens the file finds the old one or the new one, never half."""
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=f".{out.name[:40]}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(out)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise refused(
            _("寫不進「%(out)s」：%(why)s。請換一個位置再試。") % {"out": out, "why": why_not_written(error)}
        ) from error
