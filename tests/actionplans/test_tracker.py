"""The tracker: lights of many plans at once, what waits for whom, filters, saved views, and what has changed."""

import datetime as dt
import random

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from actionplans.followup import checkins, lights, many_lights
from actionplans.meeting import rulings
from actionplans.models import Milestone, Plan, SavedView, TrackerVisit
from actionplans.tracking import news, saved_views, tracker
from actionplans.tracking.tracker import Wanted
from actionplans.tracking.waits import ADDRESS, OVERDUE, REVIEW, UNREACHED, waiting_for
from foundation.accounts.models import User
from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.notices.models import Notice
from tests.makers.accounts import give, make_user
from tests.makers.deciding import AUTUMN, make_decision
from tests.makers.followup import make_check_in, make_link, make_submitted
from tests.makers.meetings import make_meeting, make_ruling
from tests.makers.plans import make_plan
from tests.makers.workshops import make_workshop
from workshops.models import Programme, Workshop

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 9, 1)
NOW = dt.datetime(2026, 9, 1, 2, 0, tzinfo=dt.UTC)
ADDRESS_OF = "actionplans:plans"


@pytest.fixture
def workshop() -> Workshop:
    return make_workshop(Workshop.State.HELD)


def owing(workshop: Workshop, *days: int, reached: int = 0, **fields: object) -> Plan:
    """A plan whose milestones are due so many days from today; the first ones are reached."""
    plan = make_plan(workshop, **fields)
    Milestone.objects.bulk_create(
        Milestone(
            plan=plan, position=at, kind="step", month=1, title=f"第{at}件事", promised_on=TODAY + dt.timedelta(days),
            due_on=TODAY + dt.timedelta(days), reached_at=NOW if at <= reached else None,
        )
        for at, days in enumerate(days, 1)
    )  # fmt: skip
    return plan


def test_the_database_gives_every_plan_the_light_that_the_rule_gives(workshop: Workshop) -> None:
    chance = random.Random(7)
    plans = []
    for _each in range(40):
        days = sorted(chance.choice([-30, -1, 0, 1, 14, 15, 60]) for _at in range(chance.randrange(4)))
        plan = owing(workshop, *days, reached=chance.randrange(4))
        if days and chance.random() < 0.5:
            link, _token = make_link(plan)
            claims = chance.randrange(3)
            check_in = make_check_in(plan, link, claims=claims)
            if chance.random() < 0.7:
                checkins.submit(check_in=check_in, by=link, now=NOW)
        plans.append(plan)
    for plan, kind in zip(plans[::6], ("pause", "release", "merge"), strict=False):
        options = {"into": plans[1]} if kind == "merge" else {}
        make_decision(plan, kind, **options)
        plan.refresh_from_db()
    ruled = {
        plan.pk: lights.light(
            lights.points_of(plan.milestones.with_reports()), on=TODAY, decided=lights.decided_on(plan)
        ).status
        for plan in plans
    }
    assert set(ruled.values()) == set(many_lights.ORDER), "every light is there, or this proves nothing"
    rows = Plan.objects.all()
    assert dict(many_lights.lit(rows, on=TODAY).values_list("pk", "lit")) == ruled
    counts = many_lights.counted(rows, on=TODAY)
    assert many_lights.tallies(counts) == {light: [*ruled.values()].count(light) for light in many_lights.ORDER}
    in_order = [
        many_lights.ORDER.index(ruled[pk]) for pk in many_lights.ordered(rows, on=TODAY).values_list("pk", flat=True)
    ]
    assert in_order == sorted(in_order)
    whole = list(many_lights.ordered(rows, on=TODAY).values_list("pk", flat=True))
    for start in range(0, len(whole), 3):
        for size in (1, 4, 11):
            assert many_lights.part(rows, counts, start, start + size, on=TODAY) == whole[start : start + size]
    for light in many_lights.ORDER:
        mine = {key: number for key, number in counts.items() if key[0] == light}
        under = [pk for pk in whole if ruled[pk] == light]
        for start in range(len(under)):
            assert many_lights.part(rows, mine, start, start + 2, on=TODAY) == under[start : start + 2]
    for light in many_lights.ORDER:
        found = set(tracker.with_light(rows, light, on=TODAY).values_list("pk", flat=True))
        assert found == {pk for pk, status in ruled.items() if status == light}


