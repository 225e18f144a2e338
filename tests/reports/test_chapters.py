"""What the association writes into the national report: references, the proof-reader, two at once, photos, editions."""

import datetime as dt
import io
import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from jsonschema import Draft202012Validator, FormatChecker
from pypdf import PdfReader

from actionplans.consensus import adoption
from actionplans.followup import publishing as opening
from actionplans.models import Plan, Publication
from foundation.accounts.models import User
from foundation.audit import trail
from reports import document, making, paper, tables
from reports.chapters import checking, parts, references, telling, writing
from reports.editions import freezing, looking_up, publishing
from reports.models import ChapterPart, ChapterWordsVersion, Edition
from reports.national import build
from reports.typed_words import WrittenMeanwhile
from tests.makers.accounts import make_user
from tests.makers.booklets import make_case, publish_photo
from tests.makers.chapters import NOON, make_paragraph, say, words_of
from tests.makers.editions import make_edition
from tests.makers.plans import make_adopted, make_inventory
from tests.makers.workshops import make_programme, make_workshop
from workshops.models import Programme, Workshop

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def mei() -> User:
    return make_user("association", name="林小美")


@pytest.fixture
def ming() -> User:
    return make_user("association", name="王小明")


@pytest.fixture
def programme() -> Programme:
    """Taitung and Hualien held one each, with five plans between them."""
    made = make_programme(slug="ivy-2026")
    first = make_workshop(Workshop.State.HELD, programme=made, county="TTT", groups=2)
    for group in first.groups.all():
        make_inventory(group, "S3", "R4")
    make_adopted(first, ["S3", "S3"])
    make_adopted(make_workshop(Workshop.State.HELD, programme=made, county="HUA"), ["R2", "R2", "G2"])
    return made


def numbers_of(programme: Programme) -> references.Numbers:
    return references.of(build(programme, now=NOON))


def filled(programme: Programme, text: str) -> str:
    return references.fill(text, numbers_of(programme)).text


# References ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("共 {{14}} 件", "共 5 件"),
        ("共 {{ 採納的行動方案 }} 件", "共 5 件"),
        ("共 ｛｛１４｝｝ 件", "共 5 件"),
        ("{{plans}}", "5"),
        ("{{辦理的工作坊}}場", "2場"),
        ("{{臺東縣}}和{{台東縣}}", "2和2"),
        ("{{TTT}}", "2"),
        ("{{肯定}}／{{S}}", "2／2"),
        ("{{支3}}{{S3-TTT}}{{S3-HUA}}{{S3I}}", "2202"),
        ("{{資料時間}}", "115年8月1日（六）"),
        ("沒有引用", "沒有引用"),
    ],
)
def test_a_reference_becomes_the_number_of_the_moment(programme: Programme, text: str, shown: str) -> None:
    assert filled(programme, text) == shown


def test_the_code_as_it_is_printed_does_as_well_and_another_programmes_does_not(programme: Programme) -> None:
    assert filled(programme, f"{{{{P{programme.pk}-14}}}}{{{{P{programme.pk}E2-14}}}}") == "55"
    assert filled(programme, f"{{{{P{programme.pk + 7}-14}}}}") == f"〔查無「P{programme.pk + 7}-14」〕"


def test_a_number_grows_with_the_data(programme: Programme) -> None:
    assert filled(programme, "{{14}}") == "5"
    make_adopted(make_workshop(Workshop.State.HELD, programme=programme, county="TPE"), ["S1"])
    assert filled(programme, "{{14}}") == "6"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{{會場數}}", "報告裡沒有「會場數」這個數字"),
        ("{{採納的方案}}", "您要寫的是 {{採納的行動方案}} 嗎"),
        ("{{}}", "裡面沒有寫要放哪個數字"),
        ("{{14", "沒有寫完整"),
        ("14}} 件", "沒有寫完整"),
        ("{{14}} 件", ""),
    ],
)
def test_an_unknown_reference_is_a_sentence_and_never_a_blank(programme: Programme, text: str, sentence: str) -> None:
    numbers = numbers_of(programme)
    said = references.problems(references.fill(text, numbers), numbers)
    assert bool(said) == bool(sentence)
    assert sentence in " ".join(said)
    assert references.fill(text, numbers).text.strip()


@pytest.mark.parametrize("language", ["zh-hant", "en"])
def test_every_code_says_what_looking_it_up_says(programme: Programme, language: str) -> None:
    with translation.override(language):
        report = build(programme, now=NOON)
        for one in references.numerals(report):
            if one.part:
                behind = looking_up.behind(report, one.part)
                assert behind is not None, one.part
                assert behind.value == one.value, one.part
                assert references.of(report).find(one.part) == one
                assert references.of(report).find(one.label) == one


# The proof-reader ---------------------------------------------------------------------------------------------------


