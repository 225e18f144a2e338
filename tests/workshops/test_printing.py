"""Papers: what stands on them, what never does, and who may print them."""

import io
import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from actionplans.asking import questions, wording
from actionplans.models import QuestionSet
from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.exports import pdf
from tests.makers.accounts import make_user
from tests.makers.actionplans import also_ask, give_forms
from tests.makers.workshops import NOON, make_group, make_participant, make_workshop
from workshops import codes, papers
from workshops.models import Workshop

pytestmark = pytest.mark.django_db
SITE = "https://platform.example.org"
PAPERS = ["sign-in-groups", "sign-in-units", "name-tags", "table-cards", "blank-forms"]


@pytest.fixture
def officer():
    return make_user()


@pytest.fixture
def workshop():
    """Two tables, a host, twelve people, one of them without a table."""
    workshop = make_workshop(Workshop.State.CONFIRMED)
    give_forms(workshop.programme)
    groups = [make_group(workshop, code=code, host_name="陳大文") for code in ("NK4QX", "AC9DX")]
    for number in range(12):
        make_participant(
            workshop, name=f"參加者{number:02}", title="隊長", group=groups[number % 2] if number else None,
            email=f"secret{number}@example.org", phone="0912-345-678",
        )  # fmt: skip
    return workshop


def html(key, workshop, by):
    paper = papers.find(key, workshop, by)
    context = {"workshop": workshop, "language": "zh-Hant-TW", "title": "x"}
    return pdf.compose(paper.template, context | paper.fill(workshop, SITE, by))


def laid_out(key, workshop, by):
    """A paper as it is made in the background."""
    return papers.print_out(papers.find(key, workshop, by), workshop=workshop, site=SITE, by=by, now=NOON)


def url(workshop, key=""):
    if key:
        return reverse("workshops:paper", kwargs={"pk": workshop.pk, "key": key})
    return reverse("workshops:print", kwargs={"pk": workshop.pk})


@pytest.mark.parametrize("key", PAPERS)
def test_every_paper_is_a_tagged_pdf_with_text_and_a_line_in_the_trail(client, workshop, officer, key):
    client.force_login(officer)
    if papers.find(key, workshop, officer).is_long:
        document = laid_out(key, workshop, officer)
    else:
        answer = client.get(url(workshop, key))
        assert answer["Content-Type"] == "application/pdf"
        assert "no-store" in answer["Cache-Control"]
        document = answer.getvalue()
    reader = PdfReader(io.BytesIO(document))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert str(workshop) in reader.metadata.title
    text = "".join(page.extract_text() for page in reader.pages)
    assert len(text) > 100
    assert "\ufffd" not in text
    for secret in ("secret", "0912-345-678"):
        assert secret not in text
    sizes = {tuple(round(float(side) / 72 * 25.4) for side in page.mediabox[2:]) for page in reader.pages}
    assert sizes == {{"table-cards": (297, 210), "blank-forms": (420, 297)}.get(key, (210, 297))}
    told = trail.history_of(workshop).get(verb=Verb.PRINTED).now
    assert told["paper"] == key
    lists = key.startswith("sign-in-")
    assert ("copy" in told) is lists
    assert all((told.get("copy", "含個人資料") in page.extract_text()) is lists for page in reader.pages)


@pytest.mark.parametrize("key", ["sign-in-groups", "sign-in-units"])
def test_everybody_stands_on_the_sign_in_sheet_once(workshop, officer, key):
    sheet = html(key, workshop, officer)
    for number in range(12):
        assert sheet.count(f"參加者{number:02}") == 1
    numbers = [int(found) for found in re.findall(r'<td class="no">(\d+)</td>', sheet)]
    assert numbers == list(range(1, 13))
    assert sheet.count('<td class="sg">') == 12
    if key == "sign-in-groups":
        assert "還沒有組別" in sheet


def test_the_sheet_says_page_x_of_y(client, workshop, officer):
    for _person in range(60):
        make_participant(workshop)
    client.force_login(officer)
    reader = PdfReader(io.BytesIO(client.get(url(workshop, "sign-in-units")).getvalue()))
    total = len(reader.pages)
    assert total > 1
    for number, page in enumerate(reader.pages, 1):
        text = re.sub(r"\s", "", page.extract_text())
        assert f"第{number}頁，共{total}頁" in text
        assert "簽名" in text  # the heads of the columns stand on every page


def test_an_english_page_prints_the_foot_the_programme_and_the_county_in_english(workshop, officer):
    workshop.programme.name_en = "Workshop of Local Practice"
    with translation.override("en"):
        sheet = PdfReader(io.BytesIO(laid_out("sign-in-groups", workshop, officer))).pages[0].extract_text()
        heads = [html(key, workshop, officer) for key in ("name-tags", "table-cards")]
    assert "Page 1 of" in sheet
    for head in heads:
        assert "Workshop of Local Practice" in head
        assert workshop.county.name_en in head
        assert workshop.county.name not in head


