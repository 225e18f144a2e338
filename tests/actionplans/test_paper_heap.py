"""A heap of photos: what finds its place by itself, what waits, what is refused, and who may put it where."""

import io

import pytest
import segno
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from PIL import Image

from actionplans.models import PaperPage
from actionplans.paper import page_codes, paper_heap
from actionplans.paper.page_codes import PageCode
from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.verbs import Verb
from foundation.files.models import StoredFile
from tests.makers.accounts import make_user
from tests.makers.actionplans import give_forms
from tests.makers.files import make_file, make_photo, make_scan
from tests.makers.workshops import NOON, make_group, make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


def photo_of(code: PageCode | str, turn: int = 0) -> bytes:
    """A photographed page with its QR in the corner, turned by so many degrees against the clock."""
    image = Image.open(io.BytesIO(make_photo((900, 640))))
    drawn = io.BytesIO()
    segno.make(str(code), error="q", micro=False).save(drawn, kind="png", scale=5, border=3)
    image.paste(Image.open(drawn).convert("RGB"), (700, 20))
    stream = io.BytesIO()
    image.rotate(turn, expand=True).save(stream, "JPEG")
    return stream.getvalue()


@pytest.fixture
def officer():
    return make_user()


@pytest.fixture
def workshop():
    workshop = make_workshop(Workshop.State.HELD, agenda=False, groups=2)
    give_forms(workshop.programme)
    return workshop


def take(workshop, by, data, name="IMG_1.jpg"):
    return paper_heap.take_in(workshop=workshop, name=name, data=data, by=by, now=NOON)


@pytest.mark.parametrize(("turned", "turn"), [(0, 0), (90, 90), (180, 180), (270, 270)])
def test_a_page_with_its_code_finds_its_table_and_stands_upright(workshop, officer, turned, turn):
    [answer] = take(workshop, officer, photo_of(PageCode(workshop.pk, 2, "B", 1, 1), turned))
    page = answer.page
    assert answer.outcome == paper_heap.PLACED
    assert (page.group.number, page.sheet, page.version, page.number) == (2, "B", 1, 1)
    assert page.turn == turn
    assert "第 2 組" in answer.text


@pytest.mark.parametrize(
    ("code", "sheet", "word"),
    [
        (lambda w: PageCode(w.pk, 0, "A", 1, 1), "A", "沒有印組別"),
        (lambda w: PageCode(w.pk, 9, "A", 1, 1), "A", "印的是第 9 組，這場只有 2 組"),
        (lambda w: PageCode(w.pk, 3, "A", 1, 1), "A", "印的是第 3 組，這場只有 2 組"),
        (lambda w: PageCode(w.pk + 1, 1, "A", 1, 1), "", "別場"),
        (lambda w: "https://example.org/j/NK4QX/", "", "讀不到"),
        (lambda w: str(PageCode(w.pk, 1, "A", 1, 1))[:-1] + "0", "", "讀不到"),
    ],
)
def test_what_the_code_does_not_tell_waits(workshop, officer, code, sheet, word):
    [answer] = take(workshop, officer, photo_of(code(workshop)))
    assert answer.outcome == paper_heap.WAITING
    assert word in answer.text
    assert (answer.page.group, answer.page.sheet) == (None, sheet)
    assert list(PaperPage.objects.waiting()) == [answer.page]


def test_two_photos_of_a_page_are_one_page(workshop, officer):
    """Nobody keys it twice: its code says which page it is, however many photos there are."""
    answers = [
        take(workshop, officer, photo_of(PageCode(workshop.pk, 1, "A", 1, number), turned))[0]
        for turned in (0, 90)
        for number in (1, 2, 3)
    ]
    assert ["登打一次就好" in one.text for one in answers] == [False] * 3 + [True] * 3
    by_hand = PaperPage.objects.create(
        workshop=workshop, file=make_file(workshop, by=officer), group=workshop.groups.get(number=1), sheet="A"
    )
    titles = paper_heap.titles(workshop.paper_pages.in_order())
    assert [titles[one.page.pk] for one in answers] == [
        f"盤點表・第 {number} 頁{more}" for more in ("", "（同一頁的第 2 張照片）") for number in (1, 2, 3)
    ]
    assert titles[by_hand.pk] == "盤點表・第 4 頁"
    assert take(workshop, officer, photo_of(PageCode(workshop.pk, 2, "A", 1, 1)))[0].text == "第 2 組・盤點表，已歸位。"


