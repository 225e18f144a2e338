"""Awards: what was received, what was stated of somebody, how an open question is read, and who stands where."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach

from .family import Family
from .unit import Unit
from .volunteer import Volunteer

LONGEST_CODE = 40
_ONE_SUBJECT = Q(volunteer=None, unit__isnull=False) | Q(volunteer__isnull=False, unit=None)


class AboutSomebodyQuerySet(models.QuerySet[Any]):
    """Rows about a person or a team."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> AboutSomebodyQuerySet:
        """Those of the people this person sees, and of the teams of the units where she does."""
        people = Volunteer.objects.visible_to(user, permission)
        return self.filter(Q(volunteer__in=people) | Q(unit__in=Unit.objects.visible_to(user, permission)))


class AwardGiven(models.Model):
    """An award that a person or a team has received.

    Attributes:
        award: its code in the rule books.
        counted_until: last day whose service was counted for it; earlier service is used up (榮譽卡「其服務年資及
            服務時數不得重複計算」).
        valid_from, valid_until: of what runs out.
        version: of the rule by which it was given; None where nobody said.
        recorded_account: whose account wrote it down, which no namesake shares; None of what is older than this field
            and of which the trail does not say.
    """

    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, blank=True, related_name="awards_given", verbose_name=_("志工")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="awards_given", verbose_name=_("運用單位")
    )
    award = models.CharField(_("獎項"), max_length=LONGEST_CODE)
    given_on = models.DateField(_("得獎日期"))
    counted_until = models.DateField(_("採計截止日"), null=True, blank=True)
    valid_from = models.DateField(_("有效起日"), null=True, blank=True)
    valid_until = models.DateField(_("有效期限"), null=True, blank=True)
    version = models.PositiveSmallIntegerField(_("規則版次"), null=True, blank=True)
    note = models.CharField(_("說明"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("登錄時間"))
    recorded_by = models.CharField(_("登錄的人"), max_length=200)
    recorded_account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False, related_name="+",
        verbose_name=_("登錄的帳號"),
    )  # fmt: skip
    revoked_on = models.DateField(_("撤銷日期"), null=True, blank=True)
    revoked_why = models.CharField(_("撤銷原因"), max_length=200, blank=True)

    objects = AboutSomebodyQuerySet.as_manager()

    class Meta:
        ordering = ("-given_on", "-pk")
        verbose_name = _("得獎紀錄")
        indexes = (models.Index(fields=["award", "given_on"], name="award_given_by_award"),)
        constraints = (
            models.CheckConstraint(condition=_ONE_SUBJECT, name="award_is_given_to_one"),
            models.CheckConstraint(
                condition=Q(counted_until=None) | Q(counted_until__lte=F("given_on")),
                name="award_counts_no_later_than_given",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="award_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(revoked_on=None, revoked_why="") | (Q(revoked_on__isnull=False) & ~Q(revoked_why="")),
                name="award_is_revoked_with_reason",
            ),
        )

    def __str__(self) -> str:
        return gettext("%(name)s的得獎紀錄") % {"name": self.volunteer or self.unit}


class AwardStatement(models.Model):
    """What somebody in charge states of a person or a team for an award: that deeds are known, that no conviction is.

    Only the statement and its day are kept, never what stands behind it. The latest one holds.
    """

    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, blank=True, related_name="award_statements", verbose_name=_("志工")
    )
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="award_statements", verbose_name=_("運用單位")
    )
    award = models.CharField(_("獎項"), max_length=LONGEST_CODE)
    key = models.CharField(_("條件"), max_length=40)
    holds = models.BooleanField(_("符合"))
    stated_on = models.DateField(_("切結日期"))
    stated_at = models.DateTimeField(_("登錄時間"))
    stated_by = models.CharField(_("切結的人"), max_length=200)

    objects = AboutSomebodyQuerySet.as_manager()

    class Meta:
        ordering = ("stated_on", "pk")
        verbose_name = _("切結")
        constraints = (models.CheckConstraint(condition=_ONE_SUBJECT, name="award_statement_is_of_one"),)

    def __str__(self) -> str:
        return gettext("%(name)s的切結") % {"name": self.volunteer or self.unit}


