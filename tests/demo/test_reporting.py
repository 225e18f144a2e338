"""The demonstration's report: prose whose figures are known, an edition, a letter, a cell that went back."""

import pytest
from django.utils import translation

from demo import reporting
from reports.chapters import references, telling
from reports.models import CellReturn, ChapterPart, Edition, StageLetter
from reports.national import build
from tests.makers.accounts import make_user
from tests.makers.booklets import NOON, make_case, publish_photo
from tests.makers.workshops import make_programme, make_workshop
from workshops.models import Workshop

pytestmark = pytest.mark.django_db


def test_newcomers_find_the_associations_pages_filled() -> None:
    staff = make_user("association")
    make_user("county_officer", "HUA", email="officer@example.org")
    plan = make_case()
    publish_photo(plan, by=staff)
    programme = plan.workshop.programme
    make_workshop(Workshop.State.HELD, programme=programme, county="HUA")
    reporting.report(programme=programme, staff=staff, now=NOON)
    assert {part.kind for part in ChapterPart.objects.all()} == {"paragraph", "case", "photo"}
    assert Edition.objects.get().files.count() == 4
    assert StageLetter.objects.get().county_id == "HUA"
    assert CellReturn.objects.get().workshop == plan.workshop
    for language in ("zh-hant", "en"):
        with translation.override(language):
            report = build(programme, now=NOON)
        assert telling.problems(report, programme, language=language) == []


@pytest.mark.parametrize(("language", "place"), [("zh-hant", 1), ("en", 2)])
def test_every_figure_the_prose_names_is_one(language: str, place: int) -> None:
    with translation.override(language):
        numbers = references.of(build(make_programme(), now=NOON))
        for line in reporting.PROSE:
            filled = references.fill(line[place], numbers)
            assert not filled.unknown, filled.unknown
            assert not filled.broken
