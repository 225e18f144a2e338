"""Annual plans that are shipped: the Taipei plan as data, a county's own begun from it, vision and strategies."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from actionplans.kpis import starting
from actionplans.models import AnnualPlan, WorkItem
from actionplans.yearly import annual, patterns
from foundation.accounts.models import County
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.annual import issue, make_annual, make_item

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 6, 30, 2, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def last_of_june():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def officer():
    return make_user(Role.COUNTY_OFFICER, "TTT")


def begin(officer, year=2026):
    county = County.objects.get(pk="TTT")
    return starting.like_shipped(code="taipei-111", county=county, year=year, by=officer, now=NOW)


def test_the_taipei_plan_has_its_strategies_and_every_area_of_its_work():
    found = patterns.shipped()["taipei-111"]
    assert [name for name, _words in found.strategies] == [
        "樂活（LOHAS）", "創新（INNOVATION）", "友善（FRIENDLY）", "熱忱（ENTHUSIASM）",
    ]  # fmt: skip
    assert {one.area for one in found.items} == set(WorkItem.Area.values), "(一) to (十一) of 柒一"
    assert all(one.lead_unit and one.where.startswith("柒") for one in found.items)
    told = " ".join(one.aim for one in found.items)
    for figure in ("2 場", "100%", "95%", "各至少 10 場次", "4 場次", "3 萬人次", "90%"):
        assert figure in told


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ('area = "moon"\naim = "a"', "area moon"),
        ('area = "awards"', "aim missing"),
        ('area = "awards"\naim = "a"\nstrategy = 2', "strategy 2"),
        ('area = "awards"\naim = "a"\nmoney = 3', "money unknown"),
    ],
)
def test_a_file_that_cannot_be_is_refused_with_the_item(wrong, words):
    text = f"""title = "t"\nsource = "s"\nvision = "v"\n[[strategy]]\ntitle = "一"\nwords = "w"
