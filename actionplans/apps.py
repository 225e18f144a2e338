"""The app of action plans."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActionPlansConfig(AppConfig):
    """What the tables write, what becomes of it, and the plans somebody has promised to keep."""

    name = "actionplans"
    label = "actionplans"
    verbose_name = "行動方案"

    def ready(self) -> None:
        """Tell the workshops what a report needs, where a table begins, what it is asked, and what forms it has.

        The forms are a question of readiness, and a paper for rooms without network, too.
        """
        from foundation.accounts import trail_lines  # noqa: PLC0415  models are ready only now
        from foundation.accounts.roles import Permission  # noqa: PLC0415
        from foundation.accounts.scope import may  # noqa: PLC0415
        from foundation.files import purposes  # noqa: PLC0415
        from foundation.finding import sources  # noqa: PLC0415
        from foundation.notices import kinds  # noqa: PLC0415
        from foundation.notices.models import Notice  # noqa: PLC0415
        from foundation.ui import guiding, navigation  # noqa: PLC0415
        from workshops import asking, ending, entrance, papers, programmes, readiness, seats, stages  # noqa: PLC0415

        from . import guides  # noqa: PLC0415
        from .asking import questions  # noqa: PLC0415
        from .consensus import adoption, ballots, voters  # noqa: PLC0415
        from .followup import evidence, reminders, returned, unlooked  # noqa: PLC0415
        from .meeting import rulings  # noqa: PLC0415
        from .models import ChairLevel, Decision, Uptake  # noqa: PLC0415
        from .paper import paper_files, sheet_papers  # noqa: PLC0415
        from .paper.papers import BLANK_FORMS  # noqa: PLC0415
        from .tables import beginning, owed  # noqa: PLC0415
        from .tables.readiness import forms_published  # noqa: PLC0415
        from .tracking import digests, findable  # noqa: PLC0415
        from .yearly import calendar_dates, statutory_letters  # noqa: PLC0415

        guiding.register(*guides.CHAPTERS)
        stages.MOVES.require("report", adoption.missing_for_report)
        programmes.on_made(questions.lay_out)
        entrance.lead(beginning.first_page)
        entrance.lead_on(beginning.afterwards)
        asking.add(ballots.asked_of)
        seats.follow(voters.go_along)
        ending.add(owed.unfinished)
        ending.add(ballots.unfinished)
        readiness.add(forms_published)
        for paper in (BLANK_FORMS, *sheet_papers.PAPERS):
            papers.add(paper)
        # Papers that views make themselves are noted by their Chinese names.
        for name, words in (
            ("行動方案報告", _("行動方案報告")),
            ("行動方案承諾書", _("行動方案承諾書")),
            ("會議議程", _("會議議程")),
            ("會議紀錄", _("會議紀錄")),
            ("業務交接單", _("業務交接單")),
            ("年度計畫", _("年度計畫")),
        ):
            trail_lines.say("paper", name, words)
        for kind in Decision.Kind:
            trail_lines.say("decision", kind.value, kind.label)
        for level in ChairLevel:
            for field in ("chair_level", "chaired_by"):
                trail_lines.say(field, level.value, level.label)
        for state in Uptake.State:
            trail_lines.say("uptake_state", state.value, state.label)
        for words in (rulings.DONE, rulings.FOLLOWED):
            trail_lines.say("why", words, _(words))
        trail_lines.tell("postponed", trail_lines.days_told)
        for cause in Notice.Cause:
            trail_lines.say("bounced_for", cause.value, cause.label)
        trail_lines.name(
            "actionplans",
            bounced_for=_("原因"),
            call_item=_("行動號召"),
            added=_("加入議程"),
            meeting_items=_("案由數"),
            choices=_("可以投的件數"),
            decided_by=_("裁示的人"),
            decided_on=_("決定日期"),
            decision=_("決定"),
            due=_("期限"),
            left=_("沒有採用"),
            kpis_frozen=_("凍結的指標數"),
            kpis_thawed=_("開放更正的指標數"),
            annual=_("年度計畫"),
            light=_("燈號"),
            needs=_("需要你處理"),
            pillar=_("主軸"),
            programme=_("方案年度"),
            q=_("找"),
            supervisor=_("督導"),
            due_on=_("期限"),
            entries=_("格數"),
            edition=_("第幾版"),
            evidence=_("佐證"),
            file=_("檔案"),
            given_to=_("給誰"),
            item=_("案由"),
            items=_("案由數"),
            meeting_title=_("會議"),
            meetings=_("聯繫會報"),
            milestones=_("里程碑"),
            minutes_number=_("會議紀錄文號"),
            moved=_("移動的案由"),
            name=_("名字"),
            operations=_("筆數"),
            path=_("欄位"),
            person=_("由誰辦理"),
            place=_("第幾案"),
            postponed=_("展延的期限"),
            reason=_("原因"),
            sheet=_("表單"),
            stance=_("是不是那件事"),
            summary=_("白話摘要"),
            tasks=_("裁示"),
            summary_en=_("英文摘要"),
            source=_("哪裡決定的"),
            goes_into=_("納入哪一份文件"),
            like=_("從哪一份複製"),
            removed=_("拿掉的工作項目"),
            uptake=_("納入年度計畫"),
            uptake_state=_("納入年度計畫"),
            document_number=_("文號"),
            document_on=_("文件日期"),
            taken_out=_("不討論的案由"),
            url=_("網址"),
            words=_("文字"),
            words_en=_("英文"),
            workshops=_("工作坊"),
            why=_("怎麼結案的"),
            written=_("寫入的筆數"),
        )
        trail_lines.name(
            "actionplans.annualplan",
            added=_("加入的工作項目"),
            items=_("工作項目數"),
            moved=_("移動的工作項目"),
            place=_("第幾項"),
        )
        purposes.register(paper_files.PURPOSE)
        kinds.register(reminders.NOTICES)
        kinds.register(returned.NOTICES)
        kinds.register(unlooked.NOTICES)
        kinds.register(digests.DIGESTS)
        kinds.register(statutory_letters.LETTERS)
        purposes.register(evidence.PURPOSE)
        sources.register(findable.SOURCE)
        navigation.register(
            navigation.Entry(
                url_name="actionplans:plans",
                label=_("行動方案"),
                icon="signpost-split",
                may=lambda user: may(user, Permission.SEE_PLANS),
                order=30,
            )
        )
        navigation.register(
            navigation.Entry(
                url_name="actionplans:successions",
                label=_("業務交接"),
                icon="arrow-left-right",
                may=lambda user: may(user, Permission.FOLLOW_UP),
                group="admin",
                order=82,
            )
        )
        navigation.register(
            navigation.Entry(
                url_name="actionplans:calendar",
                label=_("我的行事曆"),
                icon="calendar2-week",
                may=calendar_dates.may_read,
                order=60,
            )
        )