def test_the_same_photo_is_said_to_be_there(workshop, officer):
    data = make_photo()
    [first] = take(workshop, officer, data)
    [second] = take(workshop, officer, data, "copy.jpg")
    assert (second.outcome, second.page) == (paper_heap.TWICE, first.page)
    assert PaperPage.objects.count() == 1


def test_each_page_of_a_scan_has_its_own_answer(workshop, officer):
    scan = make_scan(photo_of(PageCode(workshop.pk, 1, "A", 1, 1)), make_photo((620, 877)))
    first, second = take(workshop, officer, scan, "scan.pdf")
    assert (first.outcome, second.outcome) == (paper_heap.PLACED, paper_heap.WAITING)
    assert [first.name, second.name] == ["scan.pdf 第 1 頁", "scan.pdf 第 2 頁"]
    assert second.page.file.original_name == "scan.pdf#page=2"


@pytest.mark.parametrize(
    ("kept", "chinese", "english"),
    [
        ("scan.pdf#page=2", "scan.pdf 第 2 頁", "scan.pdf page 2"),
        ("scan.pdf 第 12 頁", "scan.pdf 第 12 頁", "scan.pdf page 12"),  # came in before, in Chinese
        ("Scan.PDF page 3", "Scan.PDF 第 3 頁", "Scan.PDF page 3"),
        ("我的照片 第 2 頁.jpg", "我的照片 第 2 頁.jpg", "我的照片 第 2 頁.jpg"),
        ("IMG_1.jpg", "IMG_1.jpg", "IMG_1.jpg"),
        ("page 2", "page 2", "page 2"),
    ],
)
def test_a_page_of_a_scan_is_named_in_the_readers_language(client, workshop, officer, kept, chinese, english):
    page = PaperPage.objects.create(workshop=workshop, file=make_file(workshop, by=officer, name=kept))
    client.force_login(officer)
    for language, name in (("zh-hant", chinese), ("en", english)):
        with translation.override(language):
            assert page.name == name
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        assert f"<b>{name}</b>" in client.get(reverse("actionplans:paper", args=[workshop.pk])).content.decode()


def test_a_page_for_a_table_of_a_workshop_without_tables_is_told_so(officer):
    workshop = make_workshop("held", agenda=False)
    [answer] = take(workshop, officer, photo_of(PageCode(workshop.pk, 3, "A", 1, 1)))
    assert answer.text == "這一頁印的是第 3 組，這場還沒有分組。分組之後再點選是哪一組。"


def test_what_is_no_photo_is_refused_and_leaves_nothing(workshop, officer):
    [answer] = take(workshop, officer, b"<html>", "page.jpg")
    assert answer.outcome == paper_heap.REFUSED
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize(
    ("state", "open_"),
    [("draft", False), ("submitted", True), ("confirmed", True), ("running", True), ("held", True),
     ("reported", False), ("closed", False), ("cancelled", False)],
)  # fmt: skip
def test_paper_is_taken_whatever_the_tables_hours_until_the_report(officer, state, open_):
    workshop = make_workshop(state, agenda=False)
    assert (paper_heap.why_closed(workshop) == "") is open_
    if not open_:
        with pytest.raises(ValidationError):
            take(workshop, officer, make_photo())


