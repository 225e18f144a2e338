"""Making a report in a format: build the value once, render it, leave a line in the trail.

The command and the background job both come through here.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.accounts.scope import may
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.jobs import work
from foundation.jobs.models import Job
from foundation.jobs.work import Result, WorkRefused
from workshops.models import Programme

from . import document, paper, tables
from .chapters import telling
from .national import build
from .records import NationalReport

FORMATS = ("pdf", "xlsx", "ods", "json")
JOB = "national_report"
Progress = Callable[[int, int, str], None]


class UnknownFormat(ValueError):
    """There is no such format; the message says which there are."""


def make(
    programme: Programme,
    suffix: str,
    *,
    by: Acts,
    now: dt.datetime,
    progress: Progress | None = None,
) -> bytes:
    """The national report of a programme as the bytes of a file.

    Args:
        suffix: one of `FORMATS`.
        progress: told how much is done of how much, and what is being done.

    Raises:
        UnknownFormat: none of `FORMATS`.
    """
    check(suffix)
    tell = progress or _quiet
    tell(0, 100, _("整理資料"))
    report = telling.with_chapters(build(programme, now=now, by=by), programme)
    data = render(report, suffix, tell)
    trail.record(
        Verb.REPORT_MADE,
        programme,
        by=by,
        now={"format": suffix, "plans": len(report.plans), "counties": report.figure("counties_held").value},
        at=now,
    )
    return data


def render(report: NationalReport, suffix: str, progress: Progress) -> bytes:
    """One rendering of the value."""
    if suffix == "pdf":
        return paper.render(report, progress)
    if suffix == "json":
        return document.render(report)
    from foundation.exports import ods, xlsx  # noqa: PLC0415  a page that only shows figures needs no writer

    sheets = tables.tables(report)
    progress(1, len(sheets) + 1, _("寫入試算表"))
    stream = io.BytesIO()
    writer = xlsx if suffix == "xlsx" else ods
    writer.write(sheets, stream, imprint=paper.imprint(report))
    return stream.getvalue()


def start(programme: Programme, suffix: str, *, by: User, now: dt.datetime) -> Job:
    """Ask for the report as a file, made in the background in the language that is active.

    Raises:
        UnknownFormat: none of `FORMATS`.
    """
    check(suffix)
    return work.start(
        kind=JOB,
        label=lambda: (
            _("%(programme)s全國成果報告（%(format)s）") % {"programme": programme.shown, "format": suffix.upper()}
        ),
        by=by,
        params={"programme": programme.slug, "format": suffix},
        now=now,
        language=get_language() or "zh-hant",
    )


def check(suffix: str) -> None:
    """Refuse a format there is not.

    Raises:
        UnknownFormat: none of `FORMATS`.
    """
    if suffix not in FORMATS:
        raise UnknownFormat(
            _("沒有「%(format)s」這種格式，可用的有：%(known)s。")
            % {"format": suffix[:20], "known": _("、").join(FORMATS)}
        )


def in_background(job: Job, progress: Progress) -> Result:
    """The same as work for the background; `params` hold the programme's slug and the format.

    Raises:
        WorkRefused: the programme is gone, or whoever asked may no longer have the report.
    """
    if not may(job.by, Permission.MAKE_NATIONAL_REPORT):
        raise WorkRefused(_("你的角色已經不能產製全國報告。需要的話，請協會重新指派角色。"))
    programme = Programme.objects.visible_to(job.by).filter(slug=job.params["programme"]).first()
    if programme is None:
        raise WorkRefused(_("方案「%(slug)s」已經不在，沒有產生報告。") % {"slug": job.params["programme"]})
    shown = -1

    def tell(done: int, total: int, message: str) -> None:
        # A write for every page would disturb others; one for every percent is all that anybody sees.
        nonlocal shown
        if (percent := done * 100 // total if total else 0) != shown:
            shown = percent
            progress(done, total, message)

    now = timezone.now()
    data = make(programme, job.params["format"], by=job.by, now=now, progress=tell)
    return Result(file_name(programme, job.params["format"], timezone.localtime(now)), data)


def file_name(programme: Programme, suffix: str, now: dt.datetime) -> str:
    """national-report-<slug>-20261121.pdf: plain letters, so that every system keeps it."""
    return f"national-report-{programme.slug}-{now:%Y%m%d}.{suffix}"


def _quiet(done: int, total: int, message: str) -> None:
    """Nobody is watching."""
