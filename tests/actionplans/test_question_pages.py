"""The pages on which the association words its forms: nothing typed is lost, nothing is published unseen."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from django.urls import reverse

from actionplans.asking import questions
from actionplans.asking.questions import Form, Question
from actionplans.asking.standard_forms import STANDARD
from actionplans.models import QuestionSet, SheetKind
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.actionplans import also_ask, give_forms, make_draft, make_sheet, make_table
from tests.makers.workshops import make_programme, make_workshop
from workshops.models import Programme, Workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client: Client) -> User:
    user = make_user(Role.ASSOCIATION, name="林小美")
    client.force_login(user)
    return user


@pytest.fixture
def programme() -> Programme:
    made = make_programme()
    give_forms(made)
    return made


def url(name: str, programme: Programme, *more: Any) -> str:
    kind = () if name == "question_sets" else ("design",)
    return reverse(f"actionplans:{name}", args=[programme.slug, *kind, *more])


def draft_of(programme: Programme) -> Form:
    return questions.read(QuestionSet.objects.drafts().get(programme=programme, kind="design").definition)


def drawn_on(page: Any) -> str:
    found = re.search(r'name="drawn" value="([^"]+)"', page.content.decode())
    assert found is not None
    return found[1]


def send(client: Client, where: str, **fields: Any) -> Any:
    """Save a page of words as a browser sends it: what it was drawn with goes along."""
    page = client.get(where)
    sent = {box.html_name: box.value() or "" for form in page.context["page"].forms.values() for box in form}
    for row in page.context["page"].options:
        sent |= {box.html_name: box.value() or "" for box in row}
    sent |= {"drawn": drawn_on(page), "row": [str(row.prefix) for row in page.context["page"].options]}
    return client.post(where, sent | {"do": "save"} | fields)


@pytest.mark.usefixtures("staff")
def test_the_list_tells_of_versions_and_drafts(client: Client) -> None:
    group = make_table()
    programme = group.workshop.programme
    make_sheet("design", group)
    also_ask(programme, "design", Question("x_1", "text", "還有嗎"))
    body = client.get(url("question_sets", programme)).content.decode()
    assert "修改「地方志願服務行動設計表」" in body
    assert "草稿" not in body.replace("先改草稿", "")
    assert "1 組在用" in body
    make_draft(programme)
    body = client.get(url("question_sets", programme)).content.decode()
    assert "繼續改「地方志願服務行動設計表」" in body
    assert url("question_version", programme, 2) in body
    assert url("question_version", programme, 3) not in body


@pytest.mark.usefixtures("staff")
def test_the_lists_queries_do_not_grow_with_versions(
    client: Client, programme: Programme, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(50) as one:
        client.get(url("question_sets", programme))
    for number in range(3):
        also_ask(programme, "design", Question(f"x_{number}", "text", "還有嗎"))
    with django_assert_max_num_queries(50) as three:
        client.get(url("question_sets", programme))
    assert len(one) == len(three)


@pytest.mark.usefixtures("staff")
def test_without_a_draft_the_newest_version_is_shown_and_a_button_begins_one(
    client: Client, programme: Programme
) -> None:
    page = client.get(url("question_set", programme), follow=True)
    assert page.redirect_chain[-1][0] == url("question_version", programme, 1)
    assert "行動名稱" in page.content.decode()
    for name, more in (("question_words", ["title"]), ("question_heading", ["how"]), ("question_add", []),
                       ("question_changes", [])):  # fmt: skip
        assert client.get(url(name, programme, *more)).status_code == 302
    assert not QuestionSet.objects.drafts().exists()
    page = client.post(url("question_begin", programme), follow=True)
    assert page.redirect_chain[-1][0] == url("question_set", programme)
    assert "比對 0 處修改並發布" in page.content.decode()
    client.post(url("question_begin", programme))
    assert QuestionSet.objects.drafts().count() == 1


@pytest.mark.usefixtures("staff")
def test_the_editors_pages_say_of_which_year_the_programme_is(client: Client, programme: Programme) -> None:
    """Next year's programme may have the same name: title and path carry the year."""
    make_draft(programme)
    type(programme).objects.filter(pk=programme.pk).update(name="地方實踐工作坊", name_en="")
    named = "115年 地方實踐工作坊"
    for name, more in (
        ("question_sets", ()), ("question_set", ()), ("question_changes", ()), ("question_preview", (2,)),
        ("question_version", (1,)), ("question_add", ()), ("question_words", ("title",)),
    ):  # fmt: skip
        page = client.get(url(name, programme, *more)).content.decode()
        assert named in page.split("<title>", 1)[1].split("</title>", 1)[0], name
        assert named in page.split('class="v-crumb"', 1)[1].split("</ol>", 1)[0], name


