"""A county's pledge through the API: its words, its files in parts, its licence, and every move."""

import hashlib

import pytest

from foundation.accounts.models import User
from foundation.accounts.roles import Role
from pledges.models import Media, Upload
from tests.makers.accounts import make_user
from tests.makers.api import program
from tests.makers.pledges import license_it, make_picture, make_pledge

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture
def officer() -> User:
    return make_user(Role.COUNTY_OFFICER, "TTT")


def sent(client, where: str, body: object = None, *, how: str = "post", status: int = 200) -> dict:
    answer = getattr(client, how)(f"{API}/{where}/", body if body is not None else {}, format="json")
    assert answer.status_code == status, answer.content.decode()
    return answer.json() if status != 204 else {}


def pointers(problem: dict) -> set[str]:
    return {one["pointer"] for one in problem["errors"]}


def part(client, token: str, data: bytes, offset: object, status: int = 200) -> dict:
    answer = client.put(f"{API}/uploads/{token}/part/?offset={offset}", data, content_type="application/octet-stream")
    assert answer.status_code == status, answer.content.decode()
    return answer.json()


def test_a_pledge_is_begun_written_and_handed_in_only_when_whole(officer) -> None:
    client = program(officer)
    sent(client, "pledges", {"county": "HUA"}, status=404)
    made = sent(client, "pledges", {"county": "TTT"}, status=201)
    assert sent(client, "pledges", {"county": "TTT"}, status=201)["id"] == made["id"]
    where = f"pledges/{made['id']}"
    assert pointers(sent(client, where, {"checked": ["nothing"]}, how="patch", status=422)) == {"/checked"}
    [campaign, *_others] = client.get(f"{API}/campaigns/").json()
    facts = {"held_on": "2025-12-05", "head": "王縣長大明", "checked": list(campaign["checks"])}
    told = sent(client, where, facts, how="patch")
    assert {name: told[name] for name in facts} == facts
    assert sent(client, f"{where}/moves", {"move": "hand_in"}, status=409)["errors"]
    sent(client, f"{where}/moves", {"move": "accept"}, status=404)
    old = {"signer": "社會處王處長", "version": "0"}
    assert sent(client, f"{where}/licence", old, status=422)["errors"]
    assert sent(client, f"{where}/licence", old | {"version": campaign["licence"]})["licensed"] is True
    gone = sent(client, f"{where}/withdraw-licence", {"reason": "有人不同意公開照片"})
    assert (gone["licensed"], gone["state"]) == (False, "withdrawn")
    assert sent(client, f"{where}/moves", {"move": "again"})["state"] == "draft"
    sent(program(make_user(Role.COUNTY_OFFICER, "HUA")), where, {"place": "x"}, how="patch", status=404)


def test_a_file_comes_in_parts_and_goes_on_where_it_broke(officer) -> None:
    client, pledge, data = program(officer), make_pledge(by=officer), make_picture()
    half = len(data) // 2
    facts = {"name": "IMG_1.jpg", "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    assert sent(client, f"pledges/{pledge.pk}/uploads", facts | {"sha256": "x"}, status=422)["errors"]
    upload = sent(client, f"pledges/{pledge.pk}/uploads", facts, status=201)
    token = upload["token"]
    assert part(client, token, data[:half], 0)["received"] == half
    part(client, token, data[:half], 0, 409)
    part(client, token, data, "x", 400)
    part(client, token, b"", half, 422)
    assert client.get(f"{API}/uploads/{token}/").json()["received"] == half
    sent(client, f"uploads/{token}/finish", status=409)
    part(client, token, data[half:], half)
    done = sent(client, f"uploads/{token}/finish")
    assert (done["file"], done["refused"]) == (Media.objects.get().pk, "")
    [kept] = client.get(f"{API}/pledges/{pledge.pk}/").json()["files"]
    assert (kept["id"], kept["sha256"]) == (done["file"], facts["sha256"])
    other = program(make_user(Role.COUNTY_OFFICER, "HUA"))
    assert other.get(f"{API}/uploads/{token}/").status_code == 404
    sent(other, f"pledge-files/{done['file']}", how="delete", status=404)
    sent(client, f"pledge-files/{done['file']}", how="delete", status=204)
    assert not Media.objects.exists()
    Upload.objects.all().delete()


def test_the_association_returns_with_marks_on_files_that_are_there(officer) -> None:
    pledge = make_pledge(by=officer)
    license_it(pledge, by=officer)
    type(pledge).objects.filter(pk=pledge.pk).update(state="handed")
    client = program(make_user(Role.ASSOCIATION, None))
    where = f"pledges/{pledge.pk}/moves"
    assert pointers(sent(client, where, {"move": "return", "marks": {"1": "太暗"}}, status=422)) == {"/marks/1"}
    assert sent(client, where, {"move": "return"}, status=409)["errors"]
    assert sent(client, where, {"move": "return", "reason": "請補影片"})["state"] == "returned"
    sent(client, f"pledges/{pledge.pk}", {"place": "x"}, how="patch", status=404)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_number_of_questions_does_not_grow_with_the_rows(rows: int, django_assert_max_num_queries) -> None:
    for code in ("TTT", "HUA", "KIN")[:rows]:
        make_pledge(code)
    client = program(make_user(Role.ASSOCIATION, None))
    with django_assert_max_num_queries(8):
        assert len(client.get(f"{API}/pledges/").json()["results"]) == rows
