"""The other calls: units asked to the survey and confirming; dialogues of two hours, and what came of them."""

import datetime as dt
import io

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM
from foundation.audit.verbs import Verb
from foundation.workflow.moves import MoveRefused
from pledges import campaign_rules, dialogues, survey
from pledges.models import Dialogue, SurveyAsk
from tests.makers.accounts import county, make_user
from tests.makers.calls import DAY, NOW, make_asks, make_dialogue

pytestmark = pytest.mark.django_db
LATER = dt.date(2025, 6, 10)


def ask(units: str, *, on: dt.date = dt.date(2025, 6, 1)) -> survey.Asked:
    return survey.ask(
        campaign=campaign_rules.current(), county=county(), units=units, asked_on=on, by=SYSTEM, now=NOW
    )  # fmt: skip


def test_the_calls_are_data_with_their_source() -> None:
    campaign = campaign_rules.current()
    assert campaign.survey.link == "http://bit.ly/IVYSurvey"
    assert campaign.survey.languages == ("en", "fr", "es")
    assert (campaign.dialogue.least_minutes, campaign.dialogue.until) == (120, dt.date(2025, 6, 22))
    assert len(campaign.dialogue.questions_zh) == len(campaign.dialogue.questions_en) == 3
    assert all("計畫第" in one for one in (campaign.survey.source_zh, campaign.dialogue.source_zh))


# The survey


