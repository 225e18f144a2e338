"""Keying in from paper: the sheet's own operations, each marked with whose hand it was."""

import datetime as dt
import re

import pytest
from django.http import QueryDict
from django.urls import reverse

from actionplans.models import Entry, Operation, PaperPage
from actionplans.paper import county_report, paper_heap, paper_keying, papers, sheet_papers
from actionplans.writing import sheets
from actionplans.writing.sheet_pages import Listing
from actionplans.writing.sheet_pages import page_of as page_of_sheet
from foundation.audit import trail
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user
from tests.makers.actionplans import fill, give_forms, make_sheet
from tests.makers.files import make_file
from tests.makers.workshops import NOON, make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
BATCH = "00000000-0000-4000-8000-000000000009"


@pytest.fixture
def officer():
    return make_user(name="王小明")


@pytest.fixture
def workshop():
    """Held long ago: its tables are closed for devices."""
    workshop = make_workshop(Workshop.State.HELD, agenda=False, groups=2)
    give_forms(workshop.programme)
    return workshop


@pytest.fixture
def group(workshop):
    return workshop.groups.get(number=1)


def data(**fields):
    query = QueryDict(mutable=True)
    query.update({"batch": BATCH, **{name.replace("__", ":"): value for name, value in fields.items()}})
    return query


def key(group, officer, kind="inventory", *, now=NOON, **fields):
    return paper_keying.save(group=group, kind=kind, data=data(**fields), by=officer, now=now)


LINE = {
    "r__support_difficulties__0__text": "沒有交通費",
    "r__support_difficulties__0__call_item": "支2",
    "r__support_difficulties__0__votes": "５",
    "r__support_difficulties__0__core": "1",
    "r__support_difficulties__1__text": "班表太晚出",
    "r__support_difficulties__2__text": "",
    "r__support_difficulties__3__text": "離島沒有船",
}


def test_every_line_becomes_an_item_with_all_that_stands_on_it(group, officer):
    saved = key(group, officer, **LINE)
    assert saved.problems == ()
    items = sheets.read(make_sheet("inventory", group)).items("support_difficulties")
    assert [item.get("text") for item in items] == ["沒有交通費", "班表太晚出", "離島沒有船"]
    first = items[0]
    assert (first.get("call_item"), first.get("votes"), first.get("core")) == ("S2", 5, True)


def test_what_is_keyed_says_that_it_comes_from_paper_and_whose_hand_it_was(group, officer, workshop):
    fill(make_sheet("inventory", group), recognition_strengths=[{"text": "桌上打的"}])
    key(group, officer, **LINE)
    keyed = Operation.objects.filter(on_paper=True)
    assert keyed.count() == 4
    assert set(keyed.values_list("seat_label", flat=True)) == {"依紙本補登：王小明"}
    assert not Operation.objects.exclude(on_paper=True).filter(path__startswith="support").exists()
    assert Entry.objects.get(value="沒有交通費").seat_label == "依紙本補登：王小明"
    line = trail.history_of(workshop).get(verb=Verb.PAPER_KEYED)
    assert line.now["entries"] == 4
    assert ("依紙本補登", "第 1 組（王小明）") in county_report.facts(county_report.build(workshop, now=NOON))


def test_a_workshop_without_paper_says_nothing_of_it(workshop):
    assert "依紙本補登" not in dict(county_report.facts(county_report.build(workshop, now=NOON)))


def test_the_same_page_sent_twice_counts_once(group, officer, workshop):
    key(group, officer, **LINE)
    again = key(group, officer, now=NOON + dt.timedelta(seconds=3), **LINE)
    assert again.problems == ()
    assert len(sheets.read(make_sheet("inventory", group)).items("support_difficulties")) == 3
    assert trail.history_of(workshop).filter(verb=Verb.PAPER_KEYED).count() == 1


