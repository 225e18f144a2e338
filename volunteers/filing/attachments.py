"""Files that go along with a filing, so that the authority reads what it reviews.

A document may still come on paper: then the filing says so in words (`Filing.documents`).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import subject_keys
from foundation.audit.trail import Acts
from foundation.files import reading, storing
from foundation.files.models import StoredFile
from foundation.files.purposes import Purpose
from volunteers.models import Filing, FilingPaper

from . import filing_documents

KEY = "filing_paper"
MOST_FILES = 10
"""Of one document: a charter's pages as photos."""


def visible(user: Any) -> models.Q:
    """Files of the filings this person sees."""
    return subject_keys.among(FilingPaper.objects.visible_to(user))


PURPOSE = Purpose(KEY, gettext_lazy("備案附件"), visible)


def attach(*, filing: Filing, key: str, data: bytes, file_name: str, by: Acts, now: dt.datetime) -> FilingPaper:
    """Attach a picture or a document to a plan that the unit may still write in.

    Raises:
        Unfit: it cannot be taken; the message says why.
        ValidationError: no such document goes along, there are too many files, or the plan is handed in.
    """
    offered = filing_documents.offered(filing.authority.code if filing.authority else None)
    if key not in {one.key for one in offered}:
        raise ValidationError(_("這個機關不要這一種附件。請重新整理頁面再選一次。"))
    scan = reading.read(data)
    with transaction.atomic():
        _open(filing)
        paper, _made = FilingPaper.objects.get_or_create(filing=filing, key=key, defaults={"changed_at": now})
        if files_of(paper).count() >= MOST_FILES:
            raise ValidationError(_("這一項最多 %(most)s 個檔案。") % {"most": MOST_FILES})
        storing.keep(picture=scan, purpose=KEY, subject=paper, name=file_name, by=by, now=now)
        FilingPaper.objects.filter(pk=paper.pk).update(changed_at=now)
    return paper


def remove(*, filing: Filing, file: StoredFile, by: Acts, now: dt.datetime) -> None:
    """Take a file out again.

    Raises:
        ValidationError: the plan is handed in, or it is no file of this plan's.
    """
    number = int(file.subject_key) if file.subject_key.isdecimal() and len(file.subject_key) < 19 else 0
    paper = FilingPaper.objects.filter(filing=filing, pk=number).first()
    if file.purpose != KEY or paper is None:
        raise ValidationError(_("這個檔案不在這裡。"))
    with transaction.atomic():
        _open(filing)
        storing.remove(file=file, by=by, now=now)
        if not files_of(paper).exists():
            paper.delete()


def files_of(paper: FilingPaper) -> models.QuerySet[StoredFile]:
    """The files of one document."""
    return StoredFile.objects.of(KEY, paper).order_by("pk")


def by_key(filing: Filing) -> dict[str, list[StoredFile]]:
    """The files of a filing by document, in two questions."""
    papers = {str(paper.pk): paper.key for paper in FilingPaper.objects.filter(filing=filing)}
    found: dict[str, list[StoredFile]] = defaultdict(list)
    if papers:
        for file in StoredFile.objects.filter(purpose=KEY, subject_key__in=papers).order_by("pk"):
            found[papers[file.subject_key]].append(file)
    return dict(found)


def _open(filing: Filing) -> None:
    held = Filing.objects.select_for_update().get(pk=filing.pk)
    if not held.is_open:
        raise ValidationError(_("計畫已經送出，不能再改。請先收回，或等審查結果。"))
