"""What stands in a volunteer's own calendar: her shifts and the trainings she signed up for, and nobody else's name.

A shift that is called off stays in sight as cancelled; one she has given away, or has leave from, is hers no more. A
fixed number of queries.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from foundation.accounts.models import User
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.calendars import writing
from foundation.calendars.writing import Entry
from volunteers.models import Lesson, OwnCalendar, Place, SessionPlace, TrainingSession

BEFORE, AHEAD = dt.timedelta(days=180), dt.timedelta(days=730)


def may_read(user: User) -> bool:
    """Whether somebody still reads her own record."""
    return bool(reach(user, Permission.SEE_OWN_RECORD))


def entries(user: User, *, now: dt.datetime) -> list[Entry]:
    """All that stands in it now, in its order and in the language of the page."""
    on = timezone.localdate(now)
    found = [*_shifts(user, on - BEFORE, on + AHEAD), *_lessons(user, on - BEFORE, on + AHEAD)]
    return sorted(found, key=lambda one: (one.starts, one.key))


def write(feed: OwnCalendar, *, now: dt.datetime) -> bytes:
    """The calendar as a file, in the language of the page."""
    return writing.write(_("我的志工班表"), entries(feed.user, now=now), stamp=feed.made_at)


def _shifts(user: User, first: dt.date, last: dt.date) -> Iterator[Entry]:
    rows = Place.objects.filter(
        volunteer__user=user, volunteer__merged_into=None, state=Place.State.HELD, duty__on__range=(first, last)
    )
    for one in rows.select_related("duty__post__unit__organisation"):
        duty, post = one.duty, one.duty.post
        words = str(post.unit)
        if duty.called_off_at:
            words += "\n" + _("已取消：%(why)s") % {"why": duty.called_off_why}
        elif one.offered_at:
            words += "\n" + _("您提出換班，還沒有人接；在那之前仍是您的班。")
        yield Entry(
            f"shift-{one.pk}", _("志工：%(post)s") % {"post": post.name}, duty.begins_at, duty.ends_at,
            post.place, words, reverse("volunteers:own_roster"), "CANCELLED" if duty.called_off_at else "CONFIRMED",
        )  # fmt: skip


def _lessons(user: User, first: dt.date, last: dt.date) -> Iterator[Entry]:
    places = SessionPlace.objects.filter(volunteer__user=user, volunteer__merged_into=None)
    waits = set(places.waiting().values_list("session", flat=True))
    sessions = set(places.coming().values_list("session", flat=True)) | waits
    rows = Lesson.objects.filter(session__in=sessions, on__range=(first, last))
    for one in rows.select_related("session"):
        session = one.session
        off = session.state == TrainingSession.State.CANCELLED
        yield Entry(
            f"lesson-{one.pk}", _("訓練：%(what)s") % {"what": one.shown}, one.begins_at, one.over_at, session.place,
            session.title, reverse("volunteers:session", args=[session.pk]),
            "CANCELLED" if off else "TENTATIVE" if session.pk in waits else "CONFIRMED",
        )  # fmt: skip