[[item]]\ntitle = "i"\nlead_unit = "社會局"\nwhere = "柒"\n{wrong}\n"""
    with pytest.raises(patterns.WrongPattern, match=words):
        patterns.read(text)


def test_a_county_begins_from_it_and_makes_it_its_own(officer):
    made = begin(officer)
    found = patterns.shipped()["taipei-111"]
    assert made.state == AnnualPlan.State.DRAFT
    assert (made.vision, len(made.strategies)) == (found.vision, 4)
    assert made.items.count() == len(found.items)
    assert made.items.get(title="辦理聯繫會報").strategy == "友善（FRIENDLY）"
    assert made.kpis.count() == 16, "its fifteen indicators, the online courses apart as its own text has them"
    with pytest.raises(ValidationError, match="已經有年度計畫"):
        begin(officer)
    with pytest.raises(ValidationError, match="沒有這一份"):
        starting.like_shipped(code="moon", county=County.objects.get(pk="TTT"), year=2027, by=officer, now=NOW)
    assert not AnnualPlan.objects.filter(year=2027).exists()


def describe(found, officer, *strategies):
    return annual.describe(annual=found, title=found.title, strategies=strategies, by=officer, now=NOW)


def test_work_items_follow_a_strategy_that_gets_another_name_and_lose_one_that_goes(officer):
    found = make_annual(items=0, by=officer)
    describe(found, officer, ("樂活", "一"), ("創新", "二"))
    kept, goes = (make_item(found, by=officer, strategy=name) for name in ("樂活", "創新"))
    describe(found, officer, ("快樂生活", "一"))
    kept.refresh_from_db()
    goes.refresh_from_db()
    assert (kept.strategy, goes.strategy) == ("快樂生活", "")
    describe(found, officer, ("新的", "零"), ("快樂生活", "一"))
    kept.refresh_from_db()
    assert kept.strategy == "快樂生活", "one that only changes its place keeps its items"
    with pytest.raises(ValidationError, match="沒有這個策略"):
        annual.change_item(item=kept, strategy="創新", by=officer, now=NOW)


@pytest.mark.parametrize(
    ("strategies", "words"),
    [
        ([("", "沒有名稱")], "60 個字"), ([("長" * 61, "")], "60 個字"), ([("一", ""), ("一", "")], "不能重複"),
        ([(str(number), "") for number in range(13)], "最多 12 個"), ([("一", "長" * 1001)], "最多 12 個"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_strategies_is_said(officer, strategies, words):
    found = make_annual(by=officer)
    with pytest.raises(ValidationError, match=words):
        describe(found, officer, *strategies)


def test_strategies_are_carried_over_and_an_issued_plan_keeps_them(officer):
    found = begin(officer)
    issue(found, by=officer, now=NOW)
    with pytest.raises(ValidationError, match="已經核定"):
        describe(found, officer, ("一", ""))
    following = annual.draw_up(county=found.county, year=2027, like=found, by=officer, now=NOW)
    assert (following.vision, following.strategies) == (found.vision, found.strategies)
    assert following.items.get(title="獎勵表揚").strategy == "熱忱（ENTHUSIASM）"


def test_on_the_pages_it_is_begun_changed_and_read(client, officer):
    client.force_login(officer)
    new = reverse("actionplans:annual_new")
    assert "111年度臺北市政府志願服務工作計畫" in client.get(new).text
    old = make_annual(by=officer, year=2025)
    both = client.post(new, {"year": "115", "pattern": "taipei-111", "like": old.pk})
    assert "選一個就好" in both.text
    assert client.post(new, {"year": "115", "pattern": "taipei-111"}).status_code == 302
    found = AnnualPlan.objects.get(year=2026)
    page = client.get(reverse("actionplans:annual", args=[found.pk])).text
    for words in ("願景與策略", "樂活（LOHAS）", "策略：友善（FRIENDLY）", "協辦單位"):
        assert words in page
    edit = reverse("actionplans:annual_edit", args=[found.pk])
    sent = {"title": "臺東縣115年度計畫", "vision": "人人可以服務", "strategies": "友善：單一窗口\n創新:少填表"}
    assert client.post(edit, sent).status_code == 302
    found.refresh_from_db()
    assert found.strategies == [["友善", "單一窗口"], ["創新", "少填表"]]
    assert "人人可以服務" in client.get(edit).text
    assert client.post(edit, sent | {"strategies": "友善：一\n友善：二"}).status_code == 422
    item = found.items.first()
    chosen = {"title": item.title, "area": "", "strategy": "創新", "lead_unit": "社會處", "co_units": "各鄉鎮公所"}
    assert client.post(reverse("actionplans:work_item_edit", args=[item.pk]), chosen).status_code == 302
    item.refresh_from_db()
    assert (item.strategy, item.co_units) == ("創新", "各鄉鎮公所")
    for kind in ("pdf", "odt"):
        assert client.get(reverse("actionplans:annual_paper", args=[found.pk, kind])).status_code == 200


def test_the_indicators_leave_the_house_with_the_same_figures(client, officer):
    client.force_login(officer)
    found = begin(officer)
    sheet = client.get(f"/exports/kpis.csv?annual={found.pk}")
    text = b"".join(sheet.streaming_content).decode("utf-8-sig")
    assert text.count("\r\n") == 17
    assert "至少 90%，或成長 5%" in text
    told = client.get(reverse("v1:annual-plan-detail", args=[found.pk])).json()
    assert [one["code"] for one in told["kpis"]] == list(found.kpis.values_list("code", flat=True))
    assert told["strategies"][0][0] == "樂活（LOHAS）"
    stranger = make_user(Role.COUNTY_OFFICER, "HUA")
    client.force_login(stranger)
    assert client.get(f"/exports/kpis.csv?annual={found.pk}").status_code == 404
    assert client.get("/exports/kpis.csv?annual=x").status_code in (400, 404, 422)
