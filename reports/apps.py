"""The app of reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What the nation has done, as one value that many papers show."""

    name = "reports"
    label = "reports"
