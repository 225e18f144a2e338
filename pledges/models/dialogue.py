"""A county's dialogue (全球對話) for a campaign: its programme before the day, and what came of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from pledges.campaign_rules import Campaign, campaigns

LONGEST_SESSION = 600
LONGEST_INSIGHTS = 4000


class DialogueQuerySet(models.QuerySet["Dialogue"]):
    """Dialogues in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_PLEDGES) -> DialogueQuerySet:
        """Those of a person's counties."""
        return self.filter(reach(user, permission).rows("county"))


class Dialogue(models.Model):
    """One dialogue of a county; there may be several, at liaison meetings or trainings.

    `people` is how many came, and nobody's name; `insights` goes to the association, which tells IAVE.
    """

    class State(models.TextChoices):
        """How far it has come."""

        DRAFT = "draft", _("規劃中")
        SETTLED = "settled", _("議程已定")
        REPORTED = "reported", _("已回報")

    class Occasion(models.TextChoices):
        """What it is held together with (the plan names the first two)."""

        LIAISON = "liaison", _("縣市聯繫會報")
        TRAINING = "training", _("志工教育訓練")
        OWN = "own", _("單獨辦理")

    campaign_key = models.CharField(_("活動"), max_length=40)
    county = models.ForeignKey(County, models.PROTECT, related_name="dialogues", verbose_name=_("縣市"))
    title = models.CharField(_("名稱"), max_length=100)
    occasion = models.CharField(_("配合的場合"), max_length=8, choices=Occasion.choices, default=Occasion.OWN)
    held_on = models.DateField(_("日期"), null=True, blank=True)
    starts_at = models.TimeField(_("開始時間"), null=True, blank=True)
    place = models.CharField(_("地點"), max_length=100, blank=True)
    host_unit = models.CharField(_("主辦單位"), max_length=100, blank=True)
    state = models.CharField(_("狀態"), max_length=8, choices=State.choices, default=State.DRAFT)
    people = models.PositiveSmallIntegerField(_("參加人數"), null=True, blank=True)
    insights = models.TextField(_("收集到的見解"), max_length=LONGEST_INSIGHTS, blank=True)
    created_at = models.DateTimeField(_("建立時間"))
    changed_at = models.DateTimeField(_("最後修改"))
    settled_at = models.DateTimeField(_("議程定案時間"), null=True, blank=True)
    settled_by = models.CharField(_("誰定案的"), max_length=200, blank=True)
    reported_at = models.DateTimeField(_("回報時間"), null=True, blank=True)
    reported_by = models.CharField(_("誰回報的"), max_length=200, blank=True)

    objects = DialogueQuerySet.as_manager()

    class Meta:
        ordering = ("county", models.F("held_on").asc(nulls_last=True), "pk")
        verbose_name = _("全球對話")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "settled", "reported")), name="dialogue_state_is_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | models.Q(held_on__isnull=False, starts_at__isnull=False) & ~models.Q(place=""),
                name="dialogue_settled_has_its_day",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="reported")
                | (models.Q(people__isnull=False, people__gt=0) & ~models.Q(insights="")),
                name="dialogue_reported_says_what_came_of_it",
            ),
        )

    def __str__(self) -> str:
        return gettext("%(county)s：%(title)s") % {"county": self.county.shown, "title": self.title}

    @property
    def campaign(self) -> Campaign:
        """The call it answers."""
        return campaigns()[self.campaign_key]

    @property
    def minutes(self) -> int:
        """How long its programme is (no query where its sessions are at hand)."""
        return sum(one.minutes for one in self.sessions.all())


class DialogueSession(models.Model):
    """One item of a dialogue's programme; they follow each other without a gap."""

    dialogue = models.ForeignKey(Dialogue, models.CASCADE, related_name="sessions", verbose_name=_("全球對話"))
    position = models.PositiveSmallIntegerField(_("順序"))
    title = models.CharField(_("項目"), max_length=100)
    minutes = models.PositiveSmallIntegerField(_("分鐘"))

    class Meta:
        ordering = ("dialogue", "position")
        verbose_name = _("議程項目")
        constraints = (
            models.UniqueConstraint(fields=["dialogue", "position"], name="dialogue_session_has_its_place"),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=1, minutes__lte=LONGEST_SESSION), name="dialogue_session_takes_time"
            ),
        )

    def __str__(self) -> str:
        return self.title
