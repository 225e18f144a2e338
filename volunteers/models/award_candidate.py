"""Proposals for awards: a unit's candidates in a window, their papers, and what people said of them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.accounts.scope import reach
from foundation.agreeing import Agrees

from .authority import led_by_category
from .award import AwardGiven
from .award_window import AwardCriterion, AwardJuror, AwardWindow
from .own import own, unit_at
from .unit import Unit
from .volunteer import Volunteer

ANY = Q()


class AwardProposalQuerySet(models.QuerySet["AwardProposal"]):
    """Proposals in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> AwardProposalQuerySet:
        """Those of the units where this person holds the permission, and what comes in for the awards she decides on.

        An award of a county's office is decided by whoever does that office's work, whichever unit proposes; a
        ministry's by whoever reviews the unit.
        """
        return self.filter(_reached(user, permission, "unit", "window"))


def _reached(user: Any, permission: Permission, unit: str, window: str, sent: Q = ANY) -> Q:
    """What somebody reaches of what units propose, by the paths to the unit and to the window.

    Args:
        sent: which of what comes in for her office's awards from the units of others.
    """
    held = reach(user, permission)
    rows = held.rows(unit_at(unit))
    if permission not in (Permission.SEE_VOLUNTEERS, Permission.REVIEW_UNITS) or not held.sectors:
        return rows
    given = Q(**{f"{window}__authority__in": led_by_category(user)}) & sent
    if permission is Permission.SEE_VOLUNTEERS:
        return rows | given
    whole = replace(held, sectors=frozenset()).rows(unit_at(unit))
    return whole | given | (rows & Q(**{f"{window}__authority": None}))


