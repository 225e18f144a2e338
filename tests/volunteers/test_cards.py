"""Service certificates: who may have one, what is printed, and the note of every print."""

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.files.content import Unfit
from foundation.files.models import StoredFile
from tests.makers.accounts import make_user
from tests.makers.files import make_photo
from tests.makers.volunteers import NOW, make_enrolment, make_trained, make_unit, make_volunteer
from volunteers.merging import merging
from volunteers.models import Enrolment, Printing, ServiceCard, Unit, Volunteer
from volunteers.persons import cards, people, portraits

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 10)
UNTIL = dt.date(2027, 12, 31)
LOST = "本人說在公車上遺失"


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊", address="臺東縣成功鎮中華路一號", contact_phone="089-000000")


def make_holder(unit: Unit, number: str = "001", name: str = "林素珠") -> Enrolment:
    """Somebody whose certificate can be made."""
    person = make_trained(unit, name=name)
    portraits.keep(volunteer=person, data=make_photo((300, 380)), by=SYSTEM, now=NOW)
    Enrolment.objects.filter(volunteer=person).update(number=number)
    return person.enrolments.get()


def make(unit: Unit, *rows: Enrolment, until: dt.date = UNTIL, reason: str = "") -> list[cards.Holder]:
    return cards.make(
        unit=unit, enrolments=[one.pk for one in rows], valid_until=until, reason=reason, by=SYSTEM, now=NOW
    )


def pages_of(document: bytes) -> list[tuple[float, float, str]]:
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(document))
    return [(float(one.mediabox.width), float(one.mediabox.height), one.extract_text()) for one in reader.pages]


def test_what_is_missing_is_said_for_each(unit: Unit) -> None:
    bare = make_enrolment(unit)
    (holder,) = cards.holders(unit, [bare])
    assert len(holder.missing) == 4
    with pytest.raises(ValidationError, match="還沒有基礎訓練、還沒有社會福利類特殊訓練、還沒有志工編號、還沒有照片"):
        make(unit, make_holder(unit), bare)
    assert not ServiceCard.objects.exists(), "all or none"


@pytest.mark.parametrize(
    ("until", "fits"),
    [
        (TODAY - dt.timedelta(days=1), False),
        (TODAY, True),
        (dt.date(2031, 6, 10), True),
        (dt.date(2031, 6, 11), False),
    ],
)
def test_the_last_day_lies_within_five_years(unit: Unit, until: dt.date, fits: bool) -> None:
    holder = make_holder(unit)
    if fits:
        assert make(unit, holder, until=until)
        return
    with pytest.raises(ValidationError, match="有效期限"):
        make(unit, holder, until=until)


def test_printing_once_more_asks_why_and_keeps_the_day_of_issue(unit: Unit) -> None:
    holder = make_holder(unit)
    make(unit, holder)
    ServiceCard.objects.update(issued_on=dt.date(2025, 1, 1))
    with pytest.raises(ValidationError, match="再印"):
        make(unit, holder, reason="掉了")
    make(unit, holder, reason=LOST)
    card = ServiceCard.objects.get()
    assert (card.issued_on, card.valid_until) == (dt.date(2025, 1, 1), UNTIL)
    assert list(Printing.objects.order_by("pk").values_list("reason", flat=True)) == ["", LOST]
    assert Event.objects.filter(verb="printed").count() == 2
    assert "林" not in str(list(Event.objects.filter(verb="printed").values_list("object_label", "now")))


def test_who_has_left_gets_none_and_another_units_people_neither(unit: Unit) -> None:
    holder = make_holder(unit)
    people.leave(enrolment=holder, on=TODAY - dt.timedelta(days=1), why="搬家", by=SYSTEM, now=NOW)
    elsewhere = make_holder(make_unit("HUA"))
    for one in (holder, elsewhere):
        with pytest.raises(ValidationError, match="請勾選"):
            make(unit, one)


@pytest.mark.parametrize(("people", "sheets"), [(1, 2), (10, 2), (11, 4)])
def test_ten_lie_on_a_sheet_with_their_backs_behind(unit: Unit, people: int, sheets: int) -> None:
    made = make(unit, *(make_holder(unit, f"{one:03}", f"林素{one}") for one in range(people)))
    pages = pages_of(cards.paper(unit, made, single=False, now=NOW))
    assert len(pages) == sheets
    assert (round(pages[0][0]), round(pages[0][1])) == (595, 842)
    assert "志願服務證" in pages[0][2].replace(" ", "")
    assert "不作其他用途" in pages[1][2].replace(" ", "")


