"""Who a request to the API comes from, when it brings a token."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from knox.auth import TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from . import narrowing, tokens
from .models import ApiToken, User
from .roles import Permission
from .scope import reach


class ApiTokenAuthentication(TokenAuthentication):
    """`Authorization: Token …`, good while its owner may use the API."""

    def authenticate_credentials(self, token: bytes) -> tuple[User, ApiToken]:
        """The owner and the token.

        Raises:
            AuthenticationFailed: unknown, over, revoked, or its owner may no longer use the API.
        """
        try:
            token.decode("ascii")
        except UnicodeDecodeError:
            raise AuthenticationFailed from None
        return super().authenticate_credentials(token)

    def validate_user(self, auth_token: ApiToken) -> tuple[User, ApiToken]:
        """Let it through with what its limits leave of its owner's access, and remember its use."""
        user, found = super().validate_user(auth_token)
        if not reach(user, Permission.USE_API):
            raise AuthenticationFailed(_("這個權杖的主人目前不能使用 API。"))
        if found.unit_id is not None:
            user.access = narrowing.within_unit(user.access, unit=found.unit_id, county=found.county_id)
        elif found.county_id is not None:
            user.access = narrowing.within_county(user.access, county=found.county_id)
        tokens.note_use(token=found, now=timezone.now())
        return user, found

    def _cleanup_token(self, auth_token: ApiToken) -> bool:
        """A token that is over opens nothing, and stays in its owner's list until she takes it away."""
        return auth_token.is_over()


class ApiTokenScheme(OpenApiAuthenticationExtension):
    """The token for the schema."""

    target_class = "foundation.accounts.authentication.ApiTokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """How a request brings it."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": str(_("Token <secret>。在「API 權杖」頁發出，只顯示一次。")),
        }
