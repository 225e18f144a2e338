"""The proof-reader: numbers read from prose, what they follow from, and what is flagged."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from django.urls import reverse
from hypothesis import assume, given
from hypothesis import strategies as st

from actionplans.kpis import keeping
from actionplans.models import WorkItem
from foundation.accounts.roles import Role
from reports.proofreading import proofreader
from reports.proofreading.numbers import Known, read
from reports.proofreading.proofreader import Verdict, proofread
from reports.proofreading.tables import proofread_table
from tests.makers.accounts import make_user
from tests.makers.annual import make_annual
from tests.makers.deciding import AUTUMN
from tests.makers.results import make_settled

# 111年度臺北市政府志願服務工作計畫 (111.4.8), 肆 and 玖: the sentences that say figures.
TAIPEI = """肆、現況分析：

- 一、根據110年統計，本市志工共有1,099隊，7萬8,633人，總服務人次為27,921,322人次，
總服務時數為3,140,398小時，平均每位志工年度服務時數約達39.94小時，服務成果相當可觀。

二、本府110年底共有27個一級機關暨12區公所運用志願服務人力
(約佔一級機關暨區公所的86.67%)，提供市民參與各項公共服
務機會。

(七) 督導所轄運用單位辦理志工意外保險，預計投保率達100%。

