"""The app holds no models: it is data, readers and form fields that every other app may use."""

from django.apps import AppConfig


class TaiwanConfig(AppConfig):
    """Registers the label `taiwan`, so that the template tags and field templates are found."""

    name = "foundation.taiwan"
    label = "taiwan"
    verbose_name = "臺灣"
