"""Volunteers (志工): one person, one row, for life."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation import sealed
from foundation.accounts.roles import Permission

from .own import own

IDENTITY_PLACE = "volunteers.volunteer.identity"
LONGEST_NAME = 50


class VolunteerQuerySet(models.QuerySet["Volunteer"]):
    """Volunteers in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> VolunteerQuerySet:
        """Those who are or were with a unit whose people this person sees, and herself."""
        belonging: Any = self.model._meta.get_field("enrolments").related_model
        theirs = belonging.objects.visible_to(user, permission).values("volunteer")
        return self.filter(models.Q(pk__in=theirs) | own(user, permission, "user"))

    def living(self) -> VolunteerQuerySet:
        """Those whose row has not been merged into another's."""
        return self.filter(merged_into=None)

    def numbered(self, mark: str) -> VolunteerQuerySet:
        """Whoever has this number, or had it: the number of a row that went into hers is hers as well."""
        had = Volunteer.objects.filter(identity_mark=mark, merged_into__isnull=False).values("merged_into")
        return self.living().filter(models.Q(identity_mark=mark) | models.Q(pk__in=had))


class Volunteer(models.Model):
    """A volunteer: a person with one book for life, whatever units she serves (手冊「1 人 1 冊終身使用」).

    The identity number is stored sealed, found by its mark, and shown masked; a number whose check digit is wrong stays
    possible for old paper records, with the reason. `key` is what addresses show: row numbers would tell how many
    there are.

    Attributes:
        name_key: the name for comparing: width, blanks and usual variants of characters folded (`people.name_key`).
        identity_sealed: the number under `foundation.sealed`; empty where none is known.
        identity_mark: what it is searched by; unique, so that one person has one row.
        identity_shown: A12****789.
        identity_reason: why a number is kept although its check digit is wrong.
        merged_into: the row that took this one's place; what hung on it moved there.
    """

    class Sex(models.TextChoices):
        """As the record book has it."""

        FEMALE = "female", _("女")
        MALE = "male", _("男")

    class IdentityKind(models.TextChoices):
        """What paper the number stands on (管理辦法 第 5 條：身分證統一編號或護照號碼)."""

        NATIONAL = "national", _("國民身分證統一編號")
        UI = "ui", _("外來人口統一證號")
        OLD_UI = "old_ui", _("舊式外來人口統一證號")
        PASSPORT = "passport", _("護照號碼")

    class Education(models.TextChoices):
        """Schooling, as results reports count it."""

        PRIMARY = "primary", _("國小以下")
        JUNIOR = "junior", _("國（初）中")
        SENIOR = "senior", _("高中（職）")
        COLLEGE = "college", _("大專")
        GRADUATE = "graduate", _("研究所以上")

    class Occupation(models.TextChoices):
        """Occupation, as results reports count it."""

        PUBLIC = "public", _("公教")
        BUSINESS = "business", _("工商")
        FARMING = "farming", _("農林漁牧")
        SERVICE = "service", _("服務業")
        HOME = "home", _("家管")
        STUDENT = "student", _("學生")
        RETIRED = "retired", _("退休")
        OTHER = "other", _("其他")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("姓名"), max_length=LONGEST_NAME)
    name_key = models.CharField(max_length=LONGEST_NAME, editable=False, db_index=True)
    name_en = models.CharField(_("英文姓名"), max_length=80, blank=True)
    sex = models.CharField(_("性別"), max_length=6, choices=Sex.choices, blank=True)
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    identity_kind = models.CharField(_("證件種類"), max_length=8, choices=IdentityKind.choices, blank=True)
    identity_sealed = models.CharField(max_length=200, blank=True, editable=False)
    identity_mark = models.CharField(max_length=sealed.MARK_LENGTH, null=True, blank=True, unique=True, editable=False)
    identity_shown = models.CharField(_("證號"), max_length=20, blank=True, editable=False)
    identity_reason = models.CharField(_("檢查碼不符的原因"), max_length=200, blank=True)
    phone = models.CharField(_("電話"), max_length=30, blank=True)
    email = models.EmailField(_("電子郵件"), blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    education = models.CharField(_("學歷"), max_length=10, choices=Education.choices, blank=True)
    occupation = models.CharField(_("職業"), max_length=10, choices=Occupation.choices, blank=True)
    emergency_name = models.CharField(_("緊急聯絡人"), max_length=50, blank=True)
    emergency_phone = models.CharField(_("緊急聯絡電話"), max_length=30, blank=True)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="volunteer",
        verbose_name=_("帳號"),
    )
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", db_index=False
    )
    registered_on = models.DateField(_("登錄日期"))

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        ordering = ("name", "pk")
        verbose_name = _("志工")
        indexes = (
            models.Index(fields=["born_on"], name="volunteer_by_birth"),
            # Only of those that are gone: SQLite without statistics takes an index of all for the way to the living,
            # who are nearly everybody, and looks for a name among them one by one.
            models.Index(
                fields=["merged_into"], name="volunteer_merged_into", condition=models.Q(merged_into__isnull=False)
            ),
        )
        constraints = (
            models.CheckConstraint(condition=~models.Q(name=""), name="volunteer_has_name"),
            models.CheckConstraint(
                condition=models.Q(identity_sealed="", identity_mark=None, identity_shown="", identity_kind="")
                | (
                    ~models.Q(identity_sealed="")
                    & models.Q(identity_mark__isnull=False)
                    & ~models.Q(identity_shown="")
                    & ~models.Q(identity_kind="")
                ),
                name="volunteer_identity_is_whole",
            ),
            models.CheckConstraint(
                condition=models.Q(merged_into=None) | ~models.Q(merged_into=models.F("pk")),
                name="volunteer_is_not_merged_into_herself",
            ),
        )

    def __str__(self) -> str:
        """By the beginning of her key: the trail is for good, and is read by people who may not know who she is."""
        return gettext("志工 %(key)s") % {"key": str(self.key)[:8]}

    @property
    def veiled(self) -> str:
        """Her name for somebody who only knows her number: 林○珠, or a Latin name's first letters."""
        if self.name.isascii():
            return " ".join(f"{word[0]}." for word in self.name.split())
        return self.name[0] + "○" * max(1, len(self.name) - 2) + (self.name[-1] if len(self.name) > 2 else "")