@pytest.mark.parametrize(
    ("late_days", "looks", "done", "who"),
    [
        (0, "", False, "charge"), (0, "supervisor", False, "supervisor"), (0, "", True, ""), (2, "", False, "charge"),
        (2, "supervisor", False, "supervisor"), (2, "officer", False, "officer"), (3, "", False, "supervisor"),
        (10, "", False, "officer"), (20, "supervisor", False, "association"), (0, "association", True, "association"),
    ],
)  # fmt: skip
def test_who_has_to_move_follows_the_ladder(late_days: int, looks: str, done: bool, who: str) -> None:
    held = tracker.holder(late_days=late_days, looks=looks, done=done, programme=Programme())
    assert held == who


@pytest.mark.parametrize(
    ("writers", "officers", "is_active", "who"),
    [
        (["link"], True, True, "supervisor"),
        (["supervisor"], True, True, "officer"),
        (["supervisor"], False, True, "association"),
        (["supervisor", "link"], True, True, "supervisor"),
        (["other"], True, True, "supervisor"),
        (["link"], True, False, "officer"),
        (["link"], False, False, "association"),
    ],
)
def test_a_report_waits_for_whoever_can_look_at_it(
    workshop: Workshop, writers: list[str], officers: bool, is_active: bool, who: str
) -> None:
    """Not for the supervisor who wrote it herself, nor for one who has left."""
    plan = owing(workshop, 60)
    if officers:
        make_user(Role.COUNTY_OFFICER)
    make_user(Role.COUNTY_OFFICER, "HUA")
    for writer in writers:
        given = {"supervisor": plan.supervisor, "other": make_user(Role.SUPERVISOR)}
        make_submitted(plan, given.get(writer) or make_link(plan)[0], now=NOW)
    User.objects.filter(pk=plan.supervisor_id).update(is_active=is_active)
    (shown,) = tracker.page_of([plan.pk], Programme.objects.all(), on=TODAY)
    assert shown.holder == who
    assert shown.waits_for_whom == (plan.supervisor if who == "supervisor" else "")


def test_a_programme_that_tells_nobody_leaves_it_with_whoever_is_in_charge() -> None:
    quiet = Programme(tell_supervisor=[], tell_officer=[], tell_association=[])
    assert tracker.holder(late_days=90, looks="", done=False, programme=quiet) == "charge"


def waits(user: User) -> dict[str, set[str]]:
    """Titles of what waits for somebody, by kind."""
    user = User.objects.get(pk=user.pk)
    waiting = waiting_for(user, Programme.objects.all(), on=TODAY, now=NOW)
    found: dict[str, set[str]] = {}
    for one in waiting.first():
        found.setdefault(one.waits, set()).add(one.title)
        assert waiting.of(Plan.objects.all(), one.waits).filter(pk=one.pk).exists()
    return found


def test_everybody_is_shown_what_waits_for_her(workshop: Workshop) -> None:
    officer, association = make_user(), make_user(Role.ASSOCIATION)
    elsewhere, volunteer = make_user(Role.COUNTY_OFFICER, "HUA"), make_user(Role.VOLUNTEER)
    given = {"supervisor": make_user(Role.SUPERVISOR), "contact_email": "ming@example.org"}
    owing(workshop, -1, title="剛逾期", **given)
    owing(workshop, -10, title="逾期十天", **given)
    owing(workshop, -20, title="逾期二十天", **given)
    owing(workshop, 60, title="沒信箱", supervisor=given["supervisor"])
    done = owing(workshop, 60, title="沒信箱也不欠什麼", supervisor=given["supervisor"])
    done.milestones.update(reached_at=NOW)
    reported = owing(workshop, 60, title="有回報", **given)
    make_submitted(reported, make_link(reported)[0], now=NOW)
    lost = owing(workshop, 60, title="沒收到", **given)
    Notice.objects.create(
        key="followup/x", kind="followup", subject_key=str(lost.pk), step="T+3", county_id="TTT", to_name="王",
        due_at=NOW, planned_at=NOW, state="nobody",
    )  # fmt: skip
    late = {"剛逾期", "逾期十天", "逾期二十天"}
    assert waits(given["supervisor"]) == {REVIEW: {"有回報"}, OVERDUE: late, UNREACHED: {"沒收到"}}
    assert waits(officer) == {OVERDUE: {"逾期十天", "逾期二十天"}, UNREACHED: {"沒收到"}, ADDRESS: {"沒信箱"}}
    assert waits(association) == {OVERDUE: {"逾期二十天"}, UNREACHED: {"沒收到"}}
    assert waits(elsewhere) == {}
    assert waits(volunteer) == {}
    # The report is in long before the plan is done; the address can still be written.
    Workshop.objects.update(state=Workshop.State.REPORTED)
    assert waits(officer)[ADDRESS] == {"沒信箱"}