def test_a_box_that_is_no_answer_holds_up_neither_its_line_nor_any_other(group, officer):
    saved = key(group, officer, **{**LINE, "r__support_difficulties__1__votes": "很多"})
    [problem] = saved.problems
    assert saved.lines == frozenset()
    items = sheets.read(make_sheet("inventory", group)).items("support_difficulties")
    assert [(one.get("text"), one.get("votes", None)) for one in items] == [
        ("沒有交通費", 5), ("班表太晚出", None), ("離島沒有船", None),
    ]  # fmt: skip
    assert saved.typed == {problem.name: "很多"}
    assert Operation.objects.get(outcome="refused").value == "很多", "what was typed stays in the log"


def test_a_line_of_which_nothing_can_stand_is_told_and_kept_as_it_was_typed(group, officer):
    saved = key(
        group, officer, **{"r__support_difficulties__0__votes": "很多", "r__support_difficulties__1__text": "好"}
    )
    assert saved.lines == {("support_difficulties", 0)}
    assert [one.name for one in saved.problems] == ["r:support_difficulties:0:votes"]
    assert len(sheets.read(make_sheet("inventory", group)).items("support_difficulties")) == 1


@pytest.mark.parametrize(
    ("shown", "typed", "counts", "said"),
    [
        ("5", "5", 5, ""), ("5", "12", 12, ""), ("5", "0", 0, ""), ("5", "", 0, ""), ("5", "１２", 12, ""),
        ("5", "300", 300, ""), ("4", "6", 7, ""), ("5", "很多", 5, "票數"), ("5", "1000", 5, "票數"),
    ],
)  # fmt: skip
def test_the_count_of_a_line_that_stands_is_typed_as_it_is_on_paper(group, officer, shown, typed, counts, said):
    """The page had shown `shown`; where somebody counted on meanwhile, the difference counts."""
    sheet = make_sheet("inventory", group)
    fill(sheet, support_difficulties=[{"text": "沒車", "votes": 5}])
    path = f"{Entry.objects.get(sheet=sheet, value=True).path}/votes"
    for _sent_twice in range(2):
        saved = key(group, officer, **{f"t__{path}": typed, f"s__{path}": shown})
        assert sheets.read(sheet).items("support_difficulties")[0].get("votes") == counts
    assert [one.name for one in saved.problems] == ([f"v:{path}"] if said else [])
    assert all(said in one.text for one in saved.problems)


VOTES = "「票數」要填 0 到 999 的整數，例如 5。"
CALL_ITEM = "「對應的行動號召」沒有這一項，要填 肯1 到 保2（或 R1 到 G2）；不知道就空著。"


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("votes", "很多", VOTES), ("votes", "-1", VOTES), ("votes", "1000", VOTES), ("votes", "3.5", VOTES),
        ("votes", "0", ""), ("votes", "999", ""), ("votes", "１２", ""),
        ("call_item", "X9", CALL_ITEM), ("call_item", "肯7", CALL_ITEM), ("call_item", "保3", CALL_ITEM),
        ("call_item", "肯1", ""), ("call_item", "保2", ""), ("call_item", "g2", ""), ("call_item", "Ｒ１", ""),
    ],
)  # fmt: skip
def test_a_refusal_says_which_line_and_how_to_mend_it(group, officer, field, typed, said):
    third = {"r__support_difficulties__2__text": "第三行", f"r__support_difficulties__2__{field}": typed}
    saved = key(group, officer, **{**LINE, **third})
    items = sheets.read(make_sheet("inventory", group)).items("support_difficulties")
    third = next(one for one in items if one.get("text") == "第三行")
    assert [(one.text, one.name) for one in saved.problems] == (
        [(said, f"v:support_difficulties/{third.id}/{field}")] if said else []
    )
    assert all(one.where == "支持・遇到的困難，新的第 3 行「第三行」存了，只有這一格沒存" for one in saved.problems)
    assert (third.get(field, None) is None) is bool(said)


