"""The app of demonstration data."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """A country in miniature, built through the domain's own functions."""

    name = "demo"
    label = "demo"
