"""Opening named people across the county line, with a reason that the county can read."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils.translation import gettext as _

from foundation import reasons
from foundation.audit import trail
from foundation.audit.verbs import Verb

from .models import Disclosure, User
from .roles import Permission
from .scope import reach

LASTS = dt.timedelta(minutes=30)


def disclose(*, subject: models.Model, county: str, reason: str, by: User, now: dt.datetime) -> Disclosure:
    """Let one person see the names in one thing for half an hour.

    Args:
        subject: the thing whose named people are to be seen, such as a workshop with its participants.
        county: the county it belongs to; its officers see the line.
        reason: why the names are needed, at least six characters.

    Raises:
        PermissionDenied: this person may not open names elsewhere.
        ValidationError: the reason is too short to tell anything.
    """
    if not reach(by, Permission.OPEN_PERSON_ELSEWHERE).covers(county):
        raise PermissionDenied
    reason = reasons.written(reason, ask=_("請寫下為什麼需要看姓名（至少 6 個字），該縣市看得到這段文字。"), most=300)
    with transaction.atomic():
        opened = Disclosure.objects.create(
            user=by,
            county_id=county,
            subject_type=subject._meta.label_lower,
            subject_key=str(subject.pk),
            subject_label=str(subject)[:300],
            reason=reason.strip(),
            opened_at=now,
            expires_at=now + LASTS,
        )
        trail.record(Verb.PERSON_OPENED, subject, by=by, county=county, reason=reason.strip(), at=now)
    return opened
