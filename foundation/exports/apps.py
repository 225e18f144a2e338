"""The app through which everything leaves the house as a file."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ExportsConfig(AppConfig):
    """Tables as XLSX, ODS and CSV, documents as ODT and PDF, and the list of what may be downloaded."""

    name = "foundation.exports"
    label = "exports"
    verbose_name = "匯出"

    def ready(self) -> None:
        """Let every app's `exports.py` register what it offers."""
        autodiscover_modules("exports")