def test_a_report_that_nobody_looks_at_waits_for_the_officer_too(workshop: Workshop) -> None:
    officer, plan = make_user(), owing(workshop, 60, title="放著", contact_email="ming@example.org")
    make_submitted(plan, make_link(plan)[0], now=NOW - dt.timedelta(days=14))
    assert waits(officer) == {REVIEW: {"放著"}}


def test_few_of_each_kind_are_shown_and_all_are_counted(workshop: Workshop, client: Client) -> None:
    client.force_login(make_user())
    for number in range(5):
        owing(workshop, 60, title=f"沒信箱{number}")
    with time_machine.travel(NOW, tick=False):
        html = client.get(reverse(ADDRESS_OF)).content.decode()
        filtered = client.get(reverse(ADDRESS_OF), {"needs": ADDRESS}).content.decode()
    assert html.count("補信箱") == 3
    assert "看全部 5 件" in html
    assert "共 5 件" in filtered


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"light": "late"}, {"甲"}), ({"light": "ok"}, {"乙"}), ({"due": "90"}, {"乙"}), ({"due": "30"}, set()),
        ({"q": "王大明"}, {"甲"}), ({"programme": "nothing"}, set()), ({"county": "TTT"}, {"甲", "乙"}),
        ({"light": "green", "due": "8", "supervisor": "x", "needs": ""}, {"甲", "乙"}), ({"needs": "x"}, set()),
        ({"q": "甲\0"}, {"甲"}),
    ],
)  # fmt: skip
def test_filters_in_the_address_narrow_the_list(
    client: Client, workshop: Workshop, asked: dict[str, str], found: set[str]
) -> None:
    owing(workshop, -5, title="計畫甲", person_in_charge="王大明")
    owing(workshop, 60, title="計畫乙")
    client.force_login(make_user(Role.ASSOCIATION))
    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse(ADDRESS_OF), asked | {"page": "1"})
    assert {one.title.removeprefix("計畫") for one in page.context["plans"]} == found


def test_plans_are_found_by_their_supervisor(client: Client, workshop: Workshop) -> None:
    hers = owing(workshop, 60, title="計畫甲")
    owing(workshop, 60, title="計畫乙")
    client.force_login(make_user(Role.ASSOCIATION))
    page = client.get(reverse(ADDRESS_OF), {"supervisor": hers.supervisor_id})
    assert [one.title for one in page.context["plans"]] == ["計畫甲"]


def test_filters_survive_turning_the_page(client: Client, workshop: Workshop) -> None:
    client.force_login(make_user(Role.ASSOCIATION))
    for _each in range(51):
        owing(workshop, -5)
    with time_machine.travel(NOW, tick=False):
        html = client.get(reverse(ADDRESS_OF), {"light": "late", "county": "TTT"}).content.decode()
    assert 'href="?light=late&amp;county=TTT&amp;page=2"' in html


def test_the_tracker_asks_as_much_for_many_as_for_few(
    client: Client, workshop: Workshop, django_assert_max_num_queries, django_assert_num_queries
) -> None:
    officer = make_user()
    client.force_login(officer)
    TrackerVisit.objects.create(user=officer, seen_at=NOW - dt.timedelta(days=9), looked_at=NOW)

    def more() -> None:
        plan = owing(workshop, -5, 30)
        make_submitted(plan, make_link(plan)[0], now=NOW)

    with time_machine.travel(NOW, tick=False):
        more()
        client.get(reverse(ADDRESS_OF))
        with django_assert_max_num_queries(20) as few:
            client.get(reverse(ADDRESS_OF))
        for _each in range(4):
            more()
        with django_assert_num_queries(len(few.captured_queries)):
            client.get(reverse(ADDRESS_OF))


# Saved views


def test_a_view_is_hers_alone_and_leaves_lines(client: Client) -> None:
    officer, other = make_user(), make_user()
    client.force_login(officer)
    sent = client.post(reverse("actionplans:view_save"), {"name": " 落後的 ", "light": "late", "nonsense": "1"})
    assert sent.url == reverse(ADDRESS_OF) + "?light=late"
    view = SavedView.objects.get()
    assert (view.name, view.query, view.user) == ("落後的", "light=late", officer)
    assert f'href="{reverse(ADDRESS_OF)}?light=late"' in client.get(reverse(ADDRESS_OF)).content.decode()
    client.post(reverse("actionplans:view_rename", args=[view.pk]), {"name": "要追的"})
    view.refresh_from_db()
    assert view.name == "要追的"
    client.force_login(other)
    assert "要追的" not in client.get(reverse(ADDRESS_OF)).content.decode()
    assert client.post(reverse("actionplans:view_remove", args=[view.pk])).status_code == 404
    client.force_login(officer)
    client.post(reverse("actionplans:view_remove", args=[view.pk]))
    assert not SavedView.objects.exists()
    lines = Event.objects.filter(object_type="actionplans.savedview").order_by("pk")
    assert [one.verb for one in lines] == ["created", "changed", "deleted"]