def check(programme: Programme, text: str, language: str = "zh-hant") -> checking.Checked:
    return checking.check(text, numbers_of(programme), language=language)


def test_the_proof_reader_reads_the_numbers_that_were_put_in(programme: Programme) -> None:
    right = check(programme, "採納 {{14}}件，{{06}}場工作坊，平均每場2.5件。")
    assert [line.tone for line in right.lines] == ["ok"]
    wrong = check(programme, "採納 {{14}}件，{{06}}場工作坊，平均每場3.5件。")
    assert [line.tone for line in wrong.lines] == ["late"]
    assert "2.5" in wrong.lines[0].finding.how
    assert check(programme, "An average of 3.5 件 per 場", "en").lines == ()


def test_digits_that_a_figure_says_as_well_are_offered_as_a_reference(programme: Programme) -> None:
    [tip] = check(programme, "採納5件。").tips
    assert "{{採納的行動方案}}" in tip
    assert check(programme, "採納{{14}}件。").tips == ()
    assert check(programme, "採納4件。").tips == ()


# Writing ------------------------------------------------------------------------------------------------------------


def test_two_at_once_lose_nothing_and_every_version_can_be_put_back(
    programme: Programme, mei: User, ming: User
) -> None:
    words = words_of(make_paragraph(programme, "她寫的", by=mei))
    with pytest.raises(WrittenMeanwhile) as meanwhile:
        writing.write(words=words, text="他寫的", seen=0, by=ming, now=NOON)
    assert meanwhile.value.theirs.words == "她寫的"
    assert "林小美" in " ".join(meanwhile.value.messages)
    kept = ChapterWordsVersion.objects.filter(of=words)
    assert {(one.said, one.set_aside) for one in kept} == {("她寫的", False), ("他寫的", True)}
    back = writing.write(words=words, text="他寫的", seen=1, by=ming, now=NOON + MINUTE)
    assert (back.text, back.version, back.changed_by) == ("他寫的", 2, "王小明")


@pytest.mark.parametrize(("length", "fits"), [(6000, True), (6001, False)])
def test_how_long_a_paragraph_may_be(programme: Programme, mei: User, length: int, fits: bool) -> None:
    words = words_of(make_paragraph(programme, by=mei))
    if fits:
        assert writing.write(words=words, text="字" * length, seen=0, by=mei, now=NOON).version == 1
        return
    with pytest.raises(ValidationError, match="6000 字"):
        writing.write(words=words, text="字" * length, seen=0, by=mei, now=NOON)


def test_what_is_taken_out_keeps_its_words_and_is_put_back(programme: Programme, mei: User, ming: User) -> None:
    part = make_paragraph(programme, "留著", by=mei)
    make_paragraph(programme, "第二段", by=mei)
    parts.remove(part=part, by=ming, now=NOON)
    assert trail.history_of(part)[0].was["words"] == ["留著"]
    with pytest.raises(ValidationError, match="王小明剛剛拿掉了這一段"):
        writing.write(words=words_of(part), text="還在寫", seen=1, by=mei, now=NOON)
    parts.put_back(part=part, by=mei, now=NOON)
    standing = ChapterPart.objects.filter(programme=programme).standing()
    assert [words_of(one).text for one in standing] == ["第二段", "留著"]


@pytest.mark.parametrize(
    ("move", "up", "order"), [(0, True, "012"), (0, False, "102"), (2, True, "021"), (2, False, "012")]
)
def test_the_order_changes_by_one_place(programme: Programme, mei: User, move: int, up: bool, order: str) -> None:
    rows = [make_paragraph(programme, str(at), by=mei) for at in range(3)]
    parts.arrange(part=rows[move], up=up, by=mei, now=NOON)
    standing = ChapterPart.objects.filter(programme=programme).standing()
    assert "".join(words_of(one).text for one in standing) == order


def test_only_adopted_plans_of_the_programme_are_cases(programme: Programme, mei: User) -> None:
    good = Plan.objects.filter(workshop__programme=programme).first()
    other = make_case(workshop=make_workshop(programme=make_programme(slug="other", year=2027)))
    assert good is not None
    with pytest.raises(ValidationError, match="不是這個方案已採納"):
        parts.add_cases(programme=programme, chapter="results", plans=[good, other], by=mei, now=NOON)
    assert not ChapterPart.objects.exists()
    [made] = parts.add_cases(programme=programme, chapter="results", plans=[good], by=mei, now=NOON)
    assert parts.add_cases(programme=programme, chapter="results", plans=[good], by=mei, now=NOON) == [made]
    with pytest.raises(ValidationError, match="沒有這一章"):
        parts.add_paragraph(programme=programme, chapter="nowhere", by=mei, now=NOON)


# In the report ------------------------------------------------------------------------------------------------------


