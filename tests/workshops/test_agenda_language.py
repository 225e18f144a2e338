"""An agenda on an English page: the shipped words in English, typed ones as typed, and nothing stored is changed."""

import datetime as dt
from dataclasses import replace

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.makers.accounts import make_user
from tests.makers.api import program
from tests.makers.english import catalogue, speak_english
from tests.makers.workshops import make_programme, make_workshop
from workshops import agenda_of
from workshops.agenda_language import in_page_language
from workshops.models import AgendaBlock
from workshops.schedule import Block, Line
from workshops.standard_programmes import DIALOGUE_BLOCKS, WORKSHOP_BLOCKS

pytestmark = pytest.mark.django_db

LINES = tuple(Line(block, block.minutes_min, dt.time(13, 30)) for block in WORKSHOP_BLOCKS)
TYPED = Line(Block("縣長致詞", "session", 1, 5, 10, "認識彼此", "站著講"), 5)


def test_every_word_of_the_shipped_blocks_is_in_the_catalogue():
    words = catalogue()
    said = {word for block in WORKSHOP_BLOCKS + DIALOGUE_BLOCKS for word in (block.title, block.output, block.remark)}
    assert [word for word in sorted(said - {""}) if not words.get(word)] == []


def test_the_shipped_words_are_said_and_everything_else_stays(monkeypatch):
    words = speak_english(monkeypatch)
    shown = in_page_language((*LINES, TYPED), make_programme())
    for line, there in zip(LINES, shown, strict=False):
        assert there.block.title == words[line.block.title]
        assert there.block.output == words.get(line.block.output, "")
        assert there.block.remark == words.get(line.block.remark, "")
        same = {"title": line.block.title, "output": line.block.output, "remark": line.block.remark}
        assert replace(there, block=replace(there.block, **same)) == line
    assert shown[-1] == TYPED


@pytest.mark.parametrize(("language", "title"), [("en", "Opening by the Mayor"), ("zh-hant", "縣長致詞")])
def test_the_associations_own_english_is_for_english_pages(language, title):
    programme = make_programme()
    AgendaBlock.objects.filter(programme=programme, position=1).update(
        title="縣長致詞", title_en="Opening by the Mayor"
    )
    with override(language):
        assert in_page_language([TYPED], programme)[0].block.title == title


def test_sentences_name_the_items_as_the_page_does_and_still_know_the_proposal(monkeypatch):
    words = speak_english(monkeypatch)
    workshop = make_workshop(minutes=180, agenda=False)
    agenda_of.restore_agenda(workshop=workshop, by=make_user())
    found = agenda_of.findings_for(workshop, agenda_of.lines_of(workshop))
    (told,) = [one.text for one in found if words["休息"] in one.text][:1]
    assert "建議議程把" in told, "it is recognised as the proposal whatever language it is shown in"
    assert not [one for one in found if "「休息」" in one.text]


def test_the_editor_shows_english_beside_what_is_stored(client, monkeypatch):
    words = speak_english(monkeypatch)
    workshop = make_workshop()
    before = agenda_of.mark(agenda_of.lines_of(workshop))
    client.force_login(make_user())
    for name, more in (("agenda", {}), ("step", {"step": "agenda"})):
        page = client.get(reverse(f"workshops:{name}", kwargs={"pk": workshop.pk, **more})).content.decode()
        for item in workshop.agenda.all():
            assert f'name="title" value="{item.title}"' in page
            assert f"<small><b>{words[item.title]}</b></small>" in page
    assert agenda_of.mark(agenda_of.lines_of(workshop)) == before


def test_a_programme_shows_english_beside_what_is_stored(client, monkeypatch):
    words = speak_english(monkeypatch)
    programme = make_programme()
    AgendaBlock.objects.filter(programme=programme, position=1).update(title_en="Warming up")
    client.force_login(make_user("association"))
    page = client.get(reverse("workshops:programme", kwargs={"slug": programme.slug})).content.decode()
    assert "Warming up</span>" in page
    assert f"{words['各組成果發表']}</span>" in page
    assert 'value="各組成果發表"' in page


def test_the_api_tells_both(monkeypatch):
    words = speak_english(monkeypatch)
    workshop = make_workshop()
    workshop.agenda.filter(position=1).update(title="縣長致詞")
    lines = program(make_user()).get(reverse("v1:workshop-agenda", args=[workshop.pk])).json()["lines"]
    assert [(line["title"], line["title_en"]) for line in lines[:2]] == [
        ("縣長致詞", ""),
        ("行動號召三大主軸導入", words["行動號召三大主軸導入"]),
    ]
