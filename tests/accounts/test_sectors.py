"""The categories of authorities: typed freely, and in English where they are the usual ones."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils.translation import override

from foundation.accounts import sectors
from foundation.accounts.roles import Role
from tests.makers.accounts import make_user
from tests.makers.english import catalogue


@pytest.fixture(autouse=True)
def words(monkeypatch: pytest.MonkeyPatch) -> None:
    """The English catalogue, compiled or not."""
    known = catalogue()
    monkeypatch.setattr(sectors, "_", lambda text: known[text])


@pytest.mark.parametrize(
    ("typed", "english"),
    [
        ("社會福利", "Social welfare"),
        ("社會福利類", "Social welfare"),
        (" 社福類", "Social welfare"),
        ("環境保護", "Environmental protection"),
        ("教育類", "Education"),
        ("教育訓練", "教育訓練"),
        ("類", "類"),
        ("", ""),
        ("Sports", "Sports"),
    ],
)
def test_a_usual_category_is_told_in_english_and_any_other_as_it_was_typed(typed: str, english: str) -> None:
    assert sectors.shown(typed) == typed
    with override("en"):
        assert sectors.shown(typed) == english


def test_every_usual_category_has_english() -> None:
    with override("en"):
        assert all(sectors.shown(sector).isascii() for sector in sectors.USUAL)


@pytest.mark.django_db
def test_the_pages_show_and_offer_them(client: Client) -> None:
    make_user(Role.AUTHORITY_OFFICER, "TTT", sector="社會福利")
    client.force_login(make_user(Role.ASSOCIATION))
    for language, shown, offered in (("en", "Social welfare", "Hakka affairs"), ("zh-hant", "社會福利", "客家類")):
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        assert f'<span class="v-table__s">{shown}</span>' in client.get("/members/").content.decode()
        page = client.get("/members/assign/").content.decode()
        assert f'<option value="客家類">{offered}</option>' in page
        assert 'list="sectors"' in page
