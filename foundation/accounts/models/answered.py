"""Requests of programs that were answered, so that the same one sent again happens once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

ANSWER_PLACE = "accounts.answeredrequest.answer"
LONGEST_KEY = 200


class AnsweredRequestQuerySet(models.QuerySet["AnsweredRequest"]):
    """Answered requests in the domain's words."""

    def visible_to(self, user: Any) -> AnsweredRequestQuerySet:
        """One's own: a key means something to whoever made it up, and to nobody else."""
        return self.filter(user=user.pk) if getattr(user, "is_authenticated", False) else self.none()


class AnsweredRequest(models.Model):
    """What was answered to a request that carried an `Idempotency-Key`.

    It is written together with what the request did, so that there is never one without the other; two that come at
    once under one key meet at the constraint. Kept for a day (`foundation.accounts.answered`).

    Attributes:
        token: the beginning of the token it came with (`ApiToken.token_key`), empty where a browser's session asked: a
            token with narrow limits is not told what another was answered.
        told: SHA-256 over method, address and content: the same key with anything else is a mistake of the program.
        answer_sealed: the answer's JSON, sealed, since it may hold people's data; empty while nothing is answered.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    token = models.CharField(max_length=15, blank=True, default="")
    key = models.CharField(max_length=LONGEST_KEY)
    told = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer_sealed = models.TextField(blank=True, editable=False)
    at = models.DateTimeField(db_index=True)

    objects = AnsweredRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("答過的 API 請求")
        constraints = (
            models.UniqueConstraint(fields=["user", "token", "key"], name="answered_request_once"),
            models.CheckConstraint(condition=~models.Q(key=""), name="answered_request_has_a_key"),
        )

    def __str__(self) -> str:
        return self.key
