"""Plans go out as a sheet, are edited, and come back: differences by cell, conflicts, refusals, nothing by halves."""

import io
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from actionplans.consensus import adoption
from actionplans.models import Plan
from actionplans.tracking import plan_lists, plan_sheet
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.imports.layout import recognise
from tests.makers.accounts import make_user
from tests.makers.english import speak_english
from tests.makers.imports import a_package, a_xlsx
from tests.makers.plans import make_plan
from tests.makers.workshops import make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
HEADINGS = {
    "code": "方案編號", "mark": "版本", "title": "行動名稱", "lead_agency": "主責單位", "person_in_charge": "負責人",
    "contact_email": "負責人的信箱", "supervisor": "追蹤督導的信箱", "partners": "協力單位", "first_step": "第一步",
    "first_step_on": "第一步日期",
}  # fmt: skip


@pytest.fixture
def officer(client: Client) -> User:
    user = make_user()
    client.force_login(user)
    return user


@pytest.fixture
def plan(officer: User) -> Plan:
    return make_plan(
        make_workshop(Workshop.State.HELD), title="縱谷到站", partners="公所\r\n社區巴士隊，　志推中心",
        lead_agency="Ａ社會處", contact_email="Ming@example.org",
    )  # fmt: skip


def download(client: Client, suffix: str = "xlsx", **filters: str) -> list[list[Any]]:
    """The sheet as rows, its headings first."""
    answer = client.get(reverse("exports:download", args=["plans", suffix]), filters)
    assert answer.status_code == 200
    return [list(row) for row in recognise(b"".join(answer.streaming_content), plan_sheet.SPEC).grid.rows]


def put(rows: list[list[Any]], row: int = 1, **cells: Any) -> list[list[Any]]:
    """The same rows with other cells."""
    changed = [list(one) for one in rows]
    for key, value in cells.items():
        changed[row][rows[0].index(HEADINGS[key])] = value
    return changed


def upload(client: Client, rows: list[list[Any]] | bytes, name: str = "plans.xlsx") -> Any:
    """The page after sending a sheet."""
    data = rows if isinstance(rows, bytes) else a_xlsx(*rows)
    return client.post(reverse("actionplans:plan_list"), {"file": SimpleUploadedFile(name, data)}, follow=True)


def decide(client: Client, page: Any, *accept: str) -> Any:
    """The page after accepting these cells."""
    return client.post(page.request["PATH_INFO"], {"accept": accept}, follow=True)


def edits(page: Any) -> dict[str, tuple[str, str, bool]]:
    return {one.key: (one.was, one.will, one.conflict) for one in page.context["answer"].edits}


@pytest.mark.parametrize("suffix", ["xlsx", "ods"])
def test_what_comes_back_untouched_changes_nothing_and_says_so(client: Client, plan: Plan, suffix: str) -> None:
    rows = download(client, suffix)
    assert rows[0][:2] == ["方案編號", "版本"]
    page = upload(client, rows)
    assert edits(page) == {}
    assert "這份檔案和平台上的一樣，沒有要改的。" in page.content.decode()
    assert not Event.objects.filter(verb__in=["changed", "imported"]).exists()


def test_each_cell_is_accepted_or_left_and_the_same_file_again_offers_only_what_was_left(
    client: Client, officer: User, plan: Plan
) -> None:
    rows = put(download(client), person_in_charge="林小美", first_step_on="115/8/1", partners="")
    page = upload(client, rows)
    assert edits(page) == {
        "person_in_charge": ("王小明", "林小美", False),
        "first_step_on": ("115年7月15日（三）", "115年8月1日（六）", False),
        "partners": (plan.partners, "", False),
    }
    done = decide(client, page, f"{plan.pk}:person_in_charge", f"{plan.pk}:partners", f"{plan.pk}:title", "1:x")
    plan.refresh_from_db()
    assert (plan.person_in_charge, plan.partners, f"{plan.first_step_on}") == ("林小美", "", "2026-07-15")
    assert "已更新 1 件方案。" in done.content.decode()
    (line,) = Event.objects.filter(verb="changed", object_key=str(plan.pk))
    assert (line.now, line.actor_key) == ({"person_in_charge": "林小美", "partners": ""}, str(officer.pk))
    assert Event.objects.get(verb="imported").now == {"changed": 1, "wrong": 0, "left": 1}
    decide(client, page, f"{plan.pk}:first_step_on")
    plan.refresh_from_db()
    assert f"{plan.first_step_on}" == "2026-07-15", "decided once"
    assert edits(upload(client, rows)).keys() == {"first_step_on"}
    decide(client, upload(client, rows), f"{plan.pk}:first_step_on")
    assert edits(upload(client, rows)) == {}


