"""Every page there is, opened by the one who sees most of it: on a phone and on a desk, in both languages.

Which addresses exist and who may open them says the table of `tests/test_access.py`; a new address is walked here as
soon as it stands there. The small world gets the longest names and titles it can hold.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from playwright.sync_api import Page, Response

from actionplans.asking import form_drafts
from actionplans.asking.questions import Question
from actionplans.models import Plan, SheetKind
from actionplans.writing import sheets
from foundation.accounts.models import County, Organisation, User
from foundation.accounts.roles import Role
from foundation.audit.trail import SYSTEM
from tests.journeys.conftest import DESKTOP, PHONE
from tests.makers.accounts import give, make_organisation
from tests.makers.actionplans import also_ask, fill
from tests.makers.workshops import make_participant, make_workshop
from tests.makers.world import NOW, World, make_world
from tests.test_access import COLUMNS, LINES, address
from tests.test_translations import pairs
from volunteers.models import Filing, Opening, OwnAward
from workshops.models import Group, Participant, Seat, Workshop
from workshops.seats import COOKIE

pytestmark = pytest.mark.django_db(transaction=True)

# Who is asked first: whoever has most on the page.
RICHEST = ("off", "ass", "sea", "lec", "sup", "aut", "uni", "vol", "acc", "any")
# Addresses that answer with a file, with data or with a part: nobody sees them as a page.
NO_PAGES = {
    "handbooks:paper",
    "health",
    "metrics",
    "ready",
    "robots",
    "sitemap",
    "account_session",
    "actionplans:photo_by_link",
    "reports:released_file",
    "reports:symposium_calendar",
    "reports:symposium_paper",
    "pledges:download",
    "pledges:file",
    "pledges:wall_media",
    "actionplans:public_document",
    "actionplans:public_photo",
    "actionplans:public_data",
    "actionplans:public_rss",
    "actionplans:public_atom",
    "actionplans:public_dates",
    "actionplans:annual_paper",
    "actionplans:ballot_result",
    "actionplans:calendar_file",
    "actionplans:commitments",
    "actionplans:county_report",
    "actionplans:meeting_minutes",
    "actionplans:parts",
    "actionplans:projector_state",
    "actionplans:state",
    "actionplans:succession_paper",
    "actionplans:wall_state",
    "actionplans:worker",
    "exports:download",
    "files:content",
    "files:thumbnail",
    "jobs:result",
    "reports:schema",
    "reports:dashboard_paper",
    "reports:edition_bound",
    "reports:edition_file",
    "reports:opendata_atom",
    "reports:opendata_file",
    "reports:opendata_package",
    "reports:opendata_sheets",
    "volunteers:certificate",
    "volunteers:issued_credential",
    "volunteers:issued_paper",
    "volunteers:issuer",
    "volunteers:issuer_status",
    "volunteers:agreement_paper",
    "volunteers:award_ceremony_paper",
    "volunteers:evaluation_paper",
    "volunteers:filing_paper",
    "volunteers:result_paper",
    "volunteers:result_sum_paper",
    "volunteers:places_atom",
    "volunteers:people_list_file",
    "volunteers:training_list_file",
    "volunteers:kiosk_worker",
    "volunteers:receipts_paper",
    "volunteers:right_copy",
    "volunteers:insured_list_file",
    "volunteers:session_paper",
    "volunteers:own_calendar_file",
    "volunteers:book_trial",
    "volunteers:month_sheet",
    "workshops:paper",
    "workshops:seat_clock",
    "volunteers:person_awards_paper",
    "volunteers:award_lists_paper",
    "volunteers:unit_awards_paper",
    "volunteers:family_paper",
}
# What is drawn there comes from a package: it must fit and not break, and its markup is its makers'.
NOT_OURS = {"/api/v1/"}
# Here the forms' wording is edited as it is stored, in Chinese.
WORDING = re.compile("/questions/[a-z]+/(?!.*(sheet|preview)/$)")
# Pages that other people see differently, by who they are.
ALSO = {
    "association": ["home", "workshops:list", "workshops:detail", "workshops:participants", "workshops:tables",
                    "actionplans:board", "actionplans:plans", "actionplans:plan", "accounts:members"],
    "lecturer": ["home", "workshops:detail", "workshops:tables", "actionplans:group_sheets"],
    "supervisor": ["home", "workshops:detail", "actionplans:plan"],
    "authority": ["home", "workshops:detail"],
    "coordinator": ["home", "actionplans:plan"],
    "volunteer": ["home"],
    "no role": ["home"],
    "nobody": ["workshops:join", "workshops:join_code"],
}  # fmt: skip
MOST = ("officer", "association", "seat")  # each has pages enough for a walk of its own
LONG_WORD = "Supercalifragilisticexpialidocious"  # English has words that no line breaks by itself


def pages_of(who: str) -> list[str]:
    """The names of the pages that this one is the richest reader of."""
    found = []
    for (method, name), cells in LINES.items():
        if method != "GET" or name.startswith("v1:") or name in NO_PAGES:
            continue
        if next((COLUMNS[column] for column in RICHEST if cells[column] == "200"), None) == who:
            found.append(name)
    return found


def lengthen(rows: QuerySet[Any], **most: int) -> None:
    """Fill fields of all rows up to so many characters; the row's number keeps them apart."""
    for row in rows:
        for name, length in most.items():
            setattr(row, name, (f"{getattr(row, name)}{row.pk}" + f"很長的{LONG_WORD}名稱" * 8)[:length])
        row.save(update_fields=list(most))


