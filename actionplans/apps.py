"""The app of action plans."""

from django.apps import AppConfig


class ActionPlansConfig(AppConfig):
    """What the tables write, what becomes of it, and the plans somebody has promised to keep."""

    name = "actionplans"
    label = "actionplans"
    verbose_name = "行動方案"

    def ready(self) -> None:
        """Tell the workshops' door what a reported workshop needs, and give every new programme its forms.

        The forms are a question of readiness, and a paper for rooms without network, too.
        """
        from workshops import papers, programmes, readiness, stages  # noqa: PLC0415  models are ready only now

        from . import adoption, questions  # noqa: PLC0415
        from .papers import BLANK_FORMS  # noqa: PLC0415
        from .readiness import forms_published  # noqa: PLC0415

        stages.MOVES.require("report", adoption.missing_for_report)
        programmes.on_made(questions.lay_out)
        readiness.add(forms_published)
        papers.add(BLANK_FORMS)