class AwardProposal(models.Model):
    """What one unit puts forward in one window."""

    window = models.ForeignKey(AwardWindow, models.PROTECT, related_name="proposals", verbose_name=_("獎項受理"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="award_proposals", verbose_name=_("運用單位"))
    begun_at = models.DateTimeField(_("開始時間"))
    begun_by = models.CharField(_("開始的人"), max_length=200)

    objects = AwardProposalQuerySet.as_manager()

    class Meta:
        ordering = ("window", "unit")
        verbose_name = _("獎項提報")
        constraints = (
            models.UniqueConstraint(fields=["window", "unit"], name="award_proposal_once_a_unit"),
            models.UniqueConstraint(fields=["id", "window"], name="award_proposal_with_its_window"),
        )

    def __str__(self) -> str:
        return gettext("獎項提報 %(number)s") % {"number": self.pk}

    @property
    def county_id(self) -> str:
        """The window's county, where the trail writes."""
        return self.window.county_id


class AwardCandidateQuerySet(models.QuerySet["AwardCandidate"]):
    """Candidates in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> AwardCandidateQuerySet:
        """Those of the units where this person holds the permission, her own, and those she scores.

        Her own committee's candidates she sees once they are handed in, but for those with whom she has an interest.
        """
        sent = Q(state__in=(*AwardCandidate.HANDED_IN, AwardCandidate.State.RETURNED))
        rows = _reached(user, permission, "proposal__unit", "window", sent)
        rows |= own(user, permission, "volunteer__user")
        signed_in = getattr(user, "is_authenticated", False)
        if permission is Permission.SEE_VOLUNTEERS and signed_in and not user.access.is_narrowed:
            seats = AwardJuror.objects.filter(user=user.pk, left_on=None)
            apart = AwardScoring.objects.filter(juror__user=user.pk).exclude(conflict="")
            rows |= Q(
                window__in=seats.values("window"), window__has_committee=True, state__in=AwardCandidate.HANDED_IN
            ) & ~Q(pk__in=apart.values("candidate"))
        return self.filter(rows)

    def live(self) -> AwardCandidateQuerySet:
        """Those that still stand: neither withdrawn nor declined."""
        return self.exclude(state__in=AwardCandidate.OVER)


class AwardCandidate(models.Model):
    """Somebody who is put forward: a volunteer, a family with its applicant, or the unit's team.

    Attributes:
        found: what the rule said of her on `found_on`, frozen with every number and reading (see `proposing.findings`).
        unit_rank, authority_rank: where the unit and the authority place her among theirs; None where they do not.
        marks: what is to be put right, by paper; "" for the candidate herself.
        given: what the award became in the register.
    """

    class Kind(models.TextChoices):
        """Who is put forward."""

        PERSON = "person", _("志工")
        FAMILY = "family", _("家庭")
        TEAM = "team", _("團隊或單位")

    class State(models.TextChoices):
        """How far it has come."""

        DRAFT = "draft", _("準備中")
        SUBMITTED = "submitted", _("已送主管機關")
        RETURNED = "returned", _("退回補正")
        FORWARDED = "forwarded", _("已轉送中央")
        APPROVED = "approved", _("核定")
        DECLINED = "declined", _("未獲獎")
        WITHDRAWN = "withdrawn", _("單位撤回")

    OVER = (State.DECLINED, State.WITHDRAWN)
    WITH_UNIT = (State.DRAFT, State.RETURNED)
    HANDED_IN = (State.SUBMITTED, State.FORWARDED, State.APPROVED, State.DECLINED)

    proposal = models.ForeignKey(AwardProposal, models.PROTECT, related_name="candidates", verbose_name=_("獎項提報"))
    window = models.ForeignKey(AwardWindow, models.PROTECT, related_name="candidates", verbose_name=_("獎項受理"))
    kind = models.CharField(_("對象"), max_length=6, choices=Kind.choices, default=Kind.PERSON)
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, blank=True, related_name="candidacies", verbose_name=_("志工")
    )
    state = models.CharField(_("狀態"), max_length=9, choices=State.choices, default=State.DRAFT)
    found = models.JSONField(_("提報時的資格"), default=dict)
    found_on = models.DateField(_("資格的日期"))
    unit_rank = models.PositiveSmallIntegerField(_("單位排序"), null=True, blank=True)
    authority_rank = models.PositiveSmallIntegerField(_("主管機關排序"), null=True, blank=True)
    marks = models.JSONField(_("補正意見"), default=dict, blank=True)
    submitted_at = models.DateTimeField(_("送件時間"), null=True, blank=True)
    submitted_by = models.CharField(_("送件的人"), max_length=200, blank=True)
    returned_at = models.DateTimeField(_("退回時間"), null=True, blank=True)
    returned_by = models.CharField(_("退回的人"), max_length=200, blank=True)
    forwarded_on = models.DateField(_("轉送日期"), null=True, blank=True)
    decided_at = models.DateTimeField(_("決定時間"), null=True, blank=True)
    decided_by = models.CharField(_("決定的人"), max_length=200, blank=True)
    decision_number = models.CharField(_("文號"), max_length=50, blank=True)
    decision_why = models.CharField(_("決定的理由"), max_length=500, blank=True)
    ceremony_order = models.PositiveSmallIntegerField(_("頒獎次序"), null=True, blank=True)
    given = models.ForeignKey(
        AwardGiven, models.PROTECT, null=True, blank=True, related_name="candidates", verbose_name=_("得獎紀錄")
    )

    objects = AwardCandidateQuerySet.as_manager()

    class Meta:
        ordering = ("proposal", models.F("unit_rank").asc(nulls_last=True), "pk")
        verbose_name = _("獎項候選人")
        constraints = (
            Agrees(to="proposal", field="window", name="award_candidate_is_of_its_window"),
            models.CheckConstraint(
                condition=Q(kind="team", volunteer=None) | (~Q(kind="team") & Q(volunteer__isnull=False)),
                name="award_candidate_is_somebody",
            ),
            models.UniqueConstraint(
                fields=["window", "volunteer"],
                condition=~Q(state__in=("declined", "withdrawn")) & Q(volunteer__isnull=False),
                name="award_candidate_once_a_window",
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=~Q(state__in=("declined", "withdrawn")) & Q(volunteer=None),
                name="award_candidate_team_once",
            ),
            models.CheckConstraint(
                condition=Q(state="approved", given__isnull=False) | (~Q(state="approved") & Q(given=None)),
                name="award_candidate_approved_is_given",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(decision_why=""), name="award_candidate_declined_with_reason"
            ),
        )

    def __str__(self) -> str:
        """By number: the trail is read by people who may not know whose it is."""
        return gettext("獎項候選 %(number)s") % {"number": self.pk}

    @property
    def county_id(self) -> str:
        """The window's county, where the trail writes."""
        return self.window.county_id

    @property
    def is_open(self) -> bool:
        """Whether the unit may still change it."""
        return self.state in self.WITH_UNIT

    @property
    def name(self) -> str:
        """Who it is: her name, her family's, or the unit's."""
        if self.volunteer is None:
            return str(self.proposal.unit)
        if self.kind == self.Kind.FAMILY:
            return gettext("%(name)s的家庭") % {"name": self.volunteer.name}
        return self.volunteer.name


class AwardScoring(models.Model):
    """What one member of the committee says of one candidate: points, or that she has an interest and says nothing.

    Attributes:
        conflict: why she stands apart; then nothing of hers is counted, and nothing can be.
        total: her points by their weights, in hundredths of a point; None until every criterion has some.
    """

    juror = models.ForeignKey(AwardJuror, models.PROTECT, related_name="scorings", verbose_name=_("評審委員"))
    candidate = models.ForeignKey(AwardCandidate, models.CASCADE, related_name="scorings", verbose_name=_("獎項候選人"))
    conflict = models.CharField(_("利益衝突的說明"), max_length=200, blank=True)
    total = models.PositiveSmallIntegerField(_("總分"), null=True, blank=True)
    remark = models.CharField(_("評語"), max_length=300, blank=True)
    changed_at = models.DateTimeField(_("更新時間"))

    class Meta:
        ordering = ("candidate", "juror")
        verbose_name = _("評分")
        constraints = (
            models.UniqueConstraint(fields=["juror", "candidate"], name="award_scoring_once"),
            models.CheckConstraint(
                condition=Q(conflict="", total__lte=10_000) | Q(total=None), name="award_scoring_or_conflict"
            ),
        )

    def __str__(self) -> str:
        return gettext("%(juror)s的評分") % {"juror": self.juror}


class AwardPoint(models.Model):
    """The points of one criterion, 0 to 100."""

    scoring = models.ForeignKey(AwardScoring, models.CASCADE, related_name="points", verbose_name=_("評分"))
    criterion = models.ForeignKey(AwardCriterion, models.PROTECT, related_name="points", verbose_name=_("評分項目"))
    points = models.PositiveSmallIntegerField(_("分數"))

    class Meta:
        ordering = ("scoring", "criterion")
        verbose_name = _("分數")
        constraints = (
            models.UniqueConstraint(fields=["scoring", "criterion"], name="award_point_once"),
            models.CheckConstraint(condition=Q(points__lte=100), name="award_point_up_to_a_hundred"),
        )

    def __str__(self) -> str:
        return str(self.points)
