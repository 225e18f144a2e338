"""Record books (志願服務紀錄冊)."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models.functions import Upper
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission

from .authority import Authority
from .unit import Unit
from .volunteer import Volunteer


class RecordBookQuerySet(models.QuerySet["RecordBook"]):
    """Record books in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> RecordBookQuerySet:
        """Those of the volunteers this person sees."""
        return self.filter(volunteer__in=Volunteer.objects.visible_to(user, permission))

    def of_units(self, user: Any, permission: Permission) -> RecordBookQuerySet:
        """Those applied for by units where a person holds a permission, to be kept or reviewed there."""
        return self.filter(unit__in=Unit.objects.visible_to(user, permission))

    def held(self) -> RecordBookQuerySet:
        """Those that are somebody's book now."""
        return self.filter(state=RecordBook.State.ISSUED)


class RecordBook(models.Model):
    """A record book: one a person for life, whatever unit and category (手冊、管理辦法 第 7 條).

    Applied for by a unit with proof of both trainings, numbered when the authority approves. A lost or damaged book is
    replaced by a new row (`replaces`) on the day that one is issued, and is hers until then; the person's trainings and
    hours hang on her, not on the paper.
    """

    class State(models.TextChoices):
        """Where it is."""

        APPLIED = "applied", _("申請中")
        RETURNED = "returned", _("退回補正")
        ISSUED = "issued", _("已核發")
        REPLACED = "replaced", _("已補發")
        CANCELLED = "cancelled", _("已註銷")

    volunteer = models.ForeignKey(Volunteer, models.PROTECT, related_name="books", verbose_name=_("志工"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("申請的運用單位"))
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name=_("核發機關"))
    number = models.CharField(_("紀錄冊編號"), max_length=30, blank=True)
    state = models.CharField(_("狀態"), max_length=10, choices=State.choices, default=State.APPLIED)
    applied_on = models.DateField(_("申請日期"))
    issued_on = models.DateField(_("核發日期"), null=True, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="reissues", verbose_name=_("補發自")
    )
    note = models.CharField(_("說明"), max_length=200, blank=True)

    objects = RecordBookQuerySet.as_manager()

    class Meta:
        ordering = ("volunteer", "-applied_on", "-pk")
        verbose_name = _("紀錄冊")
        constraints = (
            models.UniqueConstraint(
                fields=["volunteer"],
                condition=models.Q(state="issued") | models.Q(state__in=("applied", "returned"), replaces=None),
                name="one_book_a_person",
                violation_error_message=_("這個人已經有紀錄冊，或已經在申請；紀錄冊一人一冊、終身使用。"),
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=~models.Q(state="cancelled"),
                name="book_replaced_once",
                violation_error_message=_("這一冊已經補發過。"),
            ),
            models.UniqueConstraint(
                Upper("number"),
                "authority",
                condition=~models.Q(number="") & models.Q(state="issued"),
                name="book_number_once",
                violation_error_message=_("這個機關已經發過這個編號。"),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=("applied", "returned"), issued_on=None)
                | (models.Q(state__in=("issued", "replaced"), issued_on__isnull=False) & ~models.Q(number=""))
                | models.Q(state="cancelled"),
                name="book_is_numbered_when_issued",
            ),
        )

    def __str__(self) -> str:
        return gettext("%(name)s的紀錄冊") % {"name": self.volunteer}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.unit.county_id


class BookNoteQuerySet(models.QuerySet["BookNote"]):
    """Notes in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> BookNoteQuerySet:
        """Those in the books of the volunteers this person sees."""
        return self.filter(book__volunteer__in=Volunteer.objects.visible_to(user, permission))

    def standing(self) -> BookNoteQuerySet:
        """Those that have not been lifted."""
        return self.filter(lifted_at=None)


class BookNote(models.Model):
    """A note that a book was lent, used by another or misused, from a day to a day, both included.

    What was served in that time is not counted: 「有轉借、冒用或不當使用情事者，志願服務運用單位應予糾正並註記，
    其服務紀錄不予採計。」 (志願服務證及服務紀錄冊管理辦法 第 6 條) A note that was wrong is lifted by the authority
    with a reason; it stays to be read.
    """

    class Kind(models.TextChoices):
        """What was done with it."""

        LENT = "lent", _("轉借")
        IMPERSONATED = "impersonated", _("冒用")
        MISUSED = "misused", _("不當使用")

    book = models.ForeignKey(RecordBook, models.PROTECT, related_name="notes", verbose_name=_("紀錄冊"))
    kind = models.CharField(_("情事"), max_length=14, choices=Kind.choices)
    from_on = models.DateField(_("起日"))
    to_on = models.DateField(_("迄日"))
    reason = models.CharField(_("說明"), max_length=300)
    noted_at = models.DateTimeField(_("註記時間"))
    noted_by = models.CharField(_("註記的人"), max_length=200)
    lifted_at = models.DateTimeField(_("撤銷時間"), null=True, blank=True)
    lifted_by = models.CharField(_("撤銷的人"), max_length=200, blank=True)
    lifted_why = models.CharField(_("撤銷的原因"), max_length=300, blank=True)

    objects = BookNoteQuerySet.as_manager()

    class Meta:
        ordering = ("from_on", "pk")
        verbose_name = _("紀錄冊註記")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(to_on__gte=models.F("from_on")), name="book_note_ends_after_it_begins"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="book_note_has_reason"),
            models.CheckConstraint(
                condition=models.Q(lifted_at=None, lifted_why="")
                | (models.Q(lifted_at__isnull=False) & ~models.Q(lifted_why="")),
                name="book_note_is_lifted_with_reason",
            ),
        )

    def __str__(self) -> str:
        return gettext("%(book)s：%(kind)s") % {"book": self.book, "kind": self.get_kind_display()}
