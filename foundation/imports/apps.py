"""The app holds no models: a sheet is read, understood and answered; what is kept belongs to the app that asked."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Registers the label `imports`."""

    name = "foundation.imports"
    label = "imports"
    verbose_name = "匯入"
