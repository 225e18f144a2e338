"""A volunteer's photo, for her certificate and her book: one at a time, written anew without place or camera."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation import subject_keys
from foundation.audit.trail import Acts
from foundation.files import content, pictures, storing
from foundation.files.content import Kind, Unfit
from foundation.files.models import StoredFile
from foundation.files.purposes import Purpose
from volunteers.models import Volunteer

KEY = "portrait"
LEAST_SIDE = 295
"""One inch at 300 dots: below this a printed face is a blur (一吋照片)."""


def visible(user: Any) -> models.Q:
    """Photos of the volunteers this person sees."""
    return subject_keys.among(Volunteer.objects.visible_to(user))


PURPOSE = Purpose(KEY, gettext_lazy("志工照片"), visible)


def keep(*, volunteer: Volunteer, data: bytes, by: Acts, now: dt.datetime) -> StoredFile:
    """Keep her photo in place of the one before.

    Raises:
        Unfit: it is no picture, broken, or too small to print.
    """
    if content.kind_of(data) is not Kind.PICTURE:
        raise Unfit(_("這不是照片。請選 JPEG 或 PNG 的一吋照片。"))
    picture = pictures.read(data)
    if min(picture.image.size) < LEAST_SIDE:
        raise Unfit(_("照片太小，印出來會模糊。短邊至少要 %(least)s 點，請換一張清楚的。") % {"least": LEAST_SIDE})
    with transaction.atomic():
        before = list(StoredFile.objects.of(KEY, volunteer))
        try:
            file = storing.keep(picture=picture, purpose=KEY, subject=volunteer, name=_("照片"), by=by, now=now)
        except storing.AlreadyThere as there:
            return there.file
        for one in before:
            storing.remove(file=one, by=by, now=now)
    return file


def of(people: list[int]) -> dict[int, StoredFile]:
    """The photos of some people, by their keys; one question."""
    files = StoredFile.objects.filter(purpose=KEY, subject_key__in=[str(key) for key in people]).order_by("added_at")
    return {int(file.subject_key): file for file in files}
