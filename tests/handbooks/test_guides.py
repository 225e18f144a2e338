"""Every page that a person can open has its guide, and every guide stands in the handbook of whoever opens its page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import translation

from foundation.ui import guiding
from foundation.ui.guiding import Chapter, Guide
from handbooks import readers
from tests.journeys.test_every_page import NO_PAGES
from tests.test_access import LINES

OPENED = {name for (method, name), cells in LINES.items() if method == "GET" and not name.startswith("v1:")} - NO_PAGES
# Addresses that nobody uses as a page, each with its reason.
WITHOUT = {
    "account_oidc": "leads on to whoever confirms identities, where one is set up",
    "account_oidc_back": "where they come back from there; leads on",
    "actionplans:became_card": "a card's address: leads on to the table's own page",
    "actionplans:became_voice": "leads on to the page of the voice",
    "actionplans:plan_list_file": "a file",
    "api_unknown": "an error in JSON",
    "gallery": "the components, for whoever builds here",
    "security_text": "a text for machines",
    "volunteers:hour_list_file": "a file",
    "workshops:participant_list_file": "a file",
}
GUIDES = [guide for chapter in guiding.chapters() for guide in chapter.guides]
# How a reader is called in the table of who may open what.
COLUMN = {
    "officer": "off",
    "facilitator": "lec",
    "association": "ass",
    "unit": "uni",
    "authority": "aut",
    "volunteer": "vol",
}
# Asked of people on their way in, or in a state that the small world does not have.
ON_THE_WAY = {
    "account_login", "account_second_factor", "jobs:job", "volunteers:join", "workshops:agenda", "workshops:step",
}  # fmt: skip
SENTENCE = re.compile(r"[。！？」）]$")
HOLLOW = re.compile(r"此頁面|本頁面|用於.*管理|進行.*管理|相關功能|點擊|用戶|信息|視頻|提交")


def test_every_page_has_its_guide() -> None:
    assert OPENED - guiding.pages() == WITHOUT.keys(), "write its guide, or say why there is none"
    assert guiding.pages() - OPENED == set(), "a guide whose page is gone"


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.key)
def test_a_guide_is_three_sentences_that_say_something(guide: Guide) -> None:
    for words in (guide.purpose, guide.first, guide.then):
        told = str(words)
        assert SENTENCE.search(told), told
        assert 8 <= len(told) <= 110, told
        assert not HOLLOW.search(told), told
    assert len({str(guide.purpose), str(guide.first), str(guide.then)}) == 3
    if guide.picture:
        assert (Path(settings.ROOT) / "static" / guide.picture_file).is_file()


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.key)
def test_a_guide_is_told_in_english(guide: Guide) -> None:
    with translation.override("en"):
        told = f"{guide.title} {guide.purpose} {guide.first} {guide.then}"
    assert not re.search(r"[一-鿿]", told)


def test_two_guides_for_one_page_are_refused() -> None:
    again = Chapter("again", 1, "", "", (Guide("workshops:list", "", "", "", ""),))
    with pytest.raises(ValueError, match="workshops:list"):
        guiding.register(again)
    guiding._chapters.pop("again")
    guiding.register()
    assert guiding.guide_of("workshops:list") is not None


@pytest.mark.parametrize("key", readers.READERS)
def test_a_handbook_has_what_its_reader_can_open(key: str) -> None:
    """By the table of `tests/test_access.py`; what stands open to everybody is in it where it belongs to her work."""
    reader = readers.READERS[key]
    hers = {guide.names.split()[0]: guide for part in readers.parts_for(reader) for guide in part.guides}
    columns = {COLUMN[key], "sea"} if key == "facilitator" else {COLUMN[key]}

    def opens(guide: Guide) -> bool:
        cells = [LINES.get(("GET", name), {}) for name in guide.names.split()]
        return any(each.get(column) == "200" for each in cells for column in columns)

    def for_all(guide: Guide) -> bool:
        return any(LINES.get(("GET", name), {}).get("any") == "200" for name in guide.names.split())

    assert {name for name, guide in hers.items() if not opens(guide)} <= ON_THE_WAY
    if not reader.only and key != "volunteer":  # she is told of herself in chapters of her own
        missing = {one.names for one in GUIDES if opens(one) and not for_all(one)} - {
            guide.names for guide in hers.values()
        }
        assert not missing


@pytest.mark.django_db
def test_the_guide_stands_at_the_page_s_head_and_not_on_a_page_that_is_not_there(client) -> None:
    page = client.get(reverse("account_login")).content.decode()
    assert "輸入公務電子郵件和密碼，進到自己看得到的資料。" in page
    gone = client.get(reverse("workshops:join_code", args=["ACDEF"]))
    assert "v-guide" in gone.content.decode(), "the page is there, only the code is wrong"
    missing = client.get("/nothing/here/")
    assert missing.status_code == 404
    assert "v-guide" not in missing.content.decode()
