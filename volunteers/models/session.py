"""Training sessions (訓練場次): what is taught when and where, who comes, who was there, and what was certified."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts import sectors
from foundation.accounts.models import County
from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach
from foundation.audit.trail import Actor
from volunteers.rules.courses import PROGRAMMES

from .authority import Authority
from .enrolment import Enrolment
from .own import own
from .unit import Unit
from .volunteer import Volunteer

HERE = Places(county="county", organisation="unit__organisation", category="category")


class TrainingSessionQuerySet(models.QuerySet["TrainingSession"]):
    """Sessions in the domain's words."""

    def visible_to(
        self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS
    ) -> TrainingSessionQuerySet:  # fmt: skip
        """Those this person holds or looks after, those to which she may send people, and those she may come to.

        To keep one is for who keeps the unit's people; one that an office holds, for who reviews its category.
        """
        keeps = reach(user, Permission.KEEP_VOLUNTEERS).rows(HERE)
        keeps |= reach(user, Permission.REVIEW_UNITS).rows(HERE) & Q(unit=None)
        if permission is Permission.KEEP_VOLUNTEERS:
            return self.filter(keeps)
        told = ~Q(state=TrainingSession.State.PLANNED)
        mine = Enrolment.objects.filter(own(user, permission, "volunteer__user"), left_on=None)
        seen = reach(user, permission)
        wide = Q(open_to=TrainingSession.OpenTo.ANYONE) if seen or mine.exists() else Q(pk__in=())
        homes = Unit.objects.filter(
            seen.rows(Places(county="county", organisation="organisation", category="category"))
            | Q(pk__in=mine.values("unit"))
        )
        wide |= Q(open_to=TrainingSession.OpenTo.COUNTY, county__in=homes.values("county"))
        wide |= Q(open_to=TrainingSession.OpenTo.OWN, unit__in=homes)
        wide |= Q(open_to=TrainingSession.OpenTo.OWN, unit=None, authority__in=homes.values("authority"))
        there = Q(pk__in=SessionPlace.objects.filter(own(user, permission, "volunteer__user")).values("session"))
        return self.filter(keeps | seen.rows(HERE) | (told & wide) | there)


