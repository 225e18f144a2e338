"""The app of workshops."""

from django.apps import AppConfig


class WorkshopsConfig(AppConfig):
    """Programmes, the counties' workshops, their agendas, groups, participants, and the seats at the tables."""

    name = "workshops"
    label = "workshops"
    verbose_name = "工作坊"

    def ready(self) -> None:
        """Fill the menu, let the room's clock follow the workshop, and name what the trail notes of workshops."""
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415  translations are ready only now

        from foundation.accounts import trail_lines  # noqa: PLC0415
        from foundation.accounts.roles import Permission  # noqa: PLC0415
        from foundation.accounts.scope import reach  # noqa: PLC0415
        from foundation.finding import sources  # noqa: PLC0415
        from foundation.jobs import work  # noqa: PLC0415
        from foundation.ui import guiding  # noqa: PLC0415
        from foundation.ui.navigation import Entry, register  # noqa: PLC0415

        from . import agenda_language, findable, guides, long_papers, room, stages  # noqa: PLC0415

        work.register(long_papers.JOB, long_papers.in_background, may_have=long_papers.may_have)
        guiding.register(*guides.CHAPTERS)
        sources.register(findable.SOURCE)
        stages.MOVES.follow("start", room.begin)
        stages.MOVES.follow("finish", room.end)
        stages.MOVES.follow("resume", room.reopen)
        for key in ("agenda", "blocks"):
            trail_lines.tell(key, agenda_language.told)
        trail_lines.name(
            "workshops",
            added=_("新加入的人"),
            agenda=_("議程"),
            block=_("議程項目"),
            blocks=_("議程範本"),
            changed=_("改過的人"),
            code=_("代碼"),
            group=_("組別"),
            groups=_("組數"),
            minutes=_("分鐘"),
            moved=_("換了組別的人"),
            paper=_("列印的文件"),
            people=_("人數"),
            press=_("按鈕"),
            removed=_("刪掉的人"),
            same=_("沒有變動的人"),
            site=_("網址"),
            start_over=_("全部重新分組"),
            until=_("開放填寫到"),
            workshop=_("工作坊的編號"),
            wrong=_("沒有匯入的列"),
        )
        for press, words in room.PRESSES.items():
            trail_lines.say("press", press, words)
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