def written(programme: Programme) -> tuple[str, dict[str, object]]:
    report = telling.with_chapters(build(programme, now=NOON), programme)
    pages = PdfReader(io.BytesIO(paper.render(report))).pages
    return re.sub(r"\s+", "", "".join(page.extract_text() for page in pages)), document.value(report)


def test_without_prose_the_value_and_the_papers_are_as_before(programme: Programme, mei: User) -> None:
    report = build(programme, now=NOON)
    part = make_paragraph(programme, "寫了又拿掉", by=mei)
    make_paragraph(programme, "   ", by=mei)
    parts.remove(part=part, by=mei, now=NOON)
    told = telling.with_chapters(report, programme)
    assert told == report
    assert "chapters" not in document.value(told)
    assert "正文" not in [table.name for table in tables.tables(told)]
    assert 'id="c0"' not in paper.compose(told)


def test_prose_stands_in_every_format_with_its_numbers_and_their_codes(programme: Programme, mei: User) -> None:
    for chapter in ChapterPart.Chapter.values:
        make_paragraph(programme, f"這是{chapter}，共{{{{14}}}}件。\n\n另一段。", by=mei, chapter=chapter)
    plan = Plan.objects.filter(workshop__programme=programme, county="TTT").first()
    assert plan is not None
    [case] = parts.add_cases(programme=programme, chapter="results", plans=[plan], by=mei, now=NOON)
    say(case, "因為全縣只有它跨鄉。", by=mei)
    text, _value = written(programme)
    for chapter in ChapterPart.Chapter.values:
        assert f"這是{chapter}，共5件。" in text
    assert text.count(f"代號P{programme.pk}-14") == 6
    assert "因為全縣只有它跨鄉。" in text
    assert "前言" in text
    assert "結語" in text
    Draft202012Validator(document.schema(), format_checker=FormatChecker()).validate(
        json.loads(document.render(telling.with_chapters(build(programme, now=NOON), programme)))
    )
    report = telling.with_chapters(build(programme, now=NOON), programme)
    [sheet] = [table for table in tables.tables(report) if table.name == "正文"]
    assert len(list(sheet.rows)) == 7
    assert freezing.thawed(json.loads(json.dumps(freezing.frozen(report)))) == report


def test_the_english_edition_has_the_english_words_only(programme: Programme, mei: User) -> None:
    make_paragraph(programme, "中文{{14}}件", by=mei, english="We adopted {{14}} plans.")
    make_paragraph(programme, "只有中文", by=mei)
    with translation.override("en"):
        report = telling.with_chapters(build(programme, now=NOON), programme)
    [chapter] = report.chapters
    assert [piece.text for piece in chapter.pieces] == ["We adopted 5 plans."]


def test_a_photo_is_printed_with_its_licence_while_its_right_holds(programme: Programme, mei: User) -> None:
    plan = make_case(workshop=Workshop.objects.filter(programme=programme).first())
    piece = publish_photo(plan, by=mei)
    [part] = parts.add_photos(programme=programme, chapter="results", evidence=[piece], by=mei, now=NOON)
    assert words_of(part, "credit").text == plan.county.name
    say(part, "第一次共乘，{{14}}件之一", by=mei, role="caption")
    say(part, "站牌旁的小巴", by=mei, role="alt")
    text, value = written(programme)
    assert "第一次共乘，6件之一" in text
    assert f"照片：{plan.county.name}（縣市已公開這張佐證照片）" in text
    [chapter] = value["chapters"]  # type: ignore[misc]
    assert "jpeg" not in chapter["pieces"][0]["photo"]  # type: ignore[index]
    report = telling.with_chapters(build(programme, now=NOON), programme)
    assert telling.problems(report, programme, language="zh-hant") == []
    assert any(
        "（英文）" in one and "畫面上有什麼" in one for one in telling.problems(report, programme, language="en")
    )
    opening.withdraw(publication=Publication.objects.get(plan=plan), reason="內容有誤，再確認", by=mei, now=NOON)
    assert telling.with_chapters(report, programme).chapters == ()
    assert any("收回" in one for one in telling.problems(report, programme, language="zh-hant"))
    with pytest.raises(ValidationError, match="沒有公開"):
        parts.add_photos(programme=programme, chapter="summary", evidence=[piece], by=mei, now=NOON)


def test_a_case_that_was_withdrawn_is_not_printed_and_is_said(programme: Programme, mei: User) -> None:
    plan = Plan.objects.filter(workshop__programme=programme).first()
    assert plan is not None
    parts.add_cases(programme=programme, chapter="results", plans=[plan], by=mei, now=NOON)
    adoption.withdraw(plan=plan, by=mei, reason="重複採納，改列另一件", now=NOON)
    report = build(programme, now=NOON)
    assert telling.with_chapters(report, programme).chapters == ()
    assert any("已經不是採納的行動方案" in one for one in telling.problems(report, programme, language="zh-hant"))