@pytest.mark.usefixtures("staff")
def test_words_are_saved_into_the_draft_and_a_published_version_stays(client: Client, programme: Programme) -> None:
    make_draft(programme)
    where = url("question_words", programme, "steps")
    answer = send(
        client, where, **{"steps-label": "要做的事", "steps-label_en": "What to do", "steps_who-label": "誰動手"}
    )
    assert answer["Location"] == url("question_set", programme) + "#q-steps"
    steps = draft_of(programme).by_key["steps"]
    assert (steps.label, steps.label_en, steps.fields[1].label) == ("要做的事", "What to do", "誰動手")
    assert questions.read(questions.newest(programme, "design").definition).by_key["steps"].label == "具體行動"
    page = client.get(url("question_set", programme)).content.decode()
    assert "要做的事" in page
    assert "What to do" in page
    assert "比對 3 處修改並發布" in page


@pytest.mark.usefixtures("staff")
def test_a_pages_english_says_what_is_shown_without_it(client: Client, programme: Programme) -> None:
    make_draft(programme)
    send(client, url("question_words", programme, "problem"), **{"problem-label": "一個新的題目"})
    assert "空白時顯示中文" in client.get(url("question_words", programme, "problem")).content.decode()
    page = client.get(url("question_words", programme, "title"))
    assert page.context["page"].forms["title"]["label_en"].help_text


@pytest.mark.usefixtures("staff")
def test_words_that_are_wrong_come_back_as_typed(client: Client, programme: Programme) -> None:
    make_draft(programme)
    where = url("question_words", programme, "title")
    page = send(client, where, **{"title-label": " ", "title-hint": "打了半天的說明", "title-label_en": "a" * 101})
    assert page.status_code == 422
    body = page.content.decode()
    assert "打了半天的說明" in body
    assert 'href="#id_title-label"' in body
    assert 'href="#id_title-label_en"' in body
    assert draft_of(programme) == questions.read(STANDARD["design"])


@pytest.mark.usefixtures("staff")
def test_two_people_on_one_question_see_both_and_lose_nothing(client: Client, programme: Programme) -> None:
    make_draft(programme)
    where = url("question_words", programme, "title")
    slow = client.get(where)
    send(client, where, **{"title-label": "甲的題目", "title-hint": "甲的說明"})
    words = {"title-label": "乙的題目", "title-hint": STANDARD_HINT, "title-placeholder": "乙的提示", "do": "save"}
    blanks = {f"title-{name}_en": "" for name in ("label", "hint", "placeholder")}
    page = client.post(where, {**blanks, **words, "drawn": drawn_on(slow)})
    assert page.status_code == 409
    body = page.content.decode()
    assert "林小美 剛改了同一段文字，你寫的還沒存" in body
    for text in ("現在存著的：甲的題目", "乙的題目", "甲的說明", "乙的提示"):
        assert text in body
    assert body.count("現在存著的：") == 1
    assert draft_of(programme).by_key["title"].label == "甲的題目"
    boxes = page.context["page"].forms["title"]
    again = {box.html_name: box.value() for box in boxes}
    assert client.post(where, {**again, "drawn": drawn_on(page), "do": "save"}).status_code == 302
    title = draft_of(programme).by_key["title"]
    assert (title.label, title.hint, title.placeholder) == ("乙的題目", "甲的說明", "乙的提示")