def test_what_the_platform_changed_meanwhile_stays_or_is_a_conflict(client: Client, officer: User, plan: Plan) -> None:
    rows = download(client)
    adoption.describe(plan=plan, by=officer, lead_agency="教育處", person_in_charge="張大同")
    page = upload(client, put(rows, person_in_charge="林小美", title="縱谷到站二"))
    assert edits(page) == {
        "title": ("縱谷到站", "縱谷到站二", False), "person_in_charge": ("張大同", "林小美", True),
    }  # fmt: skip
    html = page.content.decode()
    assert re.search(rf'value="{plan.pk}:title" checked', html)
    assert not re.search(rf'value="{plan.pk}:person_in_charge" checked', html), "a conflict is decided, not taken over"
    assert "兩邊都改過" in html
    decide(client, page, f"{plan.pk}:person_in_charge")
    plan.refresh_from_db()
    assert (plan.lead_agency, plan.person_in_charge, plan.title) == ("教育處", "林小美", "縱谷到站")


def test_what_changes_while_somebody_decides_is_not_written_over(client: Client, officer: User, plan: Plan) -> None:
    page = upload(client, put(download(client), person_in_charge="林小美", title="新的"))
    adoption.describe(plan=plan, by=officer, person_in_charge="張大同")
    done = decide(client, page, f"{plan.pk}:person_in_charge", f"{plan.pk}:title")
    plan.refresh_from_db()
    assert (plan.person_in_charge, plan.title) == ("張大同", "縱谷到站"), "all of a plan or nothing"
    assert "「負責人」又被改了" in done.content.decode()
    token = page.request["PATH_INFO"].rstrip("/").rsplit("/", 1)[-1]
    file = b"".join(client.get(reverse("actionplans:plan_list_file", args=[token, "ods"])).streaming_content)
    last = recognise(file, plan_sheet.SPEC).grid.rows
    assert last[0][-3:-1] == ["結果", "原因"]
    assert last[1][-3] == "要修正"
    assert "又被改了" in str(last[1][-2])


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"code": "TTT-115-99"}, "沒有這個方案編號"),
        ({"code": ""}, "沒有填"),
        ({"mark": "1"}, "版本不是下載時的樣子"),
        ({"mark": ""}, "沒有填"),
        ({"contact_email": "ming"}, "不是電子郵件地址"),
        ({"contact_email": f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.example.org"}, "254"),
        ({"supervisor": "nobody@example.org"}, "不是本縣市的督導或承辦人"),
        ({"supervisor": ""}, "採納的方案不能沒有這一項"),
        ({"lead_agency": "  "}, "採納的方案不能沒有這一項"),
        ({"title": "長" * 101}, "最多 100 個字"),
        ({"first_step_on": "115/2/30"}, "2 月"),
    ],
)
def test_a_wrong_cell_is_named_and_its_row_changes_nothing(
    client: Client, plan: Plan, cells: dict[str, str], said: str
) -> None:
    other = make_plan(plan.workshop, title="另一件")
    rows = download(client)
    wrong, fine = (at for key in (plan.code, other.code) for at in range(1, 3) if rows[at][0] == key)
    page = upload(client, put(put(rows, wrong, **({"partners": "新的"} | cells)), fine, partners="公所"))
    assert said in page.content.decode()
    assert [one.code for one in page.context["answer"].edits] == [other.code], "the good row can be taken"
    assert page.context["answer"].wrong == 1


def test_plans_that_are_not_hers_are_as_if_not_there(client: Client, plan: Plan) -> None:
    theirs = make_plan(make_workshop(Workshop.State.HELD, county="HUA"), title="別縣市的")
    rows = download(client)
    assert len(rows) == 2
    row = list(rows[1])
    row[0], row[1] = theirs.code, plan_sheet.mark(theirs)
    page = upload(client, put([rows[0], row], title="搶過來"))
    assert "沒有這個方案編號，或不是您能修改的方案" in page.content.decode()
    assert edits(page) == {}


