"""The 22 counties and the ways people write them."""

import pytest
from django.utils import translation

from foundation.taiwan import counties
from foundation.taiwan.counties import BY_CODE, COUNTIES, Kind


def test_there_are_22_of_three_kinds() -> None:
    assert len(COUNTIES) == 22
    assert [sum(county.kind is kind for county in COUNTIES) for kind in Kind] == [6, 3, 13]


@pytest.mark.parametrize("attribute", ["code", "iso", "gov_code", "name", "name_en", "id_letter", "tile", "order"])
def test_nothing_that_tells_counties_apart_repeats(attribute: str) -> None:
    assert len({getattr(county, attribute) for county in COUNTIES}) == 22


def test_the_official_order_is_the_order_of_the_tuple() -> None:
    assert [county.order for county in COUNTIES] == list(range(1, 23))
    assert [county.name for county in COUNTIES[:7]] == [
        "臺北市",
        "新北市",
        "桃園市",
        "臺中市",
        "臺南市",
        "高雄市",
        "基隆市",
    ]
    assert COUNTIES[-1].name == "連江縣"


def test_codes_keep_their_shape() -> None:
    for county in COUNTIES:
        assert len(county.code) == 3
        assert county.iso == f"TW-{county.code}"
        assert len(county.gov_code) == 5
        assert county.gov_code.isdigit()
        assert "台" not in county.name
    assert BY_CODE["KIN"].gov_code == "09020"


def test_tiles_leave_the_gap_column_free_and_islands_apart() -> None:
    columns = {county.tile[0] for county in COUNTIES}
    assert columns == {1, 3, 4, 5, 6, 7}
    assert {county.name for county in COUNTIES if county.tile[0] == 1} == {"連江縣", "金門縣", "澎湖縣"}
    assert {county.tile[1] for county in COUNTIES} == set(range(1, 9))


@pytest.mark.parametrize("county", COUNTIES, ids=lambda county: county.code)
def test_every_county_is_found_by_all_that_is_its_own(county: counties.County) -> None:
    own = [county.code, county.code.lower(), county.iso, county.gov_code, county.gov_code.lstrip("0")]
    own += [county.name, county.name.replace("臺", "台"), f" {county.name[0]} {county.name[1:]}", f"{county.name}政府"]
    own += [county.name_en, county.name_en.upper(), f"{county.name_en} Government", *county.aliases]
    assert {name: counties.find(name) for name in own} == dict.fromkeys(own, county)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("台東", "TTT"),
        ("臺東", "TTT"),
        ("Taitung", "TTT"),
        ("馬祖", "LIE"),
        ("Matsu", "LIE"),
        ("新北", "NWT"),
        ("ＴＴＴ", "TTT"),
        ("１００１４", "TTT"),
        ("9020", "KIN"),
        ("taipei", "TPE"),
        ("New Taipei", "NWT"),
    ],
)
def test_short_names_and_habits(text: str, code: str) -> None:
    assert counties.find(text) is counties.by_code(code)


@pytest.mark.parametrize(
    ("text", "codes"),
    [("新竹", {"HSZ", "HSQ"}), ("Hsinchu", {"HSZ", "HSQ"}), ("嘉義", {"CYI", "CYQ"}), ("chiayi", {"CYI", "CYQ"})],
)
def test_a_name_that_two_share_is_refused_with_both(text: str, codes: set[str]) -> None:
    with pytest.raises(counties.AmbiguousCounty, match="請寫出全名") as refused:
        counties.find(text)
    assert {county.code for county in refused.value.candidates} == codes
    assert all(county.name in str(refused.value) for county in refused.value.candidates)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "這裡沒有縣市。請填縣市全名，例如臺東縣。"),
        ("台東線", "沒有「台東線」這個縣市，是不是臺東縣？請寫縣市全名。"),
        ("東京都", "沒有「東京都」這個縣市。請寫縣市全名，例如臺東縣。"),
        ("99999", "沒有「99999」這個縣市。請寫縣市全名，例如臺東縣。"),
        ("V", "沒有「V」這個縣市。請寫縣市全名，例如臺東縣。"),
    ],
)
def test_an_unknown_name_is_refused_with_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(counties.UnknownCounty) as refused:
        counties.find(text)
    assert str(refused.value) == sentence


def test_the_name_follows_the_language_of_the_page() -> None:
    county = counties.by_code("TTT")
    assert county.shown == "臺東縣"
    with translation.override("en"):
        assert county.shown == "Taitung County"
