"""A nation of invented workshops and plans, written with bulk inserts: what the rows about reports measure.

Deterministic: the same sizes give the same rows. Only what the report reads is there; nobody can sign in.
"""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

NOW = dt.datetime(2026, 11, 21, 0, 0, tzinfo=dt.UTC)
PLANS_A_WORKSHOP = 4
GROUPS = 8
TITLES = (
    "縱谷到站：偏鄉志工共乘與彈性排班", "督導不孤單：志工督導共學圈", "高溫與颱風天志工安全守則",
    "服務有履歷：高中職志工時數接上學習歷程", "看見每一小時：鄉鎮志工故事牆", "志工資源一張圖：跨單位物資與場地共享",
    "族語一起來：部落長者陪伴翻譯志工", "大家都能來：身心障礙者當志工",
)  # fmt: skip
PROBLEMS = (
    "據點分散，志工平均 68 歲，騎車單趟 40 分鐘，每月缺班 22 班；天氣一變，長者的午餐就得靠里長臨時找人。",
    "督導多半兼任，一人帶三十位志工，新手問題沒有人可以討論，半年內離隊的有四分之一。",
    "夏天連續高溫，戶外值勤的志工中暑過三次，現場沒有停班標準，大家都靠經驗判斷。",
    "高中職學生的服務時數要自己抄三份表，學校認的格式和單位開的不一樣，很多人最後放棄申請。",
)
WHOS = ("社區照顧聯盟", "志願服務推廣中心", "縣府社會處", "各校學務處", "社區發展協會")