- 一、 111年底高齡志工參與率(高齡志工人數/全部志工人數)達21%，本市市民參與志願服務人數
成長率8%為目標(約8萬5,000人)，逐年成長至13萬人。
"""


def found(text, known=()):
    return [(one.number.text, one.verdict.value) for one in proofread(text, known)]


def test_the_numbers_of_the_source_plan_hold_and_it_says_from_what():
    findings = {one.number.text: one for one in proofread(TAIPEI)}
    assert {text: one.verdict.value for text, one in findings.items()} == {
        "39.94小時": "holds", "86.67%": "holds_if", "100%": "aim", "21%": "aim", "8%": "aim", "8萬5,000人": "holds",
    }  # fmt: skip
    assert findings["39.94小時"].how == "3,140,398小時 ÷ 7萬8,633人 ＝ 39.94小時"
    assert findings["8萬5,000人"].how == "7萬8,633人 × (1＋8%) ＝ 84,923.64人"
    assert "39 ÷ 45 ＝ 86.67%" in findings["86.67%"].how
    # With the total given, nothing is left to suppose.
    (share,) = [
        one for one in proofread(TAIPEI, [Known("一級機關暨區公所", Fraction(45))]) if one.number.text == "86.67%"
    ]
    assert (share.verdict, share.gives) == (Verdict.HOLDS, Fraction(3900, 45))


@pytest.mark.parametrize(
    ("was", "wrong", "gives"),
    [
        ("39.94", "39.49", Fraction(3140398, 78633)),
        ("39.94", "39.93", Fraction(3140398, 78633)),
        ("8萬5,000", "8萬6,000", Fraction(7863300 * 108, 10000)),
    ],
)
def test_one_wrong_digit_is_flagged_with_what_the_data_give(was, wrong, gives):
    text = TAIPEI.replace(was, wrong)
    (finding,) = [one for one in proofread(text) if wrong in one.number.text]
    assert (finding.verdict, finding.gives) == (Verdict.DIFFERS, gives)


def test_a_share_that_no_whole_total_gives_is_flagged():
    assert ("86.76%", "differs") in found(TAIPEI.replace("86.67", "86.76"))


@pytest.mark.parametrize(
    ("text", "value", "step", "unit", "about"),
    [
        ("7萬8,633人", 78633, 1, "人", False),
        ("約8萬5,000人", 85000, 1000, "人", True),
        ("8萬餘人", 80000, 10000, "人", True),
        ("1億2,300萬元", 123_000_000, 10000, "元", False),
        ("120萬元", 1_200_000, 10000, "元", False),
        ("３９．９４小時", Fraction("39.94"), Fraction(1, 100), "小時", False),
        ("25位", 25, 1, "人", False),
        ("12場次", 12, 1, "場", False),
        ("1.2億元", 120_000_000, 10_000_000, "元", False),
        ("86.67％", Fraction("86.67"), Fraction(1, 100), "%", False),
        ("2千人", 2000, 1000, "人", False),
    ],
)
def test_how_a_number_is_read(text, value, step, unit, about):
    (one,) = read(text)
    assert (one.value, one.step, one.unit, one.about) == (value, step, unit, about)


@pytest.mark.parametrize(
    "text",
    ["111.4.8", "自110年12月31日起", "第2次聯繫會報", "志願服務法第15條", "1. 結合民間",
     "(3) 訓練", "115/12/16", "SDG17", "9時30分"],
)  # fmt: skip
def test_what_is_no_figure(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本縣志工共60人（男25人、女35人）", [("60人", "holds")]),
        ("本縣志工共60人（男25人、女36人）", [("60人", "differs")]),
        ("共60人（男25人、女35人），女性占58.33%。", [("60人", "holds"), ("58.33%", "holds")]),
        ("志工由120人增加為150人，成長25%。", [("25%", "holds")]),
        ("志工由120人增加為150人，成長24%。", [("24%", "differs")]),
        ("志工由150人減為120人，減少20%。", [("20%", "holds")]),
        ("今年12場，共計480人次，平均每場40人次", [("40人次", "holds")]),
        ("今年12場，共計480人次，平均每場41人次", [("41人次", "differs")]),
        ("已投保985人，志工1,000人，投保率98.5%", [("98.5%", "holds")]),
        ("已投保985人，志工1,000人，投保率97%", [("97%", "differs")]),
        ("志工1,024人，服務10萬餘小時，平均每人97小時", [("97小時", "differs")]),
        ("服務102,345小時，志工1,024人，平均每人逾99小時", [("99小時", "holds")]),
        ("服務102,345小時，志工1,024人，平均每人逾100小時", [("100小時", "differs")]),
        ("男25人、女35人，合計60人", [("60人", "holds")]),
        ("男25人、女35人，合計61人", [("61人", "differs")]),
        ("男25人、女35人，合計61人，其中新進5人", [("61人", "differs")]),
        ("男25人、女35人及不詳2人，共62人", [("62人", "holds")]),
        ("志工100人，男25人、女35人，合計60人", [("60人", "holds")]),
        ("去年100人，今年訓練35人，合計12場", []),
        ("去年100人，今年35人，共計120人", []),
        ("已投保78,632人，志工78,633人，投保率100%", [("100%", "differs")]),
        ("已投保78,632人，志工78,633人，投保率達100%", [("100%", "differs")]),
        ("已投保78,632人，志工78,633人，投保率約100%", [("100%", "holds")]),
        ("已投保78,633人，志工78,633人，投保率100%", [("100%", "holds")]),
        ("滿意度92%", [("92%", "uncarried")]),
        ("預計滿意度達92%以上", [("92%", "aim")]),
        ("服務10萬2,345小時，志工1,024人，平均每人99.95小時", [("99.95小時", "holds")]),
    ],
)
def test_each_kind_of_claim_on_both_sides(text, expected):
    assert found(text) == expected


def test_what_is_almost_all_is_shown_as_finely_as_shows_that_it_is_not():
    (one,) = proofread("已投保78,632人，志工78,633人，投保率100%")
    assert one.how == "78,632人 ÷ 78,633人 ＝ 99.999%"


def test_two_numbers_of_another_paragraph_make_no_share():
    """Among a report's hundred numbers two make any share by chance."""
    assert found("志工46人，隊員50人。\n\n民眾滿意度92%。") == [("92%", "uncarried")]


@pytest.mark.parametrize("text", ["1人" * 9_990 + "成長5%", "1%、" * 6_600, "共1人、" * 4_900, "成長5%1人" * 2_800])
def test_a_long_text_of_nothing_but_numbers_compares_each_with_a_few(text, monkeypatch):
    """What is compared grows with the text and not with its square: whoever pastes rubbish keeps nobody waiting."""
    asked = 0
    real = proofreader._Text.bases

    def counted(self, *given):
        nonlocal asked
        found = list(real(self, *given))
        asked = max(asked, len(found))
        return iter(found)

    monkeypatch.setattr(proofreader._Text, "bases", counted)
    proofread(text)
    assert asked <= proofreader.NEAREST