@pytest.fixture
def world(counties: None) -> World:
    """The small world with everything as long as it may be."""
    world = make_world()
    give(world.people["coordinator"], Role.UNIT_COORDINATOR, organisation=make_organisation())
    make_participant(world.workshop, group=world.groups[0], email="a.very.long.address.of.somebody@volunteers.example")
    for kind, values in {
        SheetKind.INVENTORY: {
            "recognition_difficulties": [{"text": "沒有人問過志工" * 5, "votes": 3, "call_item": "R6"}],
            "safeguarding_strengths": [{"text": LONG_WORD * 2}],
        },
        SheetKind.DESIGN: {"goal": "從二十二班降到八班" * 6, "sdgs": [3, 11]},
        SheetKind.FEASIBILITY: {
            "stakeholders": [{"name": f"社區巴士隊{LONG_WORD}", "influence": "high", "support": "low"}],
            "risks": [{"risk": "颱風停班" * 9, "answer": LONG_WORD}],
            "verdict": "adjust",
        },
        SheetKind.COMMITMENT: {"vow": "風再大也要有人敲門" * 2},
    }.items():
        sheet = sheets.open_sheet(group=world.groups[0], kind=kind)
        fill(sheet, by=world.seats["seat"], **values)
    also_ask(world.programme, "design", Question("x_1", "text", "以前問過的" + LONG_WORD))
    draft = form_drafts.begin(programme=world.programme, kind="design", by=SYSTEM, now=NOW)
    form_drafts.remove(draft=draft, key="x_1", by=SYSTEM, now=NOW)
    long = {"label": ("很長的題目" + LONG_WORD * 2)[:100], "hint": "很長的說明" * 40}
    options = [["", f"很長的選項{LONG_WORD}{n}", LONG_WORD] for n in range(3)]
    form_drafts.add(
        draft=draft, kind="choices", words=long | {"options": options}, section="how", after="steps", by=SYSTEM, now=NOW
    )
    make_workshop(Workshop.State.DRAFT, programme=world.programme)
    make_workshop(Workshop.State.REPORTED, programme=world.programme)
    world.people["association"].set_password("海風與山路-2026")  # the officer's first page is setting one
    world.people["association"].save()
    County.objects.filter(pk="TTT").update(
        name="最長縣名的那一個縣市", name_en="The Longest-Named County of the Islands"
    )
    lengthen(User.objects.all(), name=50)
    lengthen(Organisation.objects.all(), name=100)
    lengthen(Group.objects.all(), name=30, host_name=50)
    lengthen(Seat.objects.all(), name=30)
    lengthen(Participant.objects.all(), name=50, unit=100, title=50)
    lengthen(Workshop.objects.all(), venue=100, address=150, host_unit=100, contact_name=50)
    lengthen(Opening.objects.all(), title=60, district=30)
    lengthen(Filing.objects.all(), title=100, remark=500)
    for filing in Filing.objects.all():
        filing.parts["content"] = LONG_WORD * 5
        filing.marks["content"] = f"很長的意見{LONG_WORD * 3}"
        filing.save(update_fields=["parts", "marks"])
    lengthen(Plan.objects.all(), title=100, lead_agency=100, person_in_charge=50, first_step=200)
    return world


