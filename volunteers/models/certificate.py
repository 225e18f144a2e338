"""Certificates (證明書): what was certified to whom, frozen and signed; and the keys that sign them."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from foundation import sealed
from foundation.accounts.roles import Permission
from foundation.accounts.scope import Places, reach

from .authority import Authority
from .award import AwardGiven
from .own import own, unit_at
from .session import TrainingCertificate
from .unit import Unit
from .volunteer import Volunteer

KEY_PLACE = "volunteers.signingkey.private"
OFFICIAL = Q(kind="award") | Q(unit=None)
"""What an office says in its own name: awards, and the trainings that it held itself. All else is a unit's word."""


class SigningKeyQuerySet(models.QuerySet["SigningKey"]):
    """Keys in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.REVIEW_UNITS) -> SigningKeyQuerySet:
        """Those of the offices of the counties whose units this person reviews as such."""
        return self.filter(reach(user, permission).rows("authority__county"))


class SigningKey(models.Model):
    """A key by which an authority's certificates are signed.

    The private half stands sealed and signs while the key is current; the public half stays published for good, so
    that what it signed can be verified for good.

    Attributes:
        name: of the key within its authority (`k1`, `k2`); stands in addresses, and never changes.
        public: as Multikey.
        retired_on: from this day on it signs nothing more.
        distrusted_on: the private half was lost on this day: what says that it was signed later is not ours.
    """

    authority = models.ForeignKey(
        Authority, models.PROTECT, related_name="signing_keys", verbose_name=_("目的事業主管機關")
    )
    name = models.SlugField(_("金鑰名稱"), max_length=12)
    public = models.CharField(_("公鑰"), max_length=80, unique=True)
    private_sealed = models.CharField(max_length=300, editable=False)
    made_on = models.DateField(_("啟用日期"))
    made_by = models.CharField(_("啟用的人"), max_length=200)
    retired_on = models.DateField(_("停用日期"), null=True, blank=True)
    retired_why = models.CharField(_("停用原因"), max_length=200, blank=True)
    distrusted_on = models.DateField(_("外洩日期"), null=True, blank=True)

    objects = SigningKeyQuerySet.as_manager()

    class Meta:
        ordering = ("authority", "-made_on", "-pk")
        verbose_name = _("簽章金鑰")
        constraints = (
            models.UniqueConstraint(fields=["authority", "name"], name="signing_key_name_once"),
            models.UniqueConstraint(
                fields=["authority"], condition=Q(retired_on=None), name="signing_key_one_signs_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(retired_on=None, retired_why="", distrusted_on=None)
                | (Q(retired_on__isnull=False) & ~Q(retired_why="")),
                name="signing_key_is_retired_with_reason",
            ),
        )

    def __str__(self) -> str:
        return gettext("%(authority)s的金鑰 %(name)s") % {"authority": self.authority, "name": self.name}

    @property
    def county_id(self) -> str:
        """The authority's county, where the trail writes."""
        return self.authority.county_id or ""

    @property
    def private(self) -> str:
        """What signs.

        Raises:
            Unsealable: the installation's sealing keys do not open it.
        """
        return sealed.unseal(self.private_sealed, place=KEY_PLACE)


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Certificates in the domain's words."""

    def visible_to(self, user: Any, permission: Permission = Permission.SEE_VOLUNTEERS) -> CertificateQuerySet:
        """Those of the units whose people this person sees, her own, of no unit those of people she sees, and what
        the offices say whose work she does."""
        theirs = reach(user, permission).rows(unit_at("unit"))
        people = Volunteer.objects.visible_to(user, permission)
        found = theirs | own(user, permission, "volunteer__user") | Q(unit=None, volunteer__in=people)
        if permission is Permission.SEE_VOLUNTEERS:
            found |= _official_of(user)
        return self.filter(found)

    def revocable_by(self, user: Any) -> CertificateQuerySet:
        """Those that this person may take back: whoever said it, and the office with whose key it is signed."""
        keeps = reach(user, Permission.KEEP_VOLUNTEERS).rows(unit_at("unit"))
        return self.filter((keeps & ~OFFICIAL) | Q(authority__in=_led_by(user)) | _official_of(user))

    def reissuable_by(self, user: Any) -> CertificateQuerySet:
        """Those that this person may issue anew: whoever keeps the unit's people, the office whose word it is, and who
        reviews a unit that has ended without a successor its hours."""
        keeps = reach(user, Permission.KEEP_VOLUNTEERS).rows(unit_at("unit"))
        reviews = reach(user, Permission.REVIEW_UNITS).rows(unit_at("unit"))
        orphaned = Q(kind="performance", unit__state=Unit.State.ENDED, unit__succeeded_by=None)
        return self.filter((keeps & Q(unit__isnull=False)) | (reviews & orphaned) | _official_of(user))

    def standing(self) -> CertificateQuerySet:
        """Those that hold: neither revoked nor replaced."""
        return self.filter(revoked_on=None, replaced_by=None)


def _led_by(user: Any) -> Any:
    if not reach(user, Permission.REVIEW_UNITS):
        return Authority.objects.none().values("pk")
    return Authority.objects.led_by(user).values("pk")


def _official_of(user: Any) -> Q:
    """What offices said in their own name, of those whose work this person does or whose units she reviews."""
    reviews = reach(user, Permission.REVIEW_UNITS)
    if not reviews:
        return Q(pk__in=())
    held = Places(county="training__place__session__county", category="training__place__session__category")
    led = Q(authority__in=_led_by(user)) | reviews.rows(unit_at("unit"))
    return OFFICIAL & (led | (Q(unit=None) & reviews.rows(held)))


