"""The app of notices."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    """Whatever reminds anybody: what is to be said to whom and when, and the ledger of what became of it."""

    name = "foundation.notices"
    label = "notices"
    verbose_name = "通知"

    def ready(self) -> None:
        """Look at the mailbox for letters that come back, and let people be told of changed ways to sign in."""
        from django.core import checks  # noqa: PLC0415

        from foundation.accounts import ways_in  # noqa: PLC0415

        from . import envelopes, kinds, sign_in_letters  # noqa: PLC0415

        checks.register(envelopes.check)
        kinds.register(sign_in_letters.LETTERS)
        ways_in.tell_by(sign_in_letters.tell)
