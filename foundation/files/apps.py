"""The app of uploaded files."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    """Pictures and scans that people send in: checked, made harmless, kept behind the wall."""

    name = "foundation.files"
    label = "files"
    verbose_name = "檔案"
