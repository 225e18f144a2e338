"""What nobody types but anybody can send: signs that nobody sees, words of thousands of signs, huge files."""

import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from actionplans.models import Idea, QuestionSet
from actionplans.writing import sheets
from config.middleware import only_what_is_seen, within_size
from foundation.accounts.roles import Role
from foundation.audit import trail
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_user
from tests.makers.actionplans import fill, make_draft, make_sheet, make_table
from tests.makers.board import ideas_of, make_room
from tests.makers.plans import make_plan
from tests.makers.workshops import NOON, make_group, make_participant, make_programme, make_seat, make_workshop
from workshops import codes, seats
from workshops.models import Workshop

BIG = "9" * 5000


@pytest.fixture
def officer(client: Client):
    user = make_user()
    client.force_login(user)
    return user


PAGE = {"Accept": "text/html,application/xhtml+xml"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "leads"),
    [
        ("/workshops/7/move/", "/workshops/7/"),
        ("/workshops/7/tables/open/", "/workshops/7/tables/"),
        ("/workshops/7/participants/4/remove/", "/workshops/7/participants/4/"),
        ("/workshops/7/room/words/", "/workshops/7/"),
        ("/language/", "/"),
    ],
)
def test_an_address_for_forms_leads_to_its_page(officer, client: Client, address: str, leads: str) -> None:
    assert client.get(address, headers=PAGE).headers["Location"] == leads


@pytest.mark.django_db
@pytest.mark.parametrize("headers", [{}, {"Accept": "application/json"}, PAGE | {"HX-Request": "true"}])
def test_a_program_is_told_that_it_asked_wrongly(officer, client: Client, headers: dict[str, str]) -> None:
    assert client.get("/workshops/7/move/", headers=headers).status_code == 405


@pytest.mark.django_db
def test_only_looking_is_led_elsewhere(officer, client: Client) -> None:
    assert client.put("/workshops/7/move/", headers=PAGE).status_code == 405


@pytest.mark.django_db
def test_the_language_is_switched_on_a_refused_form(officer, client: Client) -> None:
    workshop = make_workshop(Workshop.State.CONFIRMED)
    move = reverse("workshops:move", args=[workshop.pk])
    refused = client.post(move, {"move": "cancel", "reason": ""})
    assert refused.status_code == 422
    switched = client.post(reverse("set_language"), {"language": "en", "next": move}, headers=PAGE, follow=True)
    assert switched.redirect_chain[-1][0] == reverse("workshops:detail", args=[workshop.pk])
    assert 'lang="en"' in switched.content.decode()


def test_what_is_whole_is_handed_on_as_it_came():
    seen = []
    request = RequestFactory().post("/?q=%E5%AD%97", {"reason": ["字", "a"]})
    only_what_is_seen(seen.append)(request)
    assert (seen[0].GET["q"], seen[0].POST.getlist("reason")) == ("字", ["字", "a"])


def test_nul_is_taken_out_of_names_and_values():
    seen = []
    request = RequestFactory().post("/?q=a%00b", {"rea\0son": ["\0x", "y"]})
    only_what_is_seen(seen.append)(request)
    assert (seen[0].GET["q"], seen[0].POST.getlist("reason")) == ("ab", ["x", "y"])
    with pytest.raises(AttributeError):
        seen[0].POST["reason"] = "z"


def test_what_nobody_sees_is_taken_out_and_what_says_nothing_is_empty():
    seen = []
    sent = {"title": "\u202egnp.exe", "reason": "\u200b\u3164\u2060", "story": "一\r\n二 👨\u200d👩"}
    request = RequestFactory().post("/?q=%E2%80%AEabc", sent)
    only_what_is_seen(seen.append)(request)
    assert seen[0].GET["q"] == "abc"
    assert seen[0].POST.dict() == {"title": "gnp.exe", "reason": "", "story": "一\r\n二 👨\u200d👩"}


