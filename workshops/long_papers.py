"""Papers that take long to set are made in the background: the room's saves are not to wait behind a printer."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.jobs import work
from foundation.jobs.models import Job
from foundation.jobs.work import Progress, Result, WorkRefused

from . import papers
from .models import Workshop
from .papers import Paper

JOB = "paper"
LAST_JOBS = 5


def ask_for(*, paper: Paper, workshop: Workshop, site: str, by: User, now: dt.datetime, language: str) -> Job:
    """Ask for a paper, in the language of whoever asks; `site` is the beginning of every address on it."""
    return work.start(
        kind=JOB,
        label=lambda: f"{workshop}　{paper.label}",
        by=by,
        params={"workshop": workshop.pk, "paper": paper.key, "site": site},
        now=now,
        language=language,
    )


def recent(workshop: Workshop, user: User, offered: list[Paper]) -> list[Job]:
    """What this person asked for last at this workshop, of the papers that are still offered."""
    keys = [paper.key for paper in offered]
    asked = Job.objects.visible_to(user).filter(kind=JOB, params__workshop=workshop.pk, params__paper__in=keys)
    return list(asked[:LAST_JOBS])


def may_have(job: Job) -> bool:
    """Whether whoever asked for the paper may still print it."""
    workshop = _workshop(job)
    return workshop is not None and papers.find(job.params["paper"], workshop, job.by) is not None


def in_background(job: Job, progress: Progress) -> Result:
    """Set the paper; `params` hold the workshop's number, the paper's key and the beginning of addresses.

    Raises:
        WorkRefused: there is nothing to print yet, or whoever asked may no longer print it.
    """
    workshop = _workshop(job)
    paper = papers.find(job.params["paper"], workshop, job.by) if workshop else None
    if workshop is None or paper is None:
        raise WorkRefused(_("你的角色已經不能列印這份文件。需要的話，請縣市承辦人重新指派。"))
    progress(0, 0, _("整理內容"))
    try:
        document = papers.print_out(
            paper,
            workshop=workshop,
            site=job.params["site"],
            by=job.by,
            now=timezone.now(),
            page=lambda number: progress(0, 0, _("排版第 %(page)s 頁") % {"page": number}),
        )
    except papers.NothingToPrint as nothing:
        raise WorkRefused(str(nothing)) from nothing
    return Result(f"{workshop}_{paper.label}.pdf", document)


def _workshop(job: Job) -> Workshop | None:
    return Workshop.objects.with_people().visible_to(job.by).filter(pk=job.params["workshop"]).first()