def test_a_view_needs_a_name_of_its_own() -> None:
    officer = make_user()
    saved_views.save(name="甲", wanted=Wanted(), by=officer, now=NOW)
    second = saved_views.save(name="乙", wanted=Wanted(), by=officer, now=NOW)
    for again in (
        lambda: saved_views.save(name="甲", wanted=Wanted(), by=officer, now=NOW),
        lambda: saved_views.save(name=" ", wanted=Wanted(), by=officer, now=NOW),
        lambda: saved_views.save(name="長" * 41, wanted=Wanted(), by=officer, now=NOW),
        lambda: saved_views.rename(view=second, name="甲", by=officer, now=NOW),
    ):
        with pytest.raises(ValidationError):
            again()
    saved_views.save(name="甲", wanted=Wanted(), by=make_user(), now=NOW)


def test_nobody_keeps_more_views_than_fit() -> None:
    officer = make_user()
    for number in range(saved_views.MOST):
        saved_views.save(name=str(number), wanted=Wanted(), by=officer, now=NOW)
    with pytest.raises(ValidationError, match="20"):
        saved_views.save(name="再一個", wanted=Wanted(), by=officer, now=NOW)


# What has changed


def test_a_visit_ends_half_an_hour_after_the_last_look() -> None:
    user, minute = make_user(), dt.timedelta(minutes=1)
    assert saved_views.visit(user=user, now=NOW) is None
    assert saved_views.visit(user=user, now=NOW + 10 * minute) == NOW
    assert saved_views.visit(user=user, now=NOW + 39 * minute) == NOW
    assert saved_views.visit(user=user, now=NOW + 69 * minute) == NOW + 39 * minute
    assert saved_views.visit(user=user, now=NOW + 70 * minute) == NOW + 39 * minute
    saved_views.note_read(user=user, until=NOW + 900 * minute, now=NOW + 71 * minute)
    assert saved_views.visit(user=user, now=NOW + 71 * minute) == NOW + 71 * minute


def told(user: User, moment: dt.datetime) -> dict[str, tuple[str, ...]]:
    user = User.objects.get(pk=user.pk)
    return {one.plan.title: one.said for one in news.since(user, moment, on=TODAY).first}


def test_what_others_did_is_told_in_words_and_newest_first(workshop: Workshop) -> None:
    from actionplans.consensus import adoption

    officer, colleague = make_user(), make_user()
    plan = owing(workshop, -2, 60, title="計畫甲")
    before, hour = NOW - dt.timedelta(days=1), dt.timedelta(hours=1)
    adoption.describe(plan=plan, by=colleague, now=before, partners="公所")
    assert told(officer, before) == {}
    adoption.describe(plan=plan, by=colleague, now=NOW, partners="公所、巴士隊", contact_email="ming@example.org")
    adoption.describe(plan=plan, by=officer, now=NOW, lead_agency="社會處")
    check_in = make_submitted(plan, make_link(plan, now=NOW)[0], now=NOW + hour)
    checkins.accept(check_in=check_in, by=plan.supervisor, now=NOW + 2 * hour)
    assert told(officer, before) == {"計畫甲": ("第 1 次回報確認了", "第 1 次回報送出了", "改了協力單位、負責人的信箱")}
    assert told(make_user(Role.ASSOCIATION), before).keys() == {"計畫甲"}
    assert told(plan.supervisor, before).keys() == {"計畫甲"}
    for stranger in (make_user(Role.COUNTY_OFFICER, "HUA"), make_user(Role.VOLUNTEER), make_user(Role.SUPERVISOR)):
        assert told(stranger, before) == {}


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("continue", "決定持續列管"),
        ("pause", "決定暫停"),
        ("release", "決定解除列管"),
        ("extend", "決定展延（第1件事：115/09/20 → 115/12/16）"),
        ("merge", "決定併案（併入「計畫乙」）"),
    ],
)
def test_news_name_the_decision(workshop: Workshop, kind: str, said: str) -> None:
    plan, other = owing(workshop, 19, title="計畫甲"), owing(workshop, 60, title="計畫乙")
    more = {
        "extend": {"dates": {plan.milestones.get().pk: dt.date(2026, 12, 16)}},
        "merge": {"into": other},
    }.get(kind, {})
    make_decision(plan, kind, **more)
    assert told(make_user(), NOW) == {"計畫甲": (said,)}


