"""Bootstrap's styles, trimmed to what this house uses: whatever a page asks for is there."""

import pytest

from foundation.ui import trimming

KNOWN = frozenset({"btn", "card", "show"})


def whole() -> str:
    return (trimming.vendor() / trimming.SOURCE).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("css", "left"),
    [
        (":root{--a:1}body{margin:0}", ":root{--a:1}body{margin:0}"),
        (".btn{a:b}.badge{c:d}", ".btn{a:b}"),
        (".btn,.badge,.card:hover{a:b}", ".btn,.card:hover{a:b}"),
        (".btn .badge{a:b}.btn.card{c:d}", ".btn.card{c:d}"),
        (".btn:not(.badge){a:b}", ".btn:not(.badge){a:b}"),
        (":is(.btn,.card)>a,.badge{a:b}", ":is(.btn,.card)>a{a:b}"),
        ("@media (min-width:1px){.badge{a:b}}.btn{c:d}", ".btn{c:d}"),
        ("@media (min-width:1px){.badge{a:b}.btn{c:d}}.card{e:f}", "@media (min-width:1px){.btn{c:d}}.card{e:f}"),
        ("@keyframes x{0%{a:b}to{c:d}}.card{e:f}", "@keyframes x{0%{a:b}to{c:d}}.card{e:f}"),
        ('@charset "UTF-8";.btn{a:b}', '@charset "UTF-8";.btn{a:b}'),
        ("/*! the licence */.badge{a:b}/* else */.btn{c:d}", "/*! the licence */.btn{c:d}"),
    ],
)
def test_a_rule_stays_whose_classes_are_known(css: str, left: str) -> None:
    assert trimming.trimmed(css, KNOWN) == left


def test_all_that_this_house_uses_of_bootstrap_is_in_the_trimmed_file() -> None:
    """Where it is not: `manage.py trim_bootstrap`."""
    there = (trimming.vendor() / trimming.TRIMMED).read_text(encoding="utf-8")
    classes = set(trimming.CLASS.findall(trimming.ABSENT.sub("", there)))
    missing = (
        set(trimming.CLASS.findall(trimming.ABSENT.sub("", trimming.trimmed(whole(), trimming.words())))) - classes
    )
    assert not missing, f"{sorted(missing)} are used now: run manage.py trim_bootstrap"
    assert there == trimming.trimmed(whole(), frozenset(classes)), "somebody has written in it, or Bootstrap is another"
    assert {"btn", "form-control", "modal", "offcanvas", "visually-hidden", "showing", "is-invalid"} <= classes
    assert len(there) < len(whole()) / 2
