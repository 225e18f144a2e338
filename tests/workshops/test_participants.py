"""The list of a workshop: one by one, many at once, and who may read it."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from foundation.accounts.models import Disclosure
from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.imports.grid import Unreadable
from foundation.imports.layout import recognise
from tests.makers.accounts import make_user
from tests.makers.api import program as api_client
from tests.makers.english import speak_english
from tests.makers.workshops import NOON, make_group, make_participant, make_programme, make_workshop
from workshops import participant_lists, participants
from workshops.models import Participant, Workshop

pytestmark = pytest.mark.django_db

GOOD = {
    "name": "王小明",
    "kind": "cadre",
    "unit": "海線志工隊",
    "title": "隊長",
    "email": "a@example.org",
    "phone": "0912-000-000",
}


@pytest.fixture
def officer():
    return make_user()


@pytest.fixture
def workshop():
    return make_workshop(Workshop.State.CONFIRMED)


# ---- one by one


def test_adding_tidies_what_was_typed(workshop, officer):
    person = participants.add(workshop=workshop, values=GOOD | {"name": " 王小明　"}, by=officer, now=NOON)
    assert (person.name, person.unit, person.group) == ("王小明", "海線志工隊", None)


@pytest.mark.parametrize(
    ("name", "unit", "twice"),
    [
        ("王小明", "臺東志工隊", True),
        ("王 小明", "臺東志工隊", True),
        ("王小明", "台東志工隊", True),
        ("王小明", "臺東 志工隊", True),
        ("王小明", "海線志工隊", False),
        ("王大明", "臺東志工隊", False),
    ],
)
def test_one_person_stands_on_the_list_once(workshop, officer, name, unit, twice):
    make_participant(workshop, name="王小明", unit="臺東志工隊")
    values = GOOD | {"name": name, "unit": unit}
    if twice:
        with pytest.raises(ValidationError, match="已經在名單上"):
            participants.add(workshop=workshop, values=values, by=officer, now=NOON)
    else:
        participants.add(workshop=workshop, values=values, by=officer, now=NOON)
    assert workshop.participants.count() == (1 if twice else 2)


def test_the_same_person_may_come_to_two_workshops(workshop, officer):
    participants.add(workshop=workshop, values=GOOD, by=officer, now=NOON)
    participants.add(workshop=make_workshop(Workshop.State.DRAFT), values=GOOD, by=officer, now=NOON)
    assert Participant.objects.filter(name="王小明").count() == 2


@pytest.mark.parametrize(("field", "value"), [("kind", "guest"), ("email", "nobody"), ("name", ""), ("unit", "")])
def test_a_wrong_value_is_refused_and_nothing_is_kept(workshop, officer, field, value):
    with pytest.raises(ValidationError) as refused:
        participants.add(workshop=workshop, values=GOOD | {field: value}, by=officer, now=NOON)
    assert field in refused.value.error_dict
    assert not workshop.participants.exists()


def test_the_trail_keeps_no_contacts_and_no_full_names(workshop, officer):
    person = participants.add(workshop=workshop, values=GOOD, by=officer, now=NOON)
    participants.change(
        participant=person,
        values={"name": "王大明", "email": "secret@example.org", "phone": "0987-654-321", "title": "副隊長"},
        by=officer,
        now=NOON,
    )
    participants.remove(participant=person, by=officer, now=NOON)
    lines = list(Event.objects.filter(object_type="workshops.participant").order_by("id"))
    assert [line.verb for line in lines] == [Verb.CREATED, Verb.CHANGED, Verb.DELETED]
    told = " ".join(f"{line.object_label} {line.was} {line.now}" for line in lines)
    for secret in ("王小明", "王大明", "secret@", "0987", "a@example"):
        assert secret not in told
    assert lines[1].was["title"] == "隊長"
    assert lines[1].now == {"name": "王○明", "title": "副隊長", "email": "已更改", "phone": "已更改"}
    assert {line.county for line in lines} == {"TTT"}
    assert not workshop.participants.exists()


def test_a_change_that_changes_nothing_leaves_no_line(workshop, officer):
    person = participants.add(workshop=workshop, values=GOOD, by=officer, now=NOON)
    participants.change(participant=person, values=GOOD, by=officer, now=NOON)
    assert trail.history_of(person).count() == 1


@pytest.mark.parametrize(
    ("state", "open_"), [("draft", True), ("running", True), ("held", True), ("reported", False), ("cancelled", False)]
)
def test_the_list_closes_with_the_report(officer, state, open_):
    workshop = make_workshop(state)
    if open_:
        participants.add(workshop=workshop, values=GOOD, by=officer, now=NOON)
    else:
        with pytest.raises(ValidationError, match="不能再改"):
            participants.add(workshop=workshop, values=GOOD, by=officer, now=NOON)


@pytest.mark.parametrize(
    ("listed", "seats", "count"), [(59, 60, 0), (60, 60, 0), (61, 70, 1), (61, 60, 2), (50, 49, 1)]
)
def test_the_numbers_that_do_not_fit_are_said(listed, seats, count):
    workshop = make_workshop(programme=make_programme(capacity=60), seats=seats)
    found = participants.warnings(workshop, listed)
    assert len(found) == count
    if listed == 61:
        assert "61 人" in found[0]
        assert "多 1 人" in found[0]


@pytest.mark.parametrize(
    ("name", "masked"), [("王", "王○"), ("王明", "王○"), ("王小明", "王○明"), ("歐陽大明", "歐○○明"), ("", "○")]
)
def test_masked_names(name, masked):
    assert Participant.masked(name) == masked


# ---- many at once

LIST = """姓名\t類別\t服務單位\t職務\t信箱\t手機
王小明\t承辦人\t社會處\t科員\tming@example.org\t0912-345-678
林小美\t志願服務推廣中心\t志推中心\t\t\t
陳大文\t幹部\t海線志工隊\t隊長\tnot-an-address\t
張三\t來賓\t社會處\t\t\t
\t幹部\t海線志工隊\t\t\t
王小明\t承辦人\t社會處\t科員\t\t
"""


def test_good_rows_go_in_and_wrong_ones_say_where_what_and_how(workshop, officer):
    understood = participant_lists.read_text(LIST)
    taken = participant_lists.take(workshop=workshop, understood=understood, by=officer, now=NOON)
    assert taken.added == [2, 3]
    assert list(workshop.participants.order_by("pk").values_list("name", "kind", "unit")) == [
        ("王小明", "official", "社會處"),
        ("林小美", "centre", "志推中心"),
    ]
    found = {(problem.row, problem.column): problem for problem in understood.problems}
    assert set(found) == {(4, "信箱"), (5, "類別"), (6, "姓名"), (7, "")}
    assert found[4, "信箱"].value == "not-an-address"
    assert "name@example.org" in found[4, "信箱"].cure
    assert found[5, "類別"].value == "來賓"
    for kind in ("機關業務承辦", "志推中心", "運用單位幹部"):
        assert kind in found[5, "類別"].cure
    assert "第 2 列重複" in found[7, ""].why
    line = trail.history_of(workshop).get(verb=Verb.IMPORTED)
    assert line.now == {"added": 2, "changed": 0, "same": 0, "wrong": 4}


def test_a_mended_list_may_be_sent_again(workshop, officer):
    participant_lists.take(workshop=workshop, understood=participant_lists.read_text(LIST), by=officer, now=NOON)
    group = make_group(workshop)
    workshop.participants.filter(name="王小明").update(group=group)
    mended = (
        "姓名\t身分\t單位\t職稱\n王小明\t業務承辦\t社會處\t專員\n林小美\t志推中心\t志推中心\n陳大文\t幹部\t海線志工隊\n"
    )
    taken = participant_lists.take(
        workshop=workshop, understood=participant_lists.read_text(mended), by=officer, now=NOON
    )
    assert (taken.added, taken.changed, taken.same) == ([4], [2], [3])
    ming = workshop.participants.get(name="王小明")
    assert (ming.title, ming.email, ming.group) == ("專員", "ming@example.org", group)  # silence removes nothing


def test_a_namesake_of_another_unit_is_pointed_out(workshop, officer):
    make_participant(workshop, name="王小明", unit="海線志工隊")
    taken = participant_lists.take(
        workshop=workshop,
        understood=participant_lists.read_text("王小明\t承辦人\t社會處\n林小美\t幹部\t海線志工隊\n"),
        by=officer,
        now=NOON,
    )
    assert len(taken.added) == 2
    assert len(taken.namesakes) == 1
    assert "海線志工隊" in taken.namesakes[0]


@pytest.mark.parametrize("read", [participant_lists.read_text, lambda text: participant_lists.read_file(text.encode())])
def test_a_list_of_a_whole_county_is_refused_before_it_keeps_the_house_waiting(read):
    people = [f"王{number},機關,單位{number}" for number in range(1000)]
    with pytest.raises(Unreadable) as refused:
        read("\n".join(["姓名,身分,單位", *people]))
    assert refused.value.code == "rows"
    assert len(read("\n".join(["姓名,身分,單位", *people[:60]])).good) == 60


def test_a_closed_list_takes_nothing(officer):
    workshop = make_workshop(Workshop.State.REPORTED)
    with pytest.raises(ValidationError):
        participant_lists.take(workshop=workshop, understood=participant_lists.read_text(LIST), by=officer, now=NOON)
    assert not workshop.participants.exists()


@pytest.mark.parametrize("spelling", sorted(participant_lists.KINDS))
def test_every_spelling_of_a_kind_is_read(spelling):
    understood = participant_lists.read_text(f"姓名,身分,單位\n王小明,{spelling},社會處\n")
    assert not understood.problems
    assert understood.good[0].values["kind"] == participant_lists.KINDS[spelling]


# ---- what a spreadsheet would calculate is no word of a list

FORMULAS = [
    # field, what is typed, what becomes of it: None where it is refused
    ("name", "=1+1", None),
    ("name", "+王小明", None),
    ("name", "-王小明", None),
    ("name", "@王小明", None),
    ("name", "＝王小明", None),
    ("name", "＠SUM(1)", None),
    ("name", "'=1+1", None),
    ("name", "王=小明", "王=小明"),
    ("name", "王-小明", "王-小明"),
    ("unit", "=HYPERLINK(1)", None),
    ("unit", "+886", None),
    ("unit", "-海線志工隊", None),
    ("unit", "－", None),
    ("unit", "@Home 志工隊", "@Home 志工隊"),
    ("unit", "＠家志工隊", "＠家志工隊"),
    ("unit", "@", None),
    ("unit", "@1", None),
    ("unit", "@SUM(1+1)", None),
    ("unit", "@cmd|A0", None),
    ("unit", "A+志工隊", "A+志工隊"),
    ("title", "=1+1", None),
    ("title", "+1", None),
    ("title", "@隊長", None),
    ("title", "-隊長", None),
    ("title", "-", ""),
    ("title", "－", ""),
    ("title", "——", ""),
    ("title", "隊長-代理", "隊長-代理"),
    ("phone", "+886 912 345 678", "+886 912 345 678"),
    ("phone", "+886-89-123456", "+886-89-123456"),
    ("phone", "=1+1", None),
    ("phone", "@0912", None),
    ("email", "=a@example.org", "=a@example.org"),
]
CURES = {
    "name": "人的姓名不會以 =、+、- 或 @ 開頭，請改成真正的姓名。",
    "unit": "單位名稱不會以 =、+ 或 - 開頭，也不是 @ 開頭的算式，請改成真正的名稱。",
    "title": "職稱不會以 =、+、- 或 @ 開頭，請改成真正的職稱，沒有就空白。",
    "phone": "請填像 0912-345-678 或 089-123456 的號碼。",
}


@pytest.mark.parametrize(
    ("typed", "is_name"),
    [
        ("12345", False), ("１２３４５", False), ("115/6/10", False), ("？？", False), ("12.5", False),
        ("王", True), ("Ng", True), ("王2", True), ("\U00020bb7", True), ("\ue000", True), ("Иванова", True),
    ],
)  # fmt: skip
def test_a_name_has_a_letter_of_some_script(client, workshop, officer, typed, is_name):
    understood = participant_lists.read_text(f"姓名\t身分\t單位\n{typed}\t幹部\t隊\n林小美\t幹部\t隊")
    assert [row.values["name"] for row in understood.good] == [*([typed] if is_name else []), "林小美"]
    assert [problem.row for problem in understood.problems] == ([] if is_name else [2])
    client.force_login(officer)
    page = client.post(url("participant_add", workshop), GOOD | {"name": typed})
    assert ("姓名至少要有一個字" in page.content.decode()) is not is_name
    assert workshop.participants.exists() is is_name


@pytest.mark.parametrize(("field", "typed", "kept"), FORMULAS)
def test_a_list_a_form_and_a_program_get_the_same_answer(client, workshop, officer, field, typed, kept):
    values = GOOD | {field: typed}
    heading = ["姓名", "身分", "單位", "職稱", "電子郵件", "電話"]
    understood = participant_lists.read_text(
        "\t".join(heading) + "\n" + "\t".join(values.values()) + "\n林小美\t幹部\t隊"
    )
    assert len(understood.good) == (1 if kept is None else 2), "the good row goes in whatever stands beside it"
    client.force_login(officer)
    page = client.post(url("participant_add", workshop), values)
    program = api_client(officer).post(reverse("v1:workshop-participants", args=[workshop.pk]), values, format="json")
    if kept is None:
        (problem,) = understood.problems
        assert (problem.row, problem.column) == (2, heading[list(GOOD).index(field)])
        assert problem.cure == CURES[field]
        assert page.status_code == 422
        shown = page.content.decode()
        assert CURES[field] in shown
        assert 'value="a@example.org"' in shown or field == "email"
        assert program.status_code == 422
        assert program.json()["errors"][0]["pointer"] == f"/{field}"
        assert CURES[field] in program.json()["errors"][0]["detail"]
        assert not workshop.participants.exists()
    else:
        assert understood.good[0].values[field] == kept
        assert page.status_code == 302
        assert getattr(workshop.participants.get(), field) == kept
        assert program.status_code == 422, "she is on the list already"


def test_a_changed_name_is_no_formula_either(workshop, officer):
    person = make_participant(workshop, name="王小明")
    with pytest.raises(ValidationError, match="不會以"):
        participants.change(participant=person, values={"name": "=1+1"}, by=officer, now=NOON)
    person.refresh_from_db()
    assert person.name == "王小明"


# ---- in English

ENGLISH = "Name\tKind of participant\tUnit\tPosition\tEmail\tTelephone\n"


def test_every_heading_and_kind_that_an_english_page_writes_is_read(monkeypatch):
    words = speak_english(monkeypatch)
    for field in participant_lists.SPEC.fields:
        assert field.shown == words[field.label]
        assert participant_lists.SPEC.field_for(field.shown) is field
        field.parse(field.shown_example)
    for kind in Participant.Kind:
        assert (
            participant_lists.read_text(f"{ENGLISH}Ann\t{words[str(kind.label)]}\tUnit\n").good[0].values["kind"]
            == kind
        )


@pytest.mark.parametrize(
    "heading",
    [
        ENGLISH,
        "姓名\tKind of participant\t單位\tPosition\t電子郵件\tPhone\n",
        "Full name\tCategory\tOrganisation\tJob title\tE-mail\tMobile\n",
    ],
)
def test_lists_in_english_and_in_both_languages_are_read(heading):
    understood = participant_lists.read_text(
        f"{heading}王小明\tAgency officer\t社會處\t科員\ta@example.org\t0912-000-000\n"
    )
    assert not understood.problems
    assert not understood.layout.unknown
    assert understood.good[0].values == GOOD | {"kind": "official", "unit": "社會處", "title": "科員"}


@pytest.mark.parametrize("suffix", ["ods", "xlsx", "csv"])
def test_the_blank_list_is_in_the_language_of_the_page(client, officer, monkeypatch, suffix):
    words = speak_english(monkeypatch)
    client.force_login(officer)
    file = client.get(reverse("exports:download", kwargs={"key": "participant-template", "suffix": suffix}))
    understood = participant_lists.read_file(b"".join(file.streaming_content))
    assert [words[field.label] for field in participant_lists.SPEC.fields] == list(understood.layout.grid.rows[0])
    assert not understood.good
    assert not understood.problems
    assert len(understood.skipped) == 1
    assert words["範例"].casefold() in participant_lists.SPEC.ignored


def test_an_english_page_offers_english_words_and_takes_its_answer_back(client, workshop, officer, monkeypatch):
    words = speak_english(monkeypatch)
    client.force_login(officer)
    answer = client.post(url("participant_list", workshop), {"pasted": LIST}, follow=True)
    shown = answer.content.decode()
    for kind in Participant.Kind:
        assert words[str(kind.label)] in shown
    token = answer.redirect_chain[-1][0].rstrip("/").rsplit("/", 1)[-1]
    file = client.get(url("participant_list_file", workshop, token=token, suffix="ods")).getvalue()
    sheet = recognise(file, participant_lists.SPEC)
    assert list(sheet.grid.rows[0][-3:]) == [words["結果"], words["原因"], words["原檔列號"]]
    assert not sheet.unknown, "its own columns are no news when the file comes back"
    again = client.post(url("participant_list", workshop), {"file": SimpleUploadedFile("a.ods", file), "pasted": ""})
    second = client.get(f"{again.url.rstrip('/')}.ods").getvalue()
    assert list(recognise(second, participant_lists.SPEC).grid.rows[0]) == list(sheet.grid.rows[0])


# ---- the pages


def url(name, workshop, **more):
    return reverse(f"workshops:{name}", kwargs={"pk": workshop.pk, **more})


def test_the_officer_adds_changes_and_removes(client, workshop, officer):
    client.force_login(officer)
    assert client.post(url("participant_add", workshop), GOOD).status_code == 302
    person = workshop.participants.get()
    shown = client.get(url("participants", workshop)).content.decode()
    assert "王小明" in shown
    assert "a@example.org" in shown
    assert client.post(url("participant", workshop, person=person.pk), GOOD | {"title": "顧問"}).status_code == 302
    person.refresh_from_db()
    assert person.title == "顧問"
    assert client.post(url("participant_remove", workshop, person=person.pk)).status_code == 302
    assert not workshop.participants.exists()


def test_a_wrong_list_is_emptied_at_once_but_for_those_who_came(client, workshop, officer):
    for number in range(3):
        make_participant(workshop, name=f"王{'一二三'[number]}", unit="海線志工隊")
    came = make_participant(workshop, name="李小華", unit="海線志工隊", arrived_at=NOON, arrived_by="王小明")
    client.force_login(officer)
    assert url("participants_clear", workshop) in client.get(url("participants", workshop)).content.decode()
    answer = client.post(url("participants_clear", workshop), follow=True)
    said = [str(message) for message in answer.context["messages"]]
    assert said == ["已從名單移除 3 人，資料也刪除了。已簽到的 1 人留在名單上。"]
    assert list(workshop.participants.all()) == [came]
    line = trail.history_of(workshop).get(verb=Verb.LIST_CLEARED)
    assert line.now == {"removed": 3}


def test_a_list_that_is_final_is_not_emptied(client, officer):
    workshop = make_workshop(Workshop.State.REPORTED)
    make_participant(workshop)
    client.force_login(officer)
    assert url("participants_clear", workshop) not in client.get(url("participants", workshop)).content.decode()
    answer = client.post(url("participants_clear", workshop), follow=True)
    assert [message.level_tag for message in answer.context["messages"]] == ["error"]
    assert workshop.participants.count() == 1


def test_a_refused_person_keeps_what_was_typed(client, workshop, officer):
    make_participant(workshop, name="王小明", unit="海線志工隊")
    client.force_login(officer)
    answer = client.post(url("participant_add", workshop), GOOD)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "已經在名單上" in shown
    assert 'value="a@example.org"' in shown


def test_a_list_is_answered_row_by_row_and_returned_annotated(client, workshop, officer):
    client.force_login(officer)
    answer = client.post(url("participant_list", workshop), {"pasted": LIST}, follow=True)
    shown = answer.content.decode()
    assert workshop.participants.count() == 2
    assert "來賓" in shown
    assert "2 列已經存好，4 列沒有匯入" in shown
    token = answer.redirect_chain[-1][0].rstrip("/").rsplit("/", 1)[-1]
    for suffix in ("ods", "xlsx"):
        file = client.get(url("participant_list_file", workshop, token=token, suffix=suffix)).getvalue()
        sheet = recognise(file, participant_lists.SPEC)
        rows = sheet.grid.rows
        assert list(rows[0]) == ["姓名", "類別", "服務單位", "職務", "信箱", "手機", "結果", "原因", "原檔列號"]
        assert [row[6] for row in rows[1:]] == ["已新增", "已新增", "要修正", "要修正", "要修正", "要修正"]
        assert "電子郵件" in rows[3][7]
        # As it is, it can be sent again.
        again = participant_lists.read_file(file)
        assert [row.number for row in again.good] == [2, 3]
    client.force_login(make_user())  # a colleague of the same county did not send it
    assert client.get(url("participant_list_file", workshop, token=token, suffix="ods")).status_code == 404
    assert client.get(url("participant_list_answer", workshop, token=token)).status_code == 302


def test_a_file_is_uploaded(client, workshop, officer):
    client.force_login(officer)
    file = SimpleUploadedFile("名單.csv", LIST.replace("\t", ",").encode("cp950"))
    answer = client.post(url("participant_list", workshop), {"file": file, "pasted": ""}, follow=True)
    assert "名單.csv" in answer.content.decode()
    assert workshop.participants.count() == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"pasted": "  "}, "還沒有名單"),
        ({"pasted": "", "file": ("x.pdf", b"%PDF-1.7 nothing")}, "PDF"),
        ({"pasted": "姓名\t身分\n王小明\t幹部\n"}, "單位"),
    ],
)
def test_a_list_that_cannot_be_read_is_refused_with_a_cure(client, workshop, officer, data, words):
    client.force_login(officer)
    if "file" in data:
        data = data | {"file": SimpleUploadedFile(*data["file"])}
    answer = client.post(url("participant_list", workshop), data)
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not workshop.participants.exists()


def test_beyond_the_county_the_workshop_is_not_there(client, workshop):
    person = make_participant(workshop)
    client.force_login(make_user(county="HUA"))
    for path in (
        url("participants", workshop),
        url("participant_add", workshop),
        url("participant_list", workshop),
        url("participant", workshop, person=person.pk),
    ):
        assert client.get(path).status_code == 404
    assert client.post(url("participant_remove", workshop, person=person.pk)).status_code == 404
    assert workshop.participants.exists()


def test_another_workshops_person_is_not_reached_through_this_one(client, workshop, officer):
    stranger = make_participant(make_workshop())
    client.force_login(officer)
    assert client.get(url("participant", workshop, person=stranger.pk)).status_code == 404


# ---- names across the county line


def names_shown(client, workshop, person):
    shown = client.get(url("participants", workshop)).content.decode()
    assert person.email not in shown  # contacts never leave the county
    return person.name in shown


def test_national_staff_read_names_for_half_an_hour_with_a_reason(client, workshop, officer):
    person = make_participant(workshop, name="王小明", email="secret@example.org")
    staff = make_user(Role.ASSOCIATION)
    with time_machine.travel(NOON, tick=False) as clock:
        client.force_login(staff)
        assert not names_shown(client, workshop, person)
        short = client.post(url("participants_open", workshop), {"reason": "看一下"})
        assert short.status_code == 422
        assert "至少 6 個字" in short.content.decode()
        assert not Disclosure.objects.exists()
        reason = "核對六月十日的與會名單"
        assert client.post(url("participants_open", workshop), {"reason": reason}).status_code == 302
        assert names_shown(client, workshop, person)
        other = make_participant(make_workshop(), email="other@example.org")
        assert not names_shown(client, other.workshop, other)
        clock.shift(dt.timedelta(minutes=29, seconds=59))
        assert names_shown(client, workshop, person)
        clock.shift(dt.timedelta(seconds=1))
        assert not names_shown(client, workshop, person)
        client.force_login(officer)
        told = client.get(reverse("accounts:disclosures")).content.decode()
        assert reason in told
        assert staff.name in told
        client.force_login(make_user(county="HUA"))
        assert reason not in client.get(reverse("accounts:disclosures")).content.decode()


def test_who_may_not_open_names_cannot_ask(client, workshop):
    person = make_participant(workshop, email="secret@example.org")
    for user in (workshop.lecturer, make_user(Role.AUTHORITY_OFFICER)):
        client.force_login(user)
        assert not names_shown(client, workshop, person)
        assert client.post(url("participants_open", workshop), {"reason": "我想看看有誰會來"}).status_code == 404
    assert not Disclosure.objects.exists()


def test_names_are_not_in_what_national_staff_read_of_the_trail(client, workshop, officer):
    person = participants.add(workshop=workshop, values=GOOD, by=officer, now=timezone.now())
    client.force_login(make_user(Role.ASSOCIATION))
    shown = client.get(reverse("accounts:trail")).content.decode()
    assert person.name not in shown
    assert "王○明" in shown


# ---- as files


@pytest.mark.parametrize("suffix", ["ods", "xlsx", "csv"])
def test_the_list_leaves_in_the_columns_in_which_it_comes(client, workshop, officer, suffix):
    group = make_group(workshop)
    participants.add(workshop=workshop, values=GOOD | {"phone": "0912-345-678"}, by=officer, now=NOON)
    workshop.participants.update(group=group)
    client.force_login(officer)
    path = reverse("exports:download", kwargs={"key": "participants", "suffix": suffix})
    file = client.get(path, {"workshop": workshop.pk})
    understood = participant_lists.read_file(b"".join(file.streaming_content))
    assert not understood.problems
    assert understood.good[0].values == GOOD | {"phone": "0912-345-678"}
    assert trail.history_of(workshop).get(verb=Verb.EXPORTED).now["rows"] == 1


def test_the_example_of_the_blank_list_is_no_person(client, officer):
    client.force_login(officer)
    file = client.get(reverse("exports:download", kwargs={"key": "participant-template", "suffix": "ods"}))
    understood = participant_lists.read_file(b"".join(file.streaming_content))
    assert not understood.good
    assert not understood.problems
    assert len(understood.skipped) == 1


def test_lists_of_another_county_are_not_there_and_sign_in_sheets_hold_no_contacts(client, workshop, officer):
    participants.add(workshop=workshop, values=GOOD, by=officer, now=NOON)
    path = reverse("exports:download", kwargs={"key": "sign-in", "suffix": "ods"})
    client.force_login(officer)
    own = recognise(b"".join(client.get(path, {"workshop": workshop.pk}).streaming_content), participant_lists.SPEC)
    assert own.grid.rows[0] == ["序", "組別", "姓名", "身分", "單位", "職稱", "簽名"]
    assert own.grid.rows[1][2] == "王小明"
    assert "a@example.org" not in str(own.grid.rows)
    client.force_login(make_user(county="HUA"))
    assert client.get(path, {"workshop": workshop.pk}).status_code == 404
    client.force_login(make_user(Role.ASSOCIATION))
    assert client.get(path, {"workshop": workshop.pk}).status_code == 404


@pytest.mark.parametrize(("content", "says"), [(b"", "檔案是空的"), (b" \n\t\r\n", "檔案是空的")])
def test_an_empty_file_is_called_empty(client, content, says):
    workshop = make_workshop(Workshop.State.CONFIRMED)
    client.force_login(make_user())
    address = reverse("workshops:participant_list", args=[workshop.pk])
    answer = client.post(address, {"file": SimpleUploadedFile("list.csv", content)})
    assert answer.status_code == 422
    assert says in answer.content.decode()
