"""The ledger of notices (通知紀錄): one row for each thing that is to be said once to one person."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.models import County

from .who_may_see import visible

# After something that went wrong for now a letter waits at most so long; what seems to wait longer waits for a moment
# that a wrong clock has set.
LONGEST_PAUSE = dt.timedelta(hours=1)


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices in the domain's words."""

    def visible_to(self, user: Any) -> NoticeQuerySet:
        """Those about things that this person may see."""
        if not getattr(user, "is_authenticated", False):
            return self.none()
        return self.filter(visible(user))

    def about(self, kind: str, subject: models.Model) -> NoticeQuerySet:
        """Those of one kind about one thing."""
        return self.filter(kind=kind, subject_key=str(subject.pk))

    def due(self, now: dt.datetime) -> NoticeQuerySet:
        """Those that should be on their way by now: first what was not tried yet, the oldest first."""
        ripe = models.Q(retry_at=None) | models.Q(retry_at__lte=now) | models.Q(retry_at__gt=now + LONGEST_PAUSE)
        return self.filter(ripe, state=Notice.State.PLANNED, due_at__lte=now).order_by(
            models.F("retry_at").asc(nulls_first=True), "due_at", "pk"
        )

    def missed(self) -> NoticeQuerySet:
        """Those of which nobody can say that they reached anybody, as long as they still have to be said: no address,
        refused, sent back, or not known whether sent.
        """
        return self.filter(state__in=(Notice.State.NOBODY, *Notice.UNDELIVERED), is_moot=False)


class Declined(models.Model):
    """A kind of letters that somebody does without (不要再寄). `since` is when she said so."""

    kind = models.CharField(max_length=40)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="declined")
    since = models.DateTimeField(_("不再寄的時間"))

    class Meta:
        verbose_name = _("不再寄的信")
        constraints = (models.UniqueConstraint(fields=["kind", "user"], name="declined_once"),)

    def __str__(self) -> str:
        return self.kind


