"""The app of workshops."""

from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    """Programmes, the counties' workshops, their agendas, groups, participants, and the seats at the tables."""

    name = "workshops"
    label = "workshops"
    verbose_name = "工作坊"

    def ready(self) -> None:
        """Put the list of workshops and the programmes into the menu, and let the room's clock follow the workshop."""
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415  translations are ready only now

        from foundation.accounts.roles import Permission  # noqa: PLC0415
        from foundation.accounts.scope import reach  # noqa: PLC0415
        from foundation.ui.navigation import Entry, register  # noqa: PLC0415

        from . import room, stages  # noqa: PLC0415

        stages.MOVES.follow("start", room.begin)
        stages.MOVES.follow("finish", room.end)
        stages.MOVES.follow("resume", room.reopen)
        register(
            Entry(
                "workshops:list",
                _("工作坊"),
                "calendar-event",
                lambda user: bool(reach(user, Permission.SEE_WORKSHOPS)),
                order=20,
            )
        )
        register(
            Entry(
                "workshops:programmes",
                _("方案"),
                "collection",
                lambda user: bool(reach(user, Permission.MANAGE_PROGRAMMES)),
                group="admin",
                order=70,
            )
        )
