"""The password once more before ways to sign in change, where it was not given a short while ago.

An open page that somebody else finds must not be enough to leave a factor, a passkey or a token behind. What was sent
waits in the session and is done once the password is right: nothing that was typed is lost. Whoever has no password
(she comes by another house's word, or by a passkey alone) cannot be asked for one.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps

from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from .models import User

View = Callable[..., HttpResponse]


def is_due(request: HttpRequest, *, now: dt.datetime) -> bool:
    """Whether she has to give it again: the last time is `PASSWORD_AGAIN_MINUTES` ago or more (0: never asked)."""
    user = request.user
    if not settings.PASSWORD_AGAIN_MINUTES or not isinstance(user, User) or not user.has_usable_password():
        return False
    given = [one["at"] for one in get_authentication_records(request, user) if one.get("method") == "password"]
    return not given or now.timestamp() - max(given) >= settings.PASSWORD_AGAIN_MINUTES * 60


def password_first(*methods: str) -> Callable[[View], View]:
    """Let a view be reached by these methods only with a password given lately; stands below its gate."""

    def wrap(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method in methods and is_due(request, now=timezone.now()):
                raise ReauthenticationRequired  # allauth's middleware keeps what was sent, and goes on with it
            return view(request, *args, **kwargs)

        return wrapped

    return wrap
