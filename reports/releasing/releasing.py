"""Releasing an edition or a booklet to everybody, and taking it back. Nothing is public before somebody says so.

A release makes its files once and keeps them with their hashes: the edition's in the public version, the booklet's from
its frozen content. A booklet that is opened again and published anew is released anew; the first release stands until
then, with the files it was made with.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import IntegrityError, InterfaceError, OperationalError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from foundation import reasons
from foundation.accounts.roles import Permission
from foundation.accounts.scope import may
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.jobs import work
from foundation.jobs.models import Job
from foundation.jobs.work import WorkRefused
from reports.booklet import book, printing
from reports.editions import freezing, publishing
from reports.making import FORMATS
from reports.models import Booklet, Edition, Release, ReleasedFile
from reports.models.release import LONGEST_WHY

from . import public_version

JOB = "public_release"
BOOKLET_FORMATS = tuple(printing.FORMATS)
Progress = Callable[[int, int, str], None]
Made = list[tuple[str, str, str, bytes]]


def release_edition(
    *, edition: Edition, knows: bool, by: Acts, now: dt.datetime, formats: Sequence[str] = FORMATS,
    progress: Progress | None = None, settle: Callable[[], None] | None = None,
) -> Release:  # fmt: skip
    """Let everybody have an edition, in its public version.

    Args:
        knows: the association has read that it tells of plans which their counties have not made public.
        formats: which of the formats are made, in each language.
        settle: called in the transaction that keeps the release; what it raises keeps nothing.

    Raises:
        ValidationError: it stands there already, or it tells of such plans and nobody said to know it.
    """
    tell = progress or _quiet
    refuse(edition=edition, knows=knows)
    reports = {language: freezing.thawed(value) for language, value in edition.values.items()}
    shared = public_version.not_yet_public(reports["zh-hant"])
    tell(1, 100, _("整理公開版"))
    names = public_version.names_of(edition.programme)
    made: Made = []
    whole = len(reports) * len(formats)
    for language, report in reports.items():
        with override(language):
            shown = public_version.of(report, names)
        for suffix in formats:
            tell(2 + 96 * len(made) // whole, 100, f"{publishing.LANGUAGES[language]} {suffix.upper()}")
            made.append((suffix, language, suffix, publishing.rendered(shown, language, suffix)))
    release = Release(
        edition=edition, as_of=edition.as_of, shared=shared, released_at=now, released_by=by.as_actor().label[:200]
    )
    return _kept(release, made, by=by, settle=settle)


def release_booklet(
    *, booklet: Booklet, by: Acts, now: dt.datetime, formats: Iterable[str] = BOOKLET_FORMATS,
    progress: Progress | None = None, settle: Callable[[], None] | None = None,
) -> Release:  # fmt: skip
    """Let everybody have a booklet as it was published; a release of what it was before ends with this one.

    Raises:
        ValidationError: it is not published, stands there already as it is, or a photo may no longer be printed.
    """
    tell = progress or _quiet
    refuse(booklet=booklet)
    content = book.of(booklet)
    standing = Release.objects.standing().filter(booklet=booklet)
    made: Made = []
    wanted = list(formats)
    for key in wanted:
        kind = printing.FORMATS[key]
        tell(2 + 96 * len(made) // len(wanted), 100, str(kind.label))
        made.append((key, "en", kind.suffix, printing.make(booklet, key, by=by)))
    release = Release(
        booklet=booklet, title=content.title, subtitle=content.subtitle, as_of=content.when,
        photos=[one.key for one in content.photos], released_at=now, released_by=by.as_actor().label[:200],
    )  # fmt: skip
    return _kept(release, made, by=by, instead_of=standing, settle=settle)


def refuse(*, edition: Edition | None = None, booklet: Booklet | None = None, knows: bool = False) -> None:
    """Say at once why it cannot be released, before anything is laid out.

    Raises:
        ValidationError: see `release_edition` and `release_booklet`.
    """
    if edition is not None:
        _refuse_standing(Release.objects.filter(edition=edition))
        shared = public_version.not_yet_public(freezing.thawed(edition.values["zh-hant"]))
        if shared and not knows:
            raise ValidationError(
                _("這一版有 %(count)s 件方案縣市還沒有公開。請確認知道，再開放下載。") % {"count": shared}
            )
    if booklet is not None:
        if booklet.is_open:
            raise ValidationError(_("還沒定稿，不能開放下載。請先定稿。"))
        _refuse_standing(Release.objects.filter(booklet=booklet, as_of=book.of(booklet).when))


def withdraw(*, release: Release, reason: str, by: Acts, now: dt.datetime) -> Release:
    """Take a release back: from now on nobody without an account finds it or has its files. The files stay kept.

    Raises:
        ValidationError: no reason, or it is taken back already.
    """
    why = reasons.written(reason, ask=_("請寫為什麼收回，例如「數字有誤，更正後再開放」。"), most=LONGEST_WHY)
    with transaction.atomic():
        _end(Release.objects.filter(pk=release.pk), why, by=by, now=now)
    release.refresh_from_db()
    return release


def _end(rows: Any, why: str, *, by: Acts, now: dt.datetime) -> None:
    """End what still stands, each with its line."""
    standing = list(rows.standing().select_for_update())
    if not standing:
        raise ValidationError(_("已經收回了，不用再收回一次。"))
    for one in standing:
        one.withdrawn_at, one.withdrawn_by, one.reason = now, by.as_actor().label[:200], why
        one.save(update_fields=["withdrawn_at", "withdrawn_by", "reason"])
        trail.record(Verb.RELEASE_WITHDRAWN, _about(one), by=by, now={"release": one.pk}, reason=why, at=now)


def _about(release: Release) -> Edition | Booklet:
    found = release.edition or release.booklet
    assert found is not None  # noqa: S101  a constraint says that there is one of both
    return found


def _refuse_standing(rows: Any) -> None:
    if rows.standing().exists():
        raise ValidationError(_("已經開放下載了，不用再開放一次。"))


def _kept(
    release: Release, made: Made, *, by: Acts, instead_of: Any = None, settle: Callable[[], None] | None = None
) -> Release:
    files: list[ReleasedFile] = []
    try:
        with transaction.atomic():
            if instead_of is not None and instead_of.exists():
                _end(instead_of, _("由新的定稿取代。"), by=by, now=release.released_at)
            release.save()
            for kind, language, suffix, data in made:
                file = ReleasedFile(release=release, kind=kind, language=language, suffix=suffix, size=len(data))
                file.sha256 = hashlib.sha256(data).hexdigest()
                file.content.save(f"{release.pk}-{kind}-{language}.{suffix}", ContentFile(data), save=False)
                files.append(file)
                file.save()
            noted = {"release": release.pk, "format": [f"{one.kind} {one.language}" for one in files]}
            noted |= {"shared": release.shared} if release.shared else {}
            trail.record(Verb.RELEASED, _about(release), by=by, now=noted, at=release.released_at)
            if settle is not None:
                settle()
    except BaseException as problem:
        # Where the database fell silent nobody knows whether the release is kept; then its files stay.
        for file in files if not isinstance(problem, OperationalError | InterfaceError) else ():
            file.content.storage.delete(str(file.content.name))
        if isinstance(problem, IntegrityError):
            raise ValidationError(_("剛剛已經由別人開放了，請重新整理頁面。")) from problem
        raise
    return release


def in_background(job: Job, progress: work.Progress) -> None:
    """The same as work for the background; `params` hold the key of an `edition` or of a `booklet`.

    The release and the job's end are kept together, so that begun again it is not released twice.

    Raises:
        WorkRefused: it cannot be released, and why.
    """
    if not may(job.by, Permission.MAKE_NATIONAL_REPORT):
        raise WorkRefused(_("你的角色已經不能開放下載。需要的話，請協會重新指派角色。"))
    now = timezone.now()
    try:
        if "edition" in job.params:
            rows = Edition.objects.visible_to(job.by).select_related("programme")
            edition = rows.get(pk=job.params["edition"])
            release_edition(
                edition=edition, knows=job.params["knows"], by=job.by, now=now, progress=progress,
                settle=progress.settle,
            )  # fmt: skip
        else:
            booklet = Booklet.objects.visible_to(job.by).select_related("programme").get(pk=job.params["booklet"])
            release_booklet(booklet=booklet, by=job.by, now=now, progress=progress, settle=progress.settle)
    except ValidationError as refused:
        raise WorkRefused(" ".join(refused.messages)) from refused


def leads_to(job: Job) -> str:
    """The page of what was released, where it can be taken back."""
    from django.urls import reverse  # noqa: PLC0415  the addresses are read only when somebody looks

    name = "edition" if "edition" in job.params else "booklet"
    return reverse(f"reports:{name}", args=[job.params[name]])


def _quiet(done: int, total: int, message: str) -> None:
    """Nobody is watching."""
