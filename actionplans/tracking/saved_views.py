"""Filters of the tracker that somebody has named, and how far she has read: hers alone."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.models import SavedView, TrackerVisit
from foundation import reasons
from foundation.accounts.models import User
from foundation.audit import trail
from foundation.audit.verbs import Verb

from .tracker import Wanted

MOST = 20
LONGEST = 40
# Who comes back after so long is on another visit; what changed until her last look is news no more.
VISIT = dt.timedelta(minutes=30)
# A look is noted no more often than this: turning pages is no reason to write.
AGAIN = dt.timedelta(minutes=1)


def save(*, name: str, wanted: Wanted, by: User, now: dt.datetime) -> SavedView:
    """Keep these filters under a name.

    Raises:
        ValidationError: no name, one she has already, or she has as many as she may have.
    """
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)
        if SavedView.objects.filter(user=by).count() >= MOST:
            raise ValidationError(_("最多保存 %(most)s 組篩選，請先刪掉用不到的。") % {"most": MOST})
        view = SavedView(user=by, name=_named(name), query=wanted.query, made_at=now)
        view.full_clean()
        view.save()
        trail.record(Verb.CREATED, view, by=by, now={"name": view.name}, at=now)
    return view


def rename(*, view: SavedView, name: str, by: User, now: dt.datetime) -> SavedView:
    """Call it something else.

    Raises:
        ValidationError: no name, or one she has already.
    """
    with transaction.atomic():
        locked = SavedView.objects.select_for_update().get(pk=view.pk)
        was, now_ = trail.differences(locked, {"name": _named(name)})
        if now_:
            locked.name = now_["name"]
            locked.full_clean()
            locked.save(update_fields=["name"])
            trail.record(Verb.CHANGED, locked, by=by, was=was, now=now_, at=now)
    return locked


def remove(*, view: SavedView, by: User, now: dt.datetime) -> None:
    """Forget it."""
    with transaction.atomic():
        trail.record(Verb.DELETED, view, by=by, was={"name": view.name}, at=now)
        view.delete()


def visit(*, user: User, now: dt.datetime) -> dt.datetime | None:
    """Note that somebody looks at the list; answers until when she had read it before, None on her first visit."""
    mark, made = TrackerVisit.objects.get_or_create(user=user, defaults={"seen_at": now, "looked_at": now})
    if made:
        return None
    if now - mark.looked_at >= VISIT:
        TrackerVisit.objects.filter(pk=mark.pk).update(seen_at=mark.looked_at, looked_at=now)
        return mark.looked_at
    if now - mark.looked_at >= AGAIN:
        TrackerVisit.objects.filter(pk=mark.pk).update(looked_at=now)
    return mark.seen_at


def note_read(*, user: User, until: dt.datetime, now: dt.datetime) -> None:
    """She has read what a page of that moment told."""
    until = min(until, now)
    TrackerVisit.objects.filter(user=user, seen_at__lt=until).update(seen_at=until)


def _named(name: str) -> str:
    if not name.strip():
        raise ValidationError({"name": _("請替這組篩選取個名稱。")})
    if long := reasons.too_long(name, LONGEST, what=_("名稱")):
        raise ValidationError({"name": long})
    return name.strip()
