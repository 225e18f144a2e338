"""The app of workshops."""

from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    """Programmes, the counties' workshops, their agendas, groups, participants, and the seats at the tables."""

    name = "workshops"
    label = "workshops"
    verbose_name = "工作坊"
