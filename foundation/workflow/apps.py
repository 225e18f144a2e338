"""The app of states."""

from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    """Every state in the house changes through one door, by a table of allowed moves."""

    name = "foundation.workflow"
    label = "workflow"
