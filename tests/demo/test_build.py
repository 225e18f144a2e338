"""The demonstration: complete, repeatable, and possible (no story says what a form refuses)."""

import datetime as dt
import functools
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Max

from actionplans import call
from actionplans.models import AnnualPlan, Decision, Entry, Meeting, Operation, Plan, SavedView, Succession
from demo import build as demo
from demo import certifying
from demo import people as folk
from demo.cast import ACCOUNTS
from demo.scenario import SCENES, Scene
from foundation.accounts.models import County, User
from foundation.accounts.roles import Permission, Role
from foundation.audit.models import Event
from tests.makers.accounts import make_user
from volunteers.models import Filing
from workshops import codes
from workshops.models import Programme, Seat, Workshop
from workshops.room_told import told

NOW = dt.datetime(2026, 11, 21, 6, 0, tzinfo=dt.UTC)


def test_every_call_item_that_a_story_names_exists_and_every_pillar_is_spoken_for():
    named = {story.call_item for story in demo.STORIES}
    assert named <= set(call.ITEM_BY_CODE)
    assert {call.item(code).pillar.code for code in named} == {pillar.code for pillar in call.PILLARS}
    assert len(demo.STORIES) >= 20


def test_sentences_fit_the_slide():
    assert [story.title for story in demo.STORIES if len(story.title) > 18] == []
    assert [story.vow for story in demo.STORIES if len(story.vow) > 24] == []


@pytest.mark.parametrize(
    ("code", "county", "told"),
    [
        ("TTT", "臺東縣", "縣府社會處請全縣的教育處寫縣政報告"),
        ("CYI", "嘉義市", "市府社會處請全市的教育處寫市政報告"),
        ("TPE", "臺北市", "市府社會局請全市的教育局寫市政報告"),
    ],
)
def test_a_government_is_called_what_it_is(code, county, told):
    assert folk.spoken_in(code, county, "縣府社會處請全縣的教育處寫縣政報告") == told


def test_no_story_speaks_of_a_county_in_a_special_municipality():
    say = functools.partial(folk.spoken_in, "TXG", "臺中市")
    told = str([story.at(place="和平區", unit="和平區圖書館志工隊", say=say) for story in demo.STORIES])
    assert [word for word in ("縣府", "縣政", "全縣", "社會處", "教育處") if word in told] == []
    assert "市府社會局" in told


def test_there_is_an_account_for_each_role():
    assert [account.role for account in ACCOUNTS] == list(Role)


def test_scenes_cover_every_state_and_leave_one_county_out():
    assert {scene.reach for scene in SCENES} == {
        "draft", "submitted", "confirmed", "running", "held", "reported", "closed",
    }  # fmt: skip


def test_what_is_told_counts_workshops_and_not_counties(monkeypatch, db):
    """One county holds two workshops, another none: a count of workshops must not read like one of counties."""
    monkeypatch.setattr(demo, "SCENES", (Scene("TTT", "draft"), Scene("YUN", "draft"), Scene("TTT", "draft")))
    told: list[str] = []
    demo.build(now=NOW, seed=1, tell=told.append)
    assert told == [
        "第 1/3 場工作坊：臺東縣115年第1場地方實踐工作坊（草稿）",
        "第 2/3 場工作坊：雲林縣115年第1場地方實踐工作坊（草稿）",
        "第 3/3 場工作坊：臺東縣115年第2場地方實踐工作坊（草稿）",
        "共 3 場工作坊，2 個縣市；其餘 20 個縣市還沒有。",
    ]


@pytest.fixture
def short(monkeypatch):
    """One scene of each sort: the whole country takes half a minute."""
    chosen = [next(scene for scene in SCENES if scene.reach == reach) for reach in ("draft", "confirmed", "reported")]
    running = next(scene for scene in SCENES if scene.reach == "running")
    monkeypatch.setattr(demo, "SCENES", (*chosen, running))
    return chosen


@pytest.mark.django_db
def test_the_country_is_built_through_the_domain_and_says_so(short):
    programme = demo.build(now=NOW, seed=1, tell=lambda line: None)
    assert set(Programme.objects.values_list("year", "state")) == {(2025, "open"), (2026, "open"), (2027, "draft")}
    states = dict(programme.workshops.values_list("county_id", "state"))
    assert sorted(states.values()) == ["confirmed", "draft", "reported", "running"]
    reported = Workshop.objects.get(state="reported")
    assert Plan.objects.filter(workshop=reported).adopted().count() == short[2].adopted
    merged = Plan.objects.filter(workshop=reported, ideas__decision="merged").get()
    assert merged.risks.values("group").distinct().count() == 2
    why = Plan.objects.filter(workshop=reported).values_list("verdict_why", flat=True)
    assert [words for words in why if words]
    assert not Operation.objects.exclude(outcome="applied").exists()
    assert Event.objects.filter(verb="plan_adopted").count() == short[2].adopted
    table = Workshop.objects.get(state="running").groups.get(number=3)
    assert not table.sheets.exists()
    assert User.objects.get(email="officer@demo.example").check_password("taiwan-volunteers-2026")
    assert County.objects.count() == 22
    plans = Filing.objects.order_by("pk").values_list("state", "unit__state")
    assert list(plans) == [("approved", "active"), ("submitted", "preparing"), ("returned", "preparing")]
    kept = User.objects.get(email="unit@demo.example")
    assert Filing.objects.visible_to(kept, Permission.KEEP_UNIT).get().state == "approved"


