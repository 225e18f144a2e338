"""Names of downloads: Chinese for who can, ASCII for who cannot, harmless for all."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.exports.views import disposition, file_name


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("全國成果報告.pdf", "全國成果報告.pdf"),
        ("a/b\\c:d*.ods", "a_b_c_d_.ods"),
        ("../../etc/passwd", "_._etc_passwd"),
        ("\u202efdp.exe", "_fdp.exe"),
        ("名單\r\nSet-Cookie: x.csv", "名單_Set-Cookie_ x.csv"),
        ("長" * 200 + ".xlsx", "長" * 120 + ".xlsx"),
        ("  .ods", "download.ods"),
        ("沒有副檔名", "沒有副檔名"),
        ("", "download"),
    ],
)
def test_file_name(name: str, expected: str) -> None:
    assert file_name(name) == expected


def test_disposition_has_both_names() -> None:
    assert disposition("Plans 方案 (1).ods") == (
        "attachment; filename=\"Plans_1.ods\"; filename*=UTF-8''Plans%20%E6%96%B9%E6%A1%88%20%281%29.ods"
    )
    assert disposition("方案.ods").startswith('attachment; filename="download.ods"; ')


@given(st.text())
def test_any_name_makes_one_safe_header(name: str) -> None:
    header = disposition(name)
    found = re.fullmatch(r"attachment; filename=\"([!#-~]+)\"; filename\*=UTF-8''([A-Za-z0-9._~%-]+)", header)
    assert found is not None
    assert not set(unquote(found[2])) & set('/\\"<>\r\n\x00')