@pytest.mark.parametrize(("people", "pages"), [(1, 1), (14, 1), (15, 1), (18, 2), (64, 4)])
def test_a_table_that_is_longer_than_a_page_begins_on_the_first(client, officer, people, pages):
    workshop = make_workshop(Workshop.State.CONFIRMED)
    group = make_group(workshop)
    for number in range(people):
        make_participant(workshop, name=f"參加者{number:02}", unit="示範志工隊", group=group)
    client.force_login(officer)
    reader = PdfReader(io.BytesIO(client.get(url(workshop, "sign-in-groups")).getvalue()))
    assert len(reader.pages) == pages
    assert "參加者00" in reader.pages[0].extract_text()


@pytest.mark.parametrize(("people", "pages"), [(10, 1), (11, 2), (20, 2), (21, 3)])
def test_ten_tags_on_a_page(officer, people, pages):
    workshop = make_workshop(Workshop.State.CONFIRMED)
    for _person in range(people):
        make_participant(workshop)
    sheet = html("name-tags", workshop, officer)
    assert sheet.count('<section class="sheet">') == pages
    assert sheet.count('<div class="tag ') == people
    assert sheet.count('class="tag c1 r4"') == people // 10


@pytest.mark.parametrize(
    ("name", "letters"),
    [("王明", "short"), ("歐陽大明", "short"), ("夏曼藍波安", "long"), ("Kolas Yotaka Lin", "longest")],
)
def test_long_names_are_set_smaller(officer, name, letters):
    workshop = make_workshop(Workshop.State.CONFIRMED)
    make_participant(workshop, name=name)
    assert f'<p class="nm {letters}">{name}</p>' in html("name-tags", workshop, officer)


NAMES = ("王明", "王小明", *("字" * letters for letters in (5, 10, 11, 24, 25, 50)), "W" * 50)
UNITS = (
    ("海線志工隊", "隊長"),
    ("財團法人天主教會花蓮教區附設花蓮縣私立安德啟智中心", "志工隊隊長"),
    *(("字" * unit, "字" * title) for unit, title in ((40, 20), (60, 0), (61, 1), (100, 50))),
    ("W" * 100, "W" * 50),
)


def test_name_and_unit_never_stand_one_on_the_other(officer):
    from weasyprint import HTML

    workshop = make_workshop(Workshop.State.CONFIRMED)
    for name in NAMES:
        for unit, title in UNITS:
            make_participant(workshop, name=name, unit=unit, title=title)
    wrong, found = [], 0
    for page in HTML(string=html("name-tags", workshop, officer)).render().pages:
        for tag in _named(page._page_box, "tag"):
            (name,), (unit,) = _named(tag, "nm"), _named(tag, "un")
            found += 1
            (name_top, name_end), (unit_top, unit_end) = _words_of(name), _words_of(unit)
            top, end = tag.position_y, tag.position_y + tag.border_height()
            if not top < name_top < name_end <= unit_top or unit_end > end:
                wrong.append(
                    (len(name.element.text), len(unit.element.text or ""), name_end - unit_top, unit_end - end)
                )
    assert found == len(NAMES) * len(UNITS)
    assert not wrong


def _named(box: Any, css: str) -> list[Any]:
    """The outermost box of each element of this class inside a box."""
    found: dict[Any, Any] = {}
    for each in box.descendants(placeholders=True):
        if each.element is not None and css in (each.element.get("class") or "").split():
            found.setdefault(each.element, each)
    return list(found.values())


def _words_of(box: Any) -> tuple[float, float]:
    """From where to where down the page the signs of a box reach (a Chinese one stands 0.88 above its line)."""
    from weasyprint.formatting_structure.boxes import TextBox

    words = [each for each in box.descendants(placeholders=True) if isinstance(each, TextBox) and each.text.strip()]
    reach = [(each.position_y + each.baseline, each.style["font_size"]) for each in words]
    return min(line - 0.88 * size for line, size in reach), max(line + 0.12 * size for line, size in reach)


def test_a_card_leads_to_its_own_table(workshop, officer):
    cards = html("table-cards", workshop, officer).split('<section class="card">')[1:]
    assert len(cards) == 2
    assert "NK4QX" in cards[0]
    assert "AC9DX" not in cards[0]
    assert "platform.example.org/j/" in cards[0]
    assert "開放填寫：" in cards[0]
    assert "陳大文" in cards[0]
    scanned = papers.join_address(workshop.groups.get(number=1), SITE)
    assert scanned == f"https://platform.example.org/j/NK4QX/?k={codes.key_of('NK4QX')}"


def test_a_revoked_code_gets_no_card(workshop, officer):
    workshop.groups.filter(number=1).update(code_revoked_at=NOON)
    assert "NK4QX" not in html("table-cards", workshop, officer)


def test_the_association_prints_cards_without_the_hosts_names(workshop):
    assert "陳大文" not in html("table-cards", workshop, make_user(Role.ASSOCIATION))


