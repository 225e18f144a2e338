"""Lists that units send: explained once, remembered, taken in whole in the end, and read by nobody else."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from foundation.accounts.models import Membership, User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.imports.rows import read
from foundation.jobs.models import Job
from tests.makers.accounts import make_user
from tests.makers.volunteers import make_trained, make_unit
from volunteers.lists import hour_lists, sent_lists
from volunteers.models import ColumnMeaning, SentList, ServiceBatch, ServiceEntry, Unit, Volunteer
from volunteers.serving import ledger

pytestmark = pytest.mark.django_db
NUMBER = "A123456789"
STRANGE = "海線志工隊三月\n夥伴,哪天來,幾點到,幾點走,備註\n林素珠,115/3/7,9:00,12:00,很好\n"


@pytest.fixture
def unit() -> Unit:
    return make_unit(name="海線關懷志工隊")


@pytest.fixture
def coordinator(unit: Unit) -> User:
    user = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=user).update(organisation=unit.organisation)
    return user


@pytest.fixture(autouse=True)
def jobs_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test never commits: what would be handed to the worker is done in its place."""
    monkeypatch.setattr("foundation.jobs.work.transaction.on_commit", lambda then: then())


@pytest.fixture
def desk(client: Client, coordinator: User) -> Client:
    client.force_login(coordinator)
    return client


def send(desk: Client, unit: Unit, text: str, noun: str = "hours", **more: str) -> str:
    """Send a list; the address of its answer."""
    file = SimpleUploadedFile("王小明的三月.csv", text.encode())
    answer = desk.post(f"/register/units/{unit.pk}/{noun}/list/", {"file": file, **more})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def explained(desk: Client, address: str, *fields: str, status: int = 302) -> str:
    """Say what the columns are, in their order."""
    page = desk.get(address).content.decode()
    row = page.split('name="row" value="')[1].split('"')[0]
    given = {f"column-{index}": field for index, field in enumerate(fields)}
    answer = desk.post(address, {"row": row, "sheet": "", **given})
    assert answer.status_code == status
    return answer.content.decode()


def test_a_sheet_that_nobody_knows_is_explained_once(desk, unit) -> None:
    make_trained(unit, name="林素珠")
    address = send(desk, unit, STRANGE)
    page = desk.get(address).content.decode()
    assert "第 2 列：夥伴、哪天來、幾點到" in page, "the title is not taken for the heading"
    assert "林素珠" in page, "samples tell what a column is"
    assert not ServiceEntry.objects.exists()
    explained(desk, address, "name", "on", "starts", "ends", "")
    assert ServiceEntry.objects.get().minutes == 180
    # The next month's is read at once.
    after = send(desk, unit, STRANGE.replace("115/3/7", "115/3/14"))
    assert "要修正的列" not in desk.get(after).content.decode()
    assert ServiceEntry.objects.count() == 2
    assert set(ColumnMeaning.objects.values_list("heading", "field")) == {
        ("夥伴", "name"), ("哪天來", "on"), ("幾點到", "starts"), ("幾點走", "ends"),
    }  # fmt: skip
    # Another unit has headings of its own.
    other = make_unit(name="山線")
    assert not sent_lists.meanings(other, sent_lists.KINDS["hour_list"])