@pytest.mark.parametrize(("state", "open_"), [("submitted", True), ("held", True), ("reported", False)])
def test_pages_are_turned_and_marked_until_the_report_and_lie_as_they_are_from_then_on(
    client, workshop, officer, state, open_
):
    page = take(workshop, officer, photo_of(PageCode(workshop.pk, 1, "A", 1, 1)))[0].page
    Workshop.objects.filter(pk=workshop.pk).update(state=state)
    client.force_login(officer)
    for name in ("paper_turn", "paper_keyed"):
        client.post(reverse(f"actionplans:{name}", args=[page.pk]))
    page.refresh_from_db()
    assert (page.turn, page.keyed_at is not None) == ((90, True) if open_ else (0, False))
    shown = client.get(reverse("actionplans:paper_page", args=[page.pk])).content.decode()
    assert ("轉 90 度" in shown) is open_
    assert ("已經交出報告" in shown) is not open_


def test_somebody_says_where_a_page_belongs_and_it_stands_in_the_trail(workshop, officer):
    [answer] = take(workshop, officer, make_photo())
    group = workshop.groups.get(number=1)
    page = paper_heap.place(page=answer.page, group=group, sheet="D", by=officer, now=NOON)
    page.refresh_from_db()
    assert (page.group, page.sheet, page.placed_by) == (group, "D", officer.name)
    assert trail.history_of(page).filter(verb=Verb.PAGE_PLACED).exists()


def test_a_page_goes_to_no_other_workshop_and_to_no_unknown_sheet(workshop, officer):
    [answer] = take(workshop, officer, make_photo())
    for group, sheet in ((make_group(make_workshop("held", agenda=False)), "A"), (workshop.groups.first(), "Z")):
        with pytest.raises(ValidationError):
            paper_heap.place(page=answer.page, group=group, sheet=sheet, by=officer, now=NOON)
    assert PaperPage.objects.waiting().exists()


def test_a_keyed_page_stays_where_it_is_until_it_is_opened_again(workshop, officer):
    [answer] = take(workshop, officer, photo_of(PageCode(workshop.pk, 1, "A", 1, 1)))
    page, other = answer.page, workshop.groups.get(number=2)
    paper_heap.mark_keyed(page=page, by=officer, now=NOON)
    with pytest.raises(ValidationError, match="登打完"):
        paper_heap.place(page=page, group=other, sheet="A", by=officer, now=NOON)
    paper_heap.mark_keyed(page=page, by=officer, now=NOON, keyed=False)
    paper_heap.place(page=page, group=other, sheet="A", by=officer, now=NOON)


def test_a_page_without_a_place_cannot_be_done(workshop, officer):
    [answer] = take(workshop, officer, make_photo())
    with pytest.raises(ValidationError):
        paper_heap.mark_keyed(page=answer.page, by=officer, now=NOON)


def test_four_turns_are_none(workshop, officer):
    [answer] = take(workshop, officer, make_photo((80, 60)))
    page = answer.page
    seen = [(page.view_box, page.transform)]
    for _turn in range(4):
        paper_heap.turn(page=page, degrees=90)
        page.refresh_from_db()
        seen.append((page.view_box, page.transform))
    assert seen[0] == seen[4] == ("0 0 80 60", "")
    assert seen[1] == ("0 0 60 80", "translate(60 0) rotate(90)")


def test_a_thrown_away_photo_is_gone_and_told(workshop, officer):
    [answer] = take(workshop, officer, make_photo())
    paper_heap.discard(page=answer.page, by=officer, now=NOON)
    assert not StoredFile.objects.exists()
    assert not PaperPage.objects.exists()


def test_many_photos_of_one_form_each_have_their_answer(client, workshop, officer):
    client.force_login(officer)
    same = make_photo()
    sent = [
        SimpleUploadedFile("a.jpg", photo_of(PageCode(workshop.pk, 1, "A", 1, 1))),
        SimpleUploadedFile("b.jpg", same),
        SimpleUploadedFile("c.jpg", same),
        SimpleUploadedFile("d.jpg", b"<script>"),
    ]
    answer = client.post(reverse("actionplans:paper_upload", args=[workshop.pk]), {"photos": sent})
    text = answer.content.decode()
    assert [text.count(f'data-outcome="{o}"') for o in ("placed", "waiting", "twice", "refused")] == [1, 1, 1, 1]
    one = client.post(
        reverse("actionplans:paper_upload", args=[workshop.pk]),
        {"photos": [SimpleUploadedFile("e.jpg", make_photo())]},
        headers={"X-Requested-With": "paper"},
    )
    assert one.content.decode().strip().startswith("<li")