def test_a_pasted_list_comes_in_once_each() -> None:
    first = ask("海線志工隊\n\n　臺東　醫院 \n海線志工隊")
    assert [one.unit for one in first.new] == ["海線志工隊", "臺東 醫院"]
    again = ask("台東醫院\n山線志工隊")
    assert ([one.unit for one in again.new], again.known) == (["山線志工隊"], 1)
    assert Event.objects.filter(verb=Verb.SURVEY_ASKED).count() == 3


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ("", "還沒寫單位"), (" \n　", "還沒寫單位"), ("海線隊\n=SUM(1)", "第 2 行"), ("長" * 101, "第 1 行有 101 字"),
        ("\n".join(f"第{one}隊" for one in range(501)), "這裡有 501 個"),
    ],
)  # fmt: skip
def test_a_list_that_cannot_be_comes_in_by_no_part(units: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        ask(units)
    assert not SurveyAsk.objects.exists()


def test_nobody_is_asked_tomorrow() -> None:
    ask("海線志工隊", on=dt.date(2025, 6, 20))
    with pytest.raises(ValidationError, match="不能晚於今天"):
        ask("山線志工隊", on=dt.date(2025, 6, 21))


def test_a_unit_confirms_in_a_language_of_the_survey() -> None:
    one, two = make_asks("海線志工隊", "山線志工隊")
    with pytest.raises(ValidationError, match="哪一種語言"):
        survey.confirm(asks=[one], on=LATER, language="zh", by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="早於邀請日期"):
        survey.confirm(asks=[one], on=dt.date(2025, 5, 31), language="en", by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="還沒勾選"):
        survey.confirm(asks=[], on=LATER, language="en", by=SYSTEM, now=NOW)
    assert survey.confirm(asks=[one, two], on=LATER, language="fr", by=SYSTEM, now=NOW) == 2
    assert survey.confirm(asks=[one], on=LATER, language="en", by=SYSTEM, now=NOW) == 0, "it has confirmed already"
    one.refresh_from_db()
    assert (one.confirmed_on, one.language) == (LATER, "fr")
    with pytest.raises(ValidationError, match="請先取消確認"):
        survey.remove(asks=[one], by=SYSTEM, now=NOW)
    assert survey.take_back(asks=[one], by=SYSTEM, now=NOW) == 1
    with pytest.raises(ValidationError, match="都還沒確認"):
        survey.take_back(asks=[one], by=SYSTEM, now=NOW)
    assert survey.remove(asks=[one], by=SYSTEM, now=NOW) == 1


def test_the_database_holds_that_nobody_confirms_before_being_asked() -> None:
    [one] = make_asks()
    for odd in ({"confirmed_on": dt.date(2025, 5, 1), "language": "en"}, {"language": "en"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SurveyAsk.objects.filter(pk=one.pk).update(**odd)


# The dialogues


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        ((59, 60), "議程合計 1 小時 59 分，還差 1 分才到 2 小時。"), ((60, 60), ""), ((60, 61), ""), ((120,), ""),
        ((), "議程合計 0 分，還差 2 小時才到 2 小時。"), ((45, 15), "議程合計 1 小時，還差 1 小時才到 2 小時。"),
    ],
)  # fmt: skip
def test_two_hours_are_two_hours(minutes: tuple[int, ...], said: str) -> None:
    dialogue = make_dialogue(sessions=[(f"第{at}段", each) for at, each in enumerate(minutes, 1)])
    found = dialogues.missing(dialogue)
    assert [one.startswith(said) for one in found] == ([True] if said else [])
    if said:
        with pytest.raises(MoveRefused, match="還差"):
            dialogues.MOVES.apply(dialogue, "settle", by=SYSTEM, now=NOW)
        assert Dialogue.objects.get().state == "draft"
    else:
        dialogues.MOVES.apply(dialogue, "settle", by=SYSTEM, now=NOW)
        assert Dialogue.objects.get().state == "settled"


@pytest.mark.parametrize(
    ("sessions", "said"),
    [
        ([("開場", 0)], "第 1 項「開場」的分鐘請填 1 到 600"), ([("開場", 601)], "1 到 600"),
        ([("開場", 10), (" ", 10)], "第 2 項沒有名稱"), ([("長" * 101, 10)], "最多 100 字"),
        ([("項", 10)] * 21, "議程最多 20 項"),
    ],
)  # fmt: skip
def test_a_session_that_cannot_be_changes_nothing(sessions: list[tuple[str, int]], said: str) -> None:
    dialogue = make_dialogue()
    with pytest.raises(ValidationError, match=said):
        dialogues.describe(dialogue=dialogue, sessions=sessions, place="別處", by=SYSTEM, now=NOW)
    kept = Dialogue.objects.get()
    assert (kept.minutes, kept.place) == (120, "縣府大禮堂")


@pytest.mark.parametrize("name", ["held_on", "starts_at", "place"])
def test_day_time_and_place_are_wanted(name: str) -> None:
    dialogue = make_dialogue(**{name: "" if name == "place" else None})
    [said] = dialogues.missing(dialogue)
    assert str(Dialogue._meta.get_field(name).verbose_name) in said  # type: ignore[union-attr]


def test_the_sessions_follow_each_other() -> None:
    dialogue = make_dialogue(starts_at=dt.time(23, 0))
    assert [clock for _one, clock in dialogues.timed(dialogue)] == ["23:00–23:40", "23:40–00:40", "00:40–01:00"]


def test_the_last_day_counts_and_a_later_one_is_taken() -> None:
    assert not dialogues.is_late(make_dialogue(held_on=dt.date(2025, 6, 22)))
    late = make_dialogue(held_on=dt.date(2025, 6, 23), title="晚的")
    assert dialogues.is_late(late)
    dialogues.MOVES.apply(late, "settle", by=SYSTEM, now=NOW)


def test_it_is_reported_after_its_day_and_with_what_was_said() -> None:
    dialogue = make_dialogue()
    with pytest.raises(MoveRefused):
        dialogues.report(dialogue=dialogue, people=30, insights="要有交通接送和保險。", by=SYSTEM, now=NOW)
    dialogues.MOVES.apply(dialogue, "settle", by=SYSTEM, now=NOW)
    with pytest.raises(ValidationError, match="已經定案"):
        dialogues.describe(dialogue=dialogue, sessions=[], by=SYSTEM, now=NOW)
    with pytest.raises(MoveRefused, match="不能刪除"):
        dialogues.drop(dialogue=dialogue, by=SYSTEM, now=NOW)
    early = dt.datetime(2025, 6, 14, 2, tzinfo=dt.UTC)
    with pytest.raises(ValidationError, match="還沒到"):
        dialogues.report(dialogue=dialogue, people=30, insights="要有交通接送和保險。", by=SYSTEM, now=early)
    for people, words in ((0, "要有交通接送和保險。"), (None, "要有交通接送和保險。"), (30, "好")):
        with pytest.raises(ValidationError):
            dialogues.report(dialogue=dialogue, people=people, insights=words, by=SYSTEM, now=NOW)
    dialogues.report(dialogue=dialogue, people=30, insights="要有交通接送和保險。", by=SYSTEM, now=NOW)
    kept = Dialogue.objects.get()
    assert (kept.state, kept.people) == ("reported", 30)


def test_a_dialogue_that_is_not_held_is_taken_out() -> None:
    dialogues.drop(dialogue=make_dialogue(), by=SYSTEM, now=NOW)
    assert not Dialogue.objects.exists()
    assert Event.objects.filter(verb=Verb.DELETED, object_type="pledges.dialogue").exists()


# Pages and files


def test_the_overview_asks_the_same_number_of_questions_however_much_there_is(client: Client) -> None:
    client.force_login(make_user(Role.ASSOCIATION))

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("pledges:calls")).status_code == 200
            assert client.get(reverse("pledges:county_calls", args=["TTT"])).status_code == 200
        return len(queries)

    make_asks()
    make_dialogue()
    asked()
    first = asked()
    for at, code in enumerate(("TTT", "HUA")):
        make_asks("甲隊", "乙隊", code=code)
        make_dialogue(code, title=f"第{at}場")
    assert asked() == first


