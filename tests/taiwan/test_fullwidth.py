"""Full-width typing."""

import pytest

from foundation.taiwan.fullwidth import halfwidth, phone, tidy, tight


@pytest.mark.parametrize(
    ("text", "half", "one_line", "compared"),
    [
        ("ＡＢｃ１２３", "ABc123", "ABc123", "ABc123"),
        ("王\u3000小明", "王 小明", "王 小明", "王小明"),
        (" 王\n小明\t", " 王\n小明\t", "王 小明", "王小明"),
        ("早安，志工！（一）", "早安，志工！（一）", "早安，志工！（一）", "早安,志工!(一)"),
        ("\ufeff姓名\u200b", "姓名", "姓名", "姓名"),
        ("", "", "", ""),
    ],
)
def test_three_degrees_of_tidiness(text: str, half: str, one_line: str, compared: str) -> None:
    assert (halfwidth(text), tidy(text), tight(text)) == (half, one_line, compared)


@pytest.mark.parametrize(
    ("typed", "half"),
    [
        ("０８９－３２６１４１", "089-326141"),
        ("（０８９）３２６１４１　＃１２", "(089)326141 #12"),
        ("＋８８６ 912345678", "+886 912345678"),
        ("089-326141 分機 12", "089-326141 分機 12"),
        ("", ""),
    ],
)
def test_telephone_signs(typed: str, half: str) -> None:
    assert phone(typed) == half
    assert phone(half) == half