def test_rows_added_removed_and_repeated_are_told_and_harm_nothing(client: Client, plan: Plan) -> None:
    make_plan(plan.workshop, title="另一件")
    rows = download(client)
    at = next(number for number in (1, 2) if rows[number][0] == plan.code)
    extra: list[Any] = ["", "", "", "", "全新的方案"] + [""] * (len(rows[0]) - 5)
    page = upload(client, [rows[0], rows[at], rows[at], extra])
    html = page.content.decode()
    assert "重複" in html
    assert "沒有填" in html
    assert Plan.objects.count() == 2


def test_a_renamed_column_is_not_read_and_empties_nothing(client: Client, plan: Plan) -> None:
    rows = download(client)
    rows[0][rows[0].index("協力單位")] = "合作夥伴們"
    page = upload(client, put(rows, title="新名稱"))
    assert edits(page).keys() == {"title"}
    html = page.content.decode()
    assert "檔案裡沒有這些欄位，它們維持原樣：協力單位" in html
    assert "合作夥伴們" in html


def test_a_sheet_without_its_mark_or_of_another_kind_is_refused(client: Client, plan: Plan) -> None:
    rows = download(client)
    without = [[cell for at, cell in enumerate(row) if at != 1] for row in rows]
    for data, said in (
        (a_xlsx(*without), "找不到「版本」"), (b"%PDF-1.7", "這是 PDF"), (b"", "檔案是空的"),
        (a_xlsx(["姓名", "身分"], ["王小明", "幹部"]), "找不到"),
        (a_package({"xl/workbook.xml": b"", "xl/vbaProject.bin": b"x"}), "巨集"),
    ):  # fmt: skip
        page = upload(client, data)
        assert page.status_code == 422
        assert said in page.content.decode()
    assert client.post(reverse("actionplans:plan_list")).status_code == 422


def test_a_text_like_a_formula_comes_and_goes_as_text(client: Client, plan: Plan) -> None:
    text = '=HYPERLINK("http://example.org")'
    Plan.objects.filter(pk=plan.pk).update(partners=text, title="@社區")
    rows = download(client)
    assert rows[1][rows[0].index("協力單位")] == text
    file = client.get(reverse("exports:download", args=["plans", "xlsx"]))
    assert edits(upload(client, b"".join(file.streaming_content))) == {}
    csv = "方案編號,版本,行動名稱\n" + f"{plan.code},{rows[1][1]},'@社區\n"
    assert edits(upload(client, csv.encode(), "plans.csv")) == {}


def test_merged_cells_and_formulas_empty_nothing_by_themselves(client: Client, plan: Plan) -> None:
    """The second of two merged cells, a formula nobody has worked out, and one that ended in an error read as blank."""
    import openpyxl

    rows = download(client)
    book = openpyxl.load_workbook(io.BytesIO(a_xlsx(*put(rows, title="改過的名字"))))
    sheet = book.worksheets[0]
    at = {heading: number for number, heading in enumerate(rows[0], 1)}
    sheet.cell(2, at["協力單位"]).value = "=A2&B2"
    sheet.cell(2, at["負責人的信箱"]).value = None
    sheet.merge_cells(start_row=1, end_row=2, start_column=at["負責人的信箱"], end_column=at["負責人的信箱"])
    stream = io.BytesIO()
    book.save(stream)
    page = upload(client, stream.getvalue())
    assert {key: will for key, (_was, will, _conflict) in edits(page).items()} == {
        "title": "改過的名字", "partners": "", "contact_email": ""
    }  # fmt: skip
    html = page.content.decode()
    assert "2 格在檔案裡是空白" in html
    assert re.findall(r'value="\d+:(\w+)" checked', html) == ["title"]


def test_of_a_plan_whose_report_is_in_a_sheet_changes_who_carries_it_out(client: Client, plan: Plan) -> None:
    rows = download(client)
    Workshop.objects.update(state=Workshop.State.REPORTED)
    page = upload(client, put(rows, title="新的", lead_agency="北投區公所"))
    assert "報告已經交出" in page.content.decode()
    assert edits(page) == {}, "a row is taken whole or not"
    page = upload(client, put(rows, lead_agency="北投區公所"))
    assert "已更新" in decide(client, page, f"{plan.pk}:lead_agency").content.decode()
    plan.refresh_from_db()
    assert plan.lead_agency == "北投區公所"
    assert edits(upload(client, put(download(client), lead_agency="北投區公所"))) == {}