def test_blank_forms_ask_what_the_programme_asks(workshop, officer):
    form = questions.read(questions.newest(workshop.programme, "design").definition)
    reworded = wording.reword(form, {"title": {"label": "這件事叫什麼"}})
    questions.publish(programme=workshop.programme, kind="design", form=reworded, by=officer, now=NOON)
    slogan = questions.Question("x_slogan", "choice", "要不要口號？", options=(("y", "要的"), ("n", "不用")))
    also_ask(workshop.programme, "design", slogan)
    sheet = html("blank-forms", workshop, officer)
    assert sheet.count('<section class="sheet">') == 2 * 3
    for words in (
        "這件事叫什麼",
        "遇到的困難",
        "做得好的",
        "要不要口號？",
        "要的",
        "第 3 張，共 3 張",
        f"VP{workshop.pk}-1-A1-1-",
    ):
        assert words in sheet
    for code in ("肯1", "肯6", "支6", "保2"):
        assert f"<b>{code}</b>" in sheet
    assert "行動名稱" not in sheet
    assert "陳大文" not in sheet


def test_however_many_questions_are_added_all_find_their_place_on_the_paper(officer):
    """Boxes that reach below a sheet's edge would be cut off without a word."""
    workshop = make_workshop(Workshop.State.CONFIRMED)
    give_forms(workshop.programme)
    long, options = "很長的題目" * 20, tuple((f"o{n}", f"選項{n}" * 12) for n in range(1, 11))
    asked = [
        *(questions.Question(f"x_{n}", "lines", f"{n}{long}"[:100]) for n in range(1, 5)),
        *(questions.Question(f"x_{n}", "choices", f"選{n}", options=options) for n in range(5, 9)),
        *(questions.Question(f"x_{n}", "number", f"幾{n}") for n in range(9, 14)),
    ]
    also_ask(workshop.programme, "design", *asked)
    reader = PdfReader(io.BytesIO(laid_out("blank-forms", workshop, officer)))
    assert len(reader.pages) == 4
    pages = [written_on(page) for page in reader.pages[2:]]
    assert all("補充題目" in text for text, _lowest in pages)
    assert [lowest[-7:] for _text, lowest in pages] == ["第3張，共4張", "第4張，共4張"]
    found = "".join(text for text, _lowest in pages)
    for question in asked:
        assert question.label in found, question.label
        assert all(label in found for _value, label in question.options)


def written_on(page):
    """What a page says, and what of it stands lowest."""
    pieces: list[tuple[float, float, str]] = []

    def keep(text, cm, tm, _font, _size):
        if text.strip():
            x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
            pieces.append((round(y), x, re.sub(r"\s", "", text)))

    page.extract_text(visitor_text=keep)
    lowest = min(y for y, _x, _text in pieces)
    return "".join(text for _y, _x, text in pieces), "".join(text for y, _x, text in sorted(pieces) if y == lowest)


def test_without_groups_there_is_one_blank_set(officer):
    workshop = make_workshop(Workshop.State.CONFIRMED)
    give_forms(workshop.programme)
    sheet = html("blank-forms", workshop, officer)
    assert sheet.count('<section class="sheet">') == 2
    assert "第　　組" in sheet


@pytest.mark.parametrize("key", ["sign-in-groups", "name-tags", "table-cards"])
def test_an_empty_paper_is_not_printed_but_explained(client, officer, key):
    workshop = make_workshop(Workshop.State.CONFIRMED)
    QuestionSet.objects.all().delete()
    client.force_login(officer)
    answer = client.get(url(workshop, key), follow=True)
    assert answer.redirect_chain[-1][0] == url(workshop)
    assert "v-toast" in answer.content.decode()
    assert not trail.history_of(workshop).filter(verb=Verb.PRINTED).exists()


@pytest.mark.parametrize(
    ("role", "county", "printable"),
    [
        (Role.COUNTY_OFFICER, "TTT", PAPERS),
        (Role.ASSOCIATION, None, ["table-cards", "blank-forms"]),
        (Role.AUTHORITY_OFFICER, "TTT", []),
        (Role.COUNTY_OFFICER, "HUA", None),
        (Role.UNIT_COORDINATOR, "TTT", None),
    ],
)
def test_who_may_print_what(client, workshop, role, county, printable):
    client.force_login(make_user(role, county))
    page = client.get(url(workshop))
    assert page.status_code == (404 if printable is None else 200)
    for key in PAPERS:
        allowed = key in (printable or [])
        assert (f"print/{key}.pdf" in page.content.decode()) is allowed
        if not allowed:
            assert client.get(url(workshop, key)).status_code == 404
    assert client.get(url(workshop, "no-such-paper")).status_code == 404


def test_the_lecturer_prints_what_the_room_needs_and_no_names(client, workshop):
    client.force_login(workshop.lecturer)
    shown = client.get(url(workshop)).content.decode()
    assert [key for key in PAPERS if f"print/{key}.pdf" in shown] == ["table-cards", "blank-forms"]
