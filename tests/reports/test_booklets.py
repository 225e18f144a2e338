"""The English booklet's words: choosing, translating, signing, publishing."""

import datetime as dt
import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from actionplans.followup import publishing as opening
from actionplans.models import Plan, Publication
from foundation.accounts.models import User
from foundation.audit import trail
from reports import photo_rights
from reports.booklet import book, booklets, passages, photos, publishing, readiness, sources
from reports.models import Booklet, Highlight, Passage, PassageVersion
from tests.makers.accounts import county, make_user
from tests.makers.booklets import NOON, make_booklet, make_case, publish_photo, put_photo, translate_all
from tests.makers.workshops import make_programme, make_workshop

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def mei() -> User:
    return make_user("association", name="林小美")


@pytest.fixture
def ming() -> User:
    return make_user("association", name="王小明")


def passage_of(booklet: Booklet, part: str) -> Passage:
    return booklet.passages.get(part=part)


def said(booklet: Booklet) -> list[str]:
    return [words for words, _where in readiness.of(booklet).problems]


def refused(refusal: pytest.ExceptionInfo[ValidationError]) -> str:
    return " ".join(refusal.value.messages)


# Choosing -----------------------------------------------------------------------------------------------------------


def test_a_chosen_plan_brings_what_the_data_say_of_it() -> None:
    plan = make_case(title_en="Getting There")
    booklet = make_booklet(plan)
    [highlight] = booklet.highlights.all()
    parts = {one.part: one for one in highlight.passages.all()}
    assert list(parts) == ["title", "agency", "problem", "action", "vow"]
    assert parts["title"].english == "Getting There"  # it has an English name already
    assert parts["problem"].source == "志工平均 68 歲，單趟四十分鐘。"
    assert parts["problem"].english == ""
    assert booklet.passages.get(highlight=None).source == "志工讓地方更好。"


@pytest.mark.parametrize("what", ["candidate", "elsewhere"])
def test_only_adopted_plans_of_the_programme_are_chosen(what: str, mei: User) -> None:
    booklet = make_booklet(make_case())
    other = make_programme(slug="another", year=2027)
    plan = (
        make_case(state=Plan.State.CANDIDATE, code=None, workshop=booklet.highlights.get().plan.workshop)  # type: ignore[union-attr]
        if what == "candidate"
        else make_case(workshop=make_workshop(programme=other))
    )
    good = make_case(workshop=booklet.highlights.get().plan.workshop)  # type: ignore[union-attr]
    with pytest.raises(ValidationError) as refusal:
        booklets.choose(booklet=booklet, plans=[good, plan], counties=[], by=mei, now=NOON)
    assert "不是這個方案已採納" in refused(refusal)
    assert booklet.highlights.count() == 1  # nothing by halves


def test_what_is_there_is_not_chosen_twice(mei: User) -> None:
    booklet = make_booklet(make_case(), counties=("TTT",))
    plan = booklet.highlights.get(county=None).plan
    assert plan is not None
    assert booklets.choose(booklet=booklet, plans=[plan], counties=[county()], by=mei, now=NOON) == []
    assert booklet.highlights.count() == 2


@pytest.mark.parametrize(
    ("move", "up", "order"),
    [(0, True, "012"), (0, False, "102"), (1, True, "102"), (1, False, "021"), (2, True, "021"), (2, False, "012")],
)
def test_the_order_changes_by_one_place(move: int, up: bool, order: str, mei: User) -> None:
    first = make_case()
    booklet = make_booklet(first, make_case(workshop=first.workshop), make_case(workshop=first.workshop))
    rows = list(booklet.highlights.all())
    booklets.arrange(highlight=rows[move], up=up, by=mei, now=NOON)
    assert "".join(str(rows.index(row)) for row in booklet.highlights.all()) == order


def test_what_is_taken_out_leaves_its_words_in_the_trail(mei: User) -> None:
    booklet = make_booklet()
    passages.write(passage=passage_of(booklet, "vow"), english="On time.", seen=0, by=mei, now=NOON)
    booklets.drop(highlight=booklet.highlights.get(), by=mei, now=NOON)
    assert not booklet.highlights.exists()
    assert trail.history_of(booklet)[0].was["words"] == ["一句承諾：On time."]


# Translating --------------------------------------------------------------------------------------------------------