def test_each_wrong_box_of_a_line_is_told_and_its_star_adds_nothing(group, officer):
    wrong = {"r__support_difficulties__0__votes": "很多", "r__support_difficulties__0__call_item": "X9"}
    saved = key(group, officer, **{**LINE, **wrong})
    assert [(one.text, one.name.rpartition("/")[2]) for one in saved.problems] == [
        (CALL_ITEM, "call_item"),
        (VOTES, "votes"),
    ]
    assert saved.written == 4, "three lines and the star"


def test_a_star_too_many_is_told_of_the_line_that_was_added(group, officer):
    lines = {
        f"r__support_difficulties__{n}__{k}": v for n in range(3) for k, v in (("text", f"第{n}則"), ("core", "1"))
    }
    saved = key(group, officer, **lines)
    [problem] = saved.problems
    assert "已選 2 項" in problem.text
    assert problem.where == "支持・遇到的困難，新的第 3 行「第2則」存了，只有這一格沒存"
    assert saved.lines == frozenset()
    star = Operation.objects.get(outcome="refused").path
    assert problem.target == f"f-{star.replace('/', '-')}"


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [("2", "0", "到第 0 個月，比開始的第 2 個月早。"), ("2", "2", ""), ("0", "2", ""), ("2", "", "")],
)
def test_months_that_run_backwards_are_saved_and_told_beside_the_step(
    client, workshop, group, officer, first, last, said
):
    client.force_login(officer)
    where = reverse("actionplans:paper_page", args=[page_of(workshop, officer, sheet="D").pk])
    step = {"r:steps:0:what": "開會", "r:steps:0:from_month": first, "r:steps:0:to_month": last}
    answer = client.post(where, {"kind": "design", "go": "stay", **step}, follow=True)
    assert [str(one) for one in answer.context["messages"]] == (
        [f"「開會」{said}已經存了，寫錯再改。", "已存伺服器。"] if said else ["已存伺服器。"]
    )
    assert ("s-key__hint" in answer.content.decode()) is bool(said)
    [kept] = sheets.read(make_sheet("design", group)).items("steps")
    assert kept.get("from_month", None) == int(first)
    again = client.post(where, {"kind": "design", "go": "stay"}, follow=True)
    assert [str(one) for one in again.context["messages"]] == ["已存伺服器。"], "told when it is written"


@pytest.mark.parametrize(
    ("button", "stands", "left"),
    [
        ({"keep": "title"}, "桌上寫的名稱", "紙上寫的名稱"),
        ({"take": "title"}, "紙上寫的名稱", "桌上寫的名稱"),
        ({"both": "title"}, "桌上寫的名稱；紙上寫的名稱", "紙上寫的名稱"),
        ({"v:title": "第三種寫法"}, "第三種寫法", "紙上寫的名稱"),
        ({"v:title": "第三種寫法", "take": "title"}, "紙上寫的名稱", "第三種寫法"),
    ],
)
def test_two_versions_are_settled_where_they_are_keyed(client, workshop, group, officer, button, stands, left):
    sheet = make_sheet("design", group)
    fill(sheet, title="桌上寫的名稱")
    client.force_login(officer)
    page = page_of(workshop, officer, sheet="D")
    where = reverse("actionplans:paper_page", args=[page.pk])
    told = client.post(where, {"kind": "design", "b:title": "0", "v:title": "紙上寫的名稱"})
    shown = told.content.decode()
    dispute = Entry.objects.get(path="title").disputed
    assert told.status_code == 422
    assert 'href="#f-title-keep"' in shown
    for words in (
        "目前：桌上寫的名稱",
        "紙上寫的名稱",
        'name="take" value="title"',
        f'name="d:title" value="{dispute}"',
    ):
        assert words in shown, words
    assert "<noscript" not in shown[shown.index("data-dispute>") :].partition("</div></div>")[0]
    sent = {"kind": "design", "b:title": "1", "v:title": "桌上寫的名稱", "d:title": str(dispute), **button}
    settled = client.post(where, sent)
    assert settled.status_code == 302
    assert settled["Location"].endswith("#f-title") is bool(set(button) - {"v:title"})
    entry = Entry.objects.get(path="title")
    assert (entry.value, entry.disputed) == (stands, None)
    assert Operation.objects.filter(sheet=sheet, path="title", value=left).exists(), "what was not chosen is kept"
    assert trail.history_of(sheet).filter(verb=Verb.CONFLICT_RESOLVED).count() == 1