@pytest.mark.django_db
def test_a_reason_that_nobody_can_read_is_none(client):
    """The county reads why its names were opened."""
    association = make_user(Role.ASSOCIATION)
    client.force_login(association)
    workshop = make_workshop(Workshop.State.CONFIRMED)
    address = reverse("workshops:participants_open", args=[workshop.pk])
    for reason in ("\u200b" * 8, "\u3164" * 8, "a" + "\u200b" * 8, "a      b"):
        assert client.post(address, {"reason": reason}).status_code == 422, reason
    assert not association.disclosures.exists()
    assert client.post(address, {"reason": "核對緊急聯絡人"}).status_code == 302


@pytest.mark.django_db
def test_a_reason_with_nul_is_kept_without_it(client, officer):
    room = make_room()
    idea = ideas_of(room)[0]
    assert client.post(reverse("actionplans:park", args=[idea.pk]), {"reason": "先\0緩"}).status_code == 302
    assert Idea.objects.get(pk=idea.pk).reason == "先緩"


@pytest.mark.django_db
def test_a_name_with_nul_takes_a_seat(client):
    room = make_room()
    group = codes.issue_codes(workshop=room, by=make_user(), now=NOON)[0]
    group.seats.all().delete()
    assert client.post(reverse("workshops:join_code", args=[group.code]), {"name": "阿\0明"}).status_code == 302
    assert group.seats.get().name == "阿明"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/plans/", "/members/trail/", "/workshops/"])
@pytest.mark.parametrize("word", ["\0", "字" * 20_000])
def test_a_search_for_nonsense_finds_nothing(client, officer, address, word):
    workshop = make_workshop(Workshop.State.HELD)
    make_plan(workshop)
    trail.record(Verb.CHANGED, workshop, by=officer)
    assert client.get(address, {"q": word}).status_code == 200
    if address == "/members/trail/":
        assert client.post(address, {"q": word}, follow=True).status_code == 200
    assert client.get(address, {"pillar": word, "county": word, "verb": word, "page": word}).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["/", "/workshops/", "/workshops/{pk}/participants/", "/members/trail/", "/plans/", "/privacy/", "/nothing/"],
)
def test_a_shared_computer_keeps_no_page_of_who_has_signed_out(client, officer, address):
    page = address.format(pk=make_workshop(Workshop.State.CONFIRMED).pk)
    assert "no-store" in client.get(page)["Cache-Control"]
    client.logout()
    assert client.get(page).get("Cache-Control", "") == ""


