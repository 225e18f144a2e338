"""The components as tags: what they draw, and that a misspelt name is an error."""

import datetime as dt
import re

import pytest
from django.template import Context, Template, TemplateSyntaxError
from hypothesis import given
from hypothesis import strategies as st

from foundation.ui.pillars import PILLARS, call_label
from foundation.ui.templatetags.ui import days_left


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context)).strip()


@pytest.mark.parametrize(
    ("code", "shown", "pillar"),
    [
        ("R1", "肯1", "recognition"),
        ("R6", "肯6", "recognition"),
        ("S4", "支4", "support"),
        ("G2", "保2", "safeguarding"),
    ],
)
def test_a_code_of_the_call_is_shown_by_its_pillar(code: str, shown: str, pillar: str) -> None:
    assert draw('{% call_code code "短名" %}', code=code) == (
        f'<span class="v-code" data-pillar="{pillar}">{shown}<span class="visually-hidden"> 短名</span></span>'
    )


@pytest.mark.parametrize("code", ["X1", "R0", "R", "r1", "R1 ", "R100", "肯1"])
def test_what_is_no_code_is_an_error(code: str) -> None:
    with pytest.raises(ValueError, match="expected R1"):
        call_label(code)


@pytest.mark.parametrize("code", list(PILLARS))
def test_a_pillar_is_colour_sign_and_word_together(code: str) -> None:
    html = draw("{% pillar code %}", code=code)
    assert f'data-pillar="{code}"' in html
    assert PILLARS[code].sign in html
    assert str(PILLARS[code].label) in html


def test_no_pillar_yet_is_said_in_words() -> None:
    assert "未選主軸" in draw('{% pillar "" %}')
    assert "未選主軸" in draw("{% pillar nothing %}", nothing=None)


@pytest.mark.parametrize(
    "source",
    [
        '{% icon "no-such-icon" %}',
        '{% icon "../../settings" %}',
        '{% pillar "safeguard" %}',
        '{% pillar "support" "huge" %}',
        '{% sign "" %}',
        '{% status "good" %}',
        '{% save_state "lost" %}',
        '{% note "red" %}x{% endnote %}',
        '{% mark 32 "pink" %}',
        '{% kpi "a" 1 direction="up" %}',
        '{% ring 1 "a" size="huge" %}',
        '{% field "title" %}',
        '{% error_summary "form" %}',
        "{% steps 0 items %}",
    ],
)
def test_a_misspelt_name_is_an_error(source: str) -> None:
    with pytest.raises((TemplateSyntaxError, ValueError, TypeError)):
        draw(source, items=[{"label": "a", "href": "#"}])


def test_an_unknown_option_is_an_error() -> None:
    with pytest.raises(TemplateSyntaxError):
        draw('{% status "ok" colour="red" %}')


def test_an_icon_speaks_only_with_a_label() -> None:
    assert 'aria-hidden="true"' in draw('{% icon "list" %}')
    assert 'role="img" aria-label="開啟"' in draw('{% icon "list" label="開啟" %}')


def test_what_people_typed_cannot_become_markup() -> None:
    evil = '"><script>alert(1)</script>'
    for source in (
        '{% status "ok" evil %}',
        '{% pillar "support" text=evil %}',
        '{% call_code "R1" evil %}',
        '{% save_state "saved" evil %}',
        "{% kpi evil evil unit=evil goal_text=evil %}",
        "{% empty_state evil evil evil evil %}",
        "{% note %}{{ evil }}{% endnote %}",
        "{% qr evil evil %}",
        '{% icon "list" evil evil %}',
        "{% bar 4 evil %}",
        '{% ring 4 evil evil evil "sm" %}',
        "{% steps 0 items %}",
    ):
        assert "<script" not in draw(source, evil=evil, items=[{"label": evil, "note": evil, "url": evil}])


