"""What is found of a photo or a film, by the campaign's rules: what, where, and how to mend it. Pure functions.

A finding is kept as a code with its values and said in the page's language. `bad` does not count towards what the
campaign asks; `doubt` counts, and the association sees it.

「1280*720 或解析度 300 dpi」: the dots an inch that a file states are a wish for printing and add no pixels, so a small
photo that states 300 dpi satisfies the plan's words and not its purpose. This house is not stricter than its source:
such a photo counts, with a doubt that says what it is. One that is neither is bad.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .campaign_rules import Campaign
from .probing import FilmFacts

DOUBTS = frozenset({"photo_dpi_only", "film_quicktime", "film_unchecked"})
_CENTIMETRES_AN_INCH = 2.54


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, as a code with its values."""

    code: str
    values: dict[str, Any]

    @property
    def is_bad(self) -> bool:
        """Whether the file does not count because of it."""
        return self.code not in DOUBTS

    @property
    def said(self) -> str:
        """The sentence for whoever sent it."""
        return _sentences()[self.code] % self.values


def of_photo(campaign: Campaign, *, width: int, height: int, dpi: int) -> list[Finding]:
    """What is to be said of a photo; held upright or lying, its long side counts as the width."""
    rule = campaign.photos
    if max(width, height) >= rule.width and min(width, height) >= rule.height:
        return []
    values = {"width": width, "height": height, "w": rule.width, "h": rule.height, "dpi": rule.dpi}
    if dpi >= rule.dpi:
        cm = {"cmw": _cm(width, dpi), "cmh": _cm(height, dpi), "has": dpi}
        return [Finding("photo_dpi_only", values | cm)]
    return [Finding("photo_small", values)]


def of_film(campaign: Campaign, facts: FilmFacts) -> list[Finding]:
    """What is to be said of a film."""
    if not facts.codec:
        return [Finding("film_unchecked", {})]
    return list(_of_film(campaign, facts))


def _of_film(campaign: Campaign, facts: FilmFacts) -> Iterable[Finding]:
    rule = campaign.film
    span = {"least": rule.shortest_tenths // 10, "most": rule.longest_tenths // 10, "has": f"{facts.tenths / 10:.1f}"}
    if facts.tenths < rule.shortest_tenths:
        yield Finding("film_short", span | {"by": f"{(rule.shortest_tenths - facts.tenths) / 10:.1f}"})
    if facts.tenths > rule.longest_tenths:
        yield Finding("film_long", span | {"by": f"{(facts.tenths - rule.longest_tenths) / 10:.1f}"})
    size = {"width": facts.width, "height": facts.height, "w": rule.width, "h": rule.height}
    if facts.height > facts.width:
        yield Finding("film_portrait", size)
    elif facts.width < rule.width or facts.height < rule.height:
        yield Finding("film_small", size)
    if facts.codec not in rule.codecs:
        yield Finding("film_codec", {"codec": facts.codec.upper()})
    elif facts.container == "mov":
        yield Finding("film_quicktime", {"codec": facts.codec.upper()})


def kept(findings: Iterable[Finding]) -> list[list[Any]]:
    """As the database keeps them."""
    return [[one.code, one.values] for one in findings]


def read(stored: Sequence[Sequence[Any]]) -> list[Finding]:
    """What the database kept."""
    return [Finding(code, values) for code, values in stored]


def counts(stored: Sequence[Sequence[Any]]) -> bool:
    """Whether a file with these findings counts towards what the campaign asks."""
    return not any(one.is_bad for one in read(stored))


def _cm(pixels: int, dpi: int) -> str:
    return f"{pixels / dpi * _CENTIMETRES_AN_INCH:.1f}"


def _sentences() -> dict[str, str]:
    return {
        "photo_small": _(
            "照片是 %(width)s×%(height)s 像素，要 %(w)s×%(h)s 以上（或解析度 %(dpi)s dpi）。"
            "請傳相機或手機的原檔；通訊軟體轉傳的照片會被縮小。"
        ),
        "photo_dpi_only": _(
            "照片標示 %(has)s dpi，合乎公告的文字，先算數；但只有 %(width)s×%(height)s 像素，"
            "印出來約 %(cmw)s×%(cmh)s 公分。dpi 只說列印多密，不會增加像素；有更大的原檔，請換上。"
        ),
        "film_short": _(
            "影片 %(has)s 秒，差 %(by)s 秒才到 %(least)s 秒。請剪長一點，或重拍 %(least)s 到 %(most)s 秒。"
        ),
        "film_long": _("影片 %(has)s 秒，比 %(most)s 秒多 %(by)s 秒。請在手機相簿按「編輯」剪短，再上傳。"),
        "film_portrait": _("影片是直的（%(width)s×%(height)s）。請把手機橫著拍；轉檔轉不回橫的畫面。"),
        "film_small": _(
            "影片畫面是 %(width)s×%(height)s，要 %(w)s×%(h)s 以上。"
            "請在手機相機設定選「1080p」再拍，或傳沒有壓縮過的原檔。"
        ),
        "film_codec": _("影片的影像是 %(codec)s，公告要 MPEG。請另存成 MP4（H.264）再上傳。"),
        "film_quicktime": _("這是 iPhone 的 MOV 檔，裡面的影像是 %(codec)s（MPEG），可以用；能另存成 MP4 更好。"),
        "film_unchecked": _("這部機器沒有檢查影片的程式（ffmpeg），先收下，長度和畫面由協會看過才算。"),
    }