@given(hours=st.integers(1000, 9_999_999), people=st.integers(10, 99_999), off=st.integers(1, 50))
def test_an_average_made_from_its_numbers_always_holds_and_any_other_never(hours, people, off):
    right = round(Fraction(hours, people), 2)
    assume(right >= 1)
    sentence = "志工{people:,}人，服務{hours:,}小時，平均每人{average:.2f}小時。"
    assert found(sentence.format(people=people, hours=hours, average=float(right)))[0][1] == "holds"
    wrong = right + Fraction(off, 100)
    # Just between two hundredths both are what it is: 2,370 ÷ 16 is 148.125.
    assume(abs(wrong - Fraction(hours, people)) > Fraction(1, 200))
    assert found(sentence.format(people=people, hours=hours, average=float(wrong)))[0][1] == "differs"


@given(st.text(alphabet="0123456789,.萬億千%人次小時平均每成長共（）約、。\n", max_size=60))
def test_no_text_upsets_it_and_every_number_stands_where_it_says(text):
    for one in read(text):
        assert text[one.start : one.end] == one.text
    proofread(text)


def test_a_table_adds_up_and_its_shares_follow_from_two_columns():
    heading = ("縣市", "志工", "已投保", "投保率")
    rows = [
        ("臺東縣", "200", "190", "95%"),
        ("花蓮縣", "100", "100", "100%"),
        ("宜蘭縣", "300", "150", "51%"),
        ("屏東縣", "400", "200", "50%"),
        ("合計", "1,000", "650", "64%"),
    ]
    assert {(one.row, one.column): (one.verdict.value, one.gives) for one in proofread_table(heading, rows)} == {
        (4, 1): ("holds", 1000), (4, 2): ("differs", 640),
        (0, 3): ("holds", 95), (1, 3): ("holds", 100), (2, 3): ("differs", 50), (3, 3): ("holds", 50),
        (4, 3): ("differs", 65),
    }  # fmt: skip


def verdicts(heading, *rows):
    return {(one.row, one.column): (one.verdict.value, one.gives) for one in proofread_table(heading, rows)}


def test_averages_are_divided_and_never_added_up():
    heading = ("單位", "人數", "時數", "平均時數")
    assert verdicts(
        heading, ("甲", "10", "100", "10"), ("乙", "20", "300", "15"), ("丙", "4", "50", "12.5"),
        ("合計", "34", "450", "13.24"),
    ) == {
        (3, 1): ("holds", 34), (3, 2): ("holds", 450), (0, 3): ("holds", 10), (1, 3): ("holds", 15),
        (2, 3): ("holds", Fraction(25, 2)), (3, 3): ("holds", Fraction(450, 34)),
    }  # fmt: skip
    wrong = verdicts(heading, ("甲", "10", "100", "10"), ("乙", "20", "300", "15"), ("合計", "30", "400", "25"))
    assert wrong[2, 3] == ("differs", Fraction(40, 3)), "the sum of averages is none"


def test_an_average_that_follows_from_nothing_in_the_table_is_left_alone():
    found = verdicts(("單位", "人數", "平均年齡"), ("甲", "10", "61.5"), ("乙", "20", "58"), ("合計", "30", "59.2"))
    assert found == {(2, 1): ("holds", 30)}


