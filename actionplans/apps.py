"""The app of action plans."""

from django.apps import AppConfig


class ActionPlansConfig(AppConfig):
    """What the tables write, what becomes of it, and the plans somebody has promised to keep."""

    name = "actionplans"
    label = "actionplans"
    verbose_name = "行動方案"

    def ready(self) -> None:
        """Tell the workshops' door what a reported workshop needs, and give every new programme its forms."""
        from workshops import programmes, stages  # noqa: PLC0415  models are ready only now

        from . import adoption, questions  # noqa: PLC0415

        stages.MOVES.require("report", adoption.missing_for_report)
        programmes.on_made(questions.lay_out)
