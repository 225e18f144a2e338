"""How old a password may become (資通系統防護基準: 密碼有最長的效期), where an installation asks for that.

NIST SP 800-63B advises against it: people then take worse ones. So it is a setting, off by itself (`PASSWORD_AGE_DAYS`
0), and is looked at when somebody signs in, never while she works.
"""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

from .models import User


class Dated:
    """A password validator of Django's that refuses nothing: it notes when a password was set."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Nothing to refuse."""

    def password_changed(self, password: str, user: User) -> None:
        """Note the moment."""
        if user.pk is not None:
            user.password_set_at = timezone.now()
            User.objects.filter(pk=user.pk).update(password_set_at=user.password_set_at)

    def get_help_text(self) -> str:
        """Nothing to say."""
        return ""


def most() -> int:
    """How many days one may be used; 0 is for ever."""
    return int(settings.PASSWORD_AGE_DAYS)


def days_over(user: User, *, now: dt.datetime) -> int | None:
    """How many days old a password is that is too old; None where it may go on.

    Of one that was set before anybody noted it the account's own age is known, and it is no older than that.
    """
    if not most() or not user.has_usable_password():
        return None
    days = (now - (user.password_set_at or user.joined_at)).days
    return days if days >= most() else None
