"""Units that use volunteers (志願服務運用單位)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts import sectors
from foundation.accounts.models import County, Organisation
from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach

from .authority import Authority

HERE = Places(county="county", organisation="organisation", category="category")


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_UNITS) -> UnitQuerySet:
        """Those where a person holds a permission: her own, those of her category in her county, or her county's."""
        return self.filter(reach(user, permission).rows(HERE))

    def working(self) -> UnitQuerySet:
        """Those that may take volunteers and count hours."""
        return self.filter(state=Unit.State.ACTIVE)


class Unit(models.Model):
    """A unit that uses volunteers: an authority, an institution, a school, a legal person or a registered group.

    Source: 志願服務法 第 3 條第 3 款. Its name is its organisation's, so that roles and the register speak of one
    thing.

    Attributes:
        number: its number in its county, given once (`TTT-0007` is shown as `code`).
        probation_days: days from joining during which service is practice and no hours (內政部函釋：見習、
        實習期間不算);
            0 where the unit knows no probation.
        needs_roster: whether hours off the roster do not count (手冊「非排班時間來的志工不應該算是志工服務」).
        swaps_confirmed: whether a swap (換班) waits for the coordinator's word.
        waived_on, waived_why: the authority asks for no filing before it uses volunteers, from that day on, because its
            charter's purpose is the plan's (志願服務法 第 7 條第 3 項). The handbook does not know this: the authority
            says so of a single unit, and without its word filing is asked for (RPT-08).
        team_formed_on: when its volunteers' team came into being, where the unit has said so: team awards ask for years
            of standing, and the register knows the first members only.
        head_title: the title of the head whose seal stands on certificates (校長、局長、理事長…).
    """

    class Body(models.TextChoices):
        """What sort of body it is; public ones need no filing (志願服務法 第 7 條第 3 項、手冊)."""

        AGENCY = "agency", _("機關")
        INSTITUTION = "institution", _("公立機構")
        PUBLIC_SCHOOL = "public_school", _("公立學校")
        PRIVATE_SCHOOL = "private_school", _("私立學校")
        FOUNDATION = "foundation", _("財團法人")
        ASSOCIATION = "association", _("社團法人")
        GROUP = "group", _("經政府立案團體")

    class State(models.TextChoices):
        """Whether it uses volunteers."""

        PREPARING = "preparing", _("籌備中")
        ACTIVE = "active", _("運用中")
        SUSPENDED = "suspended", _("暫停運用")
        ENDED = "ended", _("已終止")

    PUBLIC = (Body.AGENCY, Body.INSTITUTION, Body.PUBLIC_SCHOOL)

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="unit", verbose_name=_("單位"))
    county = models.ForeignKey(County, models.PROTECT, related_name="units", verbose_name=_("縣市"))
    number = models.PositiveIntegerField(_("編號"))
    body = models.CharField(_("性質"), max_length=16, choices=Body.choices)
    category = models.CharField(_("服務類別"), max_length=16, choices=tuple(sectors.CATEGORIES.items()))
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="units", verbose_name=_("目的事業主管機關"))
    registration = models.CharField(_("立案或登記字號"), max_length=60, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    contact_name = models.CharField(_("聯絡人"), max_length=50, blank=True)
    contact_phone = models.CharField(_("聯絡電話"), max_length=30, blank=True)
    contact_email = models.EmailField(_("聯絡信箱"), blank=True)
    head_title = models.CharField(_("負責人職稱"), max_length=30, blank=True)
    head_name = models.CharField(_("負責人姓名"), max_length=50, blank=True)
    probation_days = models.PositiveSmallIntegerField(_("見習天數"), default=0)
    needs_roster = models.BooleanField(_("依班表採計"), default=False)
    swaps_confirmed = models.BooleanField(_("換班要承辦人確認"), default=True)
    team_formed_on = models.DateField(_("志工團隊成立日期"), null=True, blank=True)
    state = models.CharField(_("狀態"), max_length=12, choices=State.choices, default=State.PREPARING)
    waived_on = models.DateField(_("免備案起日"), null=True, blank=True)
    waived_why = models.CharField(_("免備案的理由"), max_length=200, blank=True)
    succeeded_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("承接業務的單位")
    )

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ("county", "number")
        verbose_name = _("運用單位")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(waived_on=None, waived_why="")
                | (models.Q(waived_on__isnull=False) & ~models.Q(waived_why="")),
                name="unit_is_waived_with_reason",
            ),
            models.UniqueConstraint(fields=["county", "number"], name="unit_number_once_in_county"),
            models.CheckConstraint(
                condition=models.Q(succeeded_by=None) | ~models.Q(succeeded_by=models.F("pk")),
                name="unit_is_not_its_own_successor",
            ),
        )
        indexes = (models.Index(fields=["county", "category"], name="unit_by_category"),)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The organisation's name."""
        return self.organisation.name

    @property
    def code(self) -> str:
        """How lists and papers call it: TTT-0007."""
        return f"{self.county_id}-{self.number:04}"

    @property
    def is_public(self) -> bool:
        """Whether it is a public body, which needs no filing before it uses volunteers."""
        return self.body in self.PUBLIC

    @property
    def category_shown(self) -> str:
        """Its category in the language of the page."""
        return sectors.name(self.category)
