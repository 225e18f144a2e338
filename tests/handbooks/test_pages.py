"""The pages of help: whose handbook comes first, what a message means, and the file that is kept."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdf
import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone, translation

from foundation.accounts.roles import Role
from foundation.ui import guiding
from handbooks import papers, problems, readers
from tests.makers.accounts import make_user

pytestmark = pytest.mark.django_db


def test_whoever_has_a_role_sees_her_handbook_first(client) -> None:
    client.force_login(make_user(Role.UNIT_COORDINATOR, county="TTT"))
    page = client.get(reverse("handbooks:home"))
    first, own = page.context["readers"][0]
    assert (first.key, own) == ("unit", True)
    assert [own for _reader, own in page.context["readers"][1:]] == [False] * 5


def test_a_role_that_has_ended_puts_nothing_first() -> None:
    user = make_user(Role.UNIT_COORDINATOR, county="TTT")
    user.memberships.update(ends_on=timezone.localdate())
    assert readers.read_by(user, timezone.localdate()) == set()


@pytest.mark.parametrize("name", ["reader", "paper", "problem"])
def test_what_is_not_there_is_not_found(client, name) -> None:
    assert client.get(reverse(f"handbooks:{name}", args=["nobody"])).status_code == 404


@pytest.mark.parametrize("problem", problems.PROBLEMS, ids=lambda one: one.key)
def test_a_problem_says_what_it_means_what_to_do_and_who_helps(client, problem) -> None:
    page = client.get(reverse("handbooks:problem", args=[problem.key])).content.decode()
    for words in (problem.title, problem.says, problem.means, *problem.steps, problem.helper):
        assert str(words) in page
    assert len(problem.steps) >= 2


def test_every_link_to_a_problem_leads_somewhere() -> None:
    named = {
        key
        for path in Path("templates").rglob("*.html")
        for key in re.findall(r'what_now\.html" with problem="([a-z-]+)"', path.read_text(encoding="utf-8"))
    }
    assert named
    assert named <= problems.BY_KEY.keys()


@pytest.mark.parametrize(
    ("address", "status", "problem"),
    [("/nothing/here/", 404, "not-found"), ("/j/ACDEF/", 404, "wrong-code")],
)
def test_a_message_leads_to_what_it_means(client, address, status, problem) -> None:
    page = client.get(address)
    assert page.status_code == status
    assert reverse("handbooks:problem", args=[problem]) in page.content.decode()


def test_pictures_go_round_the_chapters_until_there_are_enough() -> None:
    def part(*names: str) -> readers.Part:
        return readers.Part("", "", "", tuple(guiding.Guide(name, "", "", "", "", name.strip("-")) for name in names))

    parts = [part("a", "b", "c"), part("d"), part(), part("e", "f")]
    assert [one.picture for one in papers.chosen(parts, 5)] == ["a", "d", "e", "b", "f"]
    assert [one.picture for one in papers.chosen(parts)] == ["a", "d", "e", "b", "f", "c"]


def test_a_handbook_is_set_once_and_again_when_its_words_change(settings, tmp_path, monkeypatch, client) -> None:
    settings.HANDBOOK_FOLDER = str(tmp_path)
    made: list[str] = []
    monkeypatch.setattr(papers.pdf, "render", lambda html, **more: made.append(html) or b"%PDF-")
    for _twice in range(2):
        answer = client.get(reverse("handbooks:paper", args=["facilitator"]))
        assert b"".join(answer.streaming_content) == b"%PDF-"
    assert len(made) == 1
    monkeypatch.setattr(papers, "PROBLEMS", problems.PROBLEMS[1:])
    client.get(reverse("handbooks:paper", args=["facilitator"])).close()
    assert len(made) == 2
    assert len(list(tmp_path.glob("*.pdf"))) == 1, "the old one is gone"


def test_the_command_writes_a_book_with_contents_page_numbers_and_pictures(settings, tmp_path) -> None:
    settings.HANDBOOK_FOLDER = str(tmp_path / "kept")
    out = tmp_path / "facilitator.pdf"
    call_command("handbook", "--for", "facilitator", "--out", str(out), stdout=io.StringIO())
    book = pypdf.PdfReader(out)
    texts = [re.sub(r"\s", "", page.extract_text()) for page in book.pages]
    assert "目次" in texts[1]
    assert "第2頁，共" in texts[1]
    assert "到桌邊：加入與簽到" in texts[1]
    assert sum(len(page.images) for page in book.pages) >= 5
    titles = [str(one["/Title"]) for one in book.outline if not isinstance(one, list)]
    assert titles[-1] == "遇到問題"
    assert "第 1 頁" not in texts[0], "the cover has no number"


def test_the_english_handbook_is_english() -> None:
    with translation.override("en"):
        html, _pictures = papers.compose(readers.READERS["volunteer"])
    body = re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    assert not re.search(r"[一-鿿]", body)