@pytest.mark.django_db
def test_what_a_page_says_of_its_keeping_stands(client, officer):
    for address in ("/members/tokens/", "/exports/participant-template.csv", "/api/v1/me/", "/j/"):
        answer = client.get(address)
        assert "no-store" in answer["Cache-Control"], address
        b"".join(answer.streaming_content if answer.streaming else [])
    assert "max-age" in client.get("/j/")["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("more", [0, 1])
def test_far_too_much_is_refused_before_it_is_read(client, officer, settings, more):
    """Reading a form writes its files to the disk, before anybody has looked who sends them."""
    settings.LARGEST_REQUEST = 1 << 20
    address = reverse("workshops:participant_list", args=[make_workshop(Workshop.State.CONFIRMED).pk])
    stranger = Client()
    for sender in (client, stranger):
        sent = {"data": b"x" * ((1 << 20) + more), "content_type": "text/plain"}
        answer = sender.generic("POST", address, **sent)
        assert (answer.status_code == 413) is bool(more)
    if more:
        assert "超過 1 MB" in client.generic("POST", address, **sent).content.decode()
        told = client.generic("POST", "/t/design/operations", **sent, headers={"accept": "application/json"})
        assert (told.status_code, "超過 1 MB" in told.json()["error"]) == (413, True)
        problem = client.generic("POST", "/api/v1/workshops/", **sent)
        assert (problem.status_code, problem["Content-Type"]) == (413, "application/problem+json")
        assert problem.json()["type"] == "urn:problem:too_large"


def test_a_length_that_is_no_number_is_left_to_who_reads(settings):
    seen = []
    for length in ("", "-1", "x", "9" * 5000, "²"):
        request = RequestFactory().get("/", CONTENT_LENGTH=length)
        within_size(seen.append)(request)
    assert len(seen) == 4


@pytest.mark.django_db
def test_a_file_a_little_too_large_is_told_so_beside_its_field(client, officer):
    address = reverse("workshops:participant_list", args=[make_workshop(Workshop.State.CONFIRMED).pk])
    file = SimpleUploadedFile("list.csv", b"a,b\n" * (6 << 18))
    answer = client.post(address, {"file": file})
    assert answer.status_code == 422
    assert "檔案超過 5 MB" in answer.content.decode()


@pytest.mark.django_db
def test_a_full_sheet_is_saved_without_scripts(client):
    """Each item has a score of boxes: a table with eighty of them must not lose the page it has typed."""
    group = make_table()
    inventory = make_sheet("inventory", group)
    fill(inventory, support_difficulties=[{"text": f"困難 {number}"} for number in range(80)])
    make_seat(group, token="a")
    client.cookies[seats.COOKIE] = "a"
    page = client.get("/t/inventory/").content.decode()
    boxes = dict(re.findall(r'name="(b:[^"]+)" value="(\d+)"', page))
    values = {name.replace("b:", "v:", 1): "" for name in boxes}
    texts = {name: f"改 {name}" for name in values if name.endswith("/text") and "difficulties" in name}
    sent = {"sheet": inventory.pk, "batch": str(uuid.uuid4())} | boxes | values | texts
    assert len(sent) > 1000
    assert client.post("/t/inventory/", sent).status_code == 302
    written = sheets.read(inventory).items("support_difficulties")
    assert [item.get("text").startswith("改 ") for item in written] == [True] * 80


@pytest.mark.django_db
def test_a_row_of_thousands_of_digits_is_no_row(client):
    client.force_login(make_user(Role.ASSOCIATION))
    programme = make_programme()
    address = reverse("workshops:programme_blocks", args=[programme.slug])
    assert client.post(address, {"row": ["b" + BIG], "do": "add"}).status_code == 200
    assert (
        client.post(address, {"row": ["b1"], "b1-title": "開場", "do": "add"}).content.decode().count("b2-title") >= 1
    )


@pytest.mark.django_db
@pytest.mark.parametrize("do", ["up-", "drop-"])
def test_a_line_of_thousands_of_digits_is_no_line(client, officer, do):
    workshop = make_workshop(Workshop.State.DRAFT)
    address = reverse("workshops:agenda", args=[workshop.pk])
    assert client.post(address, {"do": do + BIG, "title": "開場", "minutes": "10"}).status_code < 500


@pytest.mark.django_db
@pytest.mark.parametrize("sent", [{"person": BIG}, {"group": BIG}])
def test_a_number_of_thousands_of_digits_is_nobody(client, officer, sent):
    workshop = make_workshop(Workshop.State.CONFIRMED)
    person, group = make_participant(workshop), make_group(workshop)
    data = {"person": str(person.pk), "group": str(group.number)} | sent
    assert client.post(reverse("workshops:grouping_move", args=[workshop.pk]), data).status_code == 404


@pytest.mark.django_db
def test_merging_into_a_number_of_thousands_of_digits_is_refused(client, officer):
    room = make_room()
    idea = ideas_of(room)[0]
    assert client.post(reverse("actionplans:merge", args=[idea.pk]), {"plan": BIG}).status_code == 302
    assert Idea.objects.get(pk=idea.pk).decision == Idea.Decision.OPEN


@pytest.mark.django_db
def test_a_draft_of_thousands_of_digits_is_none(client):
    client.force_login(make_user(Role.ASSOCIATION))
    draft = make_draft(make_workshop().programme)
    for sent in ({"draft": BIG, "seen": "0"}, {"draft": str(draft.pk), "seen": BIG}):
        address = reverse("actionplans:question_discard", args=[draft.programme.slug, "design"])
        assert client.post(address, sent).status_code == 302
    assert QuestionSet.objects.drafts().get() == draft


@pytest.mark.parametrize(
    ("count", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "203.0.113.9", "192.0.2.1"),
    ],
)
def test_an_address_is_the_word_of_our_own_proxies_only(settings, rf, count, forwarded, address) -> None:
    from config.middleware import behind_proxy

    settings.PROXY_COUNT = count
    request = rf.get("/", headers={"X-Forwarded-For": forwarded}, REMOTE_ADDR="192.0.2.1")
    behind_proxy(lambda request: HttpResponse())(request)
    assert request.META["REMOTE_ADDR"] == address