def further(world: World, who: str) -> Iterator[str]:
    """Addresses of the same name that look different."""
    draft = Workshop.objects.get(state=Workshop.State.DRAFT)
    reported = Workshop.objects.get(state=Workshop.State.REPORTED)
    detail = reverse("workshops:detail", kwargs={"pk": world.workshop.pk})
    if who == "officer":
        for step in ("place", "people", "agenda", "confirm"):
            yield reverse("workshops:step", kwargs={"pk": draft.pk, "step": step})
        yield f"{detail}?tab=history"
        yield reverse("workshops:detail", kwargs={"pk": draft.pk})
        yield reverse("workshops:detail", kwargs={"pk": reported.pk})
        yield reverse("actionplans:board", kwargs={"pk": reported.pk})
        yield reverse("workshops:agenda", kwargs={"pk": draft.pk})
        yield reverse("actionplans:plan", kwargs={"pk": world.candidate.pk})
        yield reverse("actionplans:plans") + "?q=nothing-like-this"
        yield reverse("volunteers:units") + "?q=nothing-like-this"
        yield reverse("volunteers:own_award", kwargs={"pk": OwnAward.objects.get().pk}) + "?try=1"
        for filing in world.unit.filings.all():
            yield reverse("volunteers:filing", kwargs={"pk": filing.pk})
        yield "/nothing/here/"
    elif who == "association":
        yield "/account/password/change/"
        yield "/account/reauthenticate/"
        yield from wording(world)
        yield reverse("workshops:programme", kwargs={"slug": world.draft.slug})
        yield reverse("reports:national_of", kwargs={"slug": world.draft.slug})
        yield reverse("workshops:detail", kwargs={"pk": world.elsewhere.pk})
    elif who == "seat":
        for kind in ("design", "feasibility", "commitment"):
            yield reverse("actionplans:sheet", kwargs={"kind": kind})


def wording(world: World) -> Iterator[str]:
    """Every form as a table would see it, and the editor with everything there is to edit."""
    slug = world.programme.slug
    for kind in ("design", "feasibility", "commitment"):
        yield reverse("actionplans:question_sheet", args=[slug, kind, 1])
    design = [slug, "design"]
    yield reverse("actionplans:question_set", args=design)
    yield reverse("actionplans:question_version", args=[*design, 2])
    yield reverse("actionplans:question_version", args=[*design, 2]) + "?tab=history"
    yield reverse("actionplans:question_words", args=[*design, "title"])
    yield reverse("actionplans:question_words", args=[*design, "x_2"])
    yield reverse("actionplans:question_heading", args=[*design, "form"])
    yield reverse("actionplans:question_changes", args=design)