STANDARD_HINT = questions.read(STANDARD["design"]).by_key["title"].hint


@pytest.mark.usefixtures("staff")
def test_what_a_page_was_drawn_with_cannot_be_made_up(client: Client, programme: Programme) -> None:
    make_draft(programme)
    where = url("question_words", programme, "title")
    for drawn in ("", "x", signing.dumps({"title": {"label": "行動名稱"}}, salt="another")):
        page = client.post(where, {"title-label": "蓋掉它", "drawn": drawn, "do": "save"})
        assert page.status_code == 409
    assert draft_of(programme).by_key["title"].label == "行動名稱"


@pytest.mark.usefixtures("staff")
def test_a_page_that_was_open_while_the_draft_was_published_saves_into_a_new_one(
    client: Client, programme: Programme
) -> None:
    draft = make_draft(programme)
    send(client, url("question_words", programme, "goal"), **{"goal-label": "要到哪裡"})
    where = url("question_words", programme, "title")
    open_page = client.get(where)
    client.post(url("question_publish", programme), {"draft": draft.pk, "seen": 1})
    sent = {box.html_name: box.value() or "" for box in open_page.context["page"].forms["title"]}
    client.post(where, {**sent, "title-label": "晚一步的題目", "drawn": drawn_on(open_page), "do": "save"})
    there = draft_of(programme)
    assert (there.by_key["title"].label, there.by_key["goal"].label) == ("晚一步的題目", "要到哪裡")
    assert QuestionSet.objects.drafts().get().version == 3


@pytest.mark.usefixtures("staff")
def test_words_of_a_question_that_was_taken_out_meanwhile_are_not_lost(client: Client, programme: Programme) -> None:
    make_draft(programme)
    add(client, programme, label="會被拿掉的題目")
    where = url("question_words", programme, "x_1")
    open_page = client.get(where)
    client.post(url("question_arrange", programme), {"do": "remove-x_1"})
    page = client.post(
        where, {"x_1-label": "打了半天的題目", "drawn": drawn_on(open_page), "do": "save"},
    )  # fmt: skip
    assert page.status_code == 422
    assert "打了半天的題目" in page.content.decode()
    assert "沒有「x_1」" in page.content.decode()
    assert client.get(where).status_code == 404


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(("section", "box"), [("form", "heading_-help"), ("how", "heading_how-help")])
def test_headings_and_guiding_questions_are_words_too(
    client: Client, programme: Programme, section: str, box: str
) -> None:
    make_draft(programme)
    answer = send(client, url("question_heading", programme, section), **{box: "先想一想"})
    assert answer.status_code == 302
    form = draft_of(programme)
    assert (form.help if section == "form" else form.sections[1].help) == "先想一想"
    assert client.get(url("question_heading", programme, "nothing")).status_code == 404


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize(
    ("kind", "section", "name"), [("inventory", "support", "支持"), ("inventory", "form", "地方現況盤點表")]
)
def test_the_page_of_a_heading_says_whose_it_is(
    client: Client, programme: Programme, kind: str, section: str, name: str
) -> None:
    make_draft(programme, kind)
    where = reverse("actionplans:question_heading", args=[programme.slug, kind, section])
    assert f"<h1>修改「{name}」</h1>" in client.get(where).content.decode()


# --- adding and arranging --------------------------------------------------------------------------------------------


def add(client: Client, programme: Programme, **fields: Any) -> Any:
    words = {
        f"new-{name}": text for name, text in fields.items() if name in ("label", "label_en", "hint", "placeholder")
    }
    rest = {name: text for name, text in fields.items() if f"new-{name}" not in words}
    return client.post(
        url("question_add", programme), {"kind": "text", "place": "how:steps", "do": "save", **words, **rest}
    )


