"""The app of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Whatever reminds anybody: what is to be said to whom and when, and the ledger of what became of it."""

    name = "foundation.notices"
    label = "notices"
    verbose_name = "通知"
