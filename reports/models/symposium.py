"""The September symposium of a programme: its items, the cases that are invited, and the delegates of each county.

The nation's summary is told there (企劃案「9 月底前舉辦《全國志願服務永續發展成果專題研討會》」).
items, as on the day of a workshop.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from actionplans.models import Plan
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.files.models import StoredFile
from workshops.models import Programme

LONGEST_ITEM = 480
MOST_SEATS = 200


class SymposiumQuerySet(models.QuerySet["Symposium"]):
    """Symposia in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.REGISTER_WORKSHOP) -> SymposiumQuerySet:
        """All of them for who makes the national report; for a county's officer those that are announced."""
        if reach(user, Permission.MAKE_NATIONAL_REPORT):
            return self
        return self.announced() if reach(user, permission) else self.none()

    def announced(self) -> SymposiumQuerySet:
        """Those that everybody may read of."""
        return self.filter(state=Symposium.State.ANNOUNCED)


class Symposium(models.Model):
    """One symposium (研討會); a programme has one at most.

    Attributes:
        seats: how many delegates a county may register.
        register_until: the last day on which it may.
    """

    class State(models.TextChoices):
        """Who knows of it."""

        DRAFT = "draft", _("規劃中")
        ANNOUNCED = "announced", _("已公告")

    programme = models.OneToOneField(
        Programme, models.PROTECT, related_name="symposium", verbose_name=_("方案")
    )  # fmt: skip
    title = models.CharField(_("名稱"), max_length=100)
    title_en = models.CharField(_("英文名稱"), max_length=160, blank=True)
    held_on = models.DateField(_("日期"), null=True, blank=True)
    starts_at = models.TimeField(_("開始時間"), null=True, blank=True)
    place = models.CharField(_("地點"), max_length=100, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    seats = models.PositiveSmallIntegerField(_("每縣市名額"), default=5)
    register_until = models.DateField(_("報名截止"), null=True, blank=True)
    state = models.CharField(_("狀態"), max_length=9, choices=State.choices, default=State.DRAFT)
    created_at = models.DateTimeField(_("建立時間"))
    changed_at = models.DateTimeField(_("最後修改"))
    announced_at = models.DateTimeField(_("公告時間"), null=True, blank=True)
    announced_by = models.CharField(_("誰公告的"), max_length=200, blank=True)

    objects = SymposiumQuerySet.as_manager()

    class Meta:
        ordering = (models.F("held_on").desc(nulls_first=True), "-pk")
        verbose_name = _("研討會")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(seats__gte=1, seats__lte=MOST_SEATS), name="symposium_has_seats"
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | models.Q(state="announced", held_on__isnull=False, starts_at__isnull=False,
                           register_until__isnull=False, announced_at__isnull=False) & ~models.Q(place=""),
                name="symposium_announced_has_its_day",
            ),
            models.CheckConstraint(
                condition=models.Q(register_until=None) | models.Q(held_on=None)
                | models.Q(register_until__lte=models.F("held_on")),
                name="symposium_registration_ends_before_it",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.title

    def takes_delegates_on(self, day: dt.date) -> bool:
        """Whether counties may register on a day."""
        return self.state == self.State.ANNOUNCED and self.register_until is not None and day <= self.register_until


class CaseInvitationQuerySet(models.QuerySet["CaseInvitation"]):
    """Invited cases in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.REGISTER_WORKSHOP) -> CaseInvitationQuerySet:
        """All of them for who makes the national report; for a county's officer those of her county."""
        if reach(user, Permission.MAKE_NATIONAL_REPORT):
            return self
        return self.filter(reach(user, permission).rows("plan__county"))

    def standing(self) -> CaseInvitationQuerySet:
        """Those that were not taken back."""
        return self.exclude(state=CaseInvitation.State.WITHDRAWN)


class CaseInvitation(models.Model):
    """An adopted plan that is asked to be told at the symposium, and what its county has said to it.

    `slides` is what is shown, kept as it was sent after it was looked through.
    """

    class State(models.TextChoices):
        """What has been said."""

        INVITED = "invited", _("等縣市回覆")
        ACCEPTED = "accepted", _("會來分享")
        DECLINED = "declined", _("不克分享")
        WITHDRAWN = "withdrawn", _("邀請已收回")

    symposium = models.ForeignKey(Symposium, models.PROTECT, related_name="invitations", verbose_name=_("研討會"))
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="symposium_invitations", verbose_name=_("行動方案"))
    state = models.CharField(_("狀態"), max_length=9, choices=State.choices, default=State.INVITED)
    presenter = models.CharField(_("分享的人"), max_length=100, blank=True)
    words = models.CharField(_("縣市的話"), max_length=300, blank=True)
    slides = models.ForeignKey(
        StoredFile, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("簡報")
    )  # fmt: skip
    invited_at = models.DateTimeField(_("邀請時間"))
    invited_by = models.CharField(_("誰邀請的"), max_length=200)
    answered_at = models.DateTimeField(_("回覆時間"), null=True, blank=True)
    answered_by = models.CharField(_("誰回覆的"), max_length=200, blank=True)

    objects = CaseInvitationQuerySet.as_manager()

    class Meta:
        ordering = ("symposium", "pk")
        verbose_name = _("研討會的邀請")
        constraints = (
            models.UniqueConstraint(fields=["symposium", "plan"], name="case_invited_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=("invited", "withdrawn"))
                | models.Q(state__in=("accepted", "declined"), answered_at__isnull=False),
                name="case_answered_has_its_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="accepted") | ~models.Q(presenter=""), name="case_accepted_has_a_presenter"
            ),
        )

    def __str__(self) -> str:
        return gettext("邀請分享：%(plan)s") % {"plan": self.plan.title}

    @property
    def county_id(self) -> str:
        """Whose it is; what may be done with it is asked there."""
        found: str = self.plan.county_id
        return found