def test_a_report_handed_in_while_somebody_decides_stops_it(client: Client, plan: Plan) -> None:
    page = upload(client, put(download(client), title="新的"))
    Workshop.objects.update(state=Workshop.State.REPORTED)
    assert "協會先退回報告" in decide(client, page, f"{plan.pk}:title").content.decode()
    plan.refresh_from_db()
    assert plan.title == "縱谷到站"


def test_a_supervisor_is_named_by_e_mail(client: Client, plan: Plan) -> None:
    new = make_user(Role.SUPERVISOR, "TTT")
    page = upload(client, put(download(client), supervisor=new.email.upper()))
    decide(client, page, f"{plan.pk}:supervisor")
    plan.refresh_from_db()
    assert plan.supervisor == new


def test_the_download_is_what_the_filters_show(client: Client, plan: Plan) -> None:
    make_plan(plan.workshop, title="另一件", pillar="recognition", call_item="R1")
    assert [row[0] for row in download(client, pillar="support")[1:]] == [plan.code]
    assert [row[0] for row in download(client, light="late")[1:]] == []
    line = Event.objects.filter(verb="exported").latest("pk")
    told = {name: value for name, value in line.now.items() if name != "copy"}
    assert told == {"export": "plans", "format": "xlsx", "rows": 0, "light": "late"}
    html = client.get(reverse("actionplans:plan_list"), {"pillar": "support"}).content.decode()
    assert reverse("exports:download", args=["plans", "ods"]) + "?pillar=support" in html


def test_an_answer_is_only_for_who_sent_the_sheet_and_goes(client: Client, plan: Plan) -> None:
    page = upload(client, put(download(client), title="新的"))
    where = page.request["PATH_INFO"]
    client.force_login(make_user())
    assert "不再保留" in client.get(where, follow=True).content.decode()
    assert "不再保留" in client.post(where, {"accept": f"{plan.pk}:title"}, follow=True).content.decode()
    plan.refresh_from_db()
    assert plan.title == "縱谷到站"


def test_an_english_sheet_comes_back(client: Client, plan: Plan, monkeypatch: pytest.MonkeyPatch) -> None:
    speak_english(monkeypatch)
    for field in plan_sheet.SPEC.fields:
        # The catalogue has two English words for 縣市, and the test's reader of it knows one.
        assert plan_sheet.SPEC.field_for(field.shown) is field or field.key == "county"
    answer = client.get(reverse("exports:download", args=["plans", "ods"]))
    understood = plan_lists.read(io.BytesIO(b"".join(answer.streaming_content)))
    assert [one.heading for one in understood.layout.unknown] in ([], ["counties"])
    assert plan_lists.compared(understood, user=make_user())[1] == []


def test_a_row_of_a_mark_says_every_cell(plan: Plan) -> None:
    marks = plan_sheet.mark(plan).split("-")
    assert len(marks) == len(plan_sheet.EDITABLE)
    plan.title = "別的"
    assert [at for at, one in enumerate(plan_sheet.mark(plan).split("-")) if one != marks[at]] == [0]


def test_the_association_downloads_the_nation_and_changes_nothing(client: Client, plan: Plan) -> None:
    """A plan is its county's promise: who follows it up without changing it has the sheet, and reads why."""
    other = make_plan(make_workshop(Workshop.State.HELD, county="HUA"))
    rows = put(download(client), title="協會改的")
    officer_s = client.get(reverse("actionplans:plan_list")).content.decode()
    assert "看差異" in officer_s
    assert [row[0] for row in download(client)[1:]] == [plan.code]
    client.force_login(make_user(Role.ASSOCIATION))
    assert {row[0] for row in download(client)[1:]} == {plan.code, other.code}
    page = client.get(reverse("actionplans:plan_list")).content.decode()
    assert "看差異" not in page
    assert "方案是縣市的承諾，由縣市修改" in page
    sent = {"file": SimpleUploadedFile("plans.xlsx", a_xlsx(*rows))}
    assert client.post(reverse("actionplans:plan_list"), sent).status_code == 404
    plan.refresh_from_db()
    assert plan.title == "縱谷到站"
    assert "下載清單" in client.get(reverse("actionplans:plans")).content.decode()
