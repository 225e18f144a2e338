"""How sign-in behaves where it differs from allauth's defaults."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal import flows  # noqa: F401  allauth's stages and flows import each other, and only so
from allauth.account.stages import LoginStage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from foundation.audit import trail
from foundation.audit.verbs import Verb

from . import devices, second_factor, sessions, ways_in

logger = logging.getLogger(__name__)


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by whoever gives a role; nobody signs up alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_stages(self) -> list[str]:
        """After the password, and before anybody counts as signed in, the code of those who have two steps."""
        return [*super().get_login_stages(), f"{__name__}.SecondFactorStage"]

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """Leave a line for each sign-in before going on."""
        trail.record(Verb.SIGNED_IN, user, by=user, county=user.access.home_county)
        sessions.begin(request, user, timezone.now())
        return super().post_login(request, user, **kwargs)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave a line in the log for each refused password; whose it was, or whether anybody's, is told to nobody."""
        logger.warning("sign-in refused, asked from %s", devices.net_of(request.META.get("REMOTE_ADDR", "")))

    def set_password(self, user: Any, password: str) -> None:
        """Leave a line for each new password, changed or reset, and tell her."""
        with transaction.atomic():
            super().set_password(user, password)
            ways_in.changed(Verb.PASSWORD_CHANGED, user, by=user)

    def logout(self, request: HttpRequest) -> None:
        """Leave a line for each sign-out as well, while it is still known who goes."""
        if request.user.is_authenticated:
            trail.record(Verb.SIGNED_OUT, request.user, by=request.user, county=request.user.access.home_county)
        super().logout(request)


class SecondFactorStage(LoginStage):
    """The second step of signing in; its page is `views.second_factor.ask`."""

    key = "second_factor"
    urlname = "account_second_factor"

    def handle(self) -> tuple[HttpResponse | None, bool]:
        """Lead those who have a second factor to its page; the others, and who came by a passkey alone, go on."""
        if getattr(self.request, "by_passkey", False) or not second_factor.is_on(self.login.user):
            return None, True
        return redirect(self.urlname), True
