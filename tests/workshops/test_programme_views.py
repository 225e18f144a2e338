"""The pages of programmes: only for who manages them; nothing wrong is saved, nothing typed is lost."""

import pytest
from django.urls import reverse

from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.workshops import make_programme, make_workshop
from workshops.models import Programme
from workshops.programme_forms import BlockForm, ProgrammeForm

pytestmark = pytest.mark.django_db


@pytest.fixture
def association(client):
    user = make_user(Role.ASSOCIATION, None)
    client.force_login(user)
    return user


def url(name, programme=None):
    return reverse(f"workshops:{name}", kwargs={"slug": programme.slug} if programme else {})


def typed(programme, **changes):
    form = ProgrammeForm(instance=programme)
    return {name: form[name].value() or "" for name in form.fields} | changes


def typed_blocks(programme, **changes):
    data = {"row": []}
    for block in programme.blocks.all():
        form = BlockForm(instance=block, prefix=f"b{block.position}")
        data["row"].append(form.prefix)
        data |= {form.add_prefix(name): form[name].value() for name in form.fields}
    return data | changes


@pytest.mark.parametrize(
    "role", [Role.COUNTY_OFFICER, Role.SUPERVISOR, Role.LECTURER, Role.AUTHORITY_OFFICER, Role.VOLUNTEER, None]
)
def test_only_the_association_manages_programmes(client, role):
    client.force_login(make_user(role))
    programme = make_programme()
    for name in ("programmes", "programme_new"):
        assert client.get(url(name)).status_code == 404
    assert client.get(url("programme", programme)).status_code == 404
    for name in ("programme", "programme_blocks", "programme_move"):
        assert client.post(url(name, programme), {"move": "close"}).status_code == 404
    programme.refresh_from_db()
    assert programme.state == Programme.State.OPEN


def test_the_list_costs_the_same_for_one_and_for_three(client, association, django_assert_num_queries):
    make_workshop()
    with django_assert_num_queries(4):
        client.get(url("programmes"))
    make_programme(state="draft")
    make_programme(kind="global_dialogue")
    with django_assert_num_queries(4):
        client.get(url("programmes"))


def test_the_numbers_are_changed(client, association):
    programme = make_programme()
    answer = client.post(
        url("programme", programme), typed(programme, capacity="50", held_by="115/7/31", tracking_months="3、6、12")
    )
    assert answer.status_code == 302
    programme.refresh_from_db()
    assert (programme.capacity, programme.held_by.isoformat(), programme.tracking_months) == (
        50,
        "2026-07-31",
        [3, 6, 12],
    )
    ladder = {"remind_before": "１, 7；30", "tell_supervisor": "", "tell_officer": "5", "tell_association": "60"}
    client.post(url("programme", programme), typed(programme, **ladder))
    programme.refresh_from_db()
    assert [programme.remind_before, programme.tell_supervisor, programme.tell_officer, programme.tell_association] == [
        [1, 7, 30],
        [],
        [5],
        [60],
    ]
    assert 'value="1、7、30"' in client.get(url("programme", programme)).content.decode()
    client.post(url("programme", programme), typed(programme, tracking_months=""))
    programme.refresh_from_db()
    assert programme.tracking_months == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"minutes_min": "300"}, "最短總分鐘不能大於最長總分鐘"),
        ({"minutes_advised": "241"}, "建議預留的分鐘要在最短與最長總分鐘之間"),
        ({"held_by": "115/2/30"}, "30"),
        ({"tracking_months": "三"}, "請用頓號分開數字"),
        ({"tracking_months": "6、3"}, "由小到大"),
        ({"remind_before": "61"}, "1 到 60"),
        ({"tell_officer": "1、2、3、4、5、6"}, "最多填 5 個"),
        ({"tell_association": "9" * 70}, "最多 60 字"),
        ({"name": ""}, "這一欄要填"),
        ({"capacity": "很多"}, ""),
    ],
)
def test_a_wrong_number_keeps_everything_as_typed(client, association, changes, sentence):
    programme = make_programme()
    answer = client.post(url("programme", programme), typed(programme, source="新的依據", **changes))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "新的依據" in page
    assert Programme.objects.get().source == ""


@pytest.mark.parametrize(
    ("action", "order"),
    [
        ("up-b2", ["b2", "b1", "b3", "b4", "b5", "b6", "b7", "b8", "b9"]),
        ("up-b1", ["b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9"]),
        ("down-b9", ["b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9"]),
        ("drop-b4", ["b1", "b2", "b3", "b5", "b6", "b7", "b8", "b9"]),
        ("add", ["b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9", "b10"]),
        ("drop-b77", ["b1", "b2", "b3", "b4", "b5", "b6", "b7", "b8", "b9"]),
    ],
)
def test_the_template_is_arranged_on_the_page_and_saved_by_its_button(client, association, action, order):
    programme = make_programme()
    answer = client.post(
        url("programme_blocks", programme), typed_blocks(programme, do=action, **{"b1-title": "改過的開場"})
    )
    assert [form.prefix for form in answer.context["blocks"]] == order
    assert "改過的開場" in answer.content.decode()
    assert programme.blocks.first().title == "破冰與工作坊定位說明"


