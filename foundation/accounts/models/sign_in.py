"""Where somebody is signed in, as she can see it herself."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class SignInQuerySet(models.QuerySet["SignIn"]):
    """Places signed in at, in the domain's words."""

    def visible_to(self, user: Any) -> SignInQuerySet:
        """One's own: nobody sees where somebody else is signed in."""
        return self.filter(user=user.pk) if getattr(user, "is_authenticated", False) else self.none()


class SignIn(models.Model):
    """One browser in which somebody is signed in; it goes with its session.

    Only what tells one browser from another is kept: its kind, and an address without its last part.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sign_ins")
    session = models.OneToOneField(Session, models.CASCADE, related_name="sign_in")
    browser = models.CharField(max_length=30, blank=True)
    system = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=50, blank=True)
    began_at = models.DateTimeField(gettext_lazy("登入時間"))
    seen_at = models.DateTimeField(gettext_lazy("最近使用"))

    objects = SignInQuerySet.as_manager()

    class Meta:
        ordering = ("-seen_at", "-pk")
        verbose_name = gettext_lazy("登入中的裝置")

    def __str__(self) -> str:
        if not self.browser:
            return _("不認得的瀏覽器")
        return f"{self.browser}（{self.system}）" if self.system else self.browser