class OfCountyQuerySet(models.QuerySet[Any]):
    """Rows of a county."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_UNITS) -> OfCountyQuerySet:
        """Those of the counties whose units this person sees as such."""
        return self.filter(reach(user, permission).rows("county"))


class AwardReading(models.Model):
    """How a county reads a question that the sources leave open: which reading, who decided, why and when.

    Earlier decisions stay; the latest one holds from its day on.
    """

    county = models.ForeignKey(County, models.PROTECT, related_name="award_readings", verbose_name=_("縣市"))
    dispute = models.CharField(_("問題"), max_length=40)
    reading = models.CharField(_("讀法"), max_length=40)
    reason = models.CharField(_("理由"), max_length=300)
    decided_on = models.DateField(_("決定日期"))
    decided_at = models.DateTimeField(_("登錄時間"))
    decided_by = models.CharField(_("決定的人"), max_length=200)

    objects = OfCountyQuerySet.as_manager()

    class Meta:
        ordering = ("-decided_on", "-pk")
        verbose_name = _("爭議讀法")
        constraints = (models.CheckConstraint(condition=~Q(reason=""), name="award_reading_has_reason"),)

    def __str__(self) -> str:
        return gettext("%(county)s的讀法") % {"county": self.county.shown}


class AwardRun(models.Model):
    """One assessment of a county's people, then of its teams and units, then of its families: how far, and by what.

    Attributes:
        on: the day the facts are of.
        stage: whom it is at.
        after: key of the last of them whose findings are stored; a run that stopped goes on behind it.
        seen: how many were looked at, of `people` and `others` (teams and families) together.
        readings: the reading of every open question that was used.
        started_at: rules that were settled later are not of this run.
    """

    class Stage(models.TextChoices):
        """Whom a run is at."""

        PEOPLE = "people", _("志工")
        TEAMS = "teams", _("團隊")
        FAMILIES = "families", _("家庭")

    county = models.ForeignKey(County, models.PROTECT, related_name="award_runs", verbose_name=_("縣市"))
    on = models.DateField(_("評估日期"))
    stage = models.CharField(_("評估到誰"), max_length=8, choices=Stage.choices, default=Stage.PEOPLE)
    after = models.BigIntegerField(default=0)
    seen = models.PositiveIntegerField(_("看過的人數"), default=0)
    people = models.PositiveIntegerField(_("人數"))
    others = models.PositiveIntegerField(_("團隊與家庭數"), default=0)
    readings = models.JSONField(default=dict)
    started_at = models.DateTimeField(_("開始時間"))
    started_by = models.CharField(_("開始的人"), max_length=200)
    finished_on = models.DateField(_("完成日期"), null=True, blank=True)

    objects = OfCountyQuerySet.as_manager()

    class Meta:
        ordering = ("-on", "-pk")
        verbose_name = _("獎項評估")
        constraints = (
            models.UniqueConstraint(
                fields=["county"], condition=Q(finished_on=None), name="award_run_one_at_a_time_a_county"
            ),
        )

    def __str__(self) -> str:
        return gettext("%(county)s的獎項評估") % {"county": self.county.shown}

    @property
    def whole(self) -> int:
        """How many are to be looked at."""
        return self.people + self.others


class AwardStandingQuerySet(models.QuerySet["AwardStanding"]):
    """Standings in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> AwardStandingQuerySet:
        """Those of the people this person sees, of the teams of the units where she does, and of their families."""
        people = Volunteer.objects.visible_to(user, permission)
        teams = Unit.objects.visible_to(user, permission)
        families = Family.objects.visible_to(user, permission)
        return self.filter(Q(volunteer__in=people) | Q(unit__in=teams) | Q(family__in=families))


class AwardStanding(models.Model):
    """Who stands on which list of an award, as the latest assessment of the county found: a person, team or family.

    Attributes:
        unit: of a team or a unit itself.
        version: of the rule by which it was judged.
        since: the day of the assessment that first found this; what tells who is new.
        reachable_on: of who is not there yet, when.
    """

    class State(models.TextChoices):
        """On which list."""

        ELIGIBLE = "eligible", _("符合")
        CANDIDATE = "candidate", _("候選")
        UNKNOWN = "unknown", _("資料不足")
        SOON = "soon", _("三個月內")

    county = models.ForeignKey(County, models.PROTECT, related_name="+", verbose_name=_("縣市"))
    volunteer = models.ForeignKey(
        Volunteer, models.CASCADE, null=True, blank=True, related_name="award_standings", verbose_name=_("志工"),
        db_index=False,
    )  # fmt: skip
    unit = models.ForeignKey(
        Unit, models.CASCADE, null=True, blank=True, related_name="award_standings", verbose_name=_("運用單位")
    )
    family = models.ForeignKey(
        Family, models.CASCADE, null=True, blank=True, related_name="award_standings", verbose_name=_("志工家庭")
    )
    version = models.PositiveSmallIntegerField(_("規則版次"), default=1)
    award = models.CharField(_("獎項"), max_length=LONGEST_CODE)
    state = models.CharField(_("狀態"), max_length=10, choices=State.choices)
    since = models.DateField(_("起日"))
    reachable_on = models.DateField(_("預估達標日"), null=True, blank=True)

    objects = AwardStandingQuerySet.as_manager()

    class Meta:
        ordering = (
            "award",
            models.F("volunteer__name").asc(nulls_first=True),
            models.F("volunteer").asc(nulls_first=True),
        )
        verbose_name = _("獎項評估結果")
        indexes = (models.Index(fields=["county", "award", "state"], name="award_standing_by_award"),)
        constraints = (
            models.UniqueConstraint(fields=["volunteer", "county", "award"], name="award_standing_once"),
            models.UniqueConstraint(fields=["unit", "award"], name="award_standing_once_a_team"),
            models.UniqueConstraint(fields=["family", "award"], name="award_standing_once_a_family"),
            models.CheckConstraint(
                condition=Q(volunteer__isnull=False, unit=None, family=None)
                | Q(volunteer=None, unit__isnull=False, family=None)
                | Q(volunteer=None, unit=None, family__isnull=False),
                name="award_standing_is_of_one",
            ),
            models.CheckConstraint(
                condition=Q(state="soon", reachable_on__isnull=False) | (~Q(state="soon") & Q(reachable_on=None)),
                name="award_standing_says_when",
            ),
        )

    def __str__(self) -> str:
        return gettext("%(name)s的獎項評估結果") % {"name": self.volunteer or self.unit or self.family}
