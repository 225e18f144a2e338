"""Who comes: a county registers its delegates until a day, as many as it has seats; names go when their purpose has.

個人資料保護法第 5 條 (no more than is needed) and 第 11 條第 3 項 (gone when its purpose has gone).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.models import County
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from reports.models import Delegate, Symposium

KEPT_DAYS = 90
"""Days after the symposium for which names are kept: certificates and questions come within them."""


def register(
    *, symposium: Symposium, county: County, name: str, unit: str, job_title: str, by: Acts, now: dt.datetime
) -> Delegate:  # fmt: skip
    """Register somebody for a county.

    Raises:
        ValidationError: registration is not open, the county has no seat left, she is registered already, or something
            is missing or too long.
    """
    made = Delegate(
        symposium=symposium, county=county, name=" ".join(name.split()), unit=" ".join(unit.split()),
        job_title=" ".join(job_title.split()), registered_at=now, registered_by=by.as_actor().label[:200],
    )  # fmt: skip
    made.clean_fields(exclude=["symposium", "county"])
    with transaction.atomic():
        # One after the other: of two who take the last seat at once, one is told that it is gone.
        locked = Symposium.objects.select_for_update().get(pk=symposium.pk)
        today = timezone.localdate(now)
        if not locked.takes_delegates_on(today):
            raise ValidationError(_("報名還沒開放或已經截止。要加人請聯絡協會秘書處。"))
        mine = Delegate.objects.filter(symposium=locked, county=county).coming()
        if mine.filter(name=made.name, unit=made.unit).exists():
            raise ValidationError(_("「%(name)s」已經報名了。") % {"name": made.name})
        if mine.count() >= locked.seats:
            raise ValidationError(
                _("%(county)s的 %(seats)s 個名額已經報滿。要換人請先取消一位。")
                % {"county": county.shown, "seats": locked.seats}
            )
        try:
            with transaction.atomic():
                made.save()
        except IntegrityError as problem:
            raise ValidationError(_("「%(name)s」已經報名了。") % {"name": made.name}) from problem
        trail.record(Verb.CREATED, made, by=by, county=str(county.pk), now={"unit": made.unit}, at=now)
    return made


def withdraw(*, delegate: Delegate, by: Acts, now: dt.datetime) -> bool:
    """Take somebody off the list; whether she still was on it. Her seat is free again."""
    with transaction.atomic():
        rows = Delegate.objects.filter(pk=delegate.pk).coming()
        if not rows.update(withdrawn_at=now, withdrawn_by=by.as_actor().label[:200]):
            return False
        trail.record(Verb.MOVED, delegate, by=by, county=str(delegate.county_id), now={"coming": False}, at=now)
    return True


def by_county(symposium: Symposium) -> Mapping[str, int]:
    """How many come from each county (one question)."""
    rows = Delegate.objects.filter(symposium=symposium).coming().order_by().values_list("county")
    return {str(county): number for county, number in rows.annotate(number=Count("pk"))}


def erase(*, by: Acts, now: dt.datetime) -> int:
    """Delete the delegates of symposia that are over for `KEPT_DAYS`. Answers how many; the trail keeps the number."""
    last = timezone.localdate(now) - dt.timedelta(days=KEPT_DAYS)
    gone = 0
    for symposium in Symposium.objects.filter(held_on__lt=last, delegates__isnull=False).distinct():
        with transaction.atomic():
            came = dict(by_county(symposium))
            number, _kinds = symposium.delegates.all().delete()
            trail.record(Verb.DELETED, symposium, by=by, now={"delegates": sum(came.values())}, at=now)
        gone += number
    return gone