def test_a_meaning_is_shown_and_can_be_forgotten(desk, unit) -> None:
    make_trained(unit, name="林素珠")
    explained(desk, send(desk, unit, STRANGE), "name", "on", "starts", "ends", "")
    form = f"/register/units/{unit.pk}/hours/list/"
    assert "哪天來" in desk.get(form).content.decode()
    meaning = ColumnMeaning.objects.get(heading="哪天來")
    assert desk.post(f"/register/meanings/{meaning.pk}/forget/").status_code == 302
    assert "已取消" in desk.get(form).content.decode()
    assert "哪天來" not in desk.get(form).content.decode()
    assert "每一欄是什麼" in desk.get(send(desk, unit, STRANGE)).content.decode()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (("name", "", "starts", "ends", ""), "還沒有說哪一欄是服務日期"),
        (("name", "on", "starts", "starts", ""), "開始時間選了兩次"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(desk, unit, fields, words: str) -> None:
    address = send(desk, unit, STRANGE)
    page = explained(desk, address, *fields, status=422)
    assert words in page
    assert not ColumnMeaning.objects.exists()
    assert '<option value="starts" selected>' in page, "what was chosen stays chosen"


def test_a_heading_that_cannot_be_remembered_is_refused_with_a_sentence(desk, unit) -> None:
    long = "夥伴的大名" * 21
    address = send(desk, unit, STRANGE.replace("夥伴", long))
    assert "A 欄的欄名超過 100 個字" in explained(desk, address, "name", "on", "starts", "ends", "", status=422)
    make_trained(unit, name="林素珠")
    address = send(desk, unit, STRANGE.replace("夥伴", long[:100]))
    explained(desk, address, "name", "on", "starts", "ends", "")
    assert ServiceEntry.objects.count() == 1


def test_a_column_that_was_taken_for_another_is_put_right(desk, unit) -> None:
    make_trained(unit, name="林素珠")
    text = "姓名,日期,時數,實際時數\n林素珠,115/3/7,8,3\n"
    address = send(desk, unit, text, only_check="on")
    explained(desk, address + "?columns=1", "name", "on", "", "minutes")
    assert "採計 3 小時" in desk.get(address).content.decode()
    assert ColumnMeaning.objects.get(heading="時數").field == ""
    # Said to be what everybody takes it for, nothing is left to remember.
    explained(desk, address + "?columns=1", "name", "on", "minutes", "")
    assert not ColumnMeaning.objects.exists()


def test_what_was_checked_is_taken_in_without_sending_it_again(desk, unit) -> None:
    make_trained(unit, name="林素珠")
    address = send(desk, unit, "姓名,日期,時數\n林素珠,115/3/7,3\n", only_check="on")
    assert "就這樣匯入" in desk.get(address).content.decode()
    assert not ServiceEntry.objects.exists()
    for _press in range(2):
        assert desk.post(address, {"what": "take"}).status_code == 302
    assert ServiceEntry.objects.count() == 1
    assert "就這樣匯入" not in desk.get(address).content.decode()


def test_a_long_list_is_taken_in_in_the_background(desk, unit, monkeypatch) -> None:
    monkeypatch.setattr(sent_lists, "AT_ONCE", 3)
    monkeypatch.setattr(hour_lists, "PART", 2)
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(
        "foundation.jobs.work.Progress.__call__", lambda self, done, total, message="": told.append((done, total))
    )
    people = [make_trained(unit, name=f"志工{at}號") for at in "甲乙丙丁"]
    rows = "".join(f"{one.name},115/3/7,3\n" for one in people)
    address = send(desk, unit, f"姓名,日期,時數\n{rows}沒有這個人,115/3/7,3\n")
    assert ServiceEntry.objects.count() == 4
    assert ServiceBatch.objects.count() == 1, "one list is one batch, so that it can be taken back as a whole"
    assert [done for done, _total in told] == [0, 3, 5]
    assert "沒有這個人" in desk.get(address).content.decode()
    job = Job.objects.get()
    assert desk.get(f"/jobs/{job.pk}/").content.decode().count(address) == 1
    assert "王小明" not in job.label
    assert not Event.objects.filter(object_label__contains="王小明").exists()


def test_a_list_of_people_goes_into_the_background_too(desk, unit, monkeypatch) -> None:
    monkeypatch.setattr(sent_lists, "AT_ONCE", 1)
    address = send(desk, unit, f"姓名,證號\n林素珠,{NUMBER}\n黃大明,\n", "people")
    assert Volunteer.objects.count() == 2
    assert "新登錄" in desk.get(address).content.decode()


def test_what_stops_halfway_goes_on_when_it_comes_again(desk, unit, monkeypatch) -> None:
    monkeypatch.setattr(sent_lists, "AT_ONCE", 1)
    monkeypatch.setattr(hour_lists, "PART", 1)
    people = [make_trained(unit, name=f"志工{at}號") for at in "甲乙丙"]
    text = "姓名,日期,時數\n" + "".join(f"{one.name},115/3/7,3\n" for one in people)
    enter, calls = ledger.enter, []

    def fails(**given):
        calls.append(1)
        if len(calls) == 2:
            raise OSError("disk")
        return enter(**given)

    monkeypatch.setattr(ledger, "enter", fails)
    page = desk.get(send(desk, unit, text)).content.decode()
    assert "匯入到一半發生錯誤" in page
    assert "disk" not in page
    assert ServiceEntry.objects.count() == 1
    send(desk, unit, text)
    assert ServiceEntry.objects.count() == 3


@pytest.mark.parametrize("part", [1, 2, 3, 100])
def test_the_parts_of_a_list_do_not_change_what_counts(unit, part: int, monkeypatch) -> None:
    monkeypatch.setattr(hour_lists, "PART", part)
    for at in "甲乙":
        make_trained(unit, name=f"志工{at}號")
    rows = [
        "志工甲號,115/3/7,9:00,12:00", "志工乙號,115/3/7,9:00,12:00", "志工甲號,115/3/7,11:00,13:00",
        "志工乙號,115/3/8,22:00,2:00", "志工甲號,115/3/7,9:00,12:00",
    ]  # fmt: skip
    understood = read("\n".join(("姓名,日期,簽到,簽退", *rows)).encode(), hour_lists.SPEC, limits=hour_lists.LIMITS)
    taken = hour_lists.take(unit=unit, understood=understood, by=make_user(), now=timezone.now())
    counted = {number: [one.counted for one in verdicts] for number, verdicts in taken.verdicts.items()}
    assert counted == {2: [180], 3: [180], 4: [60], 5: [120, 120]}
    assert taken.there == [6]
    assert taken.batch is not None


def test_nobody_else_reads_a_list(desk, unit, client: Client) -> None:
    address = send(desk, unit, STRANGE)
    other = make_user(Role.UNIT_COORDINATOR, "TTT")
    Membership.objects.filter(user=other).update(organisation=unit.organisation)
    client.force_login(other)
    answer = client.get(address, follow=True)
    assert "夥伴" not in answer.content.decode()
    assert client.post(address, {"what": "take"}).status_code == 302
    assert not ServiceEntry.objects.exists()


def test_a_list_is_sealed_and_thrown_away(desk, unit, coordinator) -> None:
    make_trained(unit, name="林素珠")
    address = send(desk, unit, f"姓名,證號,日期,時數\n林素珠,{NUMBER},115/3/7,3\n")
    kept = SentList.objects.get()
    for text in (bytes(kept.content).decode(errors="replace"), kept.answer):
        assert text
        assert "林素珠" not in text
        assert NUMBER not in text
    SentList.objects.update(sent_at=timezone.now() - sent_lists.KEPT_FOR - dt.timedelta(seconds=1))
    assert "不再保留" in desk.get(address, follow=True).content.decode()
    send(desk, unit, STRANGE)
    assert SentList.objects.count() == 1


def test_a_unit_that_has_ended_takes_nothing_in(desk, unit) -> None:
    make_trained(unit, name="林素珠")
    Unit.objects.filter(pk=unit.pk).update(state=Unit.State.ENDED)
    page = desk.get(send(desk, unit, "姓名,日期,時數\n林素珠,115/3/7,3\n")).content.decode()
    assert "已經終止" in page
    assert not ServiceEntry.objects.exists()


def test_explaining_is_all_or_nothing(unit, coordinator) -> None:
    """Where the sheet still cannot be used, nothing is remembered."""
    kind = sent_lists.KINDS["hour_list"]
    sent = sent_lists.send(
        unit=unit, kind=kind, upload=SimpleUploadedFile("x.csv", STRANGE.encode()), only_check=True, by=coordinator,
        now=timezone.now(), language="zh-hant",
    )  # fmt: skip
    with pytest.raises(ValidationError):
        sent_lists.explain(
            sent=sent, asked=sent_lists.question(sent), fields={0: "name"}, by=coordinator, now=timezone.now(),
            language="zh-hant",
        )  # fmt: skip
    assert not ColumnMeaning.objects.exists()
    assert SentList.objects.get().asks
