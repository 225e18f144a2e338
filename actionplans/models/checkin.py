"""What became of an adopted plan since: check-ins with their readings and evidence, and the links people report by."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.audit.trail import Actor
from foundation.files.models import StoredFile
from foundation.notices.models import Notice

from .milestone import Milestone
from .plan import Plan
from .plan_parts import PlanIndicator

LONGEST_ANSWER = 2000
# Where one waits that the supervisor wrote herself: she does not confirm it.
WAITS_FOR_OTHERS = _("等別人確認")
# What a check-in asks, in the order of the page.
QUESTIONS = ("happened", "hindered", "next_what")


class OfPlanQuerySet(models.QuerySet[Any]):
    """Rows that belong to a plan, read through the plan's wall."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_PLANS) -> Any:
        """Those of the plans a person may see."""
        return self.filter(plan__in=Plan.objects.visible_to(user, permission))


def names_nobody(address: str) -> None:
    """Refuse a web address that carries a name and a password; whoever reads the report would have them.

    Raises:
        ValidationError: it does.
    """
    try:
        told = urlsplit(address)
    except ValueError:
        return  # of what is no address at all another sentence speaks
    if "@" in told.netloc:
        raise ValidationError(
            gettext(
                "網址裡夾著帳號或密碼（@ 前面那一段），看得到回報的人都會看到。請拿掉再附上，例如 https://%(host)s。"
            )
            % {"host": told.netloc.rpartition("@")[2] + told.path}
        )