def test_the_template_is_saved_in_the_order_of_the_page(client, association):
    programme = make_programme()
    data = typed_blocks(programme, do="save", **{"b2-minutes_max": "25"})
    data["row"] = ["b2", "b1", *data["row"][2:]]
    assert client.post(url("programme_blocks", programme), data).status_code == 302
    assert [(block.title, block.minutes_max) for block in programme.blocks.all()[:2]] == [
        ("行動號召三大主軸導入", 25),
        ("破冰與工作坊定位說明", 10),
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"b1-minutes_max": "5"}, "最短分鐘不能大於最長分鐘"),
        ({"b1-title": ""}, ""),
        ({"b1-kind": "nap"}, ""),
        ({"row": []}, "至少要有一個議程區塊"),
        ({"row": ["x1", "b", "b1; drop"]}, "至少要有一個議程區塊"),
    ],
)
def test_a_wrong_block_saves_none(client, association, changes, sentence):
    programme = make_programme()
    answer = client.post(
        url("programme_blocks", programme), typed_blocks(programme, **{"do": "save", "b2-title": "新", **changes})
    )
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert programme.blocks.all()[1].title == "行動號召三大主軸導入"


def test_opening_and_closing(client, association):
    programme = make_programme(state="draft")
    client.post(url("programme_move", programme), {"move": "open"})
    programme.refresh_from_db()
    assert programme.state == "open"
    client.post(url("programme_move", programme), {"move": "close"})
    answer = client.post(url("programme_move", programme), {"move": "reopen", "reason": ""})
    assert answer.status_code == 422
    assert "要寫原因" in answer.content.decode()
    assert client.post(url("programme_move", programme), {"move": "fly"}).status_code == 404
    programme.refresh_from_db()
    assert programme.state == "closed"
    page = client.get(url("programme", programme) + "?tab=history").content.decode()
    assert "已結束" in page


def test_the_next_programme(client, association):
    last = make_programme(year=2026, slug="local-action-2026")
    answer = client.post(url("programme_new"), {"like": last.pk, "year": "2027"})
    made = Programme.objects.get(year=2027)
    assert answer.url == url("programme", made)
    assert (made.slug, made.state) == ("local-action-2027", "draft")
    assert client.get(answer.url).status_code == 200


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"year": "2026"}, "已經有同種類的方案"),
        ({"year": "2023"}, "年度請填民國 113 到 189 年"),
        ({"year": ""}, ""),
        ({"year": "2027", "slug": "taken"}, "已經有代稱一樣的方案，請改代稱。"),
        ({"year": "2027", "slug": "Not Good"}, "不能有空格，例如 local-2027。"),
        ({"year": "2027", "slug": "new"}, "請換一個代稱"),
        ({"year": "2027", "name": "名" * 101}, "最多 100 字"),
    ],
)
def test_a_next_programme_that_cannot_be(client, association, data, sentence):
    last = make_programme(year=2026, slug="taken")
    answer = client.post(url("programme_new"), {"like": last.pk, **data})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Programme.objects.count() == 1


@pytest.mark.parametrize("year", ["2028", "117", "117年", "民國117年"])
def test_the_next_years_number_is_read_either_way(client, association, year):
    old = make_programme(year=2027)
    client.post(url("programme_new"), {"like": old.pk, "year": year})
    assert Programme.objects.exclude(pk=old.pk).get().year == 2028


@pytest.mark.parametrize("year", ["112", "190", "2023", "2101", "1911", "0"])
def test_a_year_out_of_bounds_is_told_both_ways(client, association, year):
    answer = client.post(url("programme_new"), {"like": make_programme().pk, "year": year})
    assert answer.context["form"].errors["year"] == ["年度請填民國 113 到 189 年，或西元 2024 到 2100 年。"]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("地方實踐工作坊", "地方實踐工作坊（民國 116 年，西元 2027）"),
        ("第1116 年工作坊", "第1116 年工作坊（民國 116 年，西元 2027）"),
        ("116年工作坊", "116年工作坊"),
        ("2027 工作坊", "2027 工作坊"),
    ],
)
def test_a_source_is_told_by_its_year(client, association, name, label):
    make_programme(year=2027, name=name)
    choices = [str(text) for _key, text in client.get(url("programme_new")).context["form"].fields["like"].choices]
    assert label in choices


def test_what_is_not_chosen_is_said_in_words(client, association):
    page = client.get(url("programme", make_programme())).content.decode()
    assert "---------" not in page
    assert "不用表單" in page
    assert "還沒選" in page


def test_who_manages_the_programme_reads_where_its_text_says_otherwise(client, association):
    page = client.get(url("programme", make_programme())).content.decode()
    assert "第三階段細表合計 50–80 分，企劃案的敘述是 60–90 分；以細表為準。" in page