def fill(slug: str, *, counties: int, plans: int, year: int = 2026) -> Any:
    """Make a programme in which so many counties have so many adopted plans each. Returns the programme.

    Each workshop has 8 groups with a filled-in inventory (10 sentences, 2 core issues) and adopts 4 plans; the last
    workshop of a county adopts what is left. The remaining counties have nothing.
    """
    from actionplans.asking.standard_forms import STANDARD
    from actionplans.models import Entry, QuestionSet, Sheet
    from foundation.accounts.models import User
    from foundation.taiwan.counties import COUNTIES
    from workshops.models import Group, Participant, Programme, Workshop

    chance = random.Random(f"{slug} {counties} {plans}")
    supervisor, _made = User.objects.get_or_create(email="bench@example.org", defaults={"name": "督導（示範）"})
    programme = Programme.objects.create(
        slug=slug, year=year, kind=Programme.Kind.LOCAL_WORKSHOP, name="志願服務未來行動號召地方實踐工作坊",
        state=Programme.State.OPEN, minutes_min=150, minutes_max=240, capacity=60, groups_min=6, groups_max=8,
        presentation_min=5, presentation_max=8, plans_min=3, plans_max=6, tracking_months=[3, 6],
        held_by=dt.date(year, 6, 30), symposium_by=dt.date(year, 9, 30),
    )  # fmt: skip
    form = QuestionSet.objects.create(
        programme=programme, kind="inventory", version=1, definition=STANDARD["inventory"], published_at=NOW
    )
    number = -(-plans // PLANS_A_WORKSHOP)
    workshops = Workshop.objects.bulk_create(
        Workshop(
            programme=programme, county_id=county.code, number=at + 1, date=dt.date(year, 5, 6 + at % 20),
            state=("held", "reported", "closed")[(place + at) % 3], starts_at=dt.time(13, 30), minutes=205,
            venue=f"{county.name}社會福利館 3 樓", address="示範路 100 號", host_unit=f"{county.name}政府社會處",
            groups_planned=GROUPS, supervisor=supervisor,
        )
        for place, county in enumerate(COUNTIES[:counties])
        for at in range(number)
    )  # fmt: skip
    groups = Group.objects.bulk_create(
        (
            Group(workshop=workshop, number=at, name=f"{TITLES[at % 8][:4]}組")
            for workshop in workshops
            for at in range(1, GROUPS + 1)
        ),
        batch_size=5000,
    )
    Participant.objects.bulk_create(
        (
            Participant(
                workshop=workshop, name=f"示範{at}", unit=f"單位{at}", kind=("official", "centre", "cadre")[at % 3]
            )
            for workshop in workshops
            for at in range(48)
        ),
        batch_size=5000,
    )
    sheets = Sheet.objects.bulk_create(
        (Sheet(group=group, kind="inventory", questions=form) for group in groups), batch_size=5000
    )
    Entry.objects.bulk_create((entry for sheet in sheets for entry in _inventory(sheet, chance)), batch_size=5000)
    _plans(workshops, groups, plans, supervisor, chance)
    return programme


def _inventory(sheet: Any, chance: random.Random) -> Iterator[Any]:
    from actionplans.call import ITEMS, prompts
    from actionplans.models import Entry

    for at in range(10):
        item = chance.choice(ITEMS)
        kind, word = ("strength", "strengths") if at >= 7 else ("difficulty", "difficulties")
        path = f"{item.pillar.code}_{word}/i{at}"
        said = prompts(item, kind)[at % 2].text
        values = {"": True, "/text": said, "/call_item": item.code, "/votes": chance.randrange(9)}
        if at < 2:
            values |= {"/core": True, "/core_affected": "沿線四處據點的志工", "/core_why": "每天都在發生，而且做得到"}
        for key, value in values.items():
            yield Entry(sheet=sheet, path=path + key, value=value, order=at, changed_at=NOW)


def _plans(workshops: list[Any], groups: list[Any], plans: int, supervisor: Any, chance: random.Random) -> None:
    from actionplans import models as rows
    from actionplans.call import ITEMS

    tables = {workshop.pk: [group for group in groups if group.workshop_id == workshop.pk] for workshop in workshops}
    made: dict[str, int] = {}
    drafts = []
    # Some items are popular, one nobody takes up: a report of even numbers would show nothing.
    weights = [3, 11, 9, 0, 2, 5, 5, 11, 13, 9, 9, 3, 1, 10]
    for workshop in workshops:
        for _each in range(min(PLANS_A_WORKSHOP, plans - made.get(workshop.county_id, 0))):
            made[workshop.county_id] = made.get(workshop.county_id, 0) + 1
            item = chance.choices(ITEMS, weights)[0]
            drafts.append(
                rows.Plan(
                    workshop=workshop, county_id=workshop.county_id, state="adopted",
                    code=f"{workshop.county_id}-{workshop.programme.year - 1911}-{made[workshop.county_id]:02d}",
                    title=chance.choice(TITLES), pillar=item.pillar.code, call_item=item.code,
                    problem=chance.choice(PROBLEMS), goal="6 個月內，4 處據點每月缺班由 22 班降到 8 班以下。",
                    beneficiaries="4 處據點 42 位志工與 120 位長者", partners="社區巴士隊、公所、志推中心",
                    vow="讓最遠的志工，也能準時到站。", verdict="feasible",
                    verdict_why="路線與班表都談好了", sdgs=[3, 11, 17],
                    lead_agency=chance.choice(WHOS), person_in_charge="王小明", supervisor=supervisor,
                    first_step="邀 4 處據點開路線盤點會", first_step_on=dt.date(workshop.programme.year, 7, 15),
                    adopted_at=dt.datetime(workshop.programme.year, 6, 12, 8, 40, tzinfo=dt.UTC),
                    adopted_by="王小明",
                )
            )  # fmt: skip
    plans_made = rows.Plan.objects.bulk_create(drafts, batch_size=2000)
    place: dict[int, int] = {}
    ideas, issues, steps, indicators, results, resources, people, risks = [], [], [], [], [], [], [], []
    for plan in plans_made:
        at = place[plan.workshop_id] = place.get(plan.workshop_id, -1) + 1
        mine = tables[plan.workshop_id][at * 2 : at * 2 + 2]
        for number, group in enumerate(mine):
            decision = "kept" if number == 0 else "merged"
            ideas.append(
                rows.Idea(
                    group=group, workshop=plan.workshop, decision=decision, plan=plan, title=chance.choice(TITLES),
                    verdict="feasible",
                )
            )  # fmt: skip
            issues.append(
                rows.PlanIssue(plan=plan, group=group, item_id="i0", text=chance.choice(PROBLEMS), pillar=plan.pillar)
            )
        for number, what in enumerate(("盤點路線與班表", "社區巴士空檔共乘試辦", "開假日基礎訓練班"), 1):
            steps.append(
                rows.PlanStep(
                    plan=plan, position=number, what=what, who=chance.choice(WHOS),
                    from_month=number * 2 - 1, to_month=number * 2,
                )
            )  # fmt: skip
        if chance.random() < 0.8:
            for number, (name, start, goal, unit) in enumerate(
                (("每月缺班", "22", "8", "班"), ("單趟交通", "41", "25", "分")), 1
            ):
                indicators.append(
                    rows.PlanIndicator(
                        plan=plan, position=number, name=name, baseline=start, target=goal, unit=unit,
                        verified_by="班表與簽到表",
                    )
                )  # fmt: skip
        for month, change in ((1, "完成路線盤點，簽合作備忘"), (3, "試辦兩個月，缺班降為 15 班"), (6, "")):
            results.append(rows.PlanResult(plan=plan, month=month, change=change, indicator="每月缺班", proof="班表"))
        for number, (name, kind, at_hand) in enumerate(
            (
                ("社區巴士每週三次空檔", "things", True),
                ("短時段志工 8 位", "people", False),
                ("保險加註", "money", False),
            ),
            1,
        ):
            resources.append(
                rows.PlanResource(
                    plan=plan, position=number, name=name, kind=kind, at_hand=at_hand,
                    provider="社區巴士隊" if at_hand else "",
                )
            )  # fmt: skip
        for number, (name, kind, support) in enumerate(
            (("社區巴士隊", "private_sector", "high"), ("公所", "government", "low")), 1
        ):
            people.append(
                rows.PlanStakeholder(
                    plan=plan, position=number, name=name, kind=kind, influence="high", support=support,
                    contact="社會處",
                )
            )  # fmt: skip
        risks.append(rows.PlanRisk(plan=plan, position=1, risk="颱風停班", answer="里長代送，隔天補班"))
    for model, written in (
        (rows.Idea, ideas), (rows.PlanIssue, issues), (rows.PlanStep, steps), (rows.PlanIndicator, indicators),
        (rows.PlanResult, results), (rows.PlanResource, resources),
        (rows.PlanStakeholder, people), (rows.PlanRisk, risks),
    ):  # fmt: skip
        model.objects.bulk_create(written, batch_size=5000)
    rows.Consensus.objects.bulk_create(
        rows.Consensus(
            workshop=workshop,
            statement="志工的時間很珍貴，我們先讓出門變簡單，再談人數。",
            written_at=NOW,
            written_by="王小明",
        )
        for workshop in workshops
    )
