"""The rule of what fits whom: every point has its reason, and what cannot be says why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from volunteers.rules.matching import EACH_SKILL, KIND, MOST_SKILLS, TIME, TRAINED, Fit, Person, Place, best, fit
from volunteers.rules.service_words import SKILLS, SLOTS

COUNTIES, CATEGORIES = ("TTT", "HUA", "TPE"), ("social", "health", "education")


def some(words):
    return st.frozensets(st.sampled_from(list(words)))


people = st.builds(
    Person, counties=some(COUNTIES), categories=some(CATEGORIES), slots=some(SLOTS), skills=some(SKILLS),
    trained=some(CATEGORIES), age=st.none() | st.integers(10, 90),
)  # fmt: skip
places = st.builds(
    Place, county=st.sampled_from(COUNTIES), category=st.sampled_from(CATEGORIES), slots=some(SLOTS),
    skills=some(SKILLS), least_age=st.none() | st.integers(12, 30), most_age=st.none() | st.integers(60, 80),
)  # fmt: skip


@pytest.mark.parametrize(
    ("person", "points", "word"),
    [
        (Person(), 0, None),
        (Person(categories=frozenset({"social"})), KIND, "想做"),
        (Person(slots=frozenset({"weekday_am"})), TIME, "平日上午"),
        (Person(skills=frozenset({"care"})), EACH_SKILL, "照顧"),
        (Person(trained=frozenset({"social"})), TRAINED, "特殊訓練"),
    ],
)
def test_each_thing_that_speaks_for_it_has_its_points_and_its_words(person, points, word):
    found = fit(person, Place("TTT", "social", frozenset({"weekday_am"}), frozenset({"care"})))
    assert found.points == points
    assert [bool(word) and word in found.reasons[0]] == [True] if word else found.reasons == ()


@pytest.mark.parametrize(("age", "fits"), [(17, False), (18, True), (65, True), (66, False), (None, True)])
def test_ages_hold_on_both_sides(age, fits):
    assert bool(fit(Person(age=age), Place("TTT", "social", least_age=18, most_age=65))) is fits


@pytest.mark.parametrize(
    ("person", "word"),
    [
        (Person(counties=frozenset({"HUA"})), "縣市"),
        (Person(slots=frozenset({"weekend_pm"})), "時段"),
        (Person(age=17), "18"),
    ],
)
def test_what_cannot_be_says_why(person, word):
    found = fit(person, Place("TTT", "social", frozenset({"weekday_am"}), least_age=18))
    assert not found
    assert any(word in each for each in found.obstacles)


@given(people, places)
def test_points_come_from_reasons_alone(person, place):
    found = fit(person, place)
    assert bool(found.points) == bool(found.reasons)
    assert not (found.obstacles and found.reasons)
    assert 0 <= found.points <= KIND + TIME + TRAINED + MOST_SKILLS


@given(people, places, st.sampled_from(list(SKILLS)))
def test_another_skill_never_makes_it_worse(person, place, skill):
    more = Person(person.counties, person.categories, person.slots, person.skills | {skill}, person.trained, person.age)
    assert fit(more, place).points >= fit(person, place).points


@given(people, st.lists(places, max_size=6), st.randoms())
def test_the_order_in_which_places_come_changes_nothing(person, rows, chance):
    keyed = list(enumerate(rows))
    shuffled = keyed[:]
    chance.shuffle(shuffled)
    found = best(person, keyed)
    assert found == best(person, shuffled)
    assert [one.points for _key, one in found] == sorted((one.points for _key, one in found), reverse=True)
    assert all(found_one for _key, found_one in found)


def test_of_two_that_fit_as_well_the_older_comes_first():
    same = Place("TTT", "social")
    assert best(Person(), [(7, same), (3, same)]) == [(3, Fit()), (7, Fit())]
