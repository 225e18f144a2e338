"""Openings (招募): what a unit looks for volunteers for, as everybody may read it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from foundation.accounts import sectors
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach

from .code_list import CodeList
from .roster import Post
from .unit import Unit

HERE = Places(county="unit__county", organisation="unit__organisation", category="unit__category")


class OpeningQuerySet(models.QuerySet["Opening"]):
    """Openings in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.KEEP_VOLUNTEERS) -> OpeningQuerySet:
        """Those of the units whose people this person keeps, drafts included."""
        return self.filter(reach(user, permission).rows(HERE))

    def open_on(self, day: dt.date) -> OpeningQuerySet:
        """Those everybody may read and answer on a day: published, within their window, the unit at work."""
        return self.filter(
            state=Opening.State.PUBLISHED, opens_on__lte=day, closes_on__gte=day, unit__state=Unit.State.ACTIVE
        )


class Opening(models.Model):
    """A call for volunteers by a unit (召募公告), with all that the handbook wants said (`rules.opening_parts`).

    Source: 志願服務法 第 6 條 (a unit recruits by itself or with others, and makes its plan known when it does);
    handbook 「如何召募志工」 (HB-REC-01, HB-REC-02).

    Attributes:
        kind: a one-off event calls up volunteers beyond the own unit (handbook 「活動型志工」); it has no roster.
        post: the event of the roster whose shifts it calls up for.
        county, district, category, slots, skills: where, what, when and with what, by which people find it.
        opens_on, closes_on: the first and the last day on which people may answer.
        least_age, most_age: the unit's own limits; no law sets one.
        parts: what is written, by key of `opening_parts`.
        replies: the texts of the reply letters, where the unit has its own, by key of `reply_texts`.
    """

    class Kind(models.TextChoices):
        """How often one comes."""

        STANDING = "standing", _("固定服務")
        EVENT = "event", _("大型活動（一次）")

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("草稿")
        PUBLISHED = "published", _("已公告")
        CLOSED = "closed", _("已結束")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="openings", verbose_name=_("運用單位"))
    kind = models.CharField(_("種類"), max_length=8, choices=Kind.choices, default=Kind.STANDING)
    post = models.ForeignKey(
        Post, models.PROTECT, null=True, blank=True, related_name="openings", verbose_name=_("班表上的活動")
    )
    title = models.CharField(_("招募名稱"), max_length=60, blank=True)
    county = models.ForeignKey(County, models.PROTECT, related_name="+", verbose_name=_("服務縣市"))
    district = models.CharField(_("鄉鎮市區"), max_length=30, blank=True)
    category = models.CharField(_("服務類別"), max_length=16, choices=tuple(sectors.CATEGORIES.items()))
    slots = CodeList(_("服務時段"))
    skills = CodeList(_("需要的專長"))
    wanted = models.PositiveSmallIntegerField(_("招募人數"), default=1)
    opens_on = models.DateField(_("報名開始"), null=True, blank=True)
    closes_on = models.DateField(_("報名截止"), null=True, blank=True)
    least_age = models.PositiveSmallIntegerField(_("最小年齡"), null=True, blank=True)
    most_age = models.PositiveSmallIntegerField(_("最大年齡"), null=True, blank=True)
    parts = models.JSONField(_("招募內容"), default=dict, blank=True)
    replies = models.JSONField(_("回覆信"), default=dict, blank=True)
    state = models.CharField(_("狀態"), max_length=9, choices=State.choices, default=State.DRAFT)
    published_at = models.DateTimeField(_("公告時間"), null=True, blank=True)
    published_by = models.CharField(_("公告的人"), max_length=200, blank=True)
    closed_at = models.DateTimeField(_("結束時間"), null=True, blank=True)
    closed_by = models.CharField(_("結束的人"), max_length=200, blank=True)

    objects = OpeningQuerySet.as_manager()

    class Meta:
        ordering = (models.F("published_at").desc(nulls_last=True), "-pk")
        verbose_name = _("招募")
        indexes = (models.Index(fields=["state", "county", "closes_on"], name="opening_by_place"),)
        constraints = (
            models.CheckConstraint(condition=Q(wanted__gte=1) & Q(wanted__lte=9999), name="opening_wants_somebody"),
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="opening_closes_after_it_opens",
                violation_error_message=_("報名截止不能早於報名開始。"),
            ),
            models.CheckConstraint(
                condition=Q(least_age=None) | Q(most_age=None) | Q(most_age__gte=F("least_age")),
                name="opening_ages_in_order",
                violation_error_message=_("最大年齡不能小於最小年齡。"),
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at=None)
                | (
                    Q(state__in=("published", "closed"), published_at__isnull=False, opens_on__isnull=False)
                    & Q(closes_on__isnull=False)
                    & ~Q(title="")
                ),
                name="opening_is_published_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False) | (~Q(state="closed") & Q(closed_at=None)),
                name="opening_is_closed_at_a_time",
            ),
            models.CheckConstraint(condition=Q(post=None) | Q(kind="event"), name="opening_of_a_post_is_an_event"),
        )

    def __str__(self) -> str:
        return self.title or str(_("還沒有名稱的招募"))

    @property
    def is_event(self) -> bool:
        """Whether it is a one-off."""
        return self.kind == self.Kind.EVENT

    @property
    def category_shown(self) -> str:
        """Its category in the language of the page."""
        return sectors.name(self.category)

    def takes_on(self, day: dt.date) -> bool:
        """Whether people may answer on that day; the unit has to be at work as well (`open_on`)."""
        if self.state != self.State.PUBLISHED or self.opens_on is None or self.closes_on is None:
            return False
        return self.opens_on <= day <= self.closes_on and self.unit.state == Unit.State.ACTIVE
