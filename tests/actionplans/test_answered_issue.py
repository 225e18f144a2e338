"""The core issue a design answers: what is shown as chosen is what everything else says."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone

from actionplans.consensus import adoption, consolidation
from actionplans.models import Plan
from actionplans.paper import county_report, sheet_papers
from actionplans.writing.contents import answered, core_issues
from actionplans.writing.desks import desk_of
from foundation.exports import pdf
from tests.makers.accounts import make_user
from tests.makers.actionplans import change, fill, make_sheet, make_table, write
from tests.makers.board import LATER, ideas_of
from tests.makers.workshops import make_seat
from workshops.models import Group
from workshops.seats import COOKIE

pytestmark = pytest.mark.django_db
INVITES = "按一下就選它"
NOT_CHOSEN = "還沒選要回應哪一項"


@pytest.fixture
def group() -> Group:
    """A table with one core issue and a design that says neither which it answers nor what the problem is."""
    made = make_table(name="海線組")
    fill(make_sheet("inventory", made), support_difficulties=[{"text": "缺班很多", "core": True}])
    fill(make_sheet("design", made), title="送餐分流", pillar="support", lead_unit="社會處")
    return made


def choose(group: Group, number: int = 0) -> None:
    fill(make_sheet("design", group), core_issue=desk_of(group).issues[number].item)


def card(client: Client, group: Group) -> str:
    """The card of the core issue on the design sheet."""
    client.cookies[COOKIE] = token = str(uuid.uuid4())
    make_seat(group, token=token, seen_at=timezone.now())
    page = client.get("/t/design/").content.decode()
    return page[page.index('<fieldset class="s-issue"') : page.index("</fieldset>", page.index('class="s-issue"'))]


def paper(group: Group) -> str:
    context = sheet_papers.context(group.workshop, [group], blank=False, size="A4")
    return pdf.compose("print/sheets.html", context | {"workshop": group.workshop, "language": "zh-Hant", "title": "x"})


def test_the_only_core_issue_is_shown_as_chosen_only_once_it_is(client: Client, group: Group) -> None:
    before = card(client, group)
    assert NOT_CHOSEN in before
    assert INVITES in before
    assert "checked" not in before
    assert 'data-pillar="support"><input' in before
    choose(group)
    after = card(client, group)
    assert NOT_CHOSEN not in after
    assert INVITES not in after
    assert "缺班很多" in after


def test_of_two_the_card_asks_for_one_and_promises_nothing(client: Client, group: Group) -> None:
    fill(make_sheet("inventory", group), recognition_difficulties=[{"text": "沒人問過", "core": True}])
    assert NOT_CHOSEN in (shown := card(client, group))
    assert INVITES not in shown


@pytest.mark.parametrize("chosen", [False, True])
def test_the_only_core_issue_goes_all_the_way_to_the_report(client: Client, group: Group, chosen: bool) -> None:
    """Slide, board, plan, its page and the workshop's report say the same, whether somebody pressed it or not."""
    if chosen:
        choose(group)
    card(client, group)
    assert "缺班很多" in client.get("/t/present/").content.decode()
    officer = make_user()
    [idea] = ideas_of(group.workshop)
    assert [one.problem for one in consolidation.board(group.workshop)] == ["缺班很多"]
    plan = consolidation.keep(idea=idea, by=officer, now=LATER)
    idea.refresh_from_db()
    assert (plan.problem, idea.problem) == ("缺班很多", "缺班很多")
    assert [one.text for one in plan.issues.all()] == ["缺班很多"]
    promised = {"person_in_charge": "張大同", "supervisor": make_user("supervisor"), "first_step": "開會"}
    adoption.describe(plan=plan, by=officer, first_step_on=LATER.date(), **promised)
    adopted = adoption.adopt(plan=plan, by=officer, now=LATER)
    client.force_login(officer)
    page = client.get(f"/plans/{adopted.pk}/").content.decode()
    assert "缺班很多" in page[page.index("看見的問題") :][:200]
    blocks = county_report.report_blocks(county_report.build(group.workshop, now=LATER))
    assert ("我們看見的問題", "缺班很多") in [pair for one in blocks for pair in getattr(one, "pairs", ())]


def test_what_a_table_wrote_itself_comes_before_its_core_issue(group: Group) -> None:
    choose(group)
    fill(make_sheet("design", group), problem="  週三沒有人開車 ")
    plan = consolidation.keep(idea=ideas_of(group.workshop)[0], by=make_user(), now=LATER)
    assert plan.problem.strip() == "週三沒有人開車"


def test_of_two_only_the_chosen_one_becomes_the_problem(group: Group) -> None:
    fill(make_sheet("inventory", group), recognition_difficulties=[{"text": "沒人問過", "core": True}])
    officer = make_user()
    [idea] = ideas_of(group.workshop)
    assert consolidation.keep(idea=idea, by=officer, now=LATER).problem == ""
    consolidation.reopen(idea=idea, by=officer, now=LATER)
    choose(group, [issue.text for issue in desk_of(group).issues].index("沒人問過"))
    plan = consolidation.keep(idea=idea, by=officer, now=LATER)
    assert (plan.problem, [one.text for one in plan.issues.all()]) == ("沒人問過", ["沒人問過"])
    assert Plan.objects.count() == 1


def test_a_choice_whose_star_was_put_out_is_none(client: Client, group: Group) -> None:
    choose(group)
    inventory = make_sheet("inventory", group)
    [item] = [one.item for one in desk_of(group).issues]
    fill(inventory, recognition_difficulties=[{"text": "沒人問過", "core": True}])
    star = inventory.entries.get(path=f"support_difficulties/{item}/core")
    write(inventory, change("set", star.path, False, base=star.version))
    assert NOT_CHOSEN in card(client, group)
    assert [issue.text for issue in desk_of(group).issues] == ["沒人問過"]
    assert answered(desk_of(group).contents["design"], desk_of(group).issues).text == "沒人問過"


def test_paper_says_what_is_chosen_and_leaves_a_line_where_nothing_is(group: Group) -> None:
    head = "<h3>核心議題"
    open_ = paper(group)
    assert "缺班很多" not in open_[open_.index(head) :][:200]
    choose(group)
    filled = paper(group)
    assert "缺班很多" in filled[filled.index(head) :][:200]


def test_a_reader_sees_what_was_chosen_and_what_only_follows(client: Client, group: Group) -> None:
    client.force_login(make_user("association", None))
    address = f"/groups/{group.pk}/sheets/"
    assert "唯一的核心議題，小組沒有另外選" in client.get(address).content.decode()
    choose(group)
    assert "唯一的核心議題，小組沒有另外選" not in client.get(address).content.decode()


def test_without_any_core_issue_nothing_is_answered(group: Group) -> None:
    fill(make_sheet("inventory", make_table()), support_difficulties=[{"text": "沒有星號"}])
    desk = desk_of(make_table())
    assert answered(desk.contents["design"], core_issues(desk.contents["inventory"])) is None
