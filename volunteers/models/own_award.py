"""Awards that an authority adds itself, with every version that ever held."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach

from .authority import Authority, led_by_category
from .award import LONGEST_CODE


def authorities_of(user: Any, permission: Permission = Permission.REVIEW_UNITS) -> list[Authority]:
    """The offices for whose awards somebody decides: her county's, or those in charge of her category.

    The county government itself, where it stands for every category that has no office of its own, is the county's
    officer's alone.
    """
    counties, mine = reach(user, permission).counties, led_by_category(user, permission)
    rows = Authority.objects.filter(Q(county__in=counties) | Q(pk__in=mine))
    return list(rows.select_related("county"))


class OwnAwardQuerySet(models.QuerySet["OwnAward"]):
    """Own awards in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.REVIEW_UNITS) -> OwnAwardQuerySet:
        """Those of the offices for which this person decides."""
        return self.filter(authority__in=[one.pk for one in authorities_of(user, permission)])


class OwnAward(models.Model):
    """An award that an authority gives by a rule of its own; what it says stands in its versions.

    Attributes:
        code: by what it is found among all awards, given once and never again.
        withdrawn_on: from that day on it is given no more; what was given stays.
    """

    authority = models.ForeignKey(
        Authority, models.PROTECT, related_name="own_awards", verbose_name=_("目的事業主管機關")
    )
    code = models.SlugField(_("代碼"), max_length=LONGEST_CODE, unique=True)
    made_at = models.DateTimeField(_("新增時間"))
    made_by = models.CharField(_("新增的人"), max_length=200)
    withdrawn_on = models.DateField(_("停辦日期"), null=True, blank=True)
    withdrawn_why = models.CharField(_("停辦原因"), max_length=300, blank=True)
    withdrawn_by = models.CharField(_("停辦的人"), max_length=200, blank=True)

    objects = OwnAwardQuerySet.as_manager()

    class Meta:
        ordering = ("authority", "code")
        verbose_name = _("自訂獎項")
        constraints = (
            models.CheckConstraint(
                condition=Q(withdrawn_on=None, withdrawn_why="", withdrawn_by="")
                | (Q(withdrawn_on__isnull=False) & ~Q(withdrawn_why="") & ~Q(withdrawn_by="")),
                name="own_award_is_withdrawn_with_reason",
            ),
        )

    def __str__(self) -> str:
        return gettext("自訂獎項 %(code)s") % {"code": self.code}

    @property
    def county_id(self) -> str | None:
        """The county whose trail it writes into."""
        return self.authority.county_id


class OwnAwardVersionQuerySet(models.QuerySet["OwnAwardVersion"]):
    """Versions in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.REVIEW_UNITS) -> OwnAwardVersionQuerySet:
        """Those of the awards this person sees."""
        return self.filter(award__in=OwnAward.objects.visible_to(user, permission))

    def settled(self) -> OwnAwardVersionQuerySet:
        """Those that somebody let take effect."""
        return self.filter(settled_at__isnull=False)


class OwnAwardVersion(models.Model):
    """What an own award says from a day on; one that was settled is never changed, the next one takes its place.

    Attributes:
        data: the award as the books have it, read by `award_books.award`.
        edition: counts the changes of a draft, so that only what was looked at takes effect.
    """

    award = models.ForeignKey(OwnAward, models.PROTECT, related_name="versions", verbose_name=_("自訂獎項"))
    number = models.PositiveSmallIntegerField(_("版次"))
    data = models.JSONField(_("規則"))
    valid_from = models.DateField(_("適用起日"))
    valid_to = models.DateField(_("適用迄日"), null=True, blank=True)
    edition = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField(_("擬訂時間"))
    drafted_by = models.CharField(_("擬訂的人"), max_length=200)
    settled_at = models.DateTimeField(_("生效時間"), null=True, blank=True)
    settled_by = models.CharField(_("讓它生效的人"), max_length=200, blank=True)
    settled_why = models.CharField(_("生效的理由"), max_length=300, blank=True)

    objects = OwnAwardVersionQuerySet.as_manager()

    class Meta:
        ordering = ("award", "-number")
        verbose_name = _("自訂獎項的版本")
        constraints = (
            models.UniqueConstraint(fields=["award", "number"], name="own_award_version_once"),
            models.UniqueConstraint(
                fields=["award"], condition=Q(settled_at=None), name="own_award_has_one_draft_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["award", "valid_from"], condition=Q(settled_at__isnull=False),
                name="own_award_version_begins_on_a_day_of_its_own",
            ),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
                name="own_award_version_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, settled_by="", settled_why="")
                | (Q(settled_at__isnull=False) & ~Q(settled_by="") & ~Q(settled_why="")),
                name="own_award_version_is_settled_with_reason",
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return gettext("%(award)s第 %(number)s 版") % {"award": self.award, "number": self.number}

    @property
    def county_id(self) -> str | None:
        """The county whose trail it writes into."""
        return self.award.county_id
