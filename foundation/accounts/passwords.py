"""None of one's last passwords again (資通系統防護基準, 密碼: 至少不可以與前三次使用過之密碼相同)."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from .models import KeptPassword, User


class NoneOfTheLast:
    """A password validator of Django's: refuses the last `PASSWORD_HISTORY` ones, and keeps each new one's hash.

    With 0 nothing is kept and nothing refused.
    """

    def validate(self, password: str, user: User | None = None) -> None:
        """Refuse one that the account has had.

        Raises:
            ValidationError: it is one of the last.
        """
        if not settings.PASSWORD_HISTORY or user is None or user.pk is None:
            return
        had = [*_kept(user).values_list("hashed", flat=True)[: settings.PASSWORD_HISTORY], user.password]
        if any(check_password(password, one) for one in dict.fromkeys(had)):
            raise ValidationError(self.get_help_text(), code="password_had")

    def password_changed(self, password: str, user: User) -> None:
        """Keep the hash of a password that was set; those that no longer count go."""
        if not settings.PASSWORD_HISTORY or user.pk is None:
            return
        KeptPassword.objects.create(user=user, hashed=user.password, set_at=timezone.now())
        counting = _kept(user).values_list("pk", flat=True)[: settings.PASSWORD_HISTORY]
        _kept(user).exclude(pk__in=list(counting)).delete()

    def get_help_text(self) -> str:
        """What is asked for."""
        return _("不能和最近用過的 %(count)s 個密碼相同。") % {"count": settings.PASSWORD_HISTORY}


def _kept(user: User) -> models.QuerySet[KeptPassword]:
    return KeptPassword.objects.filter(user=user)
