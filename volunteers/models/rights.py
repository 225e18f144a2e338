"""What somebody asks for about her own data (個資法 第 3 條), and what became of it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation import sealed
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach
from volunteers.rules.rights import GROUNDS, RIGHTS, Entry, Ground, Law, Right

from .own import own
from .unit import Unit
from .volunteer import Volunteer

WORDS_PLACE = "volunteers.rightrequest.words"
ANSWER_PLACE = "volunteers.rightrequest.answer"
HERE = Places(county="county", organisation="unit__organisation")


class RightRequestQuerySet(models.QuerySet["RightRequest"]):
    """Requests in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> RightRequestQuerySet:
        """Those this person may answer, and her own."""
        office = Permission.ANSWER_RIGHTS if permission is Permission.SEE_VOLUNTEERS else permission
        return self.filter(reach(user, office).rows(HERE) | own(user, permission, "volunteer__user"))

    def open(self) -> RightRequestQuerySet:
        """Those that wait for an answer."""
        return self.filter(state__in=RightRequest.OPEN)

    def overdue(self, on: dt.date) -> RightRequestQuerySet:
        """Those that should have been answered by now."""
        return self.open().filter(due_on__lt=on)

    def stopping(self) -> RightRequestQuerySet:
        """Those by which somebody's data are not to be used any more."""
        return self.filter(right=Right.STOP, state=RightRequest.State.GRANTED)


class RightRequest(models.Model):
    """One request about one's own data, sent to a county, or to a unit in it.

    Her words and the answer may tell more than a list should: they are stored sealed, and in no list, export or trail.
    There may be several of one kind: the law sets no limit, and two rows that are merged into one person keep theirs.

    Attributes:
        unit: the unit whose data are meant; None where the county's office is asked.
        received_on: Taiwan's day on which it came; the law's days run from it.
        first_due_on: until when it was to be answered before it was extended; `due_on` is what holds.
        ground: of a refusal (`rules.rights.Ground`).
    """

    class State(models.TextChoices):
        """Where it is."""

        RECEIVED = "received", _("待答覆")
        EXTENDED = "extended", _("已延長")
        GRANTED = "granted", _("已准許")
        REFUSED = "refused", _("已駁回")
        WITHDRAWN = "withdrawn", _("已撤回")
        LIFTED = "lifted", _("已恢復使用")

    OPEN = (State.RECEIVED, State.EXTENDED)

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="right_requests", verbose_name=_("志工"))
    county = models.ForeignKey(County, models.PROTECT, related_name="+", verbose_name=_("縣市"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="right_requests", verbose_name=_("運用單位")
    )
    right = models.CharField(
        _("請求"), max_length=8, choices=[(code.value, entry.label) for code, entry in RIGHTS.items()]
    )
    words_sealed = models.TextField(editable=False)
    state = models.CharField(_("狀態"), max_length=10, choices=State.choices, default=State.RECEIVED)
    received_at = models.DateTimeField(_("收到時間"))
    received_on = models.DateField(_("收到日期"))
    first_due_on = models.DateField(_("原來的答覆期限"))
    due_on = models.DateField(_("答覆期限"))
    extended_at = models.DateTimeField(_("延長時間"), null=True, blank=True)
    extended_by = models.CharField(_("延長的人"), max_length=200, blank=True)
    extended_why = models.CharField(_("延長的原因"), max_length=300, blank=True)
    ground = models.CharField(
        _("駁回的依據"),
        max_length=12,
        blank=True,
        choices=[(code.value, law.words) for code, law in GROUNDS.items()],
    )
    answer_sealed = models.TextField(blank=True, editable=False)
    answered_at = models.DateTimeField(_("答覆時間"), null=True, blank=True)
    answered_by = models.CharField(_("答覆的人"), max_length=200, blank=True)

    objects = RightRequestQuerySet.as_manager()

    class Meta:
        ordering = ("due_on", "pk")
        verbose_name = _("個資請求")
        indexes = (models.Index(fields=["county", "state", "due_on"], name="right_request_waiting"),)
        constraints = (
            models.CheckConstraint(condition=~Q(words_sealed=""), name="right_request_says_what"),
            models.CheckConstraint(
                condition=Q(first_due_on__gt=F("received_on"), due_on__gte=F("first_due_on")),
                name="right_request_is_due_after_it_came",
            ),
            models.CheckConstraint(
                condition=Q(extended_at=None, extended_why="", due_on=F("first_due_on"))
                | (Q(extended_at__isnull=False, due_on__gt=F("first_due_on")) & ~Q(extended_why="")),
                name="right_request_is_extended_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="extended") | Q(extended_at__isnull=False), name="right_request_extended_says_when"
            ),
            models.CheckConstraint(
                condition=Q(state__in=("received", "extended", "withdrawn"), answered_at=None)
                | (Q(state__in=("granted", "refused", "lifted"), answered_at__isnull=False) & ~Q(answer_sealed="")),
                name="right_request_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=(Q(state="refused") & ~Q(ground="")) | (~Q(state="refused") & Q(ground="")),
                name="right_request_refused_has_ground",
            ),
            models.CheckConstraint(
                condition=~Q(state="lifted") | Q(right="stop"), name="right_request_only_a_stop_is_lifted"
            ),
        )

    def __str__(self) -> str:
        """By its number: the trail is read by people who may not know whose it is."""
        return gettext("個資請求 %(number)s") % {"number": self.pk}

    @property
    def words(self) -> str:
        """What she wrote."""
        return sealed.unseal(self.words_sealed, place=WORDS_PLACE)

    @property
    def answer(self) -> str:
        """What she was told; empty before."""
        return sealed.unseal(self.answer_sealed, place=ANSWER_PLACE) if self.answer_sealed else ""

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state in self.OPEN

    @property
    def entry(self) -> Entry:
        """What is asked for, as it is offered."""
        return RIGHTS[Right(self.right)]

    @property
    def law(self) -> Law | None:
        """Why it was refused."""
        return GROUNDS[Ground(self.ground)] if self.ground else None

    @property
    def sent_to(self) -> str:
        """Who was asked."""
        return str(self.unit) if self.unit is not None else gettext("%(county)s政府") % {"county": self.county.shown}
