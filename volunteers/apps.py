"""The app of the volunteer register."""

from django.apps import AppConfig
from django.utils.functional import lazystr
from django.utils.translation import gettext_lazy as _


class VolunteersConfig(AppConfig):
    """Units that use volunteers, the volunteers and their books, what they learnt, served and were insured for."""

    name = "volunteers"
    label = "volunteers"
    verbose_name = "志工"

    def ready(self) -> None:
        """Name what the trail notes of the register, and put its pages into the menu."""
        from django.core import checks  # noqa: PLC0415

        from foundation.accounts import trail_lines  # noqa: PLC0415  models are ready only now
        from foundation.accounts.roles import Permission  # noqa: PLC0415
        from foundation.files import purposes  # noqa: PLC0415
        from foundation.finding import sources  # noqa: PLC0415
        from foundation.jobs import work  # noqa: PLC0415
        from foundation.notices import kinds  # noqa: PLC0415
        from foundation.ui import guiding  # noqa: PLC0415
        from foundation.ui.navigation import register  # noqa: PLC0415
        from foundation.upkeep import seals  # noqa: PLC0415

        from . import guides  # noqa: PLC0415
        from .awards import booklet_page, finding_papers, giving  # noqa: F401, PLC0415  the record book has a page of awards
        from .awards.facts import say_papers  # noqa: PLC0415
        from .certifying import card_letters, card_papers, certificate_papers, holding, revising  # noqa: PLC0415
        from .evaluating import appraisal_letters, appraisals  # noqa: PLC0415
        from .exports import profiles  # noqa: PLC0415
        from .filing import attachments  # noqa: PLC0415
        from .filing.filings import DOCUMENTS_MARK, FACTS_MARK  # noqa: PLC0415
        from .findable import SOURCES  # noqa: PLC0415
        from .insuring import incidents  # noqa: PLC0415
        from .lists import sent_lists  # noqa: PLC0415
        from .menu import MENU  # noqa: PLC0415
        from .models import Certificate, HonorCard, SpotCheckLine  # noqa: PLC0415
        from .persons import portraits  # noqa: PLC0415
        from .proposing import inviting, papers, returned  # noqa: PLC0415
        from .proposing.deciding import HERSELF  # noqa: PLC0415
        from .recruiting import letters, subscriptions  # noqa: PLC0415
        from .reporting import announcing  # noqa: PLC0415
        from .rights import asking  # noqa: PLC0415
        from .rights.letters import LETTERS  # noqa: PLC0415
        from .rules.award_books import awards, disputes  # noqa: PLC0415
        from .rules.award_routes import PAPERS  # noqa: PLC0415
        from .rules.courses import PROGRAMMES  # noqa: PLC0415
        from .rules.plan_parts import PARTS  # noqa: PLC0415
        from .rules.retention import HOLDINGS  # noqa: PLC0415
        from .sealed_columns import COLUMNS  # noqa: PLC0415
        from .training import trainings  # noqa: PLC0415
        from .unit_life import agreements  # noqa: PLC0415
        from .views import award_lists  # noqa: PLC0415

        guiding.register(*guides.CHAPTERS)
        checks.register(profiles.check)
        seals.register(*COLUMNS)
        purposes.register(portraits.PURPOSE)
        trail_lines.say("purpose", portraits.KEY, portraits.PURPOSE.label)
        trail_lines.say("paper", "志願服務證", _("志願服務證"))
        trail_lines.name(
            "volunteers",
            amends=_("修正哪一份"),
            erased=_("刪除了什麼"),
            kept=_("留下了什麼"),
            came=_("出席人數"),
            excused=_("請假人數"),
            people=_("人數"),
            round=_("考核"),
            columns_read=_("讀取的欄數"),
            completed_on=_("完成日期"),
            consent_version=_("同意內容的版本"),
            county=_("縣市"),
            course=_("課目"),
            dispute=_("爭議"),
            first_day=_("第一天"),
            full_identity=_("含完整證號"),
            given_on=_("得獎日期"),
            identity=_("證號"),
            category=_("服務類別"),
            unit=_("運用單位"),
            what=_("缺什麼"),
            which=_("哪一份名單"),
            award=_("獎項"),
            award_condition=_("條件"),
            award_holds=_("符合"),
            award_run=_("獎項評估"),
            award_version=_("版次"),
            family=_("志工家庭"),
            valid_from=_("適用起日"),
            card_ended_for=_("失效原因"),
            key_lost=_("私鑰可能外洩"),
            kind=_("種類"),
            q=_("字號或姓名"),
            state=_("狀態"),
            key_name=_("金鑰名稱"),
            language=_("語言"),
            stroke=_("哪一批"),
            valid_until=_("有效期限"),
            assessed_on=_("評估日期"),
            assessed_people=_("人數"),
            attendance_lines=_("改了幾人"),
            award_paper=_("提報文件"),
            criteria=_("評分項目"),
            juror=_("評審委員"),
            paper_marks=_("補正意見"),
            ranked=_("排了幾位"),
            window=_("獎項受理"),
            lesson=_("課程時段"),
            lessons=_("幾堂課"),
            last_day=_("最後一天"),
            grade=_("等第"),
            amount=_("金額（元）"),
            paid_on=_("發放日期"),
            due_on=_("期限"),
            moved_rows=_("搬移的筆數"),
            month=_("月份"),
            name=_("名稱"),
            only_check=_("只檢查"),
            plan_marks=_("補正意見"),
            opening_parts=_("招募內容"),
            plan_parts=_("計畫內容"),
            policy=_("保單"),
            programme=_("訓練"),
            reply_letters=_("自己寫的回覆信"),
            reading=_("讀法"),
            reported_on=_("提報成果日期"),
            sent_list=_("送來的清單"),
            service_lines=_("筆數"),
            service_month=_("月份"),
            shifts=_("班次"),
            still_waiting=_("留待處理的筆數"),
            done_on=_("抽驗日期"),
            spot_check=_("時數抽驗"),
            spot_finding=_("抽驗結果"),
            spot_line=_("抽驗的紀錄"),
        )
        trail_lines.say("paper", "志願服務計畫與公文", _("志願服務計畫與公文"))
        work.register(
            sent_lists.JOB,
            sent_lists.in_background,
            permission=Permission.KEEP_VOLUNTEERS,
            may_have=sent_lists.may_have,
            leads_to=sent_lists.address,
        )
        work.register(
            award_lists.JOB,
            award_lists.in_background,
            permission=Permission.REVIEW_UNITS,
            may_have=award_lists.may_have,
            leads_to=award_lists.address,
        )
        work.register(
            certificate_papers.JOB,
            certificate_papers.in_background,
            permission=Permission.SEE_VOLUNTEERS,
            may_have=certificate_papers.may_have,
        )
        for letter in card_letters.KINDS:
            kinds.register(letter)
        trail_lines.say("paper", card_papers.NAME, _("志願服務榮譽卡"))
        for certificate in Certificate.Kind:
            trail_lines.say("paper", str(certificate.label), lazystr(certificate.label))
        for end in HonorCard.End:
            trail_lines.say("card_ended_for", end.value, lazystr(end.label))
        for paper in (_("簽到表"), _("到課紀錄"), _("訓練證明")):
            trail_lines.say("paper", str(paper), paper)
        trail_lines.say("paper", "時數條", _("時數條"))
        trail_lines.say("paper", "紀錄冊內頁", _("紀錄冊內頁"))
        trail_lines.say("paper", "考核結果名冊", _("考核結果名冊"))
        purposes.register(incidents.PURPOSE)
        purposes.register(asking.PURPOSE)
        trail_lines.say("purpose", asking.KEY, asking.PURPOSE.label)
        kinds.register(LETTERS)
        kinds.register(returned.NOTICES)
        kinds.register(inviting.NOTICES)
        purposes.register(attachments.PURPOSE)
        trail_lines.say("purpose", attachments.KEY, attachments.PURPOSE.label)
        purposes.register(papers.PURPOSE)
        trail_lines.say("purpose", papers.KEY, papers.PURPOSE.label)
        trail_lines.say("paper", "頒獎名冊", _("頒獎名冊"))
        trail_lines.say("paper", finding_papers.ONE, _("獎項資格"))
        trail_lines.say("paper", finding_papers.LIST, _("獎項名單"))
        held = {one.key: one.label for one in HOLDINGS}
        trail_lines.tell("erased", lambda key: str(held.get(key, key)))
        trail_lines.tell("kept", lambda key: str(held.get(key, key)))
        purposes.register(agreements.PURPOSE)
        trail_lines.say("purpose", agreements.KEY, agreements.PURPOSE.label)
        trail_lines.say("paper", "服務協議", _("服務協議"))
        trail_lines.say("paper", "印領清冊", _("印領清冊"))
        purposes.register(appraisals.PURPOSE)
        kinds.register(appraisal_letters.LETTERS)
        trail_lines.say("purpose", appraisals.KEY, appraisals.PURPOSE.label)
        for line in MENU:
            register(line)
        for source in SOURCES:
            sources.register(source)
        for one in (*letters.KINDS, *subscriptions.KINDS):
            kinds.register(one)
        for code, one in awards().items():
            trail_lines.say("award", code, lazystr(one.name))
        trail_lines.tell("award_condition", giving.condition_said)
        for key, question in disputes().items():
            trail_lines.say("dispute", key, lazystr(question.question))
        for key, paper_ in PAPERS.items():
            trail_lines.say("award_paper", key, paper_.label)
        marked = {HERSELF: _("候選人")} | {key: one.label for key, one in PAPERS.items()}
        trail_lines.tell("paper_marks", lambda key: str(marked.get(key, key)))
        heads = {FACTS_MARK: _("計畫基本資料"), DOCUMENTS_MARK: _("附件")} | {one.key: one.label for one in PARTS}
        trail_lines.tell("plan_parts", lambda key: str(heads.get(key, key)))
        trail_lines.tell("plan_marks", lambda key: str(heads.get(key, key)))
        for finding in SpotCheckLine.Finding:
            trail_lines.say("spot_finding", finding.value, lazystr(finding.label))
        for code, programme in PROGRAMMES.items():
            trail_lines.say("programme", code, programme.name)
        announcing.announce()
        say_papers(holding.held)
        giving.follow(revising.with_award)
        giving.guard(papers.handed_in)
        trainings.follow(revising.with_training)