def test_too_many_at_once_are_told_where_it_stopped(client, workshop, officer, monkeypatch):
    monkeypatch.setattr("actionplans.views.paper.MOST_AT_ONCE", 1)
    client.force_login(officer)
    sent = [SimpleUploadedFile(name, make_photo()) for name in ("a.jpg", "b.jpg", "c.jpg")]
    text = client.post(reverse("actionplans:paper_upload", args=[workshop.pk]), {"photos": sent}).content.decode()
    assert PaperPage.objects.count() == 1
    assert "b.jpg" in text
    assert "一次最多 1 張" in text


@pytest.mark.parametrize("pages", [1, 3])
def test_the_desk_asks_as_often_for_one_page_as_for_three(
    client, workshop, officer, pages, django_assert_max_num_queries
):
    for table in range(pages):
        take(workshop, officer, photo_of(PageCode(workshop.pk, table % 2 + 1, "A", 1, 1)))
        take(workshop, officer, make_photo())
    client.force_login(officer)
    with django_assert_max_num_queries(14):
        assert client.get(reverse("actionplans:paper", args=[workshop.pk])).status_code == 200


def test_two_taps_place_a_page(client, workshop, officer):
    [answer] = take(workshop, officer, make_photo())
    client.force_login(officer)
    where = reverse("actionplans:paper_place", args=[answer.page.pk])
    client.post(where, {"sheet": "A"})
    assert PaperPage.objects.waiting().exists(), "without a table nothing is guessed"
    client.post(where, {"group": "2", "sheet": "A"})
    answer.page.refresh_from_db()
    assert (answer.page.group.number, answer.page.sheet) == (2, "A")


def test_who_only_reads_sees_photos_but_no_desk(client, workshop, officer):
    [answer] = take(workshop, officer, make_photo())
    client.force_login(make_user(Role.ASSOCIATION))
    shown = client.get(reverse("files:content", args=[answer.page.file_id]))
    assert shown.status_code == 200
    assert shown.getvalue().startswith(b"\xff\xd8\xff")
    assert client.get(reverse("actionplans:paper", args=[workshop.pk])).status_code == 404
    assert page_codes.read(answer.page.code) is None


@pytest.mark.parametrize(
    ("numbers", "names"),
    [
        ([1], ["盤點表"]),
        ([2], ["盤點表・第 2 頁"]),
        ([1, 2], ["盤點表・第 1 頁", "盤點表・第 2 頁"]),
        ([2, 3], ["盤點表・第 2 頁", "盤點表・第 3 頁"]),
        ([1, 1, 1], ["盤點表・第 1 頁", "盤點表・第 2 頁", "盤點表・第 3 頁"]),  # put there by hand
    ],
)
def test_the_pages_of_one_sheet_are_told_apart(client, workshop, officer, numbers, names):
    one, two = workshop.groups.order_by("number")
    files = [make_file(workshop, by=officer) for _each in range(len(numbers) + 2)]
    pages = [
        PaperPage.objects.create(workshop=workshop, file=file, group=one, sheet="A", number=number)
        for file, number in zip(files, numbers, strict=False)
    ]
    other = PaperPage.objects.create(workshop=workshop, file=files[-2], group=two, sheet="A")
    waiting = PaperPage.objects.create(workshop=workshop, file=files[-1])
    titles = paper_heap.titles(workshop.paper_pages.in_order())
    assert [titles[page.pk] for page in pages] == names
    assert titles[other.pk] == "盤點表"
    assert waiting.pk not in titles
    client.force_login(officer)
    desk = client.get(reverse("actionplans:paper", args=[workshop.pk])).content.decode()
    beside = client.get(reverse("actionplans:paper_page", args=[pages[-1].pk])).content.decode()
    assert f"<b>{names[-1]}</b>" in desk
    assert f"{one}・{names[-1]}</h1>" in beside
