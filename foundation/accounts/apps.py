"""The app of people and places."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Counties as tenants, users, memberships, roles, and who may see what."""

    name = "foundation.accounts"
    label = "accounts"
    verbose_name = "帳號與權限"