def test_what_is_typed_in_one_go_is_one_version(mei: User, ming: User) -> None:
    passage = passage_of(make_booklet(), "problem")
    for number, (who, minutes, words) in enumerate(
        [(mei, 0, "They"), (mei, 9, "They are 68"), (mei, 20, "They are 68 years old"), (ming, 21, "Aged 68")]
    ):
        now = NOON + minutes * MINUTE
        passage = passages.write(passage=passage, english=words, seen=number, by=who, now=now)
    kept = PassageVersion.objects.filter(passage=passage)
    assert [one.english for one in kept] == ["Aged 68", "They are 68 years old", "They are 68"]
    assert (passage.version, passage.translator) == (4, ming)
    assert len(trail.history_of(passage)) == 3  # a line for each version, not for each letter


def test_two_at_once_lose_nothing(mei: User, ming: User) -> None:
    passage = passage_of(make_booklet(), "problem")
    passages.write(passage=passage, english="Hers", seen=0, by=mei, now=NOON)
    with pytest.raises(passages.WrittenMeanwhile) as meanwhile:
        passages.write(passage=passage, english="His", seen=0, by=ming, now=NOON)
    assert meanwhile.value.theirs.english == "Hers"
    passage.refresh_from_db()
    assert (passage.english, passage.version) == ("Hers", 1)
    assert list(passage.versions.filter(set_aside=True).values_list("english", flat=True)) == ["His"]
    # Having seen hers he takes his own.
    assert passages.write(passage=passage, english="His", seen=1, by=ming, now=NOON).english == "His"


def test_the_same_words_are_no_change(mei: User, ming: User) -> None:
    """An answer that was lost on its way is asked for again, with the version from before."""
    passage = passage_of(make_booklet(), "problem")
    passages.write(passage=passage, english="Same", seen=0, by=mei, now=NOON)
    assert passages.write(passage=passage, english=" Same \r\n", seen=0, by=ming, now=NOON).version == 1


@pytest.mark.parametrize(("length", "fits"), [(12000, True), (12001, False)])
def test_how_long_a_translation_may_be(length: int, fits: bool, mei: User) -> None:
    passage = passage_of(make_booklet(), "problem")
    if fits:
        assert passages.write(passage=passage, english="a" * length, seen=0, by=mei, now=NOON).version == 1
        return
    with pytest.raises(ValidationError) as refusal:
        passages.write(passage=passage, english="a" * length, seen=0, by=mei, now=NOON)
    assert "12,000" in refused(refusal) or "12000" in refused(refusal)


def test_a_source_that_changed_is_said_and_taken_anew(mei: User, ming: User) -> None:
    booklet = make_booklet()
    translate_all(booklet, by=mei, reviewer=ming)
    plan = booklet.highlights.get().plan
    assert plan is not None
    Plan.objects.filter(pk=plan.pk).update(problem="志工平均 70 歲。")
    assert said(booklet) == [f"{plan}：中文資料後來改了（看見的問題）。"]
    with pytest.raises(ValidationError) as refusal:
        passages.sign(passage=passage_of(booklet, "problem"), seen=1, by=ming, now=NOON)
    assert "中文資料已經改了" in refused(refusal)
    taken = passages.take(booklet=booklet, highlight=booklet.highlights.get(), part="problem", by=mei, now=NOON)
    assert taken is not None
    assert (taken.source, taken.english != "", taken.is_signed) == ("志工平均 70 歲。", True, False)
    assert said(booklet) == [f"{plan}：還沒有另一位審定（看見的問題）。"]


def test_a_part_that_is_gone_goes(mei: User) -> None:
    booklet = make_booklet()
    highlight = booklet.highlights.get()
    Plan.objects.filter(pk=highlight.plan_id).update(vow="")
    assert passages.take(booklet=booklet, highlight=highlight, part="vow", by=mei, now=NOON) is None
    assert not booklet.passages.filter(part="vow").exists()
    with pytest.raises(ValidationError):
        passages.take(booklet=booklet, highlight=highlight, part="vow", by=mei, now=NOON)


# Signing ------------------------------------------------------------------------------------------------------------


def test_somebody_else_signs(mei: User, ming: User) -> None:
    passage = passage_of(make_booklet(), "problem")
    with pytest.raises(ValidationError) as refusal:
        passages.sign(passage=passage, seen=0, by=ming, now=NOON)
    assert "還沒有英文" in refused(refusal)
    passage = passages.write(passage=passage, english="Far away", seen=0, by=mei, now=NOON)
    with pytest.raises(ValidationError) as refusal:
        passages.sign(passage=passage, seen=1, by=mei, now=NOON)
    assert "另一位" in refused(refusal)
    with pytest.raises(ValidationError) as refusal:
        passages.sign(passage=passage, seen=0, by=ming, now=NOON)
    assert "又改了" in refused(refusal)
    assert passages.sign(passage=passage, seen=1, by=ming, now=NOON).signed_by == "王小明"
    assert trail.history_of(passage)[0].verb == "passage_signed"