def test_a_card_of_its_own_size_has_two_pages(unit: Unit) -> None:
    pages = pages_of(cards.paper(unit, make(unit, make_holder(unit)), single=True, now=NOW))
    assert [(round(width), round(height)) for width, height, _text in pages] == [(243, 153)] * 2
    front = pages[0][2].replace(" ", "").replace("\n", "")
    for words in ("林素珠", "001", "海線關懷志工隊", "核發115/06/10", "有效至116/12/31"):
        assert words in front, words


def test_a_back_lies_behind_its_front() -> None:
    fronts = [cards._place(one, mirrored=False) for one in range(4)]
    backs = [cards._place(one, mirrored=True) for one in range(4)]
    assert fronts == ["c0 r0", "c1 r0", "c0 r1", "c1 r1"]
    assert backs == ["c1 r0", "c0 r0", "c1 r1", "c0 r1"]


def test_all_that_were_never_printed_are_printed_in_one_stroke(unit: Unit) -> None:
    first, second = make_holder(unit), make_holder(unit, "002")
    make_enrolment(unit)
    make(unit, first)
    assert cards.unprinted(unit, TODAY) == [second.pk]


# Photos ---------------------------------------------------------------------------------------------------------------


def test_one_photo_is_kept_and_the_one_before_goes() -> None:
    person = make_volunteer()
    first = portraits.keep(volunteer=person, data=make_photo((300, 380), mark="a"), by=SYSTEM, now=NOW)
    again = portraits.keep(volunteer=person, data=make_photo((300, 380), mark="a"), by=SYSTEM, now=NOW)
    assert first.pk == again.pk
    second = portraits.keep(volunteer=person, data=make_photo((300, 380), mark="b"), by=SYSTEM, now=NOW)
    assert list(StoredFile.objects.filter(purpose=portraits.KEY)) == [second]


@pytest.mark.parametrize(
    ("data", "said"), [(make_photo((294, 400)), "太小"), (b"%PDF-1.4 x", "不是照片"), (b"", "空的")]
)
def test_what_is_no_photo_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(Unfit, match=said):
        portraits.keep(volunteer=make_volunteer(), data=data, by=SYSTEM, now=NOW)


def test_the_photo_follows_her_when_two_rows_are_made_one(unit: Unit) -> None:
    kept, gone = make_volunteer(), make_holder(unit).volunteer
    merging.merge(kept=kept, gone=gone, reason=LOST, by=SYSTEM, now=NOW)
    assert portraits.of([kept.pk, gone.pk]).keys() == {kept.pk}


# Pages ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def coordinator(unit: Unit) -> User:
    user = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=user).update(organisation=unit.organisation)
    return user


@pytest.fixture
def desk(client: Client, coordinator: User) -> Client:
    client.force_login(coordinator)
    return client


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_asks_as_many_questions_for_three_as_for_one(
    desk, unit, people, django_assert_max_num_queries
) -> None:
    for one in range(people):
        make_holder(unit, f"{one:03}")
    with django_assert_max_num_queries(22):
        assert desk.get(f"/register/units/{unit.pk}/cards/").status_code == 200


def test_a_photo_is_sent_and_the_card_printed(desk, unit, client) -> None:
    person = make_trained(unit, name="林素珠")
    Enrolment.objects.filter(volunteer=person).update(number="001")
    key = person.enrolments.get().pk
    address = f"/register/units/{unit.pk}/cards/"
    assert "還沒有照片" in desk.get(address).content.decode()
    sent = {"photo": SimpleUploadedFile("我.jpg", make_photo((300, 380)), "image/jpeg")}
    desk.post(f"/register/people/{person.key}/photo/", sent)
    assert "林素珠的照片" in desk.get(f"/register/people/{person.key}/").content.decode()
    assert desk.post(address, {"valid_until": "116/12/31", "size": "sheet"}).status_code == 422
    printed = desk.post(address, {"valid_until": "116/12/31", "size": "single", "enrolment": key})
    assert printed["Content-Type"] == "application/pdf"
    assert b"".join(printed).startswith(b"%PDF")
    again = desk.post(address, {"valid_until": "116/12/31", "size": "single", "enrolment": key})
    assert again.status_code == 422
    assert "印過 1 次" in again.content.decode()
    assert desk.post(address, {"valid_until": "116/12/31", "size": "sheet", "new": "1"}).status_code == 422
    photo = StoredFile.objects.get()
    client.force_login(make_user(Role.UNIT_COORDINATOR, "HUA"))
    assert client.get(f"/files/{photo.pk}/").status_code == 404
    assert Volunteer.objects.count() == 1
