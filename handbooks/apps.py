"""The app of help."""

from django.apps import AppConfig


class HandbooksConfig(AppConfig):
    """A handbook for each reader and a page for each error people meet; has no models."""

    name = "handbooks"
    label = "handbooks"
    verbose_name = "使用說明"

    def ready(self) -> None:
        """Say what the pages are for that belong to no room of the domain."""
        from foundation.ui import guiding  # noqa: PLC0415

        from . import guides  # noqa: PLC0415

        guiding.register(*guides.CHAPTERS)
