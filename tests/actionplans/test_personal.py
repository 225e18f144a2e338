"""What of a text is somebody's own, and what an office may say of itself."""

import pytest

from actionplans import personal
from tests.makers.plans import make_plan
from tests.makers.workshops import make_group, make_participant
from workshops.models import Workshop

NAMES = ("王小明", "林美")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("把排班表每月公布", ()),
        ("身分證 A123456789", ("身分證",)),
        ("身分證 Ａ１２３４５６７８９", ("身分證",)),
        ("a123456789", ("身分證",)),
        ("案號 A123456780", ()),  # its checksum does not hold: a case number
        ("A1234567890", ()),  # one digit more
        ("XA123456789", ()),
        ("找 0912-345-678", ("手機",)),
        ("找 0912345678", ("手機",)),
        ("+886 912 345 678", ("手機",)),
        ("０９１２３４５６７８", ("手機",)),
        ("專線 089-345106", ()),
        ("091234567", ()),  # one digit short
        ("09123456789", ()),  # one too many
        ("寫給 ming@example.com", ("信箱",)),
        ("寫給 service@taitung.gov.tw", ()),
        ("寫給 office@volunteer.org.tw", ()),
        ("寫信到ming@example.com", ("（ming@",)),
        ("聯絡王小明", ("人名",)),
        ("王小", ()),
        ("林美的 0912-345-678", ("手機", "人名")),
    ],
)
def test_what_is_found(text: str, said: tuple[str, ...]) -> None:
    found = list(personal.found_in(text, NAMES))
    assert len(found) == len(said)
    assert all(word in sentence for word, sentence in zip(said, found, strict=True))


def test_an_identity_number_is_masked_in_the_sentence_about_it() -> None:
    assert "A123456789" not in " ".join(personal.found_in("A123456789", ()))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("把排班表每月公布", "把排班表每月公布"),
        ("林美蘭和林美", "○○○蘭和○○○"),
        ("案號 A123456780", "案號 A123456780"),
        ("身分證 A123456789", "身分證 ○○○"),
        ("＋８８６ 912-345-678", "＋○○○"),
        ("找 0912-345-678", "找 ○○○"),
        ("０８９－３４５１０６　全形留著", "０８９－３４５１０６　全形留著"),
        ("ming@example.com，service@taitung.gov.tw", "○○○，service@taitung.gov.tw"),
    ],
)
def test_what_is_somebodys_is_blotted_out(text: str, seen: str) -> None:
    assert personal.blotted(text, NAMES) == seen


def test_the_longest_name_is_blotted_out_first() -> None:
    assert personal.blotted("王小明華來了", ("王小明", "王小明華")) == "○○○來了"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("charge", "agency", "is_name"),
    [
        ("王小明", "社會處", True),
        ("志推中心", "社會處", False),
        ("聯合會", "縣志願服務聯合會", False),
        ("林", "社會處", False),
    ],
)
def test_units_are_nobodys_names(charge: str, agency: str, is_name: bool) -> None:
    plan = make_plan(person_in_charge=charge, lead_agency=agency)
    assert (charge in personal.names_of(plan)) is is_name


@pytest.mark.django_db
def test_participants_and_hosts_of_the_workshop_are_names() -> None:
    plan = make_plan()
    make_group(plan.workshop, host_name="陳桌長")
    make_participant(plan.workshop, name="周阿梅")
    assert {"周阿梅", "陳桌長"} <= personal.names_of(plan)


@pytest.mark.django_db
@pytest.mark.parametrize(("contact", "is_name"), [("林志玲", True), ("社會處志工科", False), ("", False)])
def test_a_contact_is_a_name_unless_it_is_an_office(contact: str, is_name: bool) -> None:
    plan = make_plan()
    Workshop.objects.filter(pk=plan.workshop_id).update(contact_name=contact)
    plan.workshop.refresh_from_db()
    assert (contact in personal.names_of(plan)) is is_name
    assert "" not in personal.names_of(plan)
