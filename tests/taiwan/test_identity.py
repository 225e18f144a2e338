"""Identity numbers: known values, known errors, and what is shown of them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.taiwan import identity
from foundation.taiwan.identity import Kind


@pytest.mark.parametrize(
    ("text", "kind", "is_male"),
    [
        ("A123456789", Kind.NATIONAL, True),
        ("a123456789", Kind.NATIONAL, True),
        ("Ａ１２３４５６７８９", Kind.NATIONAL, True),
        (" A123 456 789 ", Kind.NATIONAL, True),
        # The check value is ten, so the last digit is 0: refused by some libraries, valid all the same.
        ("M162773050", Kind.NATIONAL, True),
        ("A800000014", Kind.UI, True),
        ("AB00207171", Kind.OLD_UI, False),
    ],
)
def test_known_good_numbers(text: str, kind: Kind, is_male: bool) -> None:
    found = identity.check(text)
    assert (found.kind, found.is_male, len(found.number)) == (kind, is_male, 10)
    assert identity.is_valid(text)


@pytest.mark.parametrize("text", ["A123456788", "A800000013", "AB00207172", "B123456789"])
def test_a_wrong_checksum_is_told_apart_from_a_wrong_shape(text: str) -> None:
    assert not identity.read(text).checksum_holds
    assert not identity.is_valid(text)
    with pytest.raises(ValueError, match="檢查碼不符"):
        identity.check(text)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "這裡沒有證號"),
        ("A12345678", "這裡有 9 碼"),
        ("A1234567890", "這裡有 11 碼"),
        ("1123456789", "第 1 碼要是英文字母"),
        ("A323456789", "第 2 碼"),
        ("AE00207171", "第 2 碼"),
        ("A12345678O", "後 8 碼都要是數字"),
        ("A12345678²x", "11 碼"),
        ("Á123456789", "第 1 碼要是英文字母"),
    ],
)
def test_a_wrong_shape_is_refused_without_repeating_the_number(text: str, part: str) -> None:
    with pytest.raises(ValueError, match=part) as refused:
        identity.read(text)
    assert not identity.is_valid(text)
    if text:
        assert text not in str(refused.value)


def test_letters_stand_for_their_official_values() -> None:
    known = {"A": 10, "H": 17, "I": 34, "J": 18, "N": 22, "O": 35, "P": 23, "V": 29, "W": 32, "X": 30, "Y": 31, "Z": 33}
    assert {letter: identity.LETTERS[letter] for letter in known} == known
    assert sorted(identity.LETTERS.values()) == list(range(10, 36))


bodies = st.from_regex(r"[A-Z][1289A-D][0-9]{7}", fullmatch=True)


@given(bodies)
def test_exactly_one_last_digit_is_right(body: str) -> None:
    assert sum(identity.is_valid(f"{body}{digit}") for digit in range(10)) == 1


@given(bodies, st.integers(2, 8), st.integers(1, 9))
def test_one_mistyped_digit_is_noticed_where_the_weights_allow(body: str, place: int, shift: int) -> None:
    """Weights 7, 3 and 1 notice every slip; 2, 4, 5, 6 and 8 share a factor with ten and miss some."""
    right = next(f"{body}{digit}" for digit in range(10) if identity.is_valid(f"{body}{digit}"))
    slipped = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]
    weight = (7, 6, 5, 4, 3, 2, 1)[place - 2]
    if weight * shift % 10:
        assert not identity.is_valid(slipped)


@given(bodies, st.integers(0, 9))
def test_the_mask_hides_the_four_digits_in_the_middle(body: str, last: int) -> None:
    number = f"{body}{last}"
    assert identity.mask(number) == f"{number[:3]}****{number[7:]}" == identity.read(number).masked


def test_masks() -> None:
    assert identity.mask("A123456789") == "A12****789"
    assert identity.mask("ＡB00207171") == "AB0****171"
    assert identity.mask("A1234") == "A****"
    assert identity.mask("") == ""


@pytest.mark.parametrize(
    ("number", "on", "usable"),
    [
        ("AB00207171", date(2030, 12, 31), True),
        ("AB00207171", date(2031, 1, 1), False),
        ("A800000014", date(2031, 1, 1), True),
        ("A123456789", date(2031, 1, 1), True),
    ],
)
def test_the_old_resident_number_runs_out(number: str, on: date, usable: bool) -> None:
    assert identity.read(number).usable_on(on) is usable


def test_every_kind_has_its_official_name() -> None:
    assert [str(kind.label) for kind in Kind] == ["國民身分證統一編號", "外來人口統一證號", "舊式外來人口統一證號"]
