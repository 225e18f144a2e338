"""The ground's application for everything that is seen."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Components, shells and drawings that every page stands on; has no models."""

    name = "foundation.ui"
    label = "ui"