def test_news_name_what_was_ruled_in_words(workshop: Workshop) -> None:
    """To everybody who follows the plan up but whoever wrote it down; what was taken back says so."""
    plan = owing(workshop, -2, title="計畫甲")
    before = AUTUMN - dt.timedelta(minutes=1)
    writer, colleague = make_user(name="陳怡君"), make_user(name="林小美")
    item = make_meeting("session", by=writer).items.get(plan=plan)
    ruling = make_ruling(item, by=writer, words="一週內提出分流規則")
    (said,) = [line for line in told(colleague, before)["計畫甲"] if "裁示" in line]
    assert said.endswith("裁示：一週內提出分流規則")
    assert not [line for line in told(writer, before).get("計畫甲", ()) if "裁示" in line]
    assert told(make_user(Role.COUNTY_OFFICER, "HUA"), before) == {}
    assert "計畫甲" not in told(colleague, AUTUMN) or "裁示" not in str(told(colleague, AUTUMN)["計畫甲"])
    rulings.withdraw(ruling=ruling, by=writer, now=AUTUMN + dt.timedelta(hours=1))
    assert "收回裁示：一週內提出分流規則" in str(told(colleague, AUTUMN)["計畫甲"])


def test_a_day_that_has_passed_without_a_report_is_news(workshop: Workshop) -> None:
    owing(workshop, -3, title="計畫甲")
    owing(workshop, -30, title="早就逾期")
    assert told(make_user(), NOW - dt.timedelta(days=5)) == {
        "計畫甲": ("「第1件事」115年8月29日（六）到期，還沒有回報",)
    }


def test_news_stand_on_the_list_until_they_are_read(client: Client, workshop: Workshop) -> None:
    from actionplans.consensus import adoption

    officer = make_user()
    give(officer, Role.SUPERVISOR, "TTT")
    client.force_login(officer)
    plan = owing(workshop, 60, title="計畫甲")
    with time_machine.travel(NOW, tick=False):
        assert "上次來之後" not in client.get(reverse(ADDRESS_OF)).content.decode()
    with time_machine.travel(NOW + dt.timedelta(hours=2), tick=False) as clock:
        adoption.describe(plan=plan, by=make_user(), partners="公所")
        client.get(reverse(ADDRESS_OF), headers={"Sec-Purpose": "prefetch;prerender"})
        for _look in range(2):
            page = client.get(reverse(ADDRESS_OF))
            html = page.content.decode()
            assert "改了協力單位" in html
            assert "上次之後有變動" in html
        clock.shift(60)
        client.post(reverse("actionplans:plans_read"), {"until": page.context["read_until"]})
        assert "改了協力單位" not in client.get(reverse(ADDRESS_OF)).content.decode()
        for odd in ("", "yesterday", "2026-13-45T00:00", "2026-09-01T00:00"):
            assert client.post(reverse("actionplans:plans_read"), {"until": odd}).status_code == 302


def test_who_follows_nothing_up_sees_the_list_alone(client: Client, workshop: Workshop) -> None:
    owing(workshop, -5, title="計畫甲")
    client.force_login(make_user(Role.VOLUNTEER))
    html = client.get(reverse(ADDRESS_OF)).content.decode()
    assert "計畫甲" in html
    assert "需要你處理" not in html
    assert not TrackerVisit.objects.exists()


def test_a_part_of_the_list_is_the_same_part_of_the_whole(workshop: Workshop) -> None:
    for days in (-9, -3, 5, 60, 70, 80):
        owing(workshop, days)
    owing(workshop, -9, reached=1)
    owing(workshop)
    rows = Plan.objects.all()
    counts = many_lights.counted(rows, on=TODAY)
    whole = list(many_lights.ordered(rows, on=TODAY).values_list("pk", flat=True))
    for start in range(9):
        for stop in range(start, 10):
            assert many_lights.part(rows, counts, start, stop, on=TODAY) == whole[start:stop]
    ok = {key: number for key, number in counts.items() if key[0] == "ok"}
    assert many_lights.part(rows, ok, 1, 3, on=TODAY) == whole[4:6]