@pytest.mark.usefixtures("staff")
def test_questions_are_added_at_any_place_in_two_languages(client: Client, programme: Programme) -> None:
    make_draft(programme)
    answer = add(client, programme, label="幾個人", label_en="How many", kind="number", placeholder="12", place="how:")
    assert answer["Location"] == url("question_set", programme) + "#q-x_1"
    choice = {"row": ["o1", "o2", "o3"], "o1-label": "出錢", "o2-label": "出力", "o2-label_en": "Hands", "o3-label": ""}
    add(client, programme, label="需要什麼", kind="choices", place="how:steps", placeholder="不會留著", **choice)
    how = draft_of(programme).sections[1]
    assert [one.key for one in how.questions] == ["x_1", "steps", "x_2", "lead_unit", "partners"]
    number, many = how.questions[0], how.questions[2]
    assert (number.kind, number.label_en, number.placeholder) == ("number", "How many", "12")
    assert (many.kind, many.options, many.options_en) == (
        "choices",
        (("o1", "出錢"), ("o2", "出力")),
        (("o2", "Hands"),),
    )
    assert many.placeholder == ""


@pytest.mark.usefixtures("staff")
def test_a_question_that_cannot_be_added_comes_back_as_typed(client: Client, programme: Programme) -> None:
    make_draft(programme)
    rows = {"row": ["o1", "o2"], "o1-label": "只有一個", "o2-label": ""}
    page = add(client, programme, label="選哪一個", kind="choice", hint="打了半天的說明", **rows)
    assert page.status_code == 422
    body = page.content.decode()
    for text in ("至少要有兩個選項", "選哪一個", "打了半天的說明", "只有一個"):
        assert text in body
    for wrong in ({"kind": "list"}, {"kind": ""}, {"place": "nowhere:"}, {"place": "how:title"}, {"label": ""}):
        assert add(client, programme, **({"label": "題目"} | wrong)).status_code == 422
    assert draft_of(programme) == questions.read(STANDARD["design"])


@pytest.mark.usefixtures("staff")
def test_options_are_arranged_without_scripts_and_nothing_typed_is_lost(client: Client, programme: Programme) -> None:
    make_draft(programme)
    rows = {"row": ["o1", "o2"], "o1-label": "甲", "o2-label": "乙"}
    page = add(client, programme, label="還沒打完", kind="choice", **rows, do="add")
    assert [row.prefix for row in page.context["page"].options] == ["o1", "o2", "o3"]
    assert "autofocus" in str(page.context["page"].options[-1]["label"])
    assert "還沒打完" in page.content.decode()
    page = add(client, programme, label="還沒打完", kind="choice", **rows, do="down-o1")
    assert [row["label"].value() for row in page.context["page"].options] == ["乙", "甲"]
    assert draft_of(programme) == questions.read(STANDARD["design"])
    add(client, programme, label="選哪一個", kind="choice", **rows)
    where = url("question_words", programme, "x_1")
    opened = client.get(where)
    page = client.post(
        where, {"x_1-label": "選哪一個", "row": ["o2", "o1"], "o1-label": "甲", "o1-value": "o1", "o2-label": "乙",
                "o2-value": "o2", "drawn": drawn_on(opened), "do": "drop-o2"},
    )  # fmt: skip
    assert [row["label"].value() for row in page.context["page"].options] == ["甲"]
    assert "選項改過了，還沒儲存" in page.content.decode()
    page = client.post(
        where, {"x_1-label": "選哪一個", "row": ["o1", "o3"], "o1-label": "甲甲", "o1-value": "o1", "o3-label": "丙",
                "o3-value": "", "drawn": drawn_on(page), "do": "save"},
    )  # fmt: skip
    assert page.status_code == 302
    assert draft_of(programme).by_key["x_1"].options == (("o1", "甲甲"), ("o2", "丙"))