def test_what_came_after_the_page_was_drawn_is_not_settled_unseen(group, officer):
    sheet = make_sheet("design", group)
    fill(sheet, title="一")
    key(group, officer, "design", b__title="0", v__title="二")
    dispute = Entry.objects.get(path="title").disputed
    key(group, make_user(name="另一位"), "design", b__title="1", v__title="三")
    sent = {"b__title": "1", "v__title": "一", "d__title": str(dispute), "take": "title"}
    saved = key(group, officer, "design", **sent)
    assert [one.disputed for one in saved.problems] == [True]
    entry = Entry.objects.get(path="title")
    assert entry.value == "三"
    assert entry.disputed is not None


def test_what_a_device_wrote_stands_when_the_paper_says_otherwise(group, officer):
    fill(make_sheet("design", group), title="桌上寫的名稱")
    saved = key(group, officer, "design", b__title="0", v__title="紙上寫的名稱")
    assert saved.problems
    assert sheets.read(make_sheet("design", group)).get("title") == "桌上寫的名稱"
    assert Entry.objects.get(path="title").disputed is not None


def test_nothing_is_keyed_once_the_report_is_in(group, officer, workshop):
    Workshop.objects.filter(pk=workshop.pk).update(state=Workshop.State.REPORTED)
    group.workshop.refresh_from_db()
    saved = key(group, officer, **LINE)
    assert saved.written == 0
    assert ["報告" in one.text for one in saved.problems] == [True], "told once, not for every box"


# The page ------------------------------------------------------------------------------------------------------------


def page_of(workshop, officer, number=1, sheet="A"):
    group = workshop.groups.get(number=number)
    return PaperPage.objects.create(workshop=workshop, file=make_file(workshop, by=officer), group=group, sheet=sheet)


def test_done_goes_on_to_the_next_page_that_is_not(client, workshop, officer):
    client.force_login(officer)
    first, second, third = (page_of(workshop, officer, *at) for at in ((1, "A"), (1, "D"), (2, "A")))
    paper_heap.mark_keyed(page=second, by=officer, now=NOON)
    where = reverse("actionplans:paper_page", args=[first.pk])
    answer = client.post(where, {"kind": "inventory", "batch": BATCH, "go": "next"})
    assert answer["Location"] == reverse("actionplans:paper_page", args=[third.pk])
    last = client.post(reverse("actionplans:paper_page", args=[third.pk]), {"kind": "inventory", "go": "next"})
    assert last["Location"] == reverse("actionplans:paper", args=[workshop.pk])
    assert PaperPage.objects.filter(keyed_at__isnull=False).count() == 3


def test_a_page_with_three_sheets_goes_through_them(client, workshop, officer):
    client.force_login(officer)
    page = page_of(workshop, officer, sheet="B")
    where = reverse("actionplans:paper_page", args=[page.pk])
    seen = []
    kind = "design"
    for _sheet in range(3):
        seen.append(kind)
        answer = client.post(where, {"kind": kind, "go": "next"})
        kind = answer["Location"].rpartition("=")[2]
    assert seen == ["design", "feasibility", "commitment"]
    page.refresh_from_db()
    assert page.keyed_by == officer.name


