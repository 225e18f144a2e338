"""Publishing an edition: the value frozen in both languages, every file made once, hashed and kept.

The files are kept as they were made, because fonts and the typesetter change over the years and nobody can promise
their bytes. The frozen value is kept as well: with the same typesetter it gives the same bytes again, so that a file
that was lost or damaged is made anew and is either the same or not handed out.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib import metadata
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from foundation.accounts.roles import Permission
from foundation.accounts.scope import may
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.jobs import work
from foundation.jobs.models import Job
from foundation.jobs.work import WorkRefused
from reports import document
from reports.chapters import telling
from reports.making import FORMATS, render
from reports.models import Edition, EditionFile
from reports.national import build
from reports.records import EditionFacts, NationalReport
from workshops.models import Programme

from . import freezing

JOB = "national_edition"
LANGUAGES = {"zh-hant": gettext_lazy("中文"), "en": gettext_lazy("英文")}
# What each file takes of the time: the pages take nearly all of it.
SHARES = {"pdf": 44, "xlsx": 2, "ods": 3, "json": 1}
Progress = Callable[[int, int, str], None]
Made = list[tuple[str, str, bytes]]


class DamagedEdition(ValueError):
    """A kept file is lost or altered and cannot be made again as it was; the message says so."""


def publish(
    *,
    programme: Programme,
    note: str,
    by: Acts,
    now: dt.datetime,
    formats: Sequence[str] = FORMATS,
    progress: Progress | None = None,
    settle: Callable[[], None] | None = None,
) -> Edition:
    """Freeze the report as of now, make its files, and publish it under the next number.

    Args:
        note: what it is for, in a few words; may be empty.
        formats: which of the formats are made, in each language.
        progress: told how much is done of how much, and what is being done.
        settle: called in the transaction that keeps the edition; what it raises keeps nothing.

    Raises:
        ValidationError: there is nothing to publish yet, the note is too long, what is written into a chapter cannot be
            printed, or somebody else was faster.
    """
    tell = progress or _quiet
    note = " ".join(note.split())
    tell(0, 100, _("整理資料"))
    number = (Edition.objects.filter(programme=programme).aggregate(last=Max("number"))["last"] or 0) + 1
    edition = Edition(
        programme=programme, number=number, note=note, as_of=now, published_at=now,
        published_by=by.as_actor().label, made_with=made_with(),
    )  # fmt: skip
    reports = _built(edition, by=by, now=now)
    if not reports["zh-hant"].workshops:
        raise ValidationError(_("還沒有縣市登記工作坊，沒有可以發布的內容。"))
    edition.values = {language: freezing.frozen(report) for language, report in reports.items()}
    edition.clean_fields(exclude=["programme"])
    made = _rendered(reports, formats, tell)
    tell(99, 100, _("存入版次"))
    return _kept(edition, made, by=by, now=now, settle=settle)


def _built(edition: Edition, *, by: Acts, now: dt.datetime) -> dict[str, NationalReport]:
    """The report in each language, of the same data: what is written meanwhile would be in one of them only."""
    facts = EditionFacts(edition.number, timezone.localdate(now), edition.note)
    for _try in range(3):
        found = {}
        for language in LANGUAGES:
            with override(language):
                report = telling.with_chapters(build(edition.programme, now=now, by=by), edition.programme)
                found[language] = replace(report, code=edition.code, edition=facts)
        if len({_numbers(report) for report in found.values()}) == 1:
            _require_printable(found, edition.programme)
            return found
    raise ValidationError(_("資料一直有人在改，中文和英文的數字對不起來。請過幾分鐘再發布。"))


def _require_printable(reports: dict[str, NationalReport], programme: Programme) -> None:
    """Nothing is frozen that says 「查無」, or whose photo may not be printed."""
    lacking = [
        sentence
        for language, report in reports.items()
        for sentence in telling.problems(report, programme, language=language)
    ]
    if lacking:
        raise ValidationError(list(dict.fromkeys(lacking)))


def _numbers(report: NationalReport) -> tuple[Any, ...]:
    return (tuple(each.value for each in report.figures), tuple(plan.code for plan in report.plans))


def _rendered(reports: dict[str, NationalReport], formats: Sequence[str], tell: Progress) -> Made:
    """Each language's files, with their bytes."""
    made, done = [], 0
    for language, report in reports.items():
        for suffix in formats:
            share, begun = SHARES[suffix], done
            what = f"{LANGUAGES[language]} {suffix.upper()}"

            def told(
                part: int, whole: int, message: str, share: int = share, begun: int = begun, what: str = what
            ) -> None:
                tell(begun + share * part // max(whole, 1), 100, f"{what}：{message}")

            told(0, 1, "…")
            made.append((language, suffix, rendered(report, language, suffix, told)))
            done += share
    return made


def rendered(report: NationalReport, language: str, suffix: str, progress: Progress | None = None) -> bytes:
    """One rendering of a frozen report, in its language. With one typesetter the same report gives the same bytes."""
    with override(language):
        return render(report, suffix, progress or _quiet)


def _kept(
    edition: Edition, made: Made, *, by: Acts, now: dt.datetime, settle: Callable[[], None] | None = None
) -> Edition:
    files: list[EditionFile] = []
    try:
        with transaction.atomic():
            edition.save()
            for language, suffix, data in made:
                file = EditionFile(edition=edition, language=language, suffix=suffix, size=len(data))
                file.sha256 = hashlib.sha256(data).hexdigest()
                file.content.save(f"{edition.code}-{language}.{suffix}", ContentFile(data), save=False)
                files.append(file)
                file.save()
            trail.record(
                Verb.EDITION_PUBLISHED, edition, by=by, at=now,
                now={"number": edition.number, "as_of": edition.as_of, "note": edition.note},
            )  # fmt: skip
            if settle is not None:
                settle()
    except BaseException as problem:
        # Where the database fell silent nobody knows whether the edition is kept; then its files stay.
        for file in files if not isinstance(problem, OperationalError | InterfaceError) else ():
            file.content.storage.delete(str(file.content.name))
        if isinstance(problem, IntegrityError):
            told = _("第 %(number)s 版剛剛由別人發布了。請先看那一版，需要的話再發布一次。") % {
                "number": edition.number
            }
            raise ValidationError(told) from problem
        raise
    return edition


def made_with() -> dict[str, str]:
    """The versions that decide over the bytes."""
    return {
        "value": str(freezing.VERSION), "document": str(document.VERSION), "weasyprint": metadata.version("weasyprint")
    }  # fmt: skip


def content(file: EditionFile) -> bytes:
    """The bytes of a kept file, the same as on the day it was published.

    Raises:
        DamagedEdition: they are lost or altered, and what is made anew is not the same.
    """
    data = b""
    with suppress(OSError), file.content.storage.open(str(file.content.name)) as stream:
        data = stream.read()
    if hashlib.sha256(data).hexdigest() == file.sha256:
        return data
    again = rendered(freezing.thawed(file.edition.values[file.language]), file.language, file.suffix)
    if hashlib.sha256(again).hexdigest() == file.sha256:
        return again
    raise DamagedEdition(
        _("%(edition)s的 %(format)s 檔案壞了，和發布時不同，也沒辦法原樣重做。請從備份還原 %(name)s。")
        % {"edition": file.edition, "format": file.suffix.upper(), "name": file.content.name}
    )


def in_background(job: Job, progress: work.Progress) -> None:
    """The same as work for the background; `params` hold the programme's slug and the note.

    The edition and the job's end are kept together, so that begun again it is not published twice.

    Raises:
        WorkRefused: it cannot be published, and why.
    """
    if not may(job.by, Permission.MAKE_NATIONAL_REPORT):
        raise WorkRefused(_("你的角色已經不能產製全國報告。需要的話，請協會重新指派角色。"))
    programme = Programme.objects.visible_to(job.by).filter(slug=job.params["programme"]).first()
    if programme is None:
        raise WorkRefused(_("方案「%(slug)s」已經不在，沒有產生報告。") % {"slug": job.params["programme"]})
    told = -1

    def tell(done: int, total: int, message: str) -> None:
        nonlocal told
        if done != told:
            told = done
            progress(done, total, message)

    try:
        publish(
            programme=programme, note=job.params["edition_note"], by=job.by, now=timezone.now(), progress=tell,
            settle=progress.settle,
        )  # fmt: skip
    except ValidationError as problem:
        raise WorkRefused(" ".join(problem.messages)) from problem


def leads_to(job: Job) -> str:
    """The list of the programme's editions, where the new one stands first."""
    from django.urls import reverse  # noqa: PLC0415  the addresses are read only when somebody looks

    return reverse("reports:editions_of", args=[job.params["programme"]])


def file_name(file: EditionFile) -> str:
    """national-report-ivy-2026-e2-en.pdf: plain letters, so that every system keeps it."""
    edition = file.edition
    return f"national-report-{edition.programme.slug}-e{edition.number}-{file.language}.{file.suffix}"


def _quiet(done: int, total: int, message: str) -> None:
    """Nobody is watching."""