@pytest.mark.usefixtures("staff")
def test_buttons_move_retire_and_bring_back(client: Client, programme: Programme) -> None:
    make_draft(programme)
    where = url("question_arrange", programme)
    answer = client.post(where, {"do": "down-steps"})
    assert answer["Location"] == url("question_set", programme) + "#down-steps"
    assert [one.key for one in draft_of(programme).sections[1].questions] == ["lead_unit", "steps", "partners"]
    add(client, programme, label="還有嗎")
    body = client.get(url("question_set", programme)).content.decode()
    assert "刪除「還有嗎」" in body
    assert "停用「還有嗎」" not in body
    assert "刪除「行動名稱」" not in body
    draft = QuestionSet.objects.drafts().get()
    client.post(url("question_publish", programme), {"draft": draft.pk, "seen": draft.revision})
    client.post(url("question_begin", programme))
    assert "停用「還有嗎」" in client.get(url("question_set", programme)).content.decode()
    client.post(where, {"do": "remove-x_1"})
    body = client.get(url("question_set", programme)).content.decode()
    assert "放回「還有嗎」" in body
    client.post(where, {"do": "back-x_1"})
    assert "x_1" in draft_of(programme).by_key
    for nonsense in ("", "up", "up-", "dance-title", "back-x_9", "remove-x_9", "down-nothing"):
        assert client.post(where, {"do": nonsense}).status_code == 302


@pytest.mark.usefixtures("staff")
def test_a_question_reports_rely_on_is_not_removed_and_the_reason_is_told(client: Client, programme: Programme) -> None:
    make_draft(programme)
    page = client.post(url("question_arrange", programme), {"do": "remove-lead_unit"}, follow=True)
    assert "「主責單位」不能刪除：投影片、行動方案和全國報告都要用這一題的回答" in page.content.decode()
    assert "lead_unit" in draft_of(programme).by_key
    assert "不能刪除" in client.get(url("question_words", programme, "lead_unit")).content.decode()


# --- publishing ------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("staff")
def test_the_comparison_says_what_changed_and_whom_it_reaches(client: Client, programme: Programme) -> None:
    waiting = make_workshop(Workshop.State.CONFIRMED, programme=programme, agenda=False)
    make_workshop(Workshop.State.HELD, programme=programme, agenda=False)
    make_draft(programme)
    assert "沒有東西可以發布" in client.get(url("question_changes", programme)).content.decode()
    send(client, url("question_words", programme, "title"), **{"title-label": "這件事叫什麼"})
    body = client.get(url("question_changes", programme)).content.decode()
    for text in ("<del>行動名稱</del>", "<ins>這件事叫什麼</ins>", "1 場還沒開始的工作坊會用新版", str(waiting)):
        assert text in body
    assert "1 場已經開始、已經有小組打開表單或已取消，維持原版" in body


@pytest.mark.usefixtures("staff")
def test_a_draft_is_published_as_it_was_looked_at(client: Client, programme: Programme) -> None:
    draft = make_draft(programme)
    send(client, url("question_words", programme, "title"), **{"title-label": "看過的"})
    looked_at = {"draft": draft.pk, "seen": 1}
    send(client, url("question_words", programme, "title"), **{"title-label": "沒看過的"})
    page = client.post(url("question_publish", programme), looked_at, follow=True)
    assert "草稿剛被改過，還沒發布" in page.content.decode()
    assert "沒看過的" in page.content.decode()
    assert questions.newest(programme, "design").version == 1
    page = client.post(url("question_publish", programme), looked_at | {"seen": 2}, follow=True)
    assert "已發布第 2 版。之後開始的工作坊用新版；已經開始的工作坊，各組都維持原版。" in page.content.decode()
    assert "沒看過的" in client.get(url("question_version", programme, 2)).content.decode()
    assert "行動名稱" in client.get(url("question_version", programme, 1)).content.decode()
    page = client.post(url("question_publish", programme), looked_at | {"seen": 2}, follow=True)
    assert "已經被發布或捨棄" in page.content.decode()
    assert questions.newest(programme, "design").version == 2


