"""A candidate's papers: files that were looked through, or words; and what people state of her."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import reasons, subject_keys
from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.files import content, pictures, reading, storing
from foundation.files.models import StoredFile
from foundation.files.purposes import Purpose
from volunteers.awards import giving
from volunteers.models import AwardCandidate, AwardKin, AwardPaper, Unit, Volunteer
from volunteers.models.award_paper import LONGEST_DEEDS
from volunteers.rules.award_routes import PAPERS

from . import subjects
from .moves import asked_papers

KEY = "award_paper"
MOST_FILES = 10


def visible(user: Any) -> models.Q:
    """Papers of the candidates this person sees."""
    return subject_keys.among(AwardPaper.objects.visible_to(user))


PURPOSE = Purpose(KEY, gettext_lazy("獎項提報文件"), visible)


def write(*, candidate: AwardCandidate, key: str, words: str, by: Acts, now: dt.datetime) -> AwardPaper:
    """Write a paper that is a text.

    Raises:
        ValidationError: it says nothing, is too long, is no text, or the candidate is not with the unit.
    """
    _asked(candidate, key)
    if not PAPERS[key].is_text:
        raise ValidationError(_("這一項要附檔案。"))
    written = reasons.written(words, ask=_("請寫下具體做了什麼、有什麼成果。"), most=LONGEST_DEEDS, field=key)
    with transaction.atomic():
        _open(candidate)
        paper, made = AwardPaper.objects.get_or_create(candidate=candidate, key=key, defaults={"changed_at": now})
        if not made and paper.words == written:
            return paper
        paper.words, paper.changed_at = written, now
        paper.save(update_fields=["words", "changed_at"])
        trail.record(Verb.CHANGED, candidate, by=by, now={"award_paper": key}, at=now)
    return paper


def attach(
    *, candidate: AwardCandidate, key: str, data: bytes, file_name: str, by: Acts, now: dt.datetime
) -> AwardPaper:  # fmt: skip
    """Attach a picture or a document.

    Raises:
        Unfit: it cannot be taken; the message says why.
        ValidationError: it is a text, there are too many, or the candidate is not with the unit.
    """
    _asked(candidate, key)
    if PAPERS[key].is_text:
        raise ValidationError(_("這一項請直接寫字。"))
    if key == "photo":
        content.kind_of(data)
        scan: Any = pictures.read(data)
    else:
        scan = reading.read(data)
    with transaction.atomic():
        _open(candidate)
        paper, _made = AwardPaper.objects.get_or_create(candidate=candidate, key=key, defaults={"changed_at": now})
        if files_of(paper).count() >= MOST_FILES:
            raise ValidationError(_("這一項最多 %(most)s 個檔案。") % {"most": MOST_FILES})
        storing.keep(picture=scan, purpose=KEY, subject=paper, name=file_name, by=by, now=now)
        AwardPaper.objects.filter(pk=paper.pk).update(changed_at=now)
    return paper


def remove(*, candidate: AwardCandidate, file: StoredFile, by: Acts, now: dt.datetime) -> None:
    """Take a file out again; a paper without files is missing.

    Raises:
        ValidationError: the candidate is not with the unit, or it is no file of hers.
    """
    paper = AwardPaper.objects.filter(candidate=candidate, pk=_number(file.subject_key)).first()
    if file.purpose != KEY or paper is None:
        raise ValidationError(_("這個檔案不在這裡。"))
    with transaction.atomic():
        _open(candidate)
        storing.remove(file=file, by=by, now=now)
        if not files_of(paper).exists():
            paper.delete()


def files_of(paper: AwardPaper) -> models.QuerySet[StoredFile]:
    """The files of a paper."""
    return StoredFile.objects.of(KEY, paper).order_by("pk")


def state(*, candidate: AwardCandidate, key: str, holds: bool, by: User, now: dt.datetime) -> None:
    """State a condition of a candidate: of a family, of every member of it.

    Raises:
        ValidationError: the award asks no such thing, or it is decided already.
    """
    if candidate.state in (*AwardCandidate.OVER, AwardCandidate.State.APPROVED):
        raise ValidationError(_("這一位已經決定了，不能再切結。"))
    who: list[Any] = [candidate.volunteer or candidate.proposal.unit]
    if candidate.kind == AwardCandidate.Kind.FAMILY:
        who = [one.volunteer for one in candidate.kin.select_related("volunteer")]
    rule = subjects.award_of(candidate.window)
    with transaction.atomic():
        for one in who:
            giving.state(
                who=one, award=rule.code, key=key, holds=holds, on=timezone.localdate(now), now=now, by=by, rule=rule
            )


def handed_in(who: Volunteer | Unit, award: str, by: User) -> str:
    """Why somebody may state nothing of a candidate any more: once she is handed in it is the authority's to find."""
    states = (AwardCandidate.State.SUBMITTED, AwardCandidate.State.FORWARDED)
    rows = AwardCandidate.objects.filter(window__award=award, state__in=states).select_for_update(of=("self",))
    if isinstance(who, Volunteer):
        rows = rows.filter(
            models.Q(volunteer=who)
            | models.Exists(AwardKin.objects.filter(candidate=models.OuterRef("pk"), volunteer=who))
        )
    else:
        rows = rows.filter(kind=AwardCandidate.Kind.TEAM, proposal__unit=who)
    keys = [one.pk for one in rows]
    theirs = AwardCandidate.objects.visible_to(by, Permission.REVIEW_UNITS)
    if keys and not theirs.filter(pk__in=keys).exists():
        return _("已經送件，不能再切結。請等主管機關審查，或先撤回。")
    return ""


def _asked(candidate: AwardCandidate, key: str) -> None:
    if key not in {*asked_papers(candidate), "other"}:
        raise ValidationError(_("這次受理不要這一種文件。"))


def _open(candidate: AwardCandidate) -> None:
    held = AwardCandidate.objects.select_for_update().get(pk=candidate.pk)
    if not held.is_open:
        raise ValidationError(_("已經送件，不能再改。請等主管機關審查，或先撤回。"))


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0
