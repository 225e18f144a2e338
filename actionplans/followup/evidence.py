"""What shows that a check-in is true: photos and documents (made harmless), public addresses; and who may see them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans.models import CheckIn, CheckInLink, Evidence, Plan
from foundation import subject_keys
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.files import reading, storing
from foundation.files.content import Unfit
from foundation.files.models import StoredFile
from foundation.files.purposes import Purpose

from . import who_reads, writers

KEY = "evidence"
MOST = 10  # of one check-in


def visible(user: Any) -> models.Q:
    """Files of the reports that this person may read, and of those that she is writing."""
    own = models.Q(user=user.pk, plan__in=Plan.objects.visible_to(user, Permission.FOLLOW_UP))
    return subject_keys.among(CheckIn.objects.filter(who_reads.reports(user) | own))


PURPOSE = Purpose(KEY, gettext_lazy("進度佐證"), visible)


def pictures_of(link: CheckInLink) -> models.QuerySet[Evidence]:
    """The photos that whoever has this link has attached to her own reports on its plan."""
    mine = CheckIn.objects.filter(writers.reports_of(link), plan=link.plan_id)
    return Evidence.objects.filter(check_in__in=mine, file__kind=StoredFile.Kind.PICTURE).select_related("file")


def add_file(*, check_in: CheckIn, data: bytes, name: str, by: Acts, now: dt.datetime) -> Evidence:
    """Keep a photo or a document as evidence, written anew: without place, camera, owner, or anything that could act.

    Raises:
        Unfit: it is neither, too large, broken, there already, or the report has as many pieces as it may have.
        ValidationError: the report is handed in.
    """
    picture = reading.read(data)
    with transaction.atomic():
        locked = _writable(check_in)
        file = storing.keep(picture=picture, purpose=KEY, subject=locked, name=name, by=by, now=now)
        added = Evidence.objects.create(check_in=locked, file=file, added_at=now)
        trail.record(Verb.EVIDENCE_ADDED, locked, by=by, now={"file": file.pk}, at=now)
    return added


def add_address(*, check_in: CheckIn, url: str, caption: str, by: Acts, now: dt.datetime) -> Evidence:
    """Keep a public address as evidence; one that is there already stays as it is (a button pressed twice).

    Raises:
        ValidationError: no web address, the report is handed in, or it has as many pieces as it may have.
    """
    with transaction.atomic():
        locked = _writable(check_in)
        added = Evidence(check_in=locked, url=url.strip(), caption=caption.strip()[:100], added_at=now)
        if not added.url:
            raise ValidationError({"url": _("還沒填網址。")})
        added.full_clean()
        if there := locked.evidence.filter(url=added.url).first():
            return there
        added.save()
        trail.record(Verb.EVIDENCE_ADDED, locked, by=by, now={"url": added.url}, at=now)
    return added


def remove(*, evidence: Evidence, by: Acts, now: dt.datetime) -> None:
    """Take a piece out again while the report is still being written.

    Raises:
        ValidationError: the report is handed in.
    """
    with transaction.atomic():
        locked = _writable(evidence.check_in, room=False)
        file = evidence.file
        trail.record(Verb.EVIDENCE_REMOVED, locked, by=by, was={"evidence": str(evidence)}, at=now)
        evidence.delete()
        if file is not None:
            storing.remove(file=file, by=by, now=now)


def _writable(check_in: CheckIn, *, room: bool = True) -> CheckIn:
    locked = CheckIn.objects.select_for_update(of=("self",)).select_related("plan").get(pk=check_in.pk)
    if not locked.is_writable:
        raise ValidationError(_("這次回報已經送出，佐證不能再改。要補充，請督導退回。"))
    if room and locked.evidence.count() >= MOST:
        raise Unfit(_("一次回報最多 %(most)s 件佐證，請先拿掉一件。") % {"most": MOST})
    return locked
