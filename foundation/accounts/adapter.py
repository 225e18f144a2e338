"""How sign-in behaves where it differs from allauth's defaults."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

from foundation.audit import trail
from foundation.audit.verbs import Verb


class ClosedAccountAdapter(DefaultAccountAdapter):
    """Accounts are made by whoever gives a role; nobody signs up alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> Any:
        """Leave a line for each sign-in before going on."""
        trail.record(Verb.SIGNED_IN, user, by=user, county=user.access.home_county)
        return super().post_login(request, user, **kwargs)

    def logout(self, request: HttpRequest) -> None:
        """Leave a line for each sign-out as well, while it is still known who goes."""
        if request.user.is_authenticated:
            trail.record(Verb.SIGNED_OUT, request.user, by=request.user, county=request.user.access.home_county)
        super().logout(request)