def test_a_column_that_is_called_a_rate_is_no_sum_and_is_divided():
    heading = ("縣市", "志工", "已投保", "投保率（%）")
    found = verdicts(
        heading, ("甲", "200", "190", "95"), ("乙", "100", "100", "100"), ("丙", "300", "150", "51"),
        ("合計", "600", "440", "73.3"),
    )  # fmt: skip
    assert found[2, 3] == ("differs", 50)
    assert found[3, 3] == ("holds", Fraction(220, 3))
    assert (3, 3) in found
    assert found[3, 1] == ("holds", 600)


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ((("甲", "1"), ("乙", "2"), ("小計", "3"), ("丙", "4"), ("丁", "5"), ("小計", "9"), ("合計", "12")),
         {(2, 1): ("holds", 3), (5, 1): ("holds", 9), (6, 1): ("holds", 12)}),
        ((("甲", "1"), ("乙", "2"), ("小計", "3"), ("丙", "4"), ("丁", "5"), ("合計", "12")),
         {(2, 1): ("holds", 3), (5, 1): ("holds", 12)}),
        ((("甲", "1"), ("乙", "2"), ("合計", "3"), ("丙", "4"), ("丁", "5"), ("合計", "12")),
         {(2, 1): ("holds", 3), (5, 1): ("differs", 9)}),
    ],
)  # fmt: skip
def test_a_total_is_of_all_rows_and_a_subtotal_of_its_own(rows, found):
    assert verdicts(("單位", "人數"), *rows) == found


@pytest.fixture
def officer(client, db):
    client.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
    return client


def test_the_page_marks_each_number_and_keeps_nothing(officer):
    answer = officer.post(reverse("reports:proof"), {"text": TAIPEI.replace("39.94", "39.49")})
    page = answer.content.decode()
    assert "1 個數字要再看一眼" in page
    assert "3,140,398小時 ÷ 7萬8,633人 ＝ 39.94小時" in page
    assert "&lt;b&gt;" in officer.post(reverse("reports:proof"), {"text": "<b>共60人（25人、35人）"}).content.decode()


@pytest.mark.parametrize(("text", "said"), [("  ", "請貼上"), ("九" * 20_001, "請分段校對")])
def test_what_cannot_be_read_is_said_and_stays(officer, text, said):
    answer = officer.post(reverse("reports:proof"), {"text": text})
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_an_annual_plan_s_own_words_are_there_to_begin_with(officer):
    annual = make_annual(county="TTT")
    WorkItem.objects.create(annual=annual, number=99, title="訓練", aim="12場共480人次，平均每場41人次")
    page = officer.get(reverse("reports:proof"), {"annual": annual.pk}).content.decode()
    assert "480人次 ÷ 12場" in page
    other = make_annual(county="HUA")
    assert officer.get(reverse("reports:proof"), {"annual": other.pk}).status_code == 404


# What the source plan says of 110年 without the totals it rests on: its table of results has them.
BARE = "平均每位志工年度服務時數約達39.94小時，服務成果相當可觀。"
GROWS = "本市市民參與志願服務人數成長率8%為目標(約8萬5,000人)。"


@pytest.fixture
def taipei(client, db):
    """The plan of Taipei for 111 in its county's hands, with the results of 110 settled."""
    make_settled(2021, TPE={"people": 78_633, "minutes": 3_140_398 * 60, "served": 27_921_322})
    officer = make_user(Role.COUNTY_OFFICER, "TPE")
    annual = make_annual(county="TPE", year=2022, items=0, by=officer)
    annual.vision, annual.strategies = BARE, [["樂活（LOHAS）", GROWS]]
    annual.save()
    WorkItem.objects.create(annual=annual, number=1, title="辦理保險", aim="督導所轄運用單位辦理，預計投保率達100%。")
    (kpi,) = keeping.take_in(annual=annual, codes=["growth"], by=officer, now=AUTUMN)
    keeping.type_figure(
        kpi=kpi, part="denominator", value=Decimal(78_633), on=dt.date(2021, 12, 31), note="110 年統計", by=officer,
        now=AUTUMN,
    )  # fmt: skip
    client.force_login(officer)
    return annual


