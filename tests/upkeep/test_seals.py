"""A change of the sealing key reaches every sealed value, and says so by numbers."""

from io import StringIO

import pytest
from django.apps import apps
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import models

from foundation import sealed
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from foundation.upkeep import seals
from foundation.upkeep.seals import Column
from tests.makers.volunteers import make_volunteer
from tests.makers.world import make_world
from volunteers.models import Volunteer
from volunteers.models.volunteer import IDENTITY_PLACE

pytestmark = pytest.mark.django_db
PEOPLE = Column(Volunteer, "identity_sealed", IDENTITY_PLACE)
NEW = f"new:{sealed.make_key()}"


def test_every_sealed_column_is_named() -> None:
    named = {(one.model, one.name) for one in seals.COLUMNS}
    sealed_fields = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.Field) and field.name.endswith("_sealed")
    }
    assert len(sealed_fields) > 8
    assert sealed_fields <= named
    assert len({one.place for one in seals.COLUMNS}) == len(seals.COLUMNS), "a place is one column's"


def test_all_of_a_small_world_comes_under_the_new_key(settings) -> None:
    make_world()
    old = settings.SEALING_KEYS
    before = {str(one): seals.used(one) for one in seals.COLUMNS}
    filled = [name for name, used in before.items() if used]
    assert len(filled) >= 5, filled
    assert all(set(used) <= {"test"} for used in before.values()), "nothing is called sealed that is not"
    settings.SEALING_KEYS = [NEW, *old]
    out = StringIO()
    call_command("rotate_keys", stdout=out)
    settings.SEALING_KEYS = [NEW]
    for one in seals.COLUMNS:
        assert seals.used(one).total() == before[str(one)].total()
        for name, value in seals.samples(one).items():
            assert name == "new"
            one.anew(value)
    line = Event.objects.get(verb=Verb.KEYS_ROTATED)
    assert line.now == {"key_name": "new", "resealed": sum(used.total() for used in before.values())}
    call_command("rotate_keys", stdout=out)
    assert Event.objects.filter(verb=Verb.KEYS_ROTATED).count() == 1, "nothing was left to do"


def test_ended_in_the_middle_it_goes_on(settings, monkeypatch) -> None:
    people = [make_volunteer() for _one in range(7)]
    monkeypatch.setattr(seals, "BATCH", 3)
    settings.SEALING_KEYS = [NEW, *settings.SEALING_KEYS]

    class PowerCut(BaseException):
        pass

    def cut(done: int, total: int) -> None:
        raise PowerCut

    with pytest.raises(PowerCut):
        seals.rotate(PEOPLE, tell=cut)
    assert seals.used(PEOPLE) == {"new": 3, "test": 4}
    turned = seals.rotate(PEOPLE)
    assert (turned.resealed, turned.after) == (4, {"new": 7})
    settings.SEALING_KEYS = [NEW]
    assert all(sealed.unseal(Volunteer.objects.get(pk=one.pk).identity_sealed, place=IDENTITY_PLACE) for one in people)


def test_what_does_not_open_is_named_and_left(settings) -> None:
    first, second = make_volunteer(), make_volunteer()
    Volunteer.objects.filter(pk=first.pk).update(identity_sealed="s1.lost.AAAA")
    settings.SEALING_KEYS = [NEW, *settings.SEALING_KEYS]
    with pytest.raises(CommandError, match=f"有 1 筆打不開.*identity_sealed {first.pk}") as refusal:
        call_command("rotate_keys", stdout=StringIO())
    assert refusal.value.returncode == 2
    assert Volunteer.objects.get(pk=first.pk).identity_sealed == "s1.lost.AAAA"
    assert sealed.is_current(Volunteer.objects.get(pk=second.pk).identity_sealed)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("s1.abc.xyz", "abc"),
        (b"s1.abc.\xff\x00", "abc"),
        ("", "?"),
        ("s2.abc.x", "?"),
        ("A123", "?"),
        ("s1..x", "?"),
    ],
)
def test_a_value_says_which_key_it_needs(value, name) -> None:
    assert seals.key_of(value) == name