class Walk:
    """Opens pages and writes down what is wrong with them, so that one run tells of all."""

    def __init__(self, page: Page, inspect: Callable[[Page], None], shot: Callable[..., Path], who: str) -> None:
        self.page, self.inspect, self.shot, self.who = page, inspect, shot, who
        self.problems: list[str] = []
        self.broken: list[str] = []
        self.count = 0
        page.on("response", self._answered)
        page.on("pageerror", lambda error: self.broken.append(f"a script threw {error}"))
        page.on("console", lambda said: self.broken.append(said.text) if said.type == "error" else None)

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.broken.append(f"{response.status} {response.url}")

    def open(self, where: str, english: bool = False) -> None:
        """One page at both widths."""
        self.broken.clear()
        self.count += 1
        self.page.set_viewport_size(PHONE)
        answer = self.page.goto(where)
        missing = where == "/nothing/here/"
        if answer is None or answer.status != (404 if missing else 200):
            self.problems.append(f"{self.who} {where}: status {answer and answer.status}")
            return
        if not self.page.url.endswith(where):
            self.problems.append(f"{self.who} {where}: leads to {self.page.url}, so it was not looked at")
        if where in NOT_OURS:
            self.page.locator("h1").first.wait_for(state="attached")  # its scripts draw everything
        self._look(where, "phone", english)
        self.page.set_viewport_size(DESKTOP)
        self._look(where, "desk", english)
        shape = self.page.evaluate(
            "() => [document.querySelectorAll('h1').length, document.title, document.documentElement.lang]"
        )
        if shape[0] != 1 or not shape[1].strip("｜ ") or shape[2] != ("en" if english else "zh-Hant-TW"):
            self.problems.append(f"{self.who} {where}: h1, title, lang are {shape}")
        told = [each for each in self.broken if not (missing and "404" in each)]
        self.problems += [f"{self.who} {where}: {each}" for each in told]
        if english:
            left = [] if WORDING.search(where) else self._left_over()
            self.problems += [f"{self.who} {where}: not in English: {each}" for each in left]

    def _look(self, where: str, size: str, english: bool) -> None:
        over = self.page.evaluate(WIDER)
        if over:
            self.problems.append(f"{self.who} {where} ({size}{', English' if english else ''}): too wide: {over}")
        if where not in NOT_OURS:
            found = self.page.evaluate(CRAMPED)
            self.problems += [f"{self.who} {where} ({size}{', English' if english else ''}): {each}" for each in found]
        if not english and where not in NOT_OURS:
            self.shot(self.page, f"every-{self.who}-{self.count:02}-{re.sub('[0-9]+', '', where)}")
            try:
                self.inspect(self.page)
            except AssertionError as found:
                self.problems.append(f"{self.who} {where} ({size}): {found}")

    def _left_over(self) -> list[str]:
        """Sentences of ours that still stand there in the source language."""
        return sorted({text for text in self.page.evaluate(TEXTS) if text in SOURCES})