@pytest.mark.django_db
def test_the_county_of_the_demonstration_has_held_a_meeting_and_plans_the_next(monkeypatch):
    mine = next(scene for scene in SCENES if scene.county == "TTT" and scene.reach == "closed")
    monkeypatch.setattr(demo, "SCENES", (mine,))
    demo.build(now=NOW, seed=1, tell=lambda line: None)
    ahead, held = Meeting.objects.all()
    assert (held.state, held.edition, held.number) == ("issued", 1, 1)
    assert (ahead.state, ahead.number) == ("planned", 2)
    assert held.held_on < NOW.date() < ahead.held_on
    assert Decision.objects.count() == held.items.exclude(plan=None).count() == mine.adopted
    assert ahead.items.filter(carries__item__meeting=held).exists(), "what was given to somebody comes up again"
    (handed,) = Succession.objects.all()
    assert (str(handed.successor), handed.made_at < NOW, len(handed.plans)) == ("李小芬", True, 1)
    assert not handed.predecessor.memberships.current(NOW.date()).exists()
    assert SavedView.objects.get().query == "light=late"
    told = Event.objects.filter(object_type__in=("actionplans.meeting", "actionplans.plan", "actionplans.succession"))
    assert not told.filter(at__gt=NOW).exists()


@pytest.mark.django_db
def test_counties_have_annual_plans_into_which_action_plans_go(monkeypatch):
    held = [scene for scene in SCENES if scene.county in ("TPE", "TNN") and scene.reach == "closed"]
    monkeypatch.setattr(demo, "SCENES", held)
    demo.build(now=NOW, seed=1, tell=lambda line: None)
    coming, this = AnnualPlan.objects.all()
    assert (str(this), this.state, this.approver) == ("115年度臺北市志願服務推動計畫", "issued", "市長")
    assert (coming.year, coming.state, coming.items.count()) == (2027, "draft", this.items.count() + 1)
    assert "市" in this.items.get(area="meetings").aim
    states = Plan.objects.filter(county="TPE").order_by("code").values_list("uptake__state", flat=True)
    assert list(states) == ["taken", "taken", "planned", "declined", None, "taken"]
    elsewhere = Plan.objects.filter(county="TNN").exclude(uptake=None)
    assert set(elsewhere.values_list("uptake__state", "uptake__annual")) == {("taken", None), ("planned", None)}
    assert not Event.objects.filter(verb__startswith="uptake", at__gt=NOW).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("hour", [0, 1, 12, 23])
def test_the_running_room_can_be_joined_at_any_hour(short, monkeypatch, hour):
    monkeypatch.setattr(demo, "SCENES", demo.SCENES[-1:])
    now = dt.datetime(2026, 11, 21, hour, 5, tzinfo=ZoneInfo("Asia/Taipei"))
    demo.build(now=now, seed=1, tell=lambda line: None)
    workshop = Workshop.objects.get(state="running")
    group = workshop.groups.get(number=3)
    assert codes.group_of_code(group.code, now) == group
    # A device whose table wrote a moment ago has not been gone for an hour.
    written = Entry.objects.filter(sheet__group__workshop=workshop).aggregate(last=Max("changed_at"))["last"]
    seen = set(Seat.objects.filter(group__workshop=workshop).values_list("seen_at", flat=True))
    assert seen == {written}
    clock = told(workshop.room, workshop=workshop, groups=[group], now=now)
    assert clock.on
    assert clock.left >= dt.timedelta(), "its lead has kept time so far"
    assert clock.number == (1 if hour == 0 else 3)  # five minutes, or fifty, after it began


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_people(monkeypatch):
    monkeypatch.setattr(demo, "SCENES", ())
    made = []
    for seed in (7, 7, 8):
        with transaction.atomic():
            demo.build(now=NOW, seed=seed, tell=lambda line: None)
            made.append(list(User.objects.order_by("email").values_list("name", flat=True)))
            transaction.set_rollback(True)
    assert made[0] == made[1] != made[2]
    assert len(made[0]) > 50


@pytest.mark.django_db
def test_a_database_in_use_is_left_alone(capsys):
    make_user()
    with pytest.raises(CommandError, match="空的資料庫") as refused:
        call_command("seed_demo")
    assert refused.value.returncode == 2
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_a_wrong_clock_is_answered_with_a_sentence():
    with pytest.raises(CommandError, match="ISO 8601") as refused:
        call_command("seed_demo", now="昨天")
    assert refused.value.returncode == 2
    assert not User.objects.exists()


@pytest.mark.django_db
def test_accounts_are_listed(capsys):
    call_command("seed_demo", accounts=True)
    printed = capsys.readouterr().out
    assert all(account.email in printed for account in ACCOUNTS)
    assert "taiwan-volunteers-2026" in printed


@pytest.mark.parametrize("day", [1, 3, 4, 30])
def test_what_the_demonstration_certifies_was_over_when_it_was_issued(day: int) -> None:
    """On the first days of a month it is issued in the month before."""
    issued = dt.date(2026, 12, day) - dt.timedelta(days=3)
    first, last = certifying.year_before(issued)
    assert last < issued
    assert (last - first).days >= 364
    assert (first.day, (last + dt.timedelta(days=1)).day) == (1, 1)
