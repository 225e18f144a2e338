"""Complaints (申訴) to a unit or, past it, to the county: what they say is sealed, and so is who made them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation import sealed
from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach

from .unit import Unit

WORDS_PLACE = "volunteers.complaint.words"
FILER_PLACE = "volunteers.complaint.filer"
ANSWER_PLACE = "volunteers.complaint.answer"
OWN_PLACE = "volunteers.complaint.own"


class ComplaintBox(models.Model):
    """A unit's box (志工意見箱): the address under which anybody who has it may complain.

    Attributes:
        token: stands in the address; a new one closes the old address.
    """

    unit = models.OneToOneField(Unit, models.CASCADE, related_name="complaint_box", verbose_name=_("運用單位"))
    token = models.CharField(max_length=40, unique=True, editable=False)
    opened_at = models.DateTimeField(_("開放時間"))

    class Meta:
        ordering = ("unit",)
        verbose_name = _("志工意見箱")

    def __str__(self) -> str:
        return gettext("%(unit)s的志工意見箱") % {"unit": self.unit}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    """Complaints in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.HANDLE_COMPLAINTS) -> ComplaintQuerySet:
        """A unit's own for its coordinator, the county's for its officer; never one in which she is named herself."""
        scope = reach(user, permission)
        units = replace(scope, everywhere=False, counties=frozenset(), sectors=frozenset())
        theirs = units.rows(Places(county="unit__county", organisation="unit__organisation"))
        countys = scope.rows(Places(county="unit__county"))
        to = Complaint.GoesTo
        return self.filter(theirs & models.Q(goes_to=to.UNIT) | countys & models.Q(goes_to=to.COUNTY)).exclude(
            pk__in=Complaint.named.through.objects.filter(user=getattr(user, "pk", None) or 0).values("complaint")
        )


class Complaint(models.Model):
    """One complaint. Source: 手冊「志工申訴機制」 advises a box; no law says who answers, how, or by when.

    Attributes:
        key: in the address by which whoever filed it follows it; known to nobody else.
        goes_to: who answers it; whoever files chooses, and may hand it on to the county later.
        words_sealed, filer_sealed, answer_sealed: what it says, who filed it (empty where nobody is named), the answer.
        own_mark: by which somebody who filed it with her account finds it again; it tells nobody who that is.
        named: who is named in it, of those who handle complaints: they do not see it.
        due_on: by when it is answered: what the unit has settled (`Customs.complaint_days`), or the house's term.
    """

    class GoesTo(models.TextChoices):
        """Who answers."""

        UNIT = "unit", _("單位承辦人")
        COUNTY = "county", _("縣市承辦人")

    class Kind(models.TextChoices):
        """What it is about."""

        DUTY = "duty", _("排班與分工")
        TREATMENT = "treatment", _("被對待的方式")
        SAFETY = "safety", _("安全")
        MONEY = "money", _("交通、誤餐等補助")
        RECORD = "record", _("時數、考核與證明")
        OTHER = "other", _("其他")

    class State(models.TextChoices):
        """Where it is."""

        NEW = "new", _("收到")
        LOOKING = "looking", _("處理中")
        ANSWERED = "answered", _("已答覆")
        WITHDRAWN = "withdrawn", _("撤回")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="complaints", verbose_name=_("運用單位"))
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    goes_to = models.CharField(_("由誰處理"), max_length=6, choices=GoesTo.choices)
    kind = models.CharField(_("關於什麼"), max_length=10, choices=Kind.choices)
    words_sealed = models.TextField(editable=False)
    filer_sealed = models.TextField(blank=True, editable=False)
    own_mark = models.CharField(max_length=sealed.MARK_LENGTH, blank=True, editable=False, db_index=True)
    named = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("被提到的承辦人")
    )
    state = models.CharField(_("狀態"), max_length=10, choices=State.choices, default=State.NEW)
    filed_at = models.DateTimeField(_("提出時間"))
    due_on = models.DateField(_("答覆期限"), null=True, blank=True)
    answer_sealed = models.TextField(blank=True, editable=False)
    answered_on = models.DateField(_("答覆日期"), null=True, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        ordering = ("unit", "-filed_at", "-pk")
        verbose_name = _("申訴")
        constraints = (
            models.CheckConstraint(condition=~models.Q(words_sealed=""), name="complaint_says_something"),
            models.CheckConstraint(
                condition=(models.Q(state="answered", answered_on__isnull=False) & ~models.Q(answer_sealed=""))
                | (~models.Q(state="answered") & models.Q(answered_on=None, answer_sealed="")),
                name="complaint_is_answered_with_words",
            ),
        )

    def __str__(self) -> str:
        """By its number: the trail is read by people who may not know what it says."""
        return gettext("申訴 %(number)s") % {"number": self.pk}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id

    @property
    def words(self) -> str | None:
        """What it says; None where this installation has lost the key that opens it."""
        return sealed.read(self.words_sealed, place=WORDS_PLACE)

    @property
    def answer(self) -> str | None:
        """The answer; None where the key is lost."""
        return sealed.read(self.answer_sealed, place=ANSWER_PLACE) if self.answer_sealed else ""
