"""What is recorded is said in both languages, and read in the reader's."""

import importlib

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.translation import get_language, override

from foundation.accounts.models import Membership
from foundation.accounts.roles import Role
from foundation.audit import models as audit_models
from foundation.audit import trail, wording
from foundation.audit.models import Event
from foundation.audit.trail import SYSTEM, Actor
from foundation.audit.verbs import Verb
from tests.makers.accounts import make_organisation, make_user
from tests.makers.workshops import make_programme, make_workshop


def bilingual() -> str:
    """A word that is spoken in the language that is active."""
    return "Taitung" if (get_language() or "").startswith("en") else "臺東"


@pytest.mark.parametrize("page", ["zh-hant", "en", "fr", None])
def test_both_are_said_whichever_language_the_page_speaks(page: str | None) -> None:
    with override(page):
        assert wording.in_both(bilingual, longest=10) == ("臺東", "Taitung")
        assert wording.in_both(bilingual, longest=2) == ("臺東", "Ta")
        assert wording.in_both(lambda: "港邊組", longest=10) == ("港邊組", "")
        assert get_language() == page


@pytest.mark.parametrize(
    ("page", "english", "read"),
    [
        ("zh-hant", "Taitung", "臺東"),
        ("en", "Taitung", "Taitung"),
        ("en-gb", "Taitung", "Taitung"),
        ("en", "", "臺東"),
        ("en", None, "臺東"),
        (None, "Taitung", "臺東"),
    ],
)
def test_the_reader_gets_hers_and_what_has_no_english_stays(page: str | None, english: str | None, read: str) -> None:
    with override(page):
        assert wording.shown("臺東", english) == read


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["zh-hant", "en"])
def test_a_line_names_its_thing_in_both(page: str) -> None:
    workshop = make_workshop(county="TTT")
    with override(page):
        trail.record(Verb.CHANGED, workshop, by=make_user(name="王小明"))
    event = Event.objects.get()
    assert event.object_label == "臺東縣115年第1場地方實踐工作坊"
    assert "Taitung County" in (event.object_label_en or "")
    assert (event.actor_label, event.actor_label_en, event.actor_shown) == ("王小明", "", "王小明")
    assert event.object_shown == event.object_label
    with override("en"):
        assert event.object_shown == event.object_label_en


@pytest.mark.django_db
@pytest.mark.parametrize(("english", "kept"), [("Voices of Tomorrow", "Voices of Tomorrow"), ("", "")])
def test_a_programme_is_named_by_its_english_name_where_it_has_one(english: str, kept: str) -> None:
    programme = make_programme(name="行動號召工作坊", name_en=english)
    assert trail.record(Verb.CHANGED, programme, by=SYSTEM).object_label_en == kept
    with override("en"):
        assert str(programme) == (english or "行動號召工作坊")
    assert str(programme) == "行動號召工作坊"


@pytest.mark.django_db
def test_a_role_is_named_with_its_county_in_both() -> None:
    held = make_user(Role.COUNTY_OFFICER, "TTT", name="王小明").memberships.get()
    event = trail.record(Verb.ROLE_GIVEN, held, by=SYSTEM)
    assert event.object_label == "王小明・臺東縣縣市承辦人"
    assert "Taitung County" in (event.object_label_en or "")
    nowhere = make_user(Role.ASSOCIATION, name="林小美").memberships.get()
    assert str(Membership.objects.get(pk=nowhere.pk)) == "林小美・協會秘書處"


@pytest.mark.django_db
def test_an_actor_is_asked_in_both_languages_and_long_names_are_cut() -> None:
    class Device:
        def as_actor(self) -> Actor:
            return Actor("seat", "1", bilingual() * 100)

    event = trail.record(Verb.CHANGED, make_organisation(), by=Device())
    assert (event.actor_label, event.actor_label_en) == ("臺東" * 100, ("Taitung" * 100)[:200])


@pytest.mark.parametrize(
    ("kind", "label", "read"), [("system", "系統", "System"), ("user", "系統", "系統"), ("system", "排程", "排程")]
)
def test_the_system_is_called_so_on_old_lines_too(
    kind: str, label: str, read: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_models, "gettext", lambda text: {"系統": "System"}.get(text, text))
    with override("en"):
        assert Event(actor_kind=kind, actor_label=label).actor_shown == read


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["Taitung", "taitung county", "臺東縣", "小明"])
def test_lines_are_found_by_either_name(word: str) -> None:
    found = trail.record(Verb.CHANGED, make_workshop(county="TTT"), by=make_user(name="王小明"))
    trail.record(Verb.CHANGED, make_workshop(county="HUA"), by=SYSTEM)
    assert [event.pk for event in Event.objects.naming(word)] == [found.pk]


@pytest.mark.django_db
def test_lines_from_before_have_no_english_and_read_as_they_were_written() -> None:
    Event.objects.bulk_create(
        [
            Event(
                at="2026-06-10T04:00Z", verb="changed", actor_kind="seat", actor_key="1", actor_label="第 1 組・裝置 3",
                object_type="workshops.workshop", object_key="1", object_label="臺東縣115年第1場地方實踐工作坊",
            )
        ]
    )  # fmt: skip
    (event,) = Event.objects.naming("臺東縣")
    assert (event.actor_label_en, event.object_label_en) == (None, None)
    with override("en"):
        assert (event.actor_shown, event.object_shown) == ("第 1 組・裝置 3", "臺東縣115年第1場地方實踐工作坊")


def test_the_new_columns_may_be_empty_so_that_the_table_is_not_made_anew() -> None:
    """SQLite would lose the trigger with the table."""
    migration = importlib.import_module("foundation.audit.migrations.0004_labels_in_english").Migration
    assert [operation.field.null for operation in migration.operations] == [True, True]
    assert {name for name in ("actor_label_en", "object_label_en") if Event._meta.get_field(name).null} == {
        "actor_label_en", "object_label_en",
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["object_label_en", "actor_label_en", "object_label"])
def test_the_database_refuses_to_rewrite_a_name(column: str) -> None:
    trail.record(Verb.CHANGED, make_organisation(), by=SYSTEM)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        connection.cursor().execute(f"UPDATE audit_event SET {column} = 'x'")
