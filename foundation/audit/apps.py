"""The app that remembers."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Who did what, when and from where: append-only lines that outlive the things they speak of."""

    name = "foundation.audit"
    label = "audit"
    verbose_name = "稽核軌跡"