def test_the_database_holds_that_nobody_signs_her_own(mei: User) -> None:
    passage = passage_of(make_booklet(), "problem")
    passages.write(passage=passage, english="Far away", seen=0, by=mei, now=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Passage.objects.filter(pk=passage.pk).update(signer=mei, signed_at=NOON)


def test_what_changes_loses_its_signature(mei: User, ming: User) -> None:
    passage = passage_of(make_booklet(), "problem")
    passage = passages.write(passage=passage, english="Far away", seen=0, by=mei, now=NOON)
    passages.sign(passage=passage, seen=1, by=ming, now=NOON)
    passage = passages.write(passage=passage, english="Far, far away", seen=1, by=mei, now=NOON + MINUTE)
    assert not passage.is_signed
    assert [event.verb for event in trail.history_of(passage)][:3] == ["changed", "passage_unsigned", "passage_signed"]
    assert passage.versions.count() == 2  # what was signed is a version of its own


def test_a_signature_can_be_taken_back(mei: User, ming: User) -> None:
    passage = passage_of(make_booklet(), "problem")
    passage = passages.write(passage=passage, english="Far away", seen=0, by=mei, now=NOON)
    passage = passages.sign(passage=passage, seen=1, by=ming, now=NOON)
    assert not passages.unsign(passage=passage, by=ming, now=NOON).is_signed


# Photos -------------------------------------------------------------------------------------------------------------


def test_only_photos_with_a_right_come_in(mei: User) -> None:
    plan = make_case()
    booklet = make_booklet(plan)
    highlight = booklet.highlights.get()
    piece = publish_photo(plan, by=mei)
    assert list(photos.evidence_of(highlight)) == [piece]
    photo = put_photo(highlight, piece, by=mei)
    assert photo_rights.rights([photo])[photo.pk].holds
    opening.withdraw(publication=Publication.objects.get(plan=plan), reason="內容有誤，再確認", by=mei, now=NOON)
    assert not photo_rights.rights([photo])[photo.pk].holds
    assert any("縣市已收回這張照片的公開" in words for words in said(booklet))
    photos.remove(photo=photo, by=mei, now=NOON)
    with pytest.raises(ValidationError) as refusal:
        photos.add(highlight=highlight, evidence=piece, by=mei, now=NOON)
    assert "沒有公開" in refused(refusal)


@pytest.mark.parametrize(("field", "lacks"), [("alt", "沒有寫畫面上有什麼"), ("credit", "沒有寫出處"), ("caption", "")])
def test_a_photo_needs_a_description_and_a_credit(field: str, lacks: str, mei: User) -> None:
    plan = make_case()
    booklet = make_booklet(plan)
    put_photo(booklet.highlights.get(), publish_photo(plan, by=mei), by=mei, **{field: ""})
    assert any(lacks in words for words in said(booklet) if lacks) == bool(lacks)
    assert readiness.of(booklet).highlights[0].photos_lacking == bool(lacks)


# Publishing ---------------------------------------------------------------------------------------------------------


def test_nothing_unfinished_is_published(mei: User, ming: User) -> None:
    booklet = make_booklet()
    with pytest.raises(ValidationError) as refusal:
        publishing.publish(booklet=booklet, by=mei, now=NOON)
    assert "還沒有英文" in refused(refusal)
    translate_all(booklet, by=mei)
    with pytest.raises(ValidationError) as refusal:
        publishing.publish(booklet=booklet, by=mei, now=NOON)
    assert "還沒有另一位審定" in refused(refusal)
    translate_all(booklet, by=mei, reviewer=ming)
    done = publishing.publish(booklet=booklet, by=mei, now=NOON)
    assert (done.state, done.published_by) == ("published", "林小美")
    assert trail.history_of(done)[0].verb == "booklet_published"


def test_an_empty_booklet_is_not_published(mei: User) -> None:
    booklet = booklets.make(programme=make_case().workshop.programme, year=2026, title="Empty", by=mei, now=NOON)
    with pytest.raises(ValidationError) as refusal:
        publishing.publish(booklet=booklet, by=mei, now=NOON)
    assert "還沒有選入" in refused(refusal)
    assert "前言" in refused(refusal)


def test_nobody_is_named_in_a_published_book(mei: User, ming: User) -> None:
    booklet = make_booklet()
    passages.write(passage=passage_of(booklet, "vow"), english="Call 0912345678.", seen=0, by=mei, now=NOON)
    translate_all(booklet, by=mei, reviewer=ming)
    with pytest.raises(ValidationError) as refusal:
        publishing.publish(booklet=booklet, by=mei, now=NOON)
    assert "手機" in refused(refusal)


def test_a_published_book_stays_as_it_was(mei: User, ming: User) -> None:
    booklet = make_booklet(make_case(), counties=("TTT",))
    translate_all(booklet, by=mei, reviewer=ming)
    booklet = publishing.publish(booklet=booklet, by=mei, now=NOON)
    before = book.of(booklet)
    assert not before.is_draft
    Plan.objects.update(title="別的名稱", pillar="recognition")
    assert book.of(Booklet.objects.get(pk=booklet.pk)) == before
    highlight = booklet.highlights.first()
    passage = booklet.passages.first()
    assert isinstance(highlight, Highlight)
    assert isinstance(passage, Passage)
    acts: list[Any] = [
        lambda: passages.write(passage=passage, english="Other", seen=passage.version, by=mei, now=NOON),
        lambda: passages.sign(passage=passage, seen=passage.version, by=ming, now=NOON),
        lambda: passages.unsign(passage=passage, by=ming, now=NOON),
        lambda: passages.take(booklet=booklet, highlight=highlight, part="title", by=mei, now=NOON),
        lambda: booklets.arrange(highlight=highlight, up=False, by=mei, now=NOON),
        lambda: booklets.drop(highlight=highlight, by=mei, now=NOON),
        lambda: publishing.publish(booklet=booklet, by=mei, now=NOON),
    ]
    for act in acts:
        with pytest.raises(ValidationError) as refusal:
            act()
        assert "已經定稿" in refused(refusal)


def test_it_is_reopened_with_a_reason(mei: User, ming: User) -> None:
    booklet = make_booklet()
    translate_all(booklet, by=mei, reviewer=ming)
    booklet = publishing.publish(booklet=booklet, by=mei, now=NOON)
    with pytest.raises(ValidationError):
        publishing.reopen(booklet=booklet, reason="", by=mei, now=NOON)
    booklet = publishing.reopen(booklet=booklet, reason="更正臺東縣的數字", by=mei, now=NOON)
    assert booklet.is_open
    assert trail.history_of(booklet)[0].reason == "更正臺東縣的數字"
    assert book.of(booklet).is_draft


# The value ----------------------------------------------------------------------------------------------------------


def test_the_value_survives_being_stored(mei: User) -> None:
    plan = make_case(sdgs=[3, 17])
    booklet = make_booklet(plan, counties=("TTT",))
    put_photo(booklet.highlights.get(county=None), publish_photo(plan, by=mei), by=mei)
    translate_all(booklet, by=mei)
    value = book.of(booklet)
    assert value.photos
    assert book.thawed(json.loads(json.dumps(book.frozen(value)))) == value


def test_the_index_leads_to_counties_units_and_terms(mei: User) -> None:
    booklet = make_booklet(make_case())
    words = {"agency": "Department of Social Affairs", "problem": "Volunteers travel far."}
    for part, english in words.items():
        passages.write(passage=passage_of(booklet, part), english=english, seen=0, by=mei, now=NOON)
    index = dict(book.of(booklet).index)
    [page] = book.of(booklet).pages
    assert [entry.words for entry in index["Counties"]] == ["Taitung County"]
    assert [entry.words for entry in index["Units"]] == ["Department of Social Affairs"]
    assert [(entry.words, entry.chinese) for entry in index["Terms"]] == [("volunteer", "志工")]
    assert all(entry.keys == (page.key,) for entries in index.values() for entry in entries)


def test_what_is_told_of_change_is_public(mei: User) -> None:
    plan = make_case()
    publish_photo(plan, by=mei)
    assert sources.of_plan(sources.whole([plan.pk])[plan.pk])["changed"] == "共乘開了三條線"
    opening.withdraw(publication=Publication.objects.get(plan=plan), reason="內容有誤，再確認", by=mei, now=NOON)
    assert "changed" not in sources.of_plan(sources.whole([plan.pk])[plan.pk])


def test_a_booklet_of_three_asks_as_often_as_one() -> None:
    first = make_case()
    small = make_booklet(first, counties=("TTT",), title="Small")
    more = [make_case(workshop=first.workshop) for _number in range(3)]
    large = make_booklet(*more, counties=("TTT", "HUA", "TPE"), title="Large")
    counts = []
    for booklet in (small, large):
        with CaptureQueriesContext(
            connection,
        ) as asked:
            book.of(Booklet.objects.select_related("programme").get(pk=booklet.pk))
        counts.append(len(asked))
    assert counts[0] == counts[1]
