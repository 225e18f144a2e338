"""The app of long work."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Long work in the background, with progress that is true."""

    name = "foundation.jobs"
    label = "jobs"
    verbose_name = "背景作業"
