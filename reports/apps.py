"""The app of reports."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """What the nation has done, as one value that many papers show."""

    name = "reports"
    label = "reports"
    verbose_name = "報告"

    def ready(self) -> None:
        """Fill the menu, make reports known as work for the background, and name what the trail notes of them."""
        from django.utils.translation import gettext_lazy as _  # noqa: PLC0415  translations are ready only now

        from foundation.accounts import trail_lines  # noqa: PLC0415
        from foundation.accounts.roles import Permission  # noqa: PLC0415
        from foundation.api.areas import Area  # noqa: PLC0415
        from foundation.files import purposes  # noqa: PLC0415
        from foundation.finding import sources  # noqa: PLC0415
        from foundation.jobs import work  # noqa: PLC0415
        from foundation.notices import kinds  # noqa: PLC0415
        from foundation.ui import guiding  # noqa: PLC0415
        from foundation.ui.navigation import register  # noqa: PLC0415

        from . import findable, guides  # noqa: PLC0415
        from .booklet import printing  # noqa: PLC0415
        from .completeness import letters, return_letters  # noqa: PLC0415
        from .dashboards import counting, workshop_steps  # noqa: PLC0415
        from .editions import publishing  # noqa: PLC0415
        from .making import JOB, in_background  # noqa: PLC0415
        from .menu import MENU  # noqa: PLC0415
        from .releasing import releasing  # noqa: PLC0415
        from .symposium import inviting  # noqa: PLC0415
        from .symposium import letters as symposium_letters  # noqa: PLC0415

        guiding.register(*guides.CHAPTERS)
        sources.register(findable.SOURCE)
        for line in MENU:
            register(line)
        kinds.register(letters.LETTERS)
        kinds.register(return_letters.NOTICES)
        kinds.register(symposium_letters.NOTICES)
        purposes.register(inviting.PURPOSE)
        work.register(JOB, in_background, permission=Permission.MAKE_NATIONAL_REPORT, area=Area.REPORTS)
        work.register(
            counting.JOB, counting.in_background, permission=Permission.MAKE_COUNTY_REPORT, leads_to=counting.leads_to
        )
        work.register(
            publishing.JOB,
            publishing.in_background,
            permission=Permission.MAKE_NATIONAL_REPORT,
            leads_to=publishing.leads_to,
        )
        work.register(printing.JOB, printing.in_background, permission=Permission.MAKE_NATIONAL_REPORT)
        work.register(
            releasing.JOB,
            releasing.in_background,
            permission=Permission.MAKE_NATIONAL_REPORT,
            leads_to=releasing.leads_to,
        )
        trail_lines.say("paper", "成效總覽", _("成效總覽"))
        trail_lines.tell("step", workshop_steps.label_of)
        trail_lines.name("jobs", knows=_("知道有縣市還沒公開的方案"))
        trail_lines.name(
            "reports",
            booklet=_("英文成果冊"),
            chapter=_("哪一章"),
            chosen=_("選入"),
            coming=_("會參加"),
            counties=_("辦理的縣市數"),
            delegates=_("代表人數"),
            edition_note=_("這一版的用途"),
            english=_("英文"),
            erratum=_("勘誤"),
            evidence=_("佐證"),
            issues=_("議題"),
            items=_("議程"),
            language=_("語言"),
            media=_("宣示的照片"),
            moved=_("移動"),
            newer=_("新的一版"),
            older=_("舊的一版"),
            passages=_("段落數"),
            place=_("新的位置"),
            plans=_("行動方案件數"),
            programme=_("方案"),
            put_back=_("放回"),
            release=_("開放下載"),
            shared=_("縣市還沒公開的方案"),
            slides=_("簡報"),
            symposium=_("研討會"),
            taken_out=_("拿掉"),
            version=_("版本"),
            words=_("英文的段落"),
        )