def test_what_was_typed_on_a_refused_line_is_still_there(client, workshop, officer):
    client.force_login(officer)
    page = page_of(workshop, officer)
    sent = {
        "kind": "inventory",
        "go": "next",
        "r:support_difficulties:0:text": "沒有交通費",
        "r:support_difficulties:0:votes": "很多",
        "r:support_difficulties:1:text": "班表太晚出",
    }
    answer = client.post(reverse("actionplans:paper_page", args=[page.pk]), sent)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="很多"' in text
    votes = Operation.objects.get(outcome="refused").path
    box = f"f-{votes.replace('/', '-')}"
    assert f'<a href="#{box}">支持・遇到的困難，新的第 1 行「沒有交通費」存了，只有這一格沒存：「票數」' in text
    assert text.count(f'aria-invalid="true" aria-describedby="{box}-e"') == 1
    assert f'id="{box}-e"' in text
    assert f'name="t:{votes}" maxlength="20" value="很多"' in text
    assert f'name="s:{votes}" value="0"' in text
    assert text.count("data-refused") == 1
    later = client.get(reverse("actionplans:paper_page", args=[page.pk])).content.decode()
    for words in ("沒有交通費", "班表太晚出"):
        assert words in later, "both sentences are saved"
    mended = {"kind": "inventory", "go": "stay", f"t:{votes}": "7", f"s:{votes}": "0"}
    assert client.post(reverse("actionplans:paper_page", args=[page.pk]), mended).status_code == 302
    items = sheets.read(make_sheet("inventory", page.group)).items("support_difficulties")
    assert [one.get("votes", 0) for one in items] == [7, 0]
    page.refresh_from_db()
    assert page.keyed_at is None


def test_what_no_choice_can_show_is_said_as_it_was_typed(client, workshop, officer):
    client.force_login(officer)
    page = page_of(workshop, officer)
    sent = {"kind": "inventory", "r:support_difficulties:0:text": "沒車", "r:support_difficulties:0:call_item": "X9"}
    text = client.post(reverse("actionplans:paper_page", args=[page.pk]), sent).content.decode()
    assert "不知道就空著。打的是「X9」。" in text


@pytest.mark.parametrize(("number", "start"), [(1, "肯定"), (2, "支持"), (3, "保障"), (9, "肯定")])
def test_typing_begins_at_the_part_that_is_on_the_page(client, workshop, officer, number, start):
    """On A4 each pillar has a page of its own; the others stay within reach."""
    client.force_login(officer)
    page = page_of(workshop, officer)
    PaperPage.objects.filter(pk=page.pk).update(number=number)
    text = client.get(reverse("actionplans:paper_page", args=[page.pk])).content.decode()
    [part] = re.findall(r"<fieldset[^>]* data-start><legend[^>]*>([^<]+)<", text)
    assert part == start


@pytest.mark.parametrize("kind", ["inventory", "design", "feasibility", "commitment"])
def test_as_many_lines_as_either_paper_has(group, kind):
    sheet = make_sheet(kind, group)
    [leaf] = [
        one for one in sheet_papers.leaves(group.workshop, [group], blank=True) if one.page.sheet.questions.kind == kind
    ]
    on_a4 = {one.question.key: len(open_) for _part, answers in leaf.parts for one, open_ in answers}
    columns = papers.blank_forms(group.workshop, "", SYSTEM)["columns"] if kind == "inventory" else []
    on_a3 = {each["question"].key: len(each["lines"]) for column in columns for each in column["lists"]}
    lists = [one for part in page_of_sheet(sheet).parts for one in part.answers if isinstance(one, Listing)]
    for one in lists:
        key = one.question.key
        offered = len(paper_keying.lines_of(one, {}))
        assert offered == max(on_a4[key], on_a3.get(key, 0)), key
    if kind == "inventory":
        assert {n for key, n in on_a4.items() if key.endswith("_strengths")} == {4}


