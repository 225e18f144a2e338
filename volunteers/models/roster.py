"""The roster (班表): what there is to do, when somebody is needed for it, and who has said she will come."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts import sectors
from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach

from .own import own
from .unit import Unit
from .volunteer import Volunteer

HERE = Places(county="unit__county", organisation="unit__organisation", category="unit__category")
OF_POST = Places(county="post__unit__county", organisation="post__unit__organisation", category="post__unit__category")
OF_DUTY = Places(
    county="duty__post__unit__county",
    organisation="duty__post__unit__organisation",
    category="duty__post__unit__category",
)
DAY = 24 * 60


class PostQuerySet(models.QuerySet["Post"]):
    """Posts in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_UNITS) -> PostQuerySet:
        """Those of the units this person sees."""
        return self.filter(reach(user, permission).rows(HERE))

    def on(self, day: dt.date) -> PostQuerySet:
        """Those that still take shifts on a day."""
        return self.filter(Q(ended_on=None) | Q(ended_on__gte=day))


class Post(models.Model):
    """Something a unit has people do at a place: a service item (服務項目) of its roster, or a one-off event (活動).

    Attributes:
        kind: an event's hours count within its own time only (手冊「時數的計算則以活動辦理的期間為主」).
        category: whose special training somebody needs for it; usually the unit's.
        needed: how many people a new shift needs.
        taking: who may take a free place by herself. `ANYONE` calls up volunteers beyond the own unit (大型活動).
        closes_on: the last day on which a place may be taken; None where that is up to the shift's beginning.
    """

    class Kind(models.TextChoices):
        """How often it happens."""

        ROSTER = "roster", _("固定服務")
        EVENT = "event", _("活動")

    class Taking(models.TextChoices):
        """Who may take a free place."""

        NOBODY = "nobody", _("只由承辦人排班")
        OWN = "own", _("本單位志工可以自己選")
        ANYONE = "anyone", _("開放別的單位的志工報名")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name=_("運用單位"))
    kind = models.CharField(_("種類"), max_length=8, choices=Kind.choices, default=Kind.ROSTER)
    name = models.CharField(_("服務項目"), max_length=60)
    place = models.CharField(_("地點"), max_length=100, blank=True)
    category = models.CharField(_("服務類別"), max_length=16, choices=tuple(sectors.CATEGORIES.items()))
    needed = models.PositiveSmallIntegerField(_("每班人數"), default=1)
    taking = models.CharField(_("誰可以選班"), max_length=8, choices=Taking.choices, default=Taking.NOBODY)
    closes_on = models.DateField(_("報名截止"), null=True, blank=True)
    notes = models.CharField(_("說明"), max_length=300, blank=True)
    ended_on = models.DateField(_("停用日期"), null=True, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        ordering = ("kind", "name", "pk")
        verbose_name = _("服務項目")
        constraints = (
            models.CheckConstraint(
                condition=Q(needed__gte=1) & Q(needed__lte=999), name="post_needs_one_to_many_people"
            ),
            models.CheckConstraint(
                condition=~Q(taking="anyone") | Q(kind="event"), name="post_beyond_the_unit_is_an_event"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id

    @property
    def is_event(self) -> bool:
        """Whether it is a one-off."""
        return self.kind == self.Kind.EVENT


class DutyQuerySet(models.QuerySet["Duty"]):
    """Shifts in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_UNITS) -> DutyQuerySet:
        """Those of the units this person sees."""
        return self.filter(reach(user, permission).rows(OF_POST))

    def standing(self) -> DutyQuerySet:
        """Those that take place."""
        return self.filter(called_off_at=None)


class Duty(models.Model):
    """A shift (班次): a post on a day from a minute to a minute; over midnight `ends` is more than a day has.

    Attributes:
        series: what was planned together, week by week.
    """

    post = models.ForeignKey(Post, models.PROTECT, related_name="duties", verbose_name=_("服務項目"))
    on = models.DateField(_("日期"))
    starts = models.PositiveSmallIntegerField(_("開始"))
    ends = models.PositiveSmallIntegerField(_("結束"))
    needed = models.PositiveSmallIntegerField(_("需要人數"), default=1)
    series = models.UUIDField(null=True, blank=True, editable=False)
    called_off_at = models.DateTimeField(_("取消時間"), null=True, blank=True)
    called_off_by = models.CharField(_("取消的人"), max_length=200, blank=True)
    called_off_why = models.CharField(_("取消的原因"), max_length=200, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ("on", "starts", "pk")
        verbose_name = _("班次")
        indexes = (models.Index(fields=["post", "on"], name="duty_of_post"),)
        constraints = (
            models.UniqueConstraint(
                fields=["post", "on", "starts", "ends"],
                condition=Q(called_off_at=None),
                name="duty_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(starts__lt=DAY) & Q(starts__lt=F("ends")) & Q(ends__lte=F("starts") + DAY),
                name="duty_lasts_no_more_than_a_day",
            ),
            models.CheckConstraint(condition=Q(needed__gte=1) & Q(needed__lte=999), name="duty_needs_one_to_many"),
            models.CheckConstraint(
                condition=Q(called_off_at=None) | ~Q(called_off_why=""), name="duty_is_called_off_with_reason"
            ),
        )

    def __str__(self) -> str:
        return gettext("%(post)s %(day)s 的班") % {"post": self.post.name, "day": self.on.isoformat()}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.post.unit.county_id

    @property
    def begins_at(self) -> dt.datetime:
        """The moment it begins."""
        return _moment(self.on, self.starts)

    @property
    def ends_at(self) -> dt.datetime:
        """The moment it is over, which may be on the next day."""
        return _moment(self.on, self.ends)

    @property
    def ends_shown(self) -> int:
        """The minute of its own day at which it ends."""
        return self.ends if self.ends <= DAY else self.ends - DAY

    @property
    def over_midnight(self) -> bool:
        """Whether it ends on the next day."""
        return self.ends > DAY

    @property
    def minutes(self) -> int:
        """How long it is."""
        return self.ends - self.starts

    def pieces(self) -> list[tuple[dt.date, int, int]]:
        """Day, start and end of each day it touches."""
        if not self.over_midnight:
            return [(self.on, self.starts, self.ends)]
        return [(self.on, self.starts, DAY), (self.on + dt.timedelta(days=1), 0, self.ends - DAY)]


class PlaceQuerySet(models.QuerySet["Place"]):
    """Places on the roster in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> PlaceQuerySet:
        """Those of the units whose people this person sees, and her own."""
        mine = own(user, permission, "volunteer__user")
        return self.filter(reach(user, permission).rows(OF_DUTY) | mine)

    def held(self) -> PlaceQuerySet:
        """Those that are expected to be filled."""
        return self.filter(state=Place.State.HELD, duty__called_off_at=None)

    def around(self, first: dt.date, last: dt.date) -> PlaceQuerySet:
        """Those whose shift touches one of these days: a night shift reaches into the next."""
        return self.filter(duty__on__gte=first - dt.timedelta(days=1), duty__on__lte=last)


class Place(models.Model):
    """Somebody on a shift. What becomes of it is kept: leave and absence are counted for a year.

    Attributes:
        told_at, told_by: when the unit was told that she would not come, or found that she had not.
        offered_at, offered_by: since when somebody else may take it over (換班).
        taker: who wants to, while the coordinator has not yet said so.
        replaces: the place that this one was taken over from.
    """

    class State(models.TextChoices):
        """Whether she comes."""

        HELD = "held", _("排定")
        LEAVE = "leave", _("請假")
        ABSENT = "absent", _("未到")
        SWAPPED = "swapped", _("已換班")
        REMOVED = "removed", _("已取消")

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="places", verbose_name=_("班次"))
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="places", verbose_name=_("志工"))
    state = models.CharField(_("狀態"), max_length=8, choices=State.choices, default=State.HELD)
    given_at = models.DateTimeField(_("排班時間"))
    given_by = models.CharField(_("排班的人"), max_length=200)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    told_at = models.DateTimeField(_("告知時間"), null=True, blank=True)
    told_by = models.CharField(_("登錄的人"), max_length=200, blank=True)
    offered_at = models.DateTimeField(_("提出換班的時間"), null=True, blank=True)
    offered_by = models.CharField(_("提出換班的人"), max_length=200, blank=True)
    taker = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, blank=True, related_name="wanted_places", verbose_name=_("接班的人")
    )
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("換自")
    )

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ("duty", "given_at", "pk")
        verbose_name = _("排班")
        indexes = (models.Index(fields=["volunteer", "state"], name="place_of_volunteer"),)
        constraints = (
            models.UniqueConstraint(
                fields=["duty", "volunteer"], condition=Q(state="held"), name="place_held_once_on_a_duty"
            ),
            models.CheckConstraint(
                condition=Q(taker=None) | Q(offered_at__isnull=False), name="place_is_taken_over_when_offered"
            ),
            models.CheckConstraint(condition=~Q(state="leave") | ~Q(reason=""), name="place_leave_has_reason"),
        )

    def __str__(self) -> str:
        return gettext("%(duty)s排的%(name)s") % {"duty": self.duty, "name": self.volunteer}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.duty.county_id

    @property
    def notice(self) -> dt.timedelta | None:
        """How long before the shift the unit was told; negative afterwards, None where nobody told anything."""
        return None if self.told_at is None else self.duty.begins_at - self.told_at


def new_series() -> uuid.UUID:
    """What shifts that are planned together have in common."""
    return uuid.uuid4()


def _moment(day: dt.date, minutes: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time())) + dt.timedelta(minutes=minutes)
