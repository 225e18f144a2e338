"""The report's chapters through the API: parts in their order, and words that two write at once."""

import pytest

from actionplans.models import Plan
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from reports.models import ChapterPart
from tests.makers.accounts import make_user
from tests.makers.api import program
from tests.makers.chapters import make_paragraph, say, words_of
from tests.makers.plans import make_adopted
from tests.makers.workshops import make_programme, make_workshop
from workshops.models import Programme, Workshop

pytestmark = pytest.mark.django_db
API = "/api/v1"
HERE = "programmes/ivy-2026/chapters"


@pytest.fixture
def plan() -> Plan:
    made = make_workshop(Workshop.State.HELD, programme=make_programme(slug="ivy-2026"), county="TTT")
    return make_adopted(made, ["S3"])[0]


@pytest.fixture
def programme(plan: Plan) -> Programme:
    return plan.workshop.programme


@pytest.fixture
def staff() -> User:
    return make_user(Role.ASSOCIATION, None, name="林小美")


def sent(client, where: str, body: object = None, *, how: str = "post", status: int = 200):
    answer = getattr(client, how)(f"{API}/{where}/", body if body is not None else {}, format="json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def pointers(problem: dict) -> set[str]:
    return {one["pointer"] for one in problem["errors"]}


def test_a_chapter_gets_paragraphs_and_cases_in_an_order(programme, plan, staff) -> None:
    client = program(staff)
    told = client.get(f"{API}/{HERE}/").json()
    assert [one["code"] for one in told] == list(ChapterPart.Chapter.values)
    first = sent(client, f"{HERE}/summary/paragraphs", status=201)
    assert (first["kind"], first["position"], {one["language"] for one in first["words"]}) == (
        "paragraph", 1, {"zh-hant", "en"},
    )  # fmt: skip
    sent(client, f"{HERE}/nothing/paragraphs", status=404)
    assert "plans" in sent(client, f"{HERE}/summary/choices", status=422)["detail"]
    assert pointers(sent(client, f"{HERE}/summary/choices", {"plans": [0]}, status=422)) == {"/plans/0"}
    wrong = {"plans": [plan.pk], "evidence": [1]}
    assert pointers(sent(client, f"{HERE}/summary/choices", wrong, status=422)) == {"/evidence"}
    assert ChapterPart.objects.count() == 1
    [case] = sent(client, f"{HERE}/summary/choices", {"plans": [plan.pk]}, status=201)
    assert (case["kind"], case["plan"], case["position"]) == ("case", plan.pk, 2)
    moves = f"chapter-parts/{case['id']}/moves"
    assert sent(client, moves, {"move": "up"})["position"] == 1
    assert sent(client, moves, {"move": "up"})["position"] == 1
    assert pointers(sent(client, moves, {"move": "away"}, status=422)) == {"/move"}
    assert sent(client, moves, {"move": "out"})["removed_at"]
    assert sent(client, moves, {"move": "back"})["removed_at"] is None
    listed = client.get(f"{API}/chapter-parts/", {"chapter": "summary"}).json()["results"]
    assert {one["id"] for one in listed} == {first["id"], case["id"]}
    officer = program(make_user(Role.COUNTY_OFFICER, "TTT"))
    assert officer.get(f"{API}/chapter-parts/").status_code == 404
    sent(officer, moves, {"move": "out"}, status=404)


def test_words_are_written_on_the_version_that_was_seen(programme, staff) -> None:
    client = program(staff)
    words = words_of(make_paragraph(programme, "共辦理一場。", by=staff))
    where = f"chapter-words/{words.pk}"
    seen = client.get(f"{API}/{where}/").json()
    assert (seen["text"], seen["problems"]) == ("共辦理一場。", [])
    assert pointers(sent(client, where, {"text": "字"}, how="put", status=422)) == {"/version"}
    assert pointers(sent(client, where, {"text": "字" * 6001, "version": 0}, how="put", status=422)) == {"/text"}
    kept = sent(client, where, {"text": "共 {{不存在}} 場。", "version": seen["version"]}, how="put")
    assert kept["version"] > seen["version"] or kept["text"] == "共 {{不存在}} 場。"
    assert kept["problems"]
    other = make_user(Role.ASSOCIATION, None, name="王小明")
    say(words.part, "別人改了這一段。", by=other)
    lost = sent(client, where, {"text": "我也在改。", "version": kept["version"]}, how="put", status=409)
    assert "王小明" in lost["detail"]
    assert client.get(f"{API}/{where}/").json()["text"] == "別人改了這一段。"
    versions = client.get(f"{API}/{where}/versions/").json()
    assert [one["text"] for one in versions if one["set_aside"]] == ["我也在改。"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_questions_does_not_grow_with_the_rows(
    rows: int, programme, staff, django_assert_max_num_queries
) -> None:
    for _number in range(rows):
        make_paragraph(programme, by=staff)
    client = program(staff)
    with django_assert_max_num_queries(8):
        assert len(client.get(f"{API}/chapter-parts/").json()["results"]) == rows