class TrainingSession(models.Model):
    """A training that is held: by a unit, or by an office for its units.

    Source: 志願服務法 第 9 條; handbook 「教育訓練」 (三種受訓方式; 運用單位應發放受訓時數證明或訓練結業證書).

    Attributes:
        unit: whose training it is; None where the office `authority` holds it.
        county, category: of the unit, or of the office's units it is meant for, so that the right people find it.
        capacity: how many can come; None without limit. Who comes later waits.
        open_to: whose people can come.
        issuer: who stands on the certificates.
    """

    class State(models.TextChoices):
        """Where it stands."""

        PLANNED = "planned", _("籌備中")
        OPEN = "open", _("報名中")
        HELD = "held", _("上課簽到")
        CLOSED = "closed", _("已結案發證")
        CANCELLED = "cancelled", _("已取消")

    class OpenTo(models.TextChoices):
        """Whose people can come."""

        OWN = "own", _("自己單位的志工")
        COUNTY = "county", _("本縣市的志工")
        ANYONE = "anyone", _("所有登錄的志工")

    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="training_sessions", verbose_name=_("辦理單位")
    )
    authority = models.ForeignKey(
        Authority, models.PROTECT, null=True, blank=True, related_name="training_sessions", verbose_name=_("辦理機關")
    )
    county = models.ForeignKey(County, models.PROTECT, related_name="training_sessions", verbose_name=_("縣市"))
    category = models.CharField(_("服務類別"), max_length=16, choices=tuple(sectors.CATEGORIES.items()))
    title = models.CharField(_("場次名稱"), max_length=100)
    place = models.CharField(_("地點"), max_length=200)
    capacity = models.PositiveIntegerField(_("名額"), null=True, blank=True)
    open_to = models.CharField(_("開放對象"), max_length=8, choices=OpenTo.choices, default=OpenTo.OWN)
    issuer = models.CharField(_("發證單位"), max_length=100)
    remark = models.CharField(_("給志工的說明"), max_length=300, blank=True)
    state = models.CharField(_("狀態"), max_length=10, choices=State.choices, default=State.PLANNED)
    closed_on = models.DateField(_("結案日期"), null=True, blank=True)

    objects = TrainingSessionQuerySet.as_manager()

    class Meta:
        ordering = ("-pk",)
        verbose_name = _("訓練場次")
        indexes = (models.Index(fields=["county", "state"], name="training_session_by_state"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(unit=None, authority__isnull=False) | Q(unit__isnull=False, authority=None),
                name="training_session_has_one_organiser",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False) | (~Q(state="closed") & Q(closed_on=None)),
                name="training_session_closes_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gt=0), name="training_session_has_room",
                violation_error_message=_("名額至少 1 人；不限名額就留空。"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def organiser(self) -> str:
        """Who holds it, in the language of the page."""
        if self.unit is not None:
            return str(self.unit)
        return self.authority.shown if self.authority else ""

    @property
    def is_open(self) -> bool:
        """Whether people can be signed up."""
        return self.state == self.State.OPEN

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens to it."""
        return self.state in (self.State.CLOSED, self.State.CANCELLED)


class Lesson(models.Model):
    """One course, or a part of it, on one day of a session.

    A long course can take several lessons; it counts when all of them were attended.
    """

    session = models.ForeignKey(TrainingSession, models.CASCADE, related_name="lessons", verbose_name=_("訓練場次"))
    programme = models.CharField(_("訓練"), max_length=24)
    course = models.PositiveSmallIntegerField(_("課目"))
    on = models.DateField(_("日期"))
    starts = models.TimeField(_("開始"))
    ends = models.TimeField(_("結束"))
    lecturer = models.CharField(_("講師"), max_length=50, blank=True)

    class Meta:
        ordering = ("on", "starts", "pk")
        verbose_name = _("課程時段")
        constraints = (
            models.CheckConstraint(
                condition=Q(ends__gt=models.F("starts")), name="lesson_ends_after_it_begins",
                violation_error_message=_("結束要晚於開始。"),
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return self.shown

    @property
    def minutes(self) -> int:
        """How long it takes."""
        return (self.ends.hour - self.starts.hour) * 60 + self.ends.minute - self.starts.minute

    @property
    def shown(self) -> str:
        """The training and the course."""
        programme = PROGRAMMES.get(self.programme)
        course = programme.course(self.course) if programme else None
        if programme is None or course is None:
            return self.programme
        return gettext("%(programme)s：%(course)s") % {"programme": programme.name, "course": course.name}

    @property
    def begins_at(self) -> dt.datetime:
        """The moment it begins, in Taiwan."""
        return timezone.make_aware(dt.datetime.combine(self.on, self.starts))

    @property
    def over_at(self) -> dt.datetime:
        """The moment it ends, in Taiwan."""
        return timezone.make_aware(dt.datetime.combine(self.on, self.ends))


class SessionPlaceQuerySet(models.QuerySet["SessionPlace"]):
    """Places in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> SessionPlaceQuerySet:
        """Those of the sessions this person holds, of the people she sees (or keeps), and her own."""
        held = TrainingSession.objects.visible_to(user, Permission.KEEP_VOLUNTEERS)
        theirs = Volunteer.objects.visible_to(user, permission)
        return self.filter(Q(session__in=held) | Q(volunteer__in=theirs))

    def coming(self) -> SessionPlaceQuerySet:
        """Those who have a place."""
        return self.filter(state=SessionPlace.State.ENROLLED)

    def waiting(self) -> SessionPlaceQuerySet:
        """Those who wait for one, first come first."""
        return self.filter(state=SessionPlace.State.WAITING).order_by("pk")


class SessionPlace(models.Model):
    """Somebody's place in a session, or her turn on its waiting list.

    Attributes:
        code: what she keys in to sign in without an account; of this session only.
        unit: that sent (and recommends) her; None where she signed herself up, or came without a place.
        walk_in: whether she came without having been signed up.
        passed: what the assessment said, for trainings that end with one; None while it is open.
    """

    class State(models.TextChoices):
        """Whether she has a place."""

        ENROLLED = "enrolled", _("已報名")
        WAITING = "waiting", _("候補")
        WITHDRAWN = "withdrawn", _("已取消報名")

    session = models.ForeignKey(TrainingSession, models.PROTECT, related_name="places", verbose_name=_("訓練場次"))
    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="session_places", verbose_name=_("志工"))
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("推薦的運用單位")
    )
    state = models.CharField(_("狀態"), max_length=10, choices=State.choices)
    code = models.CharField(_("簽到碼"), max_length=8)
    walk_in = models.BooleanField(_("現場加入"), default=False)
    passed = models.BooleanField(_("考評及格"), null=True, blank=True)
    made_at = models.DateTimeField(_("報名時間"))
    made_by = models.CharField(_("報名的人"), max_length=200)

    objects = SessionPlaceQuerySet.as_manager()

    class Meta:
        ordering = ("session", "pk")
        verbose_name = _("訓練報名")
        constraints = (
            models.UniqueConstraint(fields=["session", "volunteer"], name="session_place_once_a_person"),
            models.UniqueConstraint(fields=["session", "code"], name="session_place_has_its_code"),
        )

    def __str__(self) -> str:
        return gettext("%(session)s的%(person)s") % {"session": self.session, "person": self.volunteer}

    def as_actor(self) -> Actor:
        """Who signs in by her code, without an account: she, not named."""
        return Actor("place", str(self.pk), str(self.volunteer))

    @property
    def county_id(self) -> str:
        """The session's county, where the trail writes."""
        return self.session.county_id


