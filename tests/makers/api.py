"""Programs that speak to the API, for tests."""

from typing import Any

from django.utils import timezone
from rest_framework.test import APIClient

from foundation.accounts import tokens
from foundation.accounts.models import User


def program(user: User | None = None, *, language: str = "zh-hant", **fields: Any) -> APIClient:
    """A program that acts for somebody with a token of hers; without anybody, one that nobody knows.

    Args:
        **fields: of the token: its name, its days, its limits.
    """
    client = APIClient(headers={"Accept-Language": language})
    if user is not None:
        said = {"name": "測試系統", "days": 30, **fields}
        _token, secret = tokens.issue(by=user, now=timezone.now(), **said)
        client.credentials(HTTP_AUTHORIZATION=f"Token {secret}")
    return client


def browser(user: User) -> APIClient:
    """The API browser of somebody who is signed in on the pages (roles without tokens read so, too)."""
    client = APIClient(headers={"Accept-Language": "zh-hant"})
    client.force_login(user)
    return client