def test_a_page_without_a_place_shows_no_form_and_takes_nothing(client, workshop, officer):
    client.force_login(officer)
    page = PaperPage.objects.create(workshop=workshop, file=make_file(workshop, by=officer))
    where = reverse("actionplans:paper_page", args=[page.pk])
    assert 'id="key"' not in client.get(where).content.decode()
    client.post(where, {"kind": "inventory", "r:support_difficulties:0:text": "x"})
    assert not Operation.objects.exists()


def test_readers_see_who_keyed_a_sheet(client, workshop, group, officer):
    key(group, officer, **LINE)
    client.force_login(officer)
    assert "依紙本補登：王小明" in client.get(reverse("actionplans:group_sheets", args=[group.pk])).content.decode()


BOX = re.compile(
    r"<(?:input|textarea|select|button)\b[^>]*\bname=\"(?:[vrt]:[^\"]*|vote|star|unstar|remove|keep|take|both)\"[^>]*>"
)
WHY = {
    "reported": "這場工作坊已經交出報告，不能再補登。要更正請洽協會秘書處退回報告。",
    "closed": "這場工作坊已經結案，不能再補登。",
    "cancelled": "這場工作坊已經取消，不能補登紙本。",
}


@pytest.mark.parametrize("state", ["held", *WHY])
@pytest.mark.parametrize(("letter", "kind"), [("A", "inventory"), ("D", "design"), ("D", "feasibility")])
def test_boxes_that_cannot_be_saved_cannot_be_typed_in(client, workshop, group, officer, letter, kind, state):
    fill(make_sheet("inventory", group), support_difficulties=[{"text": "沒有交通費", "core": True}])
    fill(make_sheet("design", group), title="海線接送", steps=[{"what": "說明會"}])
    fill(make_sheet("feasibility", group), resources=[{"name": "巴士"}])
    page = PaperPage.objects.create(workshop=workshop, file=make_file(workshop, by=officer), group=group, sheet=letter)
    Workshop.objects.update(state=state, supervisor=make_user())
    client.force_login(officer)
    text = client.get(reverse("actionplans:paper_page", args=[page.pk]), {"kind": kind}).content.decode()
    boxes = [one for one in BOX.findall(text) if 'type="hidden"' not in one]
    assert boxes
    shut = [one for one in boxes if " readonly" in one or " disabled" in one]
    # Words stay where one can select them: only what cannot be read-only is disabled.
    assert not [one for one in shut if " disabled" in one and ("<textarea" in one or 'type="text"' in one)]
    if state == "held":
        assert (shut, "只能看" in text, "s-key__line" in text) == ([], False, True)
    else:
        assert (shut, "格子只能看，可以選取、複製。" in text, "s-key__line" in text) == (boxes, True, False)
        assert WHY[state] in text


def test_what_was_typed_when_the_report_was_handed_in_stays_to_be_copied(client, workshop, group, officer):
    fill(make_sheet("design", group), title="海線接送")
    page = PaperPage.objects.create(workshop=workshop, file=make_file(workshop, by=officer), group=group, sheet="D")
    Workshop.objects.update(state="reported")
    client.force_login(officer)
    typed = {"kind": "design", "b:title": "1", "v:title": "海線共乘", "b:goal": "0", "v:goal": "少缺班",
             "r:steps:0:what": "", "r:steps:1:what": "辦說明會", "r:steps:2:what": ""}  # fmt: skip
    response = client.post(reverse("actionplans:paper_page", args=[page.pk]), typed)
    text = response.content.decode()
    assert response.status_code == 422
    assert re.search(r'name="v:title"[^>]* readonly>海線共乘</textarea>', text)
    assert re.search(r'name="v:goal"[^>]* readonly>少缺班</textarea>', text)
    assert re.search(r'name="r:steps:1:what" value="辦說明會"[^>]* readonly>', text)
    assert 'name="r:steps:0:what"' not in text
    assert '<a href="#f-title">行動名稱：沒有存。</a>' in text
    assert sheets.read(make_sheet("design", group)).values["title"] == "海線接送"
