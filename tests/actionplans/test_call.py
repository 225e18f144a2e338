"""The Call to Action as data: complete, consistent, and with something to start from for every item."""

import pytest
from django.utils import translation

from actionplans import call
from actionplans.call import ACTORS, ITEMS, PILLARS

each_item = pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.code)


def test_three_pillars_of_six_six_and_two() -> None:
    assert [(pillar.code, len(pillar.items)) for pillar in PILLARS] == [
        ("recognition", 6),
        ("support", 6),
        ("safeguarding", 2),
    ]
    assert [item for pillar in PILLARS for item in pillar.items] == list(ITEMS)


def test_codes_and_labels_follow_the_pillars() -> None:
    assert [item.code for item in ITEMS] == [
        *(f"R{number}" for number in range(1, 7)), *(f"S{number}" for number in range(1, 7)), "G1", "G2",
    ]  # fmt: skip
    assert [item.label for item in ITEMS] == [
        *(f"肯{number}" for number in range(1, 7)), *(f"支{number}" for number in range(1, 7)), "保1", "保2",
    ]  # fmt: skip


@each_item
def test_every_item_is_whole(item: call.CallItem) -> None:
    assert item.text.endswith("。")
    assert "**" not in item.text
    assert item.text_en.endswith(".")
    assert len(item.short) <= 14
    assert item.short_en
    assert item.actors
    assert not set(item.actors) & set(item.partners)


@each_item
def test_every_item_has_two_difficulties_and_two_strengths(item: call.CallItem) -> None:
    found = call.prompts(item)
    assert [prompt.kind for prompt in found] == ["difficulty", "difficulty", "strength", "strength"]
    assert call.prompts(item, "difficulty") + call.prompts(item, "strength") == found


@each_item
def test_prompts_fit_a_line_and_speak_of_the_items_actors(item: call.CallItem) -> None:
    for prompt in call.prompts(item):
        assert 6 <= len(prompt.text) <= 24
        assert len(prompt.text_en) <= 60
        assert not prompt.text.endswith("。")
        assert "台" not in prompt.text
        assert prompt.actors
        assert call.actor("all") in item.actors or set(prompt.actors) <= set(item.everybody)


def test_no_sentence_repeats() -> None:
    sentences = [prompt.text for item in ITEMS for prompt in call.prompts(item)]
    assert len(set(sentences)) == len(sentences) == 56


def test_every_actor_is_asked_for_something() -> None:
    assert {actor for item in ITEMS for actor in item.everybody} == set(ACTORS)
    assert [actor.code for actor in call.item("S6").actors] == ["government", "funder", "private_sector"]


@pytest.mark.parametrize(
    ("text", "code"),
    [("R1", "R1"), ("r1", "R1"), ("肯1", "R1"), (" 保2 ", "G2"), ("支6", "S6"), ("肯7", None), ("", None)],
)
def test_find_item(text: str, code: str | None) -> None:
    found = call.find_item(text)
    assert (found and found.code) == code


@pytest.mark.parametrize("lookup", [call.item, call.pillar, call.actor])
def test_an_unknown_code_is_an_error(lookup) -> None:
    with pytest.raises(KeyError):
        lookup("X9")


def test_what_is_shown_follows_the_language() -> None:
    item = call.item("G2")
    prompt = call.prompts(item)[0]
    assert (item.shown, item.pillar.shown) == ("保2 權利、福祉與行為準則", "保障")
    assert (prompt.shown, call.actor("funder").shown) == ("人手不足，志工做起正職的工作", "資助者")
    with translation.override("en"):
        assert (item.shown, item.pillar.shown) == ("G2 Rights, well-being and codes of conduct", "Safeguarding")
        assert (prompt.shown, call.actor("funder").shown) == ("Volunteers do the work of missing staff", "Funders")