class CheckInLink(models.Model):
    """A link by which somebody without an account reports on exactly one plan.

    Only a digest of its token is kept: the address is shown once, to who made it.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="check_in_links", verbose_name=_("行動方案"))
    name = models.CharField(_("給誰"), max_length=50)
    token_digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("發出時間"))
    made_by = models.CharField(_("發出者"), max_length=200)
    expires_at = models.DateTimeField(_("有效到"))
    revoked_at = models.DateTimeField(_("停用時間"), null=True, blank=True)
    opened_at = models.DateTimeField(_("最近打開"), null=True, blank=True)
    notice = models.ForeignKey(Notice, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("通知"))

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        ordering = ("plan", "-made_at")
        verbose_name = _("回報連結")
        constraints = (
            models.CheckConstraint(condition=~models.Q(name=""), name="check_in_link_says_for_whom"),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("made_at")), name="check_in_link_ends_after_it_begins"
            ),
        )

    def __str__(self) -> str:
        return gettext("給%(name)s的回報連結") % {"name": self.name}

    @property
    def county_id(self) -> str:
        """The county of the plan."""
        return self.plan.county_id

    def as_actor(self) -> Actor:
        """How the trail names who reports through it."""
        return Actor("link", str(self.pk), gettext("%(name)s（回報連結）") % {"name": self.name})

    def is_open(self, now: dt.datetime) -> bool:
        """Whether it still leads to the form."""
        return self.revoked_at is None and now < self.expires_at


class CheckIn(models.Model):
    """A progress report (進度回報) on an adopted plan: three questions, and who says so.

    `claims` are the milestones it says are done; they are reached once the supervisor has accepted the check-in and it
    carries evidence. `unfinished` holds what was typed and is not right yet, with the sentence that says why;
    `remarks` the supervisor's marks by question where it was returned.
    """

    class State(models.TextChoices):
        """Where it stands between who reports and who follows up."""

        DRAFT = "draft", _("還在寫")
        SUBMITTED = "submitted", _("等督導確認")
        RETURNED = "returned", _("請補充")
        ACCEPTED = "accepted", _("已確認")

    WRITABLE = (State.DRAFT, State.RETURNED)

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="check_ins", verbose_name=_("行動方案"))
    number = models.PositiveSmallIntegerField(_("第幾次"))
    state = models.CharField(_("狀態"), max_length=9, choices=State.choices, default=State.DRAFT)
    happened = models.TextField(_("做了什麼"), blank=True)
    hindered = models.TextField(_("卡在哪裡"), blank=True)
    next_what = models.TextField(_("接下來做什麼"), blank=True)
    next_on = models.DateField(_("什麼時候"), null=True, blank=True)
    reporter = models.CharField(_("回報人"), max_length=50, blank=True)
    link = models.ForeignKey(CheckInLink, models.PROTECT, null=True, blank=True, related_name="check_ins")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    claims = models.ManyToManyField(Milestone, related_name="claimed_in", blank=True, verbose_name=_("完成的里程碑"))
    unfinished = models.JSONField(default=dict, blank=True)
    remarks = models.JSONField(_("督導的意見"), default=dict, blank=True)
    started_at = models.DateTimeField(_("開始時間"))
    submitted_at = models.DateTimeField(_("送出時間"), null=True, blank=True)
    reviewed_at = models.DateTimeField(_("確認時間"), null=True, blank=True)
    reviewed_by = models.CharField(_("確認者"), max_length=200, blank=True)
    # Accepted by whoever wrote it, because nobody else could look: said wherever it is shown.
    is_self_accepted = models.BooleanField(_("自行確認"), default=False)

    # By field, what another page has put there meanwhile and this one was not to write over (`checkins.write`).
    overtaken: Mapping[str, Any] = MappingProxyType({})
    # Milestones ticked there that could not be claimed: those that are reached, and how many are not the plan's.
    reached_already: Sequence[Milestone] = ()
    not_its_own = 0

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        ordering = ("plan", "-number")
        verbose_name = _("進度回報")
        indexes = (models.Index(fields=["plan"], name="check_in_waits", condition=models.Q(state="submitted")),)
        constraints = (
            models.UniqueConstraint(fields=["plan", "number"], name="check_in_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=("draft", "submitted", "returned", "accepted")),
                name="check_in_state_is_known",
            ),
            models.CheckConstraint(
                condition=models.Q(link__isnull=True) | models.Q(user__isnull=True), name="check_in_has_one_writer"
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | (models.Q(submitted_at__isnull=False) & ~models.Q(happened="") & ~models.Q(reporter="")),
                name="check_in_submitted_says_something",
                violation_error_message=_("送出前要寫做了什麼，以及回報人。"),
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=("returned", "accepted")) | models.Q(reviewed_at__isnull=False),
                name="check_in_reviewed_has_time",
            ),
            models.CheckConstraint(
                condition=models.Q(is_self_accepted=False) | models.Q(state="accepted", user__isnull=False),
                name="check_in_self_accepted_has_writer",
            ),
            # One report at a time for each writer: a second device goes on with the first one's.
            models.UniqueConstraint(
                fields=["plan", "link"],
                condition=models.Q(state__in=("draft", "returned")),
                name="check_in_open_once_a_link",
            ),
            models.UniqueConstraint(
                fields=["plan", "user"],
                condition=models.Q(state__in=("draft", "returned")),
                name="check_in_open_once_a_user",
            ),
        )

    def __str__(self) -> str:
        return gettext("第 %(number)s 次回報") % {"number": self.number}

    @property
    def county_id(self) -> str:
        """The county of the plan."""
        return self.plan.county_id

    @property
    def state_shown(self) -> str:
        """Where it stands, and for whom it waits. Reads `plan`."""
        waits_for_others = self.state == self.State.SUBMITTED and not self.asks_supervisor
        return str(WAITS_FOR_OTHERS if waits_for_others else self.get_state_display())

    @property
    def asks_supervisor(self) -> bool:
        """Whether the supervisor confirms it, which she does not with what she has written herself. Reads `plan`."""
        return self.user_id is None or self.user_id != self.plan.supervisor_id

    @property
    def is_writable(self) -> bool:
        """Whether whoever reports may still change it."""
        return self.state in self.WRITABLE


class Reading(models.Model):
    """What an indicator shows at a check-in: the words as typed, and the number where they say one."""

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="readings", verbose_name=_("進度回報"))
    indicator = models.ForeignKey(PlanIndicator, models.CASCADE, related_name="readings", verbose_name=_("指標"))
    typed = models.CharField(_("現在"), max_length=100)
    number = models.DecimalField(_("數字"), max_digits=18, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ("check_in", "indicator__position")
        verbose_name = _("指標讀數")
        constraints = (
            models.UniqueConstraint(fields=["check_in", "indicator"], name="reading_once"),
            models.CheckConstraint(condition=~models.Q(typed=""), name="reading_says_something"),
        )

    def __str__(self) -> str:
        return self.typed


class Evidence(models.Model):
    """What shows that a check-in is true (佐證): a photo or document the house wrote anew, or a public address."""

    check_in = models.ForeignKey(CheckIn, models.CASCADE, related_name="evidence", verbose_name=_("進度回報"))
    file = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("照片")
    )
    url = models.CharField(
        _("網址"),
        max_length=500,
        blank=True,
        validators=[
            names_nobody,
            URLValidator(
                ["http", "https"],
                message=_("網址要以 http:// 或 https:// 開頭，例如 https://www.example.org/news/12。"),
            ),
        ],
    )
    caption = models.CharField(_("說明"), max_length=100, blank=True)
    added_at = models.DateTimeField(_("附上時間"))

    class Meta:
        ordering = ("check_in", "pk")
        verbose_name = _("佐證")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(file__isnull=False, url="") | (models.Q(file__isnull=True) & ~models.Q(url="")),
                name="evidence_is_file_or_address",
            ),
            models.UniqueConstraint(fields=["check_in", "file"], name="evidence_file_once"),
        )

    def __str__(self) -> str:
        """Without a file's own name, which may hold a person's: the trail is for good."""
        named = self.file.get_kind_display() if self.file else ""
        return self.caption or self.url or str(named)

    @property
    def name(self) -> str:
        """What whoever attached it knows it by."""
        return self.caption or self.url or (self.file.shown_name if self.file else "")
