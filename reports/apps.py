"""The app of reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What the nation has done, as one value that many papers show."""

    name = "reports"
    label = "reports"
    verbose_name = "報告"

    def ready(self) -> None:
        """Put the dashboards into the menu, and make the report known as work for the background."""
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415  translations are ready only now

        from foundation.accounts import trail_lines  # noqa: PLC0415
        from foundation.accounts.roles import Permission  # noqa: PLC0415
        from foundation.accounts.scope import reach  # noqa: PLC0415
        from foundation.finding import sources  # noqa: PLC0415
        from foundation.jobs import work  # noqa: PLC0415
        from foundation.notices import kinds  # noqa: PLC0415
        from foundation.ui.navigation import Entry, register  # noqa: PLC0415

        from . import findable  # noqa: PLC0415
        from .booklet import printing  # noqa: PLC0415
        from .completeness import letters  # noqa: PLC0415
        from .dashboards import counting  # noqa: PLC0415
        from .editions import publishing  # noqa: PLC0415
        from .making import JOB, in_background  # noqa: PLC0415

        trail_lines.name("reports", counties=_("辦理的縣市數"), plans=_("行動方案件數"), programme=_("方案"))
        trail_lines.name(
            "reports",
            edition_note=_("這一版的用途"),
            erratum=_("勘誤"),
            issues=_("議題"),
            language=_("語言"),
            newer=_("新的一版"),
            older=_("舊的一版"),
        )
        register(Entry("home", _("工作總覽"), "house-door", lambda user: True, order=10))
        register(
            Entry(
                "reports:national",
                _("全國總覽與報告"),
                "grid-1x2",
                lambda user: bool(reach(user, Permission.MAKE_NATIONAL_REPORT)),
                group="results",
                order=10,
            )
        )
        register(
            Entry(
                "reports:dashboard",
                _("成效總覽"),
                "graph-up",
                lambda user: bool(reach(user, Permission.SEE_UNITS)),
                order=11,
            )
        )
        sources.register(findable.SOURCE)
        trail_lines.say("paper", "成效總覽", _("成效總覽"))
        work.register(
            counting.JOB, counting.in_background, permission=Permission.MAKE_COUNTY_REPORT, leads_to=counting.leads_to
        )
        register(
            Entry(
                "reports:code_lookup",
                _("查報告的代號"),
                "search",
                lambda user: bool(reach(user, Permission.SEE_PLANS)),
                group="results",
                order=30,
            )
        )
        work.register(
            publishing.JOB, publishing.in_background, permission=Permission.MAKE_NATIONAL_REPORT,
            leads_to=publishing.leads_to,
        )  # fmt: skip
        kinds.register(letters.LETTERS)
        register(
            Entry(
                "reports:themes",
                _("議題的主題"),
                "tags",
                lambda user: bool(reach(user, Permission.MAKE_NATIONAL_REPORT)),
                group="results",
                order=13,
            )
        )
        register(
            Entry(
                "reports:finder",
                _("找好做法"),
                "lightbulb",
                lambda user: bool(reach(user, Permission.SEE_PLANS)),
                group="results",
                order=14,
            )
        )
        register(
            Entry(
                "reports:completeness",
                _("完整度"),
                "table",
                lambda user: bool(reach(user, Permission.MAKE_NATIONAL_REPORT)),
                group="results",
                order=12,
            )
        )
        work.register(JOB, in_background, permission=Permission.MAKE_NATIONAL_REPORT)
        # The English booklet
        trail_lines.name(
            "reports", chosen=_("選入"), moved=_("移動"), place=_("新的位置"), taken_out=_("拿掉"),
            passages=_("段落數"), english=_("英文"), words=_("英文的段落"), version=_("版本"),
            evidence=_("佐證"), media=_("宣示的照片"), booklet=_("英文成果冊"),
        )  # fmt: skip
        register(
            Entry(
                "reports:booklets",
                _("英文成果冊"),
                "journal-bookmark",
                lambda user: bool(reach(user, Permission.MAKE_NATIONAL_REPORT)),
                group="results",
                order=12,
            )
        )
        work.register(printing.JOB, printing.in_background, permission=Permission.MAKE_NATIONAL_REPORT)