def test_a_plan_is_proofread_whole_and_against_its_countys_own_figures(client, taipei):
    answer = client.get(reverse("reports:proof"), {"annual": taipei.pk})
    text = answer.context["text"]
    for words in (taipei.title, BARE, f"樂活（LOHAS）：{GROWS}", "辦理保險：督導", taipei.kpis.get().name):
        assert words in text
    told = {line.finding.number.text: line.finding for line in answer.context["lines"]}
    assert told["39.94小時"].verdict == Verdict.HOLDS
    assert "3,140,398小時 ÷" in told["39.94小時"].how
    assert "78,633人 ＝ 39.94小時" in told["39.94小時"].how
    assert told["8萬5,000人"].verdict == Verdict.HOLDS
    assert "78,633人 × (1＋8%) ＝ 84,923.64人" in told["8萬5,000人"].how
    page = answer.content.decode()
    assert "110年度成果彙整（已核定）" in page
    assert "110 年統計" in page, "where a figure is from"
    # What is sent again is held against the same figures; a wrong digit does not pass.
    sent = {"text": text.replace("39.94", "39.49"), "annual": taipei.pk}
    told = {
        line.finding.number.text: line.finding for line in client.post(reverse("reports:proof"), sent).context["lines"]
    }
    assert (told["39.49小時"].verdict, told["39.49小時"].gives) == (Verdict.DIFFERS, Fraction(3140398, 78633))
    bare = client.post(reverse("reports:proof"), {"text": BARE}).context["lines"]
    assert all(line.finding.gives is None for line in bare), "nothing in the text carries it"


def test_another_countys_plan_and_figures_are_not_there(officer, client, taipei):
    client.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
    for sent in (client.get, client.post):
        assert sent(reverse("reports:proof"), {"annual": taipei.pk, "text": BARE}).status_code == 404


def test_figures_of_two_things_make_no_share():
    one, two = Known("志工人數", Fraction(50), "人", of="甲"), Known("長者", Fraction(46), "人", of="乙")
    assert found("占比92%", [one, two]) == [("92%", "uncarried")]
    assert found("占比92%", [one, Known("長者", Fraction(46), "人", of="甲")]) == [("92%", "holds")]


@pytest.mark.parametrize("between", ["\t", ","])
def test_a_pasted_table_is_recomputed(officer, between):
    rows = [("縣市", "志工", "投保", "投保率"), ("甲", "200", "190", "95%"), ("乙", "100", "100", "100%"),
            ("丙", "300", "150", "51%"), ("合計", "600", "441", "")]  # fmt: skip
    answer = officer.post(reverse("reports:proof"), {"table": "\r\n".join(between.join(row) for row in rows)})
    assert answer.status_code == 200
    told = {(line.row, line.column): line.finding.verdict.value for line in answer.context["cells"]}
    assert told == {
        ("甲", "投保率"): "holds", ("乙", "投保率"): "holds", ("丙", "投保率"): "differs", ("合計", "志工"): "holds",
        ("合計", "投保"): "differs",
    }  # fmt: skip
    page = answer.content.decode()
    assert "表格裡 2 個數字要再看一眼" in page
    assert "上面 3 列加起來是 440" in page
    assert "丙" in page


@pytest.mark.parametrize(
    ("table", "said"),
    [("縣市,志工", "下面至少一列"), ("縣市,志工\n甲,7,863", "第 2 列有 3 欄"), ("a\n" + "1\n" * 501, "最多 500 列"),
     ("九" * 20_001, "請分段校對")],
)  # fmt: skip
def test_a_table_that_cannot_be_read_is_said_and_the_text_is_proofread_all_the_same(officer, table, said):
    answer = officer.post(reverse("reports:proof"), {"text": "共60人（25人、36人）", "table": table})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert len(answer.context["lines"]) == 1
    assert answer.context["table"] == table


def test_numbers_with_commas_come_from_a_spreadsheet_or_in_quotes(officer):
    for table in ("縣市\t志工\n甲\t1,000\n乙\t2,000\n合計\t3,000", '縣市,志工\n甲,"1,000"\n乙,"2,000"\n合計,"3,000"'):
        (cell,) = officer.post(reverse("reports:proof"), {"table": table}).context["cells"]
        assert (cell.text, cell.finding.verdict) == ("3,000", Verdict.HOLDS)