@pytest.mark.usefixtures("staff")
def test_nothing_changed_publishes_nothing(client: Client, programme: Programme) -> None:
    draft = make_draft(programme)
    page = client.post(url("question_publish", programme), {"draft": draft.pk, "seen": 0}, follow=True)
    assert "沒有任何修改" in page.content.decode()
    assert questions.newest(programme, "design").version == 1


@pytest.mark.usefixtures("staff")
def test_a_draft_is_discarded_as_it_was_looked_at(client: Client, programme: Programme) -> None:
    draft = make_draft(programme)
    send(client, url("question_words", programme, "title"), **{"title-label": "白寫的"})
    page = client.post(url("question_discard", programme), {"draft": draft.pk, "seen": 0}, follow=True)
    assert "還沒捨棄" in page.content.decode()
    page = client.post(url("question_discard", programme), {"draft": draft.pk, "seen": 1}, follow=True)
    assert "草稿已捨棄" in page.content.decode()
    assert not QuestionSet.objects.drafts().exists()
    page = client.post(url("question_discard", programme), {"draft": draft.pk, "seen": 1}, follow=True)
    assert "已經被發布或捨棄" in page.content.decode()


# --- versions and preview --------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("staff")
def test_a_version_tells_what_was_new_in_it_and_how_it_came_to_be(client: Client, programme: Programme) -> None:
    make_draft(programme)
    send(client, url("question_words", programme, "title"), **{"title-label": "這件事叫什麼"})
    draft = QuestionSet.objects.drafts().get()
    client.post(url("question_publish", programme), {"draft": draft.pk, "seen": 1})
    body = client.get(url("question_version", programme, 2)).content.decode()
    assert "<ins>這件事叫什麼</ins>" in body
    assert "目前這一版" in body
    assert "舊版" in client.get(url("question_version", programme, 1)).content.decode()
    history = client.get(url("question_version", programme, 2) + "?tab=history").content.decode()
    assert "要做什麼・這件事叫什麼・題目" in history
    assert client.get(url("question_version", programme, 3)).status_code == 404


@pytest.mark.usefixtures("staff")
@pytest.mark.parametrize("kind", SheetKind.values)
def test_the_preview_is_the_page_a_table_gets_and_takes_nothing(
    client: Client, programme: Programme, kind: str
) -> None:
    also_ask(programme, kind, Question("x_1", "number", "一共幾個人"), Question("x_2", "lines", "還想說什麼"))
    where = reverse("actionplans:question_sheet", args=[programme.slug, kind, 2])
    page = client.get(where)
    body = page.content.decode()
    for question in questions.read(questions.newest(programme, kind).definition).questions():
        assert question.label.rpartition("：")[2] in body or question.key in ("resources", "stakeholders"), question.key
    assert 'method="dialog"' in body
    assert "sheet/page.js" not in body
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in page["Content-Security-Policy"]
    assert client.post(where).status_code == 405
    framed = client.get(reverse("actionplans:question_preview", args=[programme.slug, kind, 2]))
    assert f'src="{where}"' in framed.content.decode()
    assert framed["X-Frame-Options"] == "DENY"
    assert not programme.workshops.exists()


@pytest.mark.usefixtures("staff")
def test_a_preview_speaks_the_language_of_the_page(client: Client, programme: Programme) -> None:
    make_draft(programme)
    add(client, programme, label="幾個人", label_en="How many people", kind="number")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    body = client.get(reverse("actionplans:question_sheet", args=[programme.slug, "design", 2])).content.decode()
    assert "How many people" in body
    assert "幾個人" not in body


def test_only_who_edits_questions_sees_any_of_it(client: Client, programme: Programme) -> None:
    client.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
    make_draft(programme)
    for name, more in (("question_set", []), ("question_words", ["title"]), ("question_changes", []),
                       ("question_sheet", [2])):  # fmt: skip
        assert client.get(url(name, programme, *more)).status_code == 404
    assert client.get(url("question_sets", programme)).status_code == 404
