"""The codes a device draws without a network are those of another encoder, module by module."""

from typing import Any

import pytest
import segno
from playwright.sync_api import Page
from segno import encoder

MATRIX = """async ([text, mask]) => {
  const { matrix } = await import("/static/js/sheet/qr.js");
  return matrix(text, mask).map((row) => row.map(Number).join(""));
}"""
# The most bytes of a version at level M: both sides of each boundary are drawn.
FULL = {1: 14, 2: 26, 6: 106, 7: 122, 9: 180, 10: 213, 14: 362, 20: 666, 26: 1059, 27: 1125, 32: 1538, 40: 2331}


@pytest.fixture(autouse=True)
def standard_padding(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other encoder adds eight bits where none are needed; scanners do not mind, a comparison does."""
    monkeypatch.setattr(encoder, "write_padding_bits", lambda buff, _version, length: buff.extend([0] * (-length % 8)))


@pytest.fixture
def drawn(page: Page, live_server: Any) -> Any:
    page.goto(f"{live_server.url}/privacy/")
    return lambda text, mask=None: page.evaluate(MATRIX, [text, mask])


def reference(text: str, **how: Any) -> list[str]:
    code = segno.make(text.encode(), error="m", mode="byte", boost_error=False, micro=False, **how)
    return ["".join(str(int(module)) for module in row) for row in code.matrix]


@pytest.mark.django_db(transaction=True)
def test_each_module_is_where_the_other_encoder_puts_it(drawn: Any) -> None:
    for version, length in FULL.items():
        text = "".join(chr(33 + place * 7 % 90) for place in range(length))
        assert drawn(text, version % 8) == reference(text, mask=version % 8), version
        if version < 40:
            longer = drawn(text + "x", 0)
            assert len(longer) == 17 + 4 * (version + 1), f"one byte more than version {version} holds"
            assert longer == reference(text + "x", mask=0), version
    for mask in range(8):
        assert drawn("https://example.org/t/take-over/#0a1b2c3d.1.2.AbC-_", mask) == reference(
            "https://example.org/t/take-over/#0a1b2c3d.1.2.AbC-_", mask=mask
        ), mask


@pytest.mark.django_db(transaction=True)
def test_the_mask_is_one_of_the_eight_and_words_are_utf_8(drawn: Any) -> None:
    for text in ("不讓太陽決定誰能出門", "a" * 100):
        assert drawn(text) in [reference(text, mask=mask) for mask in range(8)]


@pytest.mark.django_db(transaction=True)
def test_what_fits_into_no_code_is_refused(drawn: Any, page: Page) -> None:
    with pytest.raises(Exception, match="do not fit"):
        drawn("x" * 2332, 0)
