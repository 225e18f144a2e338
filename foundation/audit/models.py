"""The audit trail's single table."""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from . import wording
from .verbs import labels

SYSTEM_KIND = "system"


class EventQuerySet(models.QuerySet["Event"]):
    """Reads only: a line once written is neither changed nor removed."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Audit lines are append-only.")

    def delete(self) -> NoReturn:
        raise TypeError("Audit lines are append-only.")

    def naming(self, word: str) -> "EventQuerySet":
        """Lines whose object or actor has this word in its name, in either language."""
        return self.filter(
            models.Q(object_label__icontains=word)
            | models.Q(actor_label__icontains=word)
            | models.Q(object_label_en__icontains=word)
            | models.Q(actor_label_en__icontains=word)
        )

    def for_counties(self, counties: frozenset[str]) -> "EventQuerySet":
        """Lines that concern one of these counties, newest first."""
        return self.filter(county__in=counties)


class Event(models.Model):
    """One thing that happened: who, what, when, where from, what it was and what it is now.

    It holds no foreign keys on purpose: the line stays when the thing, the person or the county goes, and writing
    it never locks another table. Names are copied as they were on the day; in English too where that differs, which
    lines older than these columns have not.
    """

    at = models.DateTimeField(_("時間"), db_index=True)
    verb = models.CharField(_("動作"), max_length=32, choices=labels)
    actor_kind = models.CharField(max_length=16)
    actor_key = models.CharField(max_length=64)
    actor_label = models.CharField(_("操作者"), max_length=200)
    actor_label_en = models.CharField(_("操作者（英文）"), max_length=200, null=True)  # noqa: DJ001  see its migration
    object_type = models.CharField(max_length=64)
    object_key = models.CharField(max_length=64)
    object_label = models.CharField(_("對象"), max_length=300)
    object_label_en = models.CharField(_("對象（英文）"), max_length=300, null=True)  # noqa: DJ001  see its migration
    county = models.CharField(_("縣市"), max_length=3, blank=True, db_index=True)
    was = models.JSONField(_("原值"), default=dict, blank=True)
    now = models.JSONField(_("新值"), default=dict, blank=True)
    reason = models.TextField(_("原因"), blank=True)
    origin = models.CharField(_("來源位址"), max_length=64, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        indexes = (
            models.Index(fields=["object_type", "object_key", "-at"], name="event_of_object"),
            models.Index(fields=["actor_kind", "actor_key", "-at"], name="event_of_actor"),
        )
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(actor_key=""),
                name="event_has_actor",
                violation_error_message="每一筆都要有操作者。",
            ),
        )

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_shown} {self.get_verb_display()} {self.object_shown}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the line once.

        Raises:
            TypeError: if the line already stands.
        """
        if self.pk is not None:
            raise TypeError("Audit lines are append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Audit lines are append-only.")

    @property
    def actor_shown(self) -> str:
        """Who did it, in the language of the page."""
        if self.actor_kind == SYSTEM_KIND:
            return gettext(self.actor_label)
        return wording.shown(self.actor_label, self.actor_label_en)

    @property
    def object_shown(self) -> str:
        """What it was done to, in the language of the page."""
        return wording.shown(self.object_label, self.object_label_en)


class TrailSealQuerySet(models.QuerySet["TrailSeal"]):
    """Reads only, as the lines are."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Seals of the trail are append-only.")

    def delete(self) -> NoReturn:
        raise TypeError("Seals of the trail are append-only.")


class TrailSeal(models.Model):
    """What the lines written between two moments were: see `chain`.

    Attributes:
        since, upto: the lines with keys above the one, up to the other.
        digest, previous: SHA-256 of these lines with the seal before, and that seal's own, 64 hex digits.
        prints: sixteen bytes a line, which only help to find the one that differs.
    """

    number = models.PositiveIntegerField(_("編號"), unique=True)
    sealed_at = models.DateTimeField(_("封存時間"))
    since = models.BigIntegerField()
    upto = models.BigIntegerField()
    lines = models.PositiveIntegerField(_("筆數"))
    previous = models.CharField(_("前一號"), max_length=64)
    digest = models.CharField(_("雜湊值"), max_length=64)
    prints = models.BinaryField()

    objects = TrailSealQuerySet.as_manager()

    class Meta:
        ordering = ("number",)
        verbose_name = _("稽核軌跡的封存")
        constraints = (
            models.CheckConstraint(condition=models.Q(upto__gt=models.F("since")), name="trail_seal_goes_forward"),
        )

    def __str__(self) -> str:
        return str(self.number)