class SymposiumItem(models.Model):
    """One item of the programme; they follow each other without a gap. A case is told under its invitation."""

    class Kind(models.TextChoices):
        """What it is."""

        OPENING = "opening", _("開幕")
        REPORT = "report", _("全國成果")
        CASE = "case", _("案例分享")
        DIALOGUE = "dialogue", _("對談")
        TALK = "talk", _("專題演講")
        BREAK = "break", _("休息")
        CLOSING = "closing", _("閉幕")

    symposium = models.ForeignKey(Symposium, models.CASCADE, related_name="items", verbose_name=_("研討會"))
    position = models.PositiveSmallIntegerField(_("順序"))
    kind = models.CharField(_("類別"), max_length=8, choices=Kind.choices)
    title = models.CharField(_("項目"), max_length=100)
    minutes = models.PositiveSmallIntegerField(_("分鐘"))
    speaker = models.CharField(_("主講或主持"), max_length=100, blank=True)
    invitation = models.ForeignKey(
        CaseInvitation, models.SET_NULL, null=True, blank=True, related_name="items", verbose_name=_("案例")
    )  # fmt: skip

    class Meta:
        ordering = ("symposium", "position")
        verbose_name = _("研討會的項目")
        constraints = (
            models.UniqueConstraint(fields=["symposium", "position"], name="symposium_item_has_its_place"),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1, minutes__lte=LONGEST_ITEM), name="symposium_item_takes_time"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="case") | models.Q(invitation=None), name="symposium_item_case_alone_is_invited"
            ),
        )

    def __str__(self) -> str:
        return self.title


class DelegateQuerySet(models.QuerySet["Delegate"]):
    """Delegates in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.REGISTER_WORKSHOP) -> DelegateQuerySet:
        """All of them for who makes the national report; for a county's officer those of her county."""
        if reach(user, Permission.MAKE_NATIONAL_REPORT):
            return self
        return self.filter(reach(user, permission).rows("county"))

    def coming(self) -> DelegateQuerySet:
        """Those who were not taken off."""
        return self.filter(withdrawn_at=None)


class Delegate(models.Model):
    """Somebody whom a county sends. Only what a list at the door and a name tag need; no address, no number."""

    symposium = models.ForeignKey(Symposium, models.PROTECT, related_name="delegates", verbose_name=_("研討會"))
    county = models.ForeignKey(County, models.PROTECT, related_name="+", verbose_name=_("縣市"))
    name = models.CharField(_("姓名"), max_length=60)
    unit = models.CharField(_("單位"), max_length=100)
    job_title = models.CharField(_("職稱"), max_length=60, blank=True)
    registered_at = models.DateTimeField(_("報名時間"))
    registered_by = models.CharField(_("誰報名的"), max_length=200)
    withdrawn_at = models.DateTimeField(_("取消時間"), null=True, blank=True)
    withdrawn_by = models.CharField(_("誰取消的"), max_length=200, blank=True)

    objects = DelegateQuerySet.as_manager()

    class Meta:
        ordering = ("symposium", "county", "registered_at", "pk")
        verbose_name = _("研討會的代表")
        constraints = (
            models.UniqueConstraint(
                fields=["symposium", "county", "name", "unit"], condition=models.Q(withdrawn_at=None),
                name="delegate_comes_once",
            ),
            models.CheckConstraint(condition=~models.Q(name="") & ~models.Q(unit=""), name="delegate_is_somebody"),
        )  # fmt: skip

    def __str__(self) -> str:
        return gettext("%(county)s的代表") % {"county": self.county.shown}
