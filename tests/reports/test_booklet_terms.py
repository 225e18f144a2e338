"""The term base: which terms a passage has, and whether the English has them."""

import pytest

from reports.booklet import terms


def english(found: tuple[terms.Term, ...]) -> list[str]:
    return [term.en for term in found]


@pytest.mark.parametrize(
    ("chinese", "found"),
    [
        ("", []),
        ("今天天氣很好", []),
        ("志工", ["volunteer"]),
        # The longer term alone: the shorter one inside it is no term of its own.
        ("志願服務法", ["Volunteer Service Act"]),
        ("志願服務", ["volunteer service"]),
        ("依志願服務法推動志願服務", ["Volunteer Service Act", "volunteer service"]),
        ("運用單位和志工", ["volunteer operating unit", "volunteer"]),
        ("臺東縣的志工", ["Taitung County", "volunteer"]),
        ("台東縣", ["Taitung County"]),
        ("志工、志工、志工", ["volunteer"]),
    ],
)
def test_terms_are_found_in_their_order(chinese: str, found: list[str]) -> None:
    assert english(terms.found_in(chinese)) == found


@pytest.mark.parametrize(
    ("chinese", "words", "missing"),
    [
        ("志工", "", []),  # nothing is translated yet: nothing to warn of
        ("志工", "helpers", ["volunteer"]),
        ("志工", "Volunteers came.", []),
        ("志工", "the volunteer's bus", []),
        ("志工", "volunteering", ["volunteer"]),
        ("志願服務", "volunteering", []),
        ("志願服務", "voluntary\nservice", []),
        ("基礎訓練", "Basic  Training", []),
        ("在職訓練", "in-service training", []),
        ("督導", "supervision", []),  # a stem stands for what begins so
        ("聯合國", "under the roof", ["United Nations"]),  # UN is no part of another word
        ("聯合國", "the UN", []),
        ("臺東縣", "in Taitung", []),
        ("新竹縣", "in Hsinchu", ["Hsinchu County"]),  # a city has the same name
        ("新竹縣", "in Hsinchu County", []),
        ("志工與基礎訓練", "people and lessons", ["volunteer", "basic training"]),
    ],
)
def test_what_the_english_lacks_is_said(chinese: str, words: str, missing: list[str]) -> None:
    assert english(terms.missing(chinese, words)) == missing


def test_each_name_is_one_term() -> None:
    """One word, one English: a Chinese name stands in the base once."""
    names = [name for term in terms.terms() for name in term.zh]
    assert len(names) == len(set(names))
    assert all(term.source in {"MOJ", "IAVE", "HOUSE", "MOI"} for term in terms.terms())
    assert all(term.stands_in(term.en) for term in terms.terms())