class Certificate(models.Model):
    """Something certified under a number. What it says is frozen when it is issued, and signed.

    A certificate that is wrong is not changed: it is revoked, or another is issued in its place (`replaces`), and its
    number stays with what became of it.

    Attributes:
        code: what stands in the public address and in the QR code; not to be guessed.
        unit: whose hours, training or people it is about; None for a session that an authority held itself.
        authority: by whose key it is signed.
        volunteer, team: whom it is for: a person, or the unit itself.
        says: the finished words by language, as they are printed.
        facts: the numbers behind them, by which a later correction of the ledger is noticed.
        place: which bit of its authority's status list tells whether it holds.
        credential: the signed document (Open Badges 3.0).
        together: what was issued in one stroke.
    """

    class Kind(models.TextChoices):
        """What is certified."""

        PERFORMANCE = "performance", _("志願服務績效證明書")
        TRAINING = "training", _("訓練證明")
        AWARD = "award", _("獎勵證書")
        THANKS = "thanks", _("感謝狀")

    kind = models.CharField(_("種類"), max_length=12, choices=Kind.choices)
    number = models.CharField(_("字號"), max_length=60, unique=True)
    code = models.CharField(_("查驗碼"), max_length=24, unique=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="certificates", verbose_name=_("運用單位")
    )
    authority = models.ForeignKey(Authority, models.PROTECT, related_name="+", verbose_name=_("目的事業主管機關"))
    volunteer = models.ForeignKey(
        Volunteer, models.PROTECT, null=True, blank=True, related_name="certificates", verbose_name=_("志工")
    )
    team = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="own_certificates", verbose_name=_("受獎單位")
    )
    training = models.ForeignKey(
        TrainingCertificate, models.PROTECT, null=True, blank=True, related_name="signed", verbose_name=_("訓練證明")
    )
    award = models.ForeignKey(
        AwardGiven, models.PROTECT, null=True, blank=True, related_name="certificates", verbose_name=_("得獎紀錄")
    )
    says = models.JSONField(_("內容"))
    facts = models.JSONField(_("依據的數字"), default=dict)
    issued_on = models.DateField(_("發證日期"))
    issued_at = models.DateTimeField(_("發證時間"))
    issued_by = models.CharField(_("發證的人"), max_length=200)
    together = models.CharField(max_length=32, db_index=True, editable=False)
    key = models.ForeignKey(SigningKey, models.PROTECT, related_name="certificates", verbose_name=_("簽章金鑰"))
    place = models.PositiveIntegerField(editable=False)
    credential = models.JSONField(_("數位憑證"))
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("取代的證明書")
    )
    replaces_why = models.CharField(_("重發原因"), max_length=200, blank=True)
    revoked_on = models.DateField(_("撤銷日期"), null=True, blank=True)
    revoked_why = models.CharField(_("撤銷原因"), max_length=200, blank=True)
    revoked_by = models.CharField(_("撤銷的人"), max_length=200, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        ordering = ("-issued_at", "-pk")
        verbose_name = _("證明書")
        indexes = (models.Index(fields=["unit", "kind"], name="certificate_of_unit"),)
        constraints = (
            models.CheckConstraint(
                condition=Q(volunteer=None, team__isnull=False) | Q(volunteer__isnull=False, team=None),
                name="certificate_is_for_one",
            ),
            models.UniqueConstraint(fields=["authority", "place"], name="certificate_place_once"),
            models.CheckConstraint(
                condition=Q(kind="training", training__isnull=False) | (~Q(kind="training") & Q(training=None)),
                name="certificate_of_training_names_it",
            ),
            models.CheckConstraint(
                condition=Q(kind="award", award__isnull=False) | (~Q(kind="award") & Q(award=None)),
                name="certificate_of_award_names_it",
            ),
            models.CheckConstraint(
                condition=Q(revoked_on=None, revoked_why="", revoked_by="")
                | (Q(revoked_on__isnull=False) & ~Q(revoked_why="")),
                name="certificate_is_revoked_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None, replaces_why="") | (Q(replaces__isnull=False) & ~Q(replaces_why="")),
                name="certificate_replaces_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replaces=F("pk")), name="certificate_does_not_replace_itself"
            ),
        )

    def __str__(self) -> str:
        return self.number

    @property
    def county_id(self) -> str:
        """Where the trail writes."""
        return self.unit.county_id if self.unit is not None else self.authority.county_id or ""

    @property
    def successor(self) -> Certificate | None:
        """The one that was issued in its place."""
        return getattr(self, "replaced_by", None)


class CertificateStatusList(models.Model):
    """A published list of which certificates of an authority hold no more, as it was signed; public.

    It is kept so that whoever asks gets the same document, and the private key is opened only when something has
    changed or the list is about to end. What is not kept is signed anew when it is asked for.

    Attributes:
        number: which of the authority's lists; each has as many places as the standard wants at least.
        document: the signed credential.
        valid_until: after this moment nobody should go by it any more.
    """

    authority = models.ForeignKey(
        Authority, models.CASCADE, related_name="status_lists", verbose_name=_("目的事業主管機關")
    )
    number = models.PositiveIntegerField(_("第幾份"))
    document = models.JSONField(_("簽過的清單"))
    signed_at = models.DateTimeField(_("簽章時間"))
    valid_until = models.DateTimeField(_("有效期限"))

    class Meta:
        ordering = ("authority", "number")
        verbose_name = _("撤銷清單")
        constraints = (
            models.UniqueConstraint(fields=["authority", "number"], name="certificate_status_list_once"),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("signed_at")), name="certificate_status_list_ends_later"
            ),
        )

    def __str__(self) -> str:
        return gettext("%(authority)s的撤銷清單 %(number)s") % {"authority": self.authority, "number": self.number}