def test_a_programme_that_is_too_short_keeps_what_was_typed(client: Client) -> None:
    client.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
    dialogue = make_dialogue(sessions=())
    sent = {
        "title": "臺東對話", "occasion": "liaison", "held_on": "114/6/15", "starts_at": "13:30", "place": "縣府",
        "host_unit": "社會處", "row": ["s1", "s2"], "s1-title": "導讀", "s1-minutes": "59", "s2-title": "對話",
        "s2-minutes": "60", "do": "settle",
    }  # fmt: skip
    address = reverse("pledges:dialogue_programme", args=[dialogue.pk])
    answer = client.post(address, sent)
    assert answer.status_code == 422
    assert "議程合計 1 小時 59 分，還差 1 分才到 2 小時" in answer.content.decode()
    kept = Dialogue.objects.get()
    assert (kept.state, kept.minutes, kept.held_on) == ("draft", 119, DAY)
    assert client.post(address, sent | {"s2-minutes": "61"}).status_code == 302
    assert Dialogue.objects.get().state == "settled"


def test_a_button_arranges_and_writes_nothing(client: Client) -> None:
    client.force_login(make_user(Role.COUNTY_OFFICER, "TTT"))
    dialogue = make_dialogue()
    address = reverse("pledges:dialogue_programme", args=[dialogue.pk])
    answer = client.post(address, {"title": "別的名字", "row": ["s1"], "s1-title": "開場", "do": "add"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'name="s2-title"' in page
    assert "別的名字" in page
    assert Dialogue.objects.get().title == "臺東對話"


@pytest.mark.parametrize(("who", "units"), [("association", {"甲隊", "乙隊"}), ("officer", {"甲隊"})])
def test_the_export_stands_behind_the_same_wall(client: Client, who: str, units: set[str]) -> None:
    make_asks("甲隊")
    make_asks("乙隊", code="HUA")
    make_dialogue("HUA", title="花蓮對話")
    user = make_user(Role.ASSOCIATION) if who == "association" else make_user(Role.COUNTY_OFFICER, "TTT")
    client.force_login(user)
    answer = client.get(reverse("exports:download", args=["campaign-calls", "xlsx"]))
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    rows = book.get_sheet_by_index(0).to_python()
    assert {str(row[1]) for row in rows} & {"甲隊", "乙隊"} == units
    held = [row for row in book.get_sheet_by_index(1).to_python() if "花蓮對話" in row]
    assert len(held) == (1 if who == "association" else 0)
    if held:
        assert 120 in held[0]
