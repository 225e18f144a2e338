"""The demonstration's booklet: most is translated and signed, and something is left to try."""

import pytest

from actionplans.models import PlanIndicator
from demo import booklet as demo_booklet
from demo.stories_english import CASES, NAMES
from reports.booklet import readiness, terms
from tests.makers.accounts import make_user
from tests.makers.booklets import NOON, make_case, publish_photo

pytestmark = pytest.mark.django_db


def test_it_tells_of_public_cases_and_leaves_some_words_to_translate() -> None:
    staff = make_user("association")
    plan = make_case(title="縱谷到站：共乘與彈性排班", lead_agency="關山鎮長青關懷據點")
    PlanIndicator.objects.create(plan=plan, position=1, name="每月缺班", baseline="22", target="8", unit="班")
    publish_photo(plan, by=staff)
    make_case(title="一個說得出口的地方", workshop=plan.workshop)  # its county has not published it
    made = demo_booklet.draw_up(programme=plan.workshop.programme, staff=staff, now=NOON)
    assert made is not None
    found = readiness.of(made)
    assert [row.highlight.plan for row in found.highlights if row.highlight and row.highlight.plan] == [plan]
    assert found.untranslated >= demo_booklet.LEFT
    assert found.unsigned
    assert found.signed
    assert made.highlights.get(plan=plan).photos.get().alt


def test_without_public_cases_there_is_none() -> None:
    plan = make_case(title="縱谷到站：共乘與彈性排班")
    assert demo_booklet.draw_up(programme=plan.workshop.programme, staff=make_user("association"), now=NOON) is None


@pytest.mark.parametrize("title", CASES)
def test_the_english_keeps_to_the_term_base(title: str) -> None:
    assert not terms.missing(title, CASES[title]["title"])
    assert all(text.strip() == text for text in CASES[title].values())
    assert all(NAMES.values())
