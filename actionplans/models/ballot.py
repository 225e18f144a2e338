"""Dot voting in the room: what is voted on, who has voted, and where the dots stand."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from workshops.models import Group, Seat, Workshop
from workshops.models.workshop import WorkshopQuerySet

from .plan import PILLAR_CHOICES, Idea

MOST_DOTS = 10


class BallotQuerySet(models.QuerySet["Ballot"]):
    """Ballots in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.READ_SHEETS) -> BallotQuerySet:
        """Those of workshops whose sheets this person may read (or that she runs, with that permission)."""
        return self.filter(WorkshopQuerySet.scope_filter(user, permission, "workshop__"))

    def open(self) -> BallotQuerySet:
        """Those that still take votes; a workshop has one at the most."""
        return self.filter(closed_at=None)


class Ballot(models.Model):
    """One dot vote (點數投票) of a workshop on its groups' ideas.

    Each seat or each table has `dots` dots to give away, and may move them until the ballot is closed. From then on
    `voters` says how many could have voted, whoever comes or goes later.
    """

    class Voter(models.TextChoices):
        """Whose the dots are."""

        SEAT = "seat", _("每臺裝置")
        TABLE = "table", _("每一組")

    workshop = models.ForeignKey(Workshop, models.CASCADE, related_name="ballots", verbose_name=_("工作坊"))
    number = models.PositiveSmallIntegerField(_("第幾次投票"))
    question = models.CharField(_("投票題目"), max_length=60)
    dots = models.PositiveSmallIntegerField(
        _("每份幾點"), default=3, validators=[MinValueValidator(1), MaxValueValidator(MOST_DOTS)]
    )
    voter = models.CharField(_("誰有一份"), max_length=6, choices=Voter.choices, default=Voter.SEAT)
    hidden = models.BooleanField(_("結束前不公布結果"), default=True)
    projected = models.BooleanField(_("在投影看板上"), default=True)
    opened_at = models.DateTimeField(_("開始時間"))
    opened_by = models.CharField(_("開始者"), max_length=200)
    closed_at = models.DateTimeField(_("結束時間"), null=True, blank=True)
    closed_by = models.CharField(_("結束者"), max_length=200, blank=True)
    voters = models.PositiveSmallIntegerField(_("有幾份"), null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)

    objects = BallotQuerySet.as_manager()

    class Meta:
        ordering = ("workshop", "-number")
        verbose_name = _("投票")
        constraints = (
            models.UniqueConstraint(fields=["workshop", "number"], name="ballot_number_once"),
            models.UniqueConstraint(
                fields=["workshop"], condition=models.Q(closed_at__isnull=True), name="ballot_one_open"
            ),
            models.CheckConstraint(condition=models.Q(dots__range=(1, MOST_DOTS)), name="ballot_has_dots"),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | models.Q(closed_at__gte=models.F("opened_at")),
                name="ballot_closes_after_it_opens",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True, voters__isnull=True)
                | models.Q(closed_at__isnull=False, voters__isnull=False),
                name="ballot_knows_its_voters_once_closed",
            ),
        )

    def __str__(self) -> str:
        return self.question

    @property
    def county_id(self) -> str:
        """The county of the workshop."""
        return self.workshop.county_id

    @property
    def is_open(self) -> bool:
        """Whether it still takes votes."""
        return self.closed_at is None


class Choice(models.Model):
    """One of the ideas that are voted on, in the words it had when the ballot was opened."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="choices")
    idea = models.ForeignKey(Idea, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(_("行動名稱"), max_length=100)
    pillar = models.CharField(_("主軸"), max_length=16, choices=PILLAR_CHOICES, blank=True)

    class Meta:
        ordering = ("ballot", "position")
        constraints = (
            models.UniqueConstraint(fields=["ballot", "idea"], name="choice_once"),
            models.UniqueConstraint(fields=["ballot", "position"], name="choice_position_once"),
        )

    def __str__(self) -> str:
        return self.title


class Vote(models.Model):
    """That a seat (or, where `seat` is empty, a whole table) has voted; what for stands in its marks.

    `sent` are the keys of the votes that were counted, the newest last: each counts once, however often it is sent.
    """

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="votes")
    group = models.ForeignKey(Group, models.CASCADE, related_name="+")
    seat = models.ForeignKey(Seat, models.CASCADE, null=True, blank=True, related_name="+")
    cast_at = models.DateTimeField(_("投票時間"))
    sent = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("ballot", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["ballot", "seat"], condition=models.Q(seat__isnull=False), name="vote_of_a_seat_once"
            ),
            models.UniqueConstraint(
                fields=["ballot", "group"], condition=models.Q(seat__isnull=True), name="vote_of_a_table_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.seat or self.group)


class Mark(models.Model):
    """How many dots a vote gives to one choice."""

    vote = models.ForeignKey(Vote, models.CASCADE, related_name="marks")
    choice = models.ForeignKey(Choice, models.CASCADE, related_name="marks")
    dots = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("vote", "choice")
        constraints = (
            models.UniqueConstraint(fields=["vote", "choice"], name="mark_once"),
            models.CheckConstraint(condition=models.Q(dots__range=(1, MOST_DOTS)), name="mark_has_dots"),
        )

    def __str__(self) -> str:
        return f"{self.choice}：{self.dots}"