class LessonAttendance(models.Model):
    """That somebody was at a lesson. `is_full` False: she came late or left early, and the course does not count."""

    place = models.ForeignKey(SessionPlace, models.CASCADE, related_name="attendances", verbose_name=_("訓練報名"))
    lesson = models.ForeignKey(Lesson, models.PROTECT, related_name="attendances", verbose_name=_("課程時段"))
    is_full = models.BooleanField(_("全程"), default=True)
    arrived_at = models.DateTimeField(_("簽到時間"))
    arrived_by = models.CharField(_("由誰簽到"), max_length=200)

    class Meta:
        ordering = ("lesson", "pk")
        verbose_name = _("訓練簽到")
        constraints = (models.UniqueConstraint(fields=["place", "lesson"], name="attendance_once_a_lesson"),)

    def __str__(self) -> str:
        return f"{self.place}・{self.lesson}"


class CertificateSeries(models.Model):
    """How far an issuer's numbers have come in a year; a number that was given is never given again."""

    issuer = models.CharField(_("發證單位代碼"), max_length=24)
    year = models.PositiveSmallIntegerField(_("年度"))
    last = models.PositiveIntegerField(_("最後一號"), default=0)

    class Meta:
        ordering = ("issuer", "year")
        verbose_name = _("證明字號序列")
        constraints = (models.UniqueConstraint(fields=["issuer", "year"], name="certificate_series_once_a_year"),)

    def __str__(self) -> str:
        return f"{self.issuer} {self.year}"


class TrainingCertificateQuerySet(models.QuerySet["TrainingCertificate"]):
    """Certificates in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> TrainingCertificateQuerySet:
        """Those of the places this person sees."""
        return self.filter(place__in=SessionPlace.objects.visible_to(user, permission))


class TrainingCertificate(models.Model):
    """What a session certified to somebody of one training: the whole of it, or the courses she attended.

    Attributes:
        courses: numbers of the courses, in their order; empty where it is the whole training.
        minutes: the length of what was attended.
    """

    place = models.ForeignKey(SessionPlace, models.PROTECT, related_name="certificates", verbose_name=_("訓練報名"))
    programme = models.CharField(_("訓練"), max_length=24)
    courses = models.JSONField(_("課目"), default=list, blank=True)
    minutes = models.PositiveIntegerField(_("分鐘"))
    number = models.CharField(_("證明字號"), max_length=60, unique=True)
    completed_on = models.DateField(_("完成日期"))
    issued_on = models.DateField(_("發證日期"))

    objects = TrainingCertificateQuerySet.as_manager()

    class Meta:
        ordering = ("place", "pk")
        verbose_name = _("訓練證明")
        constraints = (
            models.UniqueConstraint(fields=["place", "programme"], name="training_certificate_once"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="training_certificate_takes_time"),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def shown(self) -> str:
        """The training it certifies."""
        programme = PROGRAMMES.get(self.programme)
        return str(programme.name) if programme else self.programme
