"""People who sign in."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from foundation.accounts.scope import Access, combine
from foundation.audit.trail import Actor

from .membership import HELD_ON


class UserManager(BaseUserManager["User"]):
    """Makes users; an e-mail address is stored in lower case, so that one person has one account."""

    def create_user(self, email: str, password: str | None = None, *, name: str = "", **fields: Any) -> User:
        """Make a user. Without a password nobody can sign in until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), name=name, **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):  # type: ignore[django-manager-missing]  # knox, which names that manager, has no types
    """A person with an account. What she may do stands in her memberships, not here."""

    email = models.EmailField(_("電子郵件"), unique=True, error_messages={"unique": _("這個電子郵件已經有帳號。")})
    name = models.CharField(_("姓名"), max_length=50)
    phone = models.CharField(_("電話"), max_length=30, blank=True)
    is_active = models.BooleanField(_("啟用"), default=True)
    password_set_at = models.DateTimeField(_("密碼設定時間"), null=True, blank=True)
    joined_at = models.DateTimeField(_("建立時間"), auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ("email",)
        verbose_name = _("使用者")
        constraints = (models.UniqueConstraint(Lower("email"), name="one_account_for_an_address"),)

    def __str__(self) -> str:
        return self.name or self.email

    def as_actor(self) -> Actor:
        """How the trail names this person."""
        return Actor("user", str(self.pk), self.name or self.email)

    @cached_property
    def access(self) -> Access:
        """What this person's current memberships allow, read once for a request (one query)."""
        return combine(HELD_ON.all(self.pk, timezone.localdate()), self.pk)

    @property
    def place_label(self) -> str:
        """Place and role for the top bar: 「臺東縣・縣市承辦人」."""
        return self.access.label
