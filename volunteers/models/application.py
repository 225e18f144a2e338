"""Applications (報名): people who answer an opening, what was spoken with them, and what became of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation import sealed
from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach

from .code_list import CodeList
from .opening import Opening
from .volunteer import LONGEST_NAME, Volunteer

HERE = Places(
    county="opening__unit__county", organisation="opening__unit__organisation", category="opening__unit__category"
)
NOTES_PLACE = "volunteers.interview.notes"
IDENTITY_PLACE = "volunteers.application.identity"


class ApplicationQuerySet(models.QuerySet["Application"]):
    """Applications in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.KEEP_VOLUNTEERS) -> ApplicationQuerySet:
        """Those to the units whose people this person keeps."""
        return self.filter(reach(user, permission).rows(HERE))

    def waiting(self) -> ApplicationQuerySet:
        """Those that nobody has decided on yet."""
        return self.filter(state__in=(Application.State.RECEIVED, Application.State.TALKED))


class Application(models.Model):
    """Somebody's answer to an opening, as she wrote it herself; she needs no account.

    What she wrote is deleted some time after it was decided on (`applications.erase_due`); the row stays, so that the
    numbers of an opening stay true.

    Attributes:
        key: in the signed link of her letters.
        sent_key: of the page that was sent, so that the same page sent twice counts once.
        identity_sealed: her identity number, where she gave one, until she is in the register.
        guardian_name, guardian_phone, guardian_agrees: of who agrees for a minor (`rules.minors`).
        consent: version of the notice about personal data that stood above the form (`rules.consents`).
        answered_as: the decision that a reply letter has told her of; `answer_words` is that letter.
        volunteer: who she is in the register: once taken in, or from the start where a unit had asked her.
        erased_at: when what she wrote was deleted.
    """

    class State(models.TextChoices):
        """What has become of it."""

        RECEIVED = "received", _("已收到")
        TALKED = "talked", _("已面談")
        ACCEPTED = "accepted", _("錄取")
        WAITLISTED = "waitlisted", _("備取")
        REFUSED = "refused", _("未錄取")
        WITHDRAWN = "withdrawn", _("本人撤回")
        ENROLLED = "enrolled", _("已加入")

    DECIDED = (State.ACCEPTED, State.WAITLISTED, State.REFUSED)
    OVER = (State.REFUSED, State.WITHDRAWN, State.ENROLLED)

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="applications", verbose_name=_("招募"))
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sent_key = models.UUIDField(unique=True, editable=False)
    name = models.CharField(_("姓名"), max_length=LONGEST_NAME, blank=True)
    born_on = models.DateField(_("出生日期"), null=True, blank=True)
    phone = models.CharField(_("電話"), max_length=30, blank=True)
    email = models.EmailField(_("電子郵件"), blank=True)
    identity_kind = models.CharField(max_length=8, choices=Volunteer.IdentityKind.choices, blank=True)
    identity_sealed = models.CharField(max_length=200, blank=True, editable=False)
    education = models.CharField(_("學歷"), max_length=10, choices=Volunteer.Education.choices, blank=True)
    occupation = models.CharField(_("職業"), max_length=10, choices=Volunteer.Occupation.choices, blank=True)
    slots = CodeList(_("可以服務的時段"))
    skills = CodeList(_("專長"))
    experience = models.CharField(_("服務經歷"), max_length=500, blank=True)
    motive = models.CharField(_("為什麼想來"), max_length=500, blank=True)
    guardian_name = models.CharField(_("法定代理人姓名"), max_length=LONGEST_NAME, blank=True)
    guardian_phone = models.CharField(_("法定代理人電話"), max_length=30, blank=True)
    guardian_agrees = models.BooleanField(_("法定代理人同意"), default=False)
    consent = models.CharField(max_length=20)
    sent_at = models.DateTimeField(_("報名時間"))
    state = models.CharField(_("狀態"), max_length=10, choices=State.choices, default=State.RECEIVED)
    decided_at = models.DateTimeField(_("決定時間"), null=True, blank=True)
    decided_by = models.CharField(_("決定的人"), max_length=200, blank=True)
    decided_why = models.CharField(_("決定的原因"), max_length=300, blank=True)
    answered_at = models.DateTimeField(_("回覆時間"), null=True, blank=True)
    answered_by = models.CharField(_("回覆的人"), max_length=200, blank=True)
    answered_as = models.CharField(max_length=10, blank=True)
    answer_words = models.TextField(_("回覆信"), blank=True)
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, blank=True, related_name="applications", verbose_name=_("志工")
    )
    erased_at = models.DateTimeField(_("刪除個人資料的時間"), null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        ordering = ("sent_at", "pk")
        verbose_name = _("報名")
        indexes = (models.Index(fields=["opening", "state"], name="application_of_opening"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(erased_at=None) & ~Q(name="")
                | Q(
                    erased_at__isnull=False, name="", born_on=None, phone="", email="", identity_sealed="",
                    experience="", motive="", guardian_name="", guardian_phone="", answer_words="",
                ),
                name="application_is_whole_or_erased",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=False) | Q(state__in=("received", "talked", "withdrawn")),
                name="application_is_decided_at_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state="enrolled") | Q(volunteer__isnull=False), name="application_enrolled_is_a_volunteer"
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        """By the beginning of its key: the trail is for good, and is read by people who may not know who she is."""
        return gettext("報名 %(key)s") % {"key": str(self.key)[:8]}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.opening.unit.county_id

    @property
    def given_number(self) -> str:
        """The identity number that was given, for the register; empty where there is none."""
        return sealed.unseal(self.identity_sealed, place=IDENTITY_PLACE) if self.identity_sealed else ""


class InterviewQuerySet(models.QuerySet["Interview"]):
    """Interviews in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.KEEP_VOLUNTEERS) -> InterviewQuerySet:
        """Those of the applications this person sees."""
        return self.filter(application__in=Application.objects.visible_to(user, permission))


class Interview(models.Model):
    """What was spoken with somebody who applied (面談紀要), HB-REC-04.

    Attributes:
        who: who spoke with her.
        points: what was covered, by key of `rules.interviews`.
        notes_sealed: what was found, under `foundation.sealed`: it judges a person.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="interviews", verbose_name=_("報名"))
    held_on = models.DateField(_("面談日期"))
    who = models.CharField(_("面談的人"), max_length=100)
    points = CodeList(_("談過的"))
    notes_sealed = models.TextField(blank=True, editable=False)
    written_at = models.DateTimeField(_("登錄時間"))
    written_by = models.CharField(_("登錄的人"), max_length=200)

    objects = InterviewQuerySet.as_manager()

    class Meta:
        ordering = ("held_on", "pk")
        verbose_name = _("面談紀要")

    def __str__(self) -> str:
        return gettext("%(application)s的面談") % {"application": self.application}

    @property
    def county_id(self) -> str:
        """The unit's county, where the trail writes."""
        return self.application.county_id

    @property
    def notes(self) -> str:
        """What was found, in words."""
        return sealed.unseal(self.notes_sealed, place=NOTES_PLACE) if self.notes_sealed else ""