# How far the page reaches beyond its window, and what does; empty when all fits.
WIDER = """() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  const stacks = [...document.querySelectorAll("table[data-stack]")].map((one) => one.parentElement);
  const cut = innerWidth < 400 && stacks.find((one) => one.scrollWidth > one.clientWidth + 1);
  if (cut) {
    const edge = cut.getBoundingClientRect().right + 1;
    const long = [...cut.querySelectorAll("*")].findLast((one) => one.getBoundingClientRect().right > edge);
    return `a stacked table cuts off ${long ? long.outerHTML.slice(0, 120) : cut.textContent.trim().slice(0, 20)}`;
  }
  if (scrollWidth <= Math.max(clientWidth, innerWidth)) return "";
  const far = [...document.querySelectorAll("main *, header *")]
    .filter((one) => one.getBoundingClientRect().right > clientWidth + 1)
    .slice(0, 4).map((one) => `${one.tagName}.${one.className}`);
  return `${scrollWidth} > ${clientWidth}: ${far.join(" ")}`;
}"""
# What fits the window and is still wrong: text in a column too narrow for a word, a button or a state that its card
# cuts off, and inputs side by side that do not stand on one line.
CRAMPED = """() => {
  const found = [];
  // What lies folded up in <details> has a place and is not seen.
  const shown = (one) => one.getClientRects().length && one.checkVisibility({ visibilityProperty: true });
  const texts = (one) => [...one.childNodes].filter((each) => each.nodeType === 3);
  const words = (one) => texts(one).map((each) => each.data.trim()).join("");
  for (const one of document.querySelectorAll("main *")) {
    if (words(one).length < 8 || !shown(one)) continue;
    const { fontSize, writingMode } = getComputedStyle(one);
    const { width, height } = one.getBoundingClientRect();
    const letter = parseFloat(fontSize);
    if (writingMode.startsWith("horizontal") && width < 4 * letter && height > 4 * letter)
      found.push(`squeezed to ${Math.round(width)} pixels: ${words(one).slice(0, 20)}`);
  }
  for (const one of document.querySelectorAll("main .v-card :is(.btn, .v-status)")) {
    const card = one.closest(".v-card");
    if (shown(one) && one.getBoundingClientRect().right > card.getBoundingClientRect().right + 1)
      found.push(`cut off by its card: ${one.textContent.trim()}`);
  }
  for (const fields of document.querySelectorAll("main .v-fields")) {
    const rows = new Map();
    for (const field of fields.querySelectorAll(":scope > .v-field:not(fieldset)")) {
      const input = field.querySelector("input:not([type=hidden], [type=checkbox], [type=radio]), textarea, select");
      if (!input || !shown(input)) continue;
      const [top, at] = [field, input].map((each) => Math.round(each.getBoundingClientRect().top));
      const first = rows.get(top) ?? at;
      rows.set(top, first);
      if (Math.abs(at - first) > 1) found.push(`not on the line of its row: ${field.textContent.trim().slice(0, 20)}`);
    }
  }
  return found;
}"""
TEXTS = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) found.push(walk.currentNode.textContent.trim());
  for (const one of document.querySelectorAll("[aria-label]")) found.push(one.ariaLabel);
  for (const one of document.querySelectorAll("[placeholder]")) found.push(one.placeholder);
  return found;
}"""
CATALOGUE = Path(settings.ROOT) / "locale" / "en" / "LC_MESSAGES" / "django.po"
# Sentences of ours that English words differently. A language keeps its own name; 志工 is what a table of the small
# world answers, and a single character may be data just so.
SOURCES = {
    source
    for source, targets in pairs(CATALOGUE.read_text(encoding="utf-8"))
    if source not in targets and re.search(r"[一-鿿].*[一-鿿]", source)
} - {"正體中文", "志工"}


def enter(browser_of: Callable[..., Page], world: World, who: str, where: str) -> Page:
    """A browser of one of the people, of a device at a table, or of nobody."""
    page = browser_of(world.people.get(who))
    if who in world.seats:
        page.context.add_cookies([{"name": COOKIE, "value": f"token-{who}", "url": where}])
    return page


def test_no_page_is_forgotten() -> None:
    everybody = {name for who in COLUMNS.values() for name in pages_of(who)}
    looked_at = {
        name for (method, name), cells in LINES.items()
        if method == "GET" and "200" in cells.values() and not name.startswith("v1:")
    }  # fmt: skip
    assert looked_at - everybody == NO_PAGES


@pytest.mark.parametrize("english", [False, True], ids=["zh", "en"])
@pytest.mark.parametrize("who", [*MOST, "others"])
def test_every_page_stands(
    who: str,
    english: bool,
    browser_of: Callable[..., Page],
    live_server: Any,
    world: World,
    axe: Callable[[Page], None],
    shot: Callable[..., Path],
) -> None:
    people = (
        [who] if who != "others" else [one for one in COLUMNS.values() if one not in ("officer", "association", "seat")]
    )
    problems: list[str] = []
    for one in people:
        names = [*pages_of(one), *(name for name in ALSO.get(one, []) if name not in pages_of(one))]
        where = [*(address(name, world) for name in names), *further(world, one)]
        if not where:
            continue
        page = enter(browser_of, world, one, live_server.url)
        walk = Walk(page, axe, shot, one)
        if english:
            page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": "en", "url": live_server.url}])
        for each in where:
            walk.open(each, english=english)
        problems += walk.problems
        page.close()
    older = CATALOGUE.with_suffix(".mo").stat().st_mtime < CATALOGUE.stat().st_mtime
    hint = " (the compiled catalogue is older than its source: ./check compiles it)" if older else ""
    assert not problems, f"{len(problems)} problems{hint}:\n" + "\n".join(problems)