@pytest.mark.parametrize(
    ("current", "states", "line"),
    [
        (0, ["current", "todo", "todo"], "階段 1/3"),
        (1, ["done", "current", "todo"], "階段 2/3"),
        (2, ["done", "done", "current"], "階段 3/3"),
        (3, ["done", "done", "done"], "階段 3/3"),
    ],
)
def test_steps_know_where_one_stands(current: int, states: list[str], line: str) -> None:
    html = draw("{% steps current items %}", current=current, items=["甲", "乙", "丙"])
    for number, state in enumerate(states):
        assert html.count(f'<li data-state="{state}"') == states.count(state), number
    assert line in html
    assert html.count('aria-current="step"') == states.count("current")


def test_a_step_may_say_what_is_missing_and_lead_somewhere() -> None:
    html = draw("{% steps 0 items %}", items=["甲", {"label": "乙", "url": "/b/", "note": "尚缺 2 項"}])
    assert '<a href="/b/">乙</a>' in html
    assert "尚缺 2 項" in html
    assert "接著：乙" in html
    assert "下一步" not in html, "that is the button which marks a stage as done and goes on"


def test_a_number_that_is_missing_is_said_and_zero_is_a_number() -> None:
    assert "尚無資料" in draw('{% kpi "回報率" nothing %}', nothing=None)
    zero = draw('{% kpi "回報率" 0 unit="%" percent=0 %}')
    assert "尚無資料" not in zero
    assert 'data-pct="0"' in zero


@pytest.mark.parametrize(
    ("percent", "shown"), [(-5, 0), (0, 0), (0.4, 0), (0.6, 1), (99.6, 100), (100, 100), (250, 100)]
)
def test_a_bar_stays_within_its_frame(percent: float, shown: int) -> None:
    assert f'data-pct="{shown}"' in draw("{% bar percent %}", percent=percent)


@pytest.mark.parametrize(
    ("days", "shown", "tone"),
    [
        (-7, "逾期 7 天", "late"),
        (-1, "逾期 1 天", "late"),
        (0, "今天", "soon"),
        (1, "剩 1 天", "soon"),
        (7, "剩 7 天", "soon"),
        (8, "剩 8 天", "calm"),
    ],
)
def test_days_left(days: int, shown: str, tone: str) -> None:
    today = dt.date(2026, 11, 21)
    html = days_left(today + dt.timedelta(days=days), today)
    assert shown in html
    assert f'data-tone="{tone}"' in html


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "未填"), ("", "未填"), ("  ", "未填"), (0, "0"), ("有", "有"), ("<b>", "&lt;b&gt;")]
)
def test_a_missing_word_is_said(value: object, shown: str) -> None:
    assert draw("{{ value|words }}", value=value) == shown


def test_a_qr_code_is_a_drawing_with_a_name() -> None:
    html = draw('{% qr "https://example.org/t/7K4M9Q" "加入第 3 組" %}')
    assert html.startswith('<svg role="img" aria-label="加入第 3 組"')
    assert html.endswith("</svg>")
    assert "style=" not in html


@given(st.text(min_size=1, max_size=60))
def test_any_text_fits_into_a_qr_code_without_becoming_markup(text: str) -> None:
    html = draw("{% qr text text %}", text=text)
    assert html.count("<svg") == html.count("</svg>") == 1


@pytest.mark.parametrize("state", ["saved", "saving", "offline", "conflict"])
def test_the_box_of_saving_shows_one_state_and_holds_all(state: str) -> None:
    html = draw('{% save_box state "14:17" %}', state=state)
    assert html.count('class="v-save"') == 4
    assert html.count(" hidden>") == 3
    shown = re.search(rf'<span class="v-save" data-state="{state}">.*?</span> <small data-v-extra>(.*?)</small>', html)
    assert shown
    assert shown[1] == "14:17"
    assert html.count('role="status"') == 1


@pytest.mark.parametrize(("amount", "shown"), [(0, "0"), (999, "999"), (1_200_000, "1,200,000")])
def test_an_amount_keeps_its_thousands_apart(amount, shown):
    assert draw("{{ amount|money }}", amount=amount) == shown