def test_a_report_without_prose_asks_one_question_more(programme: Programme) -> None:
    report = build(programme, now=NOON)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        telling.with_chapters(report, programme)
    assert len(asked) == 1


# Frozen -------------------------------------------------------------------------------------------------------------


def test_an_edition_freezes_what_is_written(programme: Programme, mei: User) -> None:
    words = words_of(make_paragraph(programme, "共{{14}}件。", by=mei, english="{{14}} plans."))
    edition = make_edition(programme, by=mei, formats=making.FORMATS)
    writing.write(words=words, text="後來改了", seen=1, by=mei, now=NOON)
    make_adopted(make_workshop(Workshop.State.HELD, programme=programme, county="TPE"), ["S1"])
    kept = Edition.objects.get()
    assert looking_up.report_of(kept).chapters[0].pieces[0].text == "共5件。"
    for file in kept.files.all():
        again = publishing.rendered(freezing.thawed(kept.values[file.language]), file.language, file.suffix)
        assert again == publishing.content(file), (file.language, file.suffix)
    pages = PdfReader(io.BytesIO(publishing.content(kept.files.get(language="zh-hant", suffix="pdf")))).pages
    text = re.sub(r"\s+", "", "".join(page.extract_text() for page in pages))
    assert f"共5件。代號{edition.code}-14" in text


def test_an_edition_from_before_there_were_chapters_is_read_and_made_as_it_was(programme: Programme) -> None:
    edition = make_edition(programme)
    value = dict(edition.values["zh-hant"])
    del value["chapters"]
    old = freezing.thawed(value)
    assert old.chapters == ()
    assert document.render(old) == publishing.content(edition.files.get(language="zh-hant"))


def test_nothing_is_frozen_that_says_that_it_is_unknown(programme: Programme, mei: User) -> None:
    make_paragraph(programme, "共{{會場數}}場", by=mei, english="{{nothing}}")
    with pytest.raises(ValidationError) as refused:
        make_edition(programme, by=mei)
    said = refused.value.messages
    assert any(one.startswith("一、摘要：") and "會場數" in one for one in said)
    assert any(one.startswith("一、摘要（英文）：") and "nothing" in one for one in said)
    assert not Edition.objects.exists()


# Pages --------------------------------------------------------------------------------------------------------------


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_words_are_kept_without_javascript_and_a_conflict_shows_both(
    programme: Programme, mei: User, ming: User
) -> None:
    words = words_of(make_paragraph(programme, "她寫的", by=mei))
    page = client_of(ming)
    address = reverse("reports:chapter_words", args=[words.pk])
    answer = page.post(address, {"text": "他寫的 {{會場數}}", "version": "0"})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "她寫的" in shown
    assert "他寫的 {{會場數}}" in shown
    assert "報告裡沒有「會場數」這個數字" in shown
    assert page.post(address, {"text": "他寫的", "version": "1"}).status_code == 302
    history = page.get(reverse("reports:chapter_history", args=[words.pk])).content.decode()
    assert history.count("還原成這一版") == 2
    assert page.post(address, {"text": "她寫的", "version": "2"}).status_code == 302
    words.refresh_from_db()
    assert (words.text, words.version) == ("她寫的", 3)


def test_what_is_typed_is_answered_with_what_the_proof_reader_says(programme: Programme, mei: User) -> None:
    words = words_of(make_paragraph(programme, by=mei))
    answer = client_of(mei).post(
        reverse("reports:chapter_words", args=[words.pk]),
        {"text": "共{{14}}件，平均每場9.5件，{{06}}場。", "version": "0"},
        headers={"HX-Request": "true"},
    )
    shown = answer.content.decode()
    assert 'data-state="saved"' in shown
    assert "算出來不一樣" in shown
    assert "<b>5</b>" in shown


@pytest.mark.parametrize("name", ["reports:chapters_of", "reports:chapter", "reports:chapter_choose"])
def test_the_pages_ask_as_often_of_three_as_of_one(programme: Programme, mei: User, name: str) -> None:
    args = [programme.slug] if name == "reports:chapters_of" else [programme.slug, "summary"]
    page = client_of(mei)
    counts = []
    plans = list(Plan.objects.filter(workshop__programme=programme).select_related("workshop"))
    for at in range(3):
        make_paragraph(programme, f"第{at}段{{{{14}}}}", by=mei)
        parts.add_cases(programme=programme, chapter="summary", plans=[plans[at]], by=mei, now=NOON)
        page.get(reverse(name, args=args))
        with CaptureQueriesContext(connection) as asked:
            assert page.get(reverse(name, args=args)).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[2]
