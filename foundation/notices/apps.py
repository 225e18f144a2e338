"""The app of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Whatever reminds anybody: what is to be said to whom and when, and the ledger of what became of it."""

    name = "foundation.notices"
    label = "notices"
    verbose_name = "通知"

    def ready(self) -> None:
        """Look at the mailbox for letters that come back before anything is sent from it."""
        from django.core import checks  # noqa: PLC0415

        from . import envelopes  # noqa: PLC0415

        checks.register(envelopes.check)
