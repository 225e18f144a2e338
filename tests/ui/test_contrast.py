"""Contrast of every pair of colours the components use, light and dark (WCAG 2.2: 4.5:1 text, 3:1 parts and shapes)."""

import math
import re
from pathlib import Path

import pytest
from django.conf import settings

from foundation.ui.pillars import PILLARS

CSS = re.sub(r"/\*.*?\*/", "", (Path(settings.ROOT) / "static/css/tokens.css").read_text(encoding="utf-8"), flags=re.S)
TEXT, PART = 4.5, 3.0


def block(selector: str) -> dict[str, str]:
    """The variables of the top-level rules of exactly that selector."""
    found: dict[str, str] = {}
    for match in re.finditer(re.escape(selector) + r"\s*\{(.*?)\}", CSS, flags=re.S):
        before = CSS[: match.start()]
        if before.count("{") == before.count("}") and re.search(r"(^|\}|;)\s*$", before):
            found.update(re.findall(r"(--v-[\w-]+)\s*:\s*([^;]+);", match[1]))
    return found


LIGHT = block(":root")
DARK = {**LIGHT, **block('[data-bs-theme="dark"]')}
THEMES = {"light": LIGHT, "dark": DARK}


def colour(theme: dict[str, str], name: str) -> list[float]:
    value = theme[f"--v-{name}"].strip()
    while value.startswith("var("):
        value = theme[value[4:-1].strip()].strip()
    digits = value.lstrip("#")
    digits = "".join(each * 2 for each in digits) if len(digits) == 3 else digits
    return [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]


def linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def luminance(rgb: list[float]) -> float:
    return sum(share * linear(part) for share, part in zip((0.2126, 0.7152, 0.0722), rgb, strict=True))


def contrast(theme: dict[str, str], one: str, other: str) -> float:
    high, low = sorted((luminance(colour(theme, one)), luminance(colour(theme, other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def pairs() -> list[tuple[str, str, float]]:
    found = []
    for ground in ("canvas", "surface", "surface-sunken", "surface-tint"):
        found += [(text, ground, TEXT) for text in ("text", "text-soft", "text-muted", "link", "link-hover")]
        found += [(part, ground, PART) for part in ("line-strong", "action", "focus")]
    found += [
        ("on-action", "action", TEXT),
        ("on-action", "action-hover", TEXT),
        ("action", "action-soft", TEXT),
        ("text", "action-soft", TEXT),
        ("on-strong", "surface-strong", TEXT),
        ("on-strong-muted", "surface-strong", TEXT),
        ("on-done", "done", TEXT),
        ("info", "info-soft", PART),
        ("text", "info-soft", TEXT),
    ]
    for pillar in PILLARS:
        found += [("on-pillar", pillar, TEXT)]
        found += [(f"{pillar}-ink", ground, TEXT) for ground in (f"{pillar}-soft", f"{pillar}-mid", "surface")]
        found += [(pillar, ground, PART) for ground in ("surface", "canvas", f"{pillar}-soft")]
        found += [(text, f"{pillar}-soft", TEXT) for text in ("text", "text-soft", "text-muted")]
    for state in ("ok", "risk", "late"):
        found += [(f"{state}-ink", ground, TEXT) for ground in (f"{state}-soft", "surface", "canvas")]
        found += [(state, ground, PART) for ground in (f"{state}-soft", "surface")]
        found += [(text, f"{state}-soft", TEXT) for text in ("text", "text-soft")]
    found += [("on-heat-lo", f"heat-{level}", TEXT) for level in range(3)]
    found += [("on-heat-hi", "heat-4", TEXT)]
    return found


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize(("front", "ground", "least"), pairs(), ids=str)
def test_colours_can_be_told_apart(name: str, front: str, ground: str, least: float) -> None:
    assert contrast(THEMES[name], front, ground) >= least


@pytest.mark.parametrize(("name", "front"), [("light", "on-heat-lo"), ("dark", "on-heat-hi")])
def test_the_third_heat_carries_its_words(name: str, front: str) -> None:
    assert contrast(THEMES[name], front, "heat-3") >= TEXT


@pytest.mark.parametrize("pillar", PILLARS)
def test_paper_uses_the_colours_of_the_web(pillar: str) -> None:
    each = PILLARS[pillar]
    for name, value in (
        (pillar, each.solid),
        (f"{pillar}-soft", each.soft),
        (f"{pillar}-line", each.line),
        (f"{pillar}-ink", each.ink),
    ):
        assert colour(LIGHT, name) == [int(value[place : place + 2], 16) / 255 for place in (1, 3, 5)]


# Machado, Oliveira, Fernandes 2009: how the three common kinds of colour vision deficiency see.
SIGHTS = {
    "usual": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}


def oklab(rgb: list[float]) -> tuple[float, float, float]:
    roots = [
        max(sum(share * part for share, part in zip(row, rgb, strict=True)), 0) ** (1 / 3)
        for row in (
            (0.4122214708, 0.5363325363, 0.0514459929),
            (0.2119034982, 0.6806995451, 0.1073969566),
            (0.0883024619, 0.2817188376, 0.6299787005),
        )
    ]
    long, middle, short = roots
    return (
        0.2104542553 * long + 0.793617785 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.428592205 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.808675766 * short,
    )


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("sight", SIGHTS)
def test_pillars_differ_for_every_kind_of_sight(name: str, sight: str) -> None:
    """At least 8 hundredths apart in OKLab; sign and word tell them apart in any case."""
    seen = []
    for pillar in PILLARS:
        rgb = [linear(part) for part in colour(THEMES[name], pillar)]
        seen.append(oklab([sum(share * part for share, part in zip(row, rgb, strict=True)) for row in SIGHTS[sight]]))
    for one, other in ((0, 1), (1, 2), (0, 2)):
        assert 100 * math.dist(seen[one], seen[other]) >= 8
