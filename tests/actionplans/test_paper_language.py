"""A county's official papers are Chinese, whichever language the page of whoever asks for them speaks."""

import pytest
from django.urls import reverse
from django.utils.translation import get_language

from actionplans.views import papers
from tests.makers.accounts import make_user
from tests.makers.board import ideas_of, make_adopted, make_room

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["county_report", "commitments"])
def test_a_paper_is_chinese_on_an_english_page(client, monkeypatch, name):
    spoken: list[str | None] = []
    write = papers.odt.write

    def listen(*args, **more):
        spoken.append(get_language())
        write(*args, **more)

    monkeypatch.setattr(papers.odt, "write", listen)
    officer = make_user()
    client.force_login(officer)
    plan = make_adopted(ideas_of(make_room())[0], officer)
    client.cookies["django_language"] = "en"
    answer = client.get(reverse(f"actionplans:{name}", args=[plan.workshop_id, "odt"]))
    assert (answer.status_code, spoken) == (200, ["zh-hant"])
    assert client.get(reverse("actionplans:plans")).headers["Content-Language"] == "en"