class Notice(models.Model):
    """One thing said once to one person.

    `key` is what is said once: the same key is the same notice, however often it is planned. What it is about stands in
    words (`kind`, `subject_key`), because the things stand in apps above this one. While it is being sent it belongs to
    one worker (`taken_by`); whatever that worker does not finish is settled by the next (see `sending`).
    """

    class State(models.TextChoices):
        """What became of it."""

        PLANNED = "planned", _("等候寄出")
        TAKEN = "taken", _("正在寄")
        SENT = "sent", _("已寄出")
        UNCLEAR = "unclear", _("不確定是否寄出")
        FAILED = "failed", _("寄不到")
        BOUNCED = "bounced", _("被退回")
        NOBODY = "nobody", _("沒有信箱")
        VOID = "void", _("不必寄了")

    class Cause(models.TextChoices):
        """Why a letter came back, as the server said that could not deliver it (see `bounces`)."""

        UNKNOWN = "unknown", _("沒有這個信箱")
        DOMAIN = "domain", _("沒有 @ 後面那個網域，或它不收信")
        DISABLED = "disabled", _("信箱停用了")
        FULL = "full", _("信箱滿了")
        REFUSED = "refused", _("對方的信件伺服器拒收")
        UNREACHABLE = "away", _("試了好幾天都送不到對方的信件伺服器")
        OTHER = "other", _("信被退回來，對方的伺服器沒有說明原因")

    # What went out, or should have, and did not arrive as far as anybody knows.
    UNDELIVERED = (State.FAILED, State.UNCLEAR, State.BOUNCED)

    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=40)
    subject_key = models.CharField(max_length=64)
    step = models.CharField(_("第幾步"), max_length=40)
    county = models.ForeignKey(County, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("縣市"))
    to_name = models.CharField(_("給誰"), max_length=60)
    to_address = models.EmailField(_("信箱"), blank=True)
    due_at = models.DateTimeField(_("應寄時間"))
    state = models.CharField(_("狀態"), max_length=8, choices=State.choices, default=State.PLANNED)
    planned_at = models.DateTimeField(_("排定時間"))
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.CharField(max_length=40, blank=True)
    tries = models.PositiveSmallIntegerField(_("試過幾次"), default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("寄出時間"), null=True, blank=True)
    days_late = models.PositiveSmallIntegerField(_("晚了幾天"), default=0)
    opened_at = models.DateTimeField(_("打開表單"), null=True, blank=True)
    bounced_at = models.DateTimeField(_("退回時間"), null=True, blank=True)
    bounced_for = models.CharField(max_length=8, choices=Cause.choices, blank=True)
    # It did not arrive and need not any more: the day was moved, the address mended, the report came.
    is_moot = models.BooleanField(default=False)
    why = models.CharField(_("原因"), max_length=200, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ("-due_at", "-pk")
        verbose_name = _("通知")
        indexes = (
            models.Index(fields=["due_at"], name="notice_due", condition=models.Q(state="planned")),
            models.Index(fields=["kind", "subject_key"], name="notice_about"),
            # The few that reached nobody, among all that were ever sent.
            models.Index(
                fields=["kind", "subject_key"],
                name="notice_missed",
                condition=models.Q(state__in=("nobody", "failed", "unclear", "bounced"), is_moot=False),
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=models.Q(
                    state__in=("planned", "taken", "sent", "unclear", "failed", "bounced", "nobody", "void")
                ),
                name="notice_state_is_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False), name="notice_sent_has_time"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="bounced")
                | (models.Q(bounced_at__isnull=False, sent_at__isnull=False) & ~models.Q(bounced_for="")),
                name="notice_bounced_has_time_and_cause",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="taken") | (models.Q(taken_at__isnull=False) & ~models.Q(taken_by="")),
                name="notice_taken_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("nobody", "void")) | ~models.Q(to_address=""),
                name="notice_goes_somewhere",
            ),
        )

    def __str__(self) -> str:
        """Without the address: the trail is for good."""
        return gettext("給%(name)s的通知") % {"name": self.to_name}

    @property
    def why_shown(self) -> str:
        """Why it did not go out, in the language of the page; it is noted in the house's own."""
        return gettext(self.why) if self.why else ""

    @property
    def to_do(self) -> str:
        """What whoever finds it on the list of those nobody has reached can do; empty where nothing is to be done."""
        return str(_to_do(self.state, self.bounced_for))

    @property
    def may_go_again(self) -> bool:
        """Whether somebody may let it go out once more."""
        return self.state in self.UNDELIVERED

    @property
    def name(self) -> str:
        """What the letter is known by on its way: whoever is handed it twice under this name has it once."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:32]


def _to_do(state: str, cause: str) -> Any:
    """By state and cause, in the language of the page."""
    mend = _("請打電話問到正確的信箱，改好之後會自動寄過去：負責人的信箱在方案裡改，督導和承辦人的在「帳號與權限」改。")
    again = _("請打電話告訴對方；要再寄的話按「再寄一次」。")
    if state == Notice.State.NOBODY:
        return _("沒有信箱可以寄。請打電話告訴對方，並補上信箱。")
    if state == Notice.State.BOUNCED:
        by_cause = {
            Notice.Cause.FULL: _("請打電話告訴對方，請他清出信箱的空間，再按「再寄一次」。"),
            Notice.Cause.REFUSED: _(
                "請打電話告訴對方，請他的資訊單位放行本平臺的信，再按「再寄一次」；或改用別的信箱。"
            ),
            Notice.Cause.UNREACHABLE: again,
            Notice.Cause.OTHER: again,
        }
        return by_cause.get(Notice.Cause(cause), mend)
    if state == Notice.State.FAILED:
        return _("請打電話告訴對方，看看信箱對不對；要再寄的話按「再寄一次」。")
    if state == Notice.State.UNCLEAR:
        return _("請先問對方收到沒有；沒有收到，再按「再寄一次」。")
    return ""
