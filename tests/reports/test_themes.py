"""Themes without magic: words that are found, likeness that shows what is shared, names that staff give."""

import datetime as dt
import itertools

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from foundation.accounts.roles import Role
from foundation.audit.models import Event
from foundation.audit.verbs import Verb
from reports.gathering import core_issues
from reports.models import Theme, ThemeIssue
from reports.national import build
from reports.records import Issue
from reports.templatetags.themes import marked
from reports.themes import likeness, naming, tagging
from tests.makers.accounts import make_user
from tests.makers.plans import make_inventory
from tests.makers.workshops import make_programme, make_workshop
from workshops.models import Group, Programme, Workshop

NOW = dt.datetime(2026, 9, 1, 3, 0, tzinfo=dt.UTC)
_numbers = itertools.count(1)


def say(text: str, county: str = "TTT", item: str | None = "S3", pillar: str = "support") -> tagging.Tagged:
    number = next(_numbers)
    issue = Issue(f"W{number}-1-1", county, f"W{number}", f"W{number}-1", text, pillar, item, 0, None, None, ())
    return tagging.tagged({(number, "a"): issue})[0]


# Tags


def test_a_subject_shows_the_words_it_was_told_by() -> None:
    one = say("騎車單趟 40 分鐘，訓練場次少")
    assert one.words["transport"] == ("騎車", "單趟")
    assert one.words["training"] == ("訓練",)
    assert "money" not in one.words
    for key, words in one.words.items():
        (subject,) = (each for each in tagging.subjects() if each.key == key)
        assert set(words) <= set(subject.words)
        assert all(word in one.text for word in words)


def test_every_subject_has_its_words_once_and_a_name_in_both_languages() -> None:
    given = tagging.subjects()
    assert len({one.key for one in given}) == len(given)
    for one in given:
        assert one.zh
        assert one.en
        assert len(set(one.words)) == len(one.words) > 0


def test_counts_lead_to_exactly_as_many_issues() -> None:
    every = [say("缺人", "TTT"), say("沒有經費", "HUA", "S6"), say("缺人又沒錢", "HUA", None), say("其他", "TPE", "R1")]
    told = tagging.counts(every)
    for kind, rows in told.items():
        for row in rows:
            found = tagging.chosen(every, {kind: row.key})
            assert len(found) == row.issues, (kind, row.key)
            assert len({one.issue.county for one in found}) == row.counties
    both = tagging.chosen(every, {"subject": "money", "county": "HUA"})
    assert len(both) == 2
    assert tagging.chosen(every, {"subject": "money", "item": "S6"}) == [every[1]]


# Likeness


def test_counties_that_say_the_same_are_found_with_the_words_they_share() -> None:
    every = [
        say("特殊訓練場次太少，新人要等很久", "TTT"), say("新人要等很久才有特殊訓練", "HUA"),
        say("特殊訓練一年只有一次，新人要等", "ILA"), say("表揚老是那幾位，多數人沒被看見", "TPE"),
        say("補助只看活動場次，不補助督導人力", "KHH"), say("聯絡不到里長", "TTT"),
    ]  # fmt: skip
    (group,) = likeness.groups(every)
    assert {one.issue.county for one in group.issues} == {"TTT", "HUA", "ILA"}
    assert group.counties == 3
    assert "特殊訓練" in group.words
    for word in group.words:
        assert sum(word in (one.issue.text or "") for one in group.issues) >= 2


def test_one_county_alone_is_no_group_and_what_everybody_writes_is_none() -> None:
    assert likeness.groups([say("特殊訓練太少了", "TTT"), say("特殊訓練太少了", "TTT")]) == []
    filler = [
        say(f"志工單位{word}", code) for word, code in zip("甲乙丙丁戊己庚辛壬癸", ("TTT", "HUA") * 5, strict=True)
    ]
    assert likeness.groups(filler) == []
    assert likeness.groups([]) == []
    assert likeness.groups([say("", "TTT"), say("", "HUA")]) == []


TEXTS = st.lists(st.text(alphabet="志工訓練時數保險交通車，。 ab", max_size=14), min_size=1, max_size=8)


@given(TEXTS)
def test_likeness_is_the_same_both_ways_between_nothing_and_one(texts: list[str]) -> None:
    made = [likeness.pairs(text) for text in texts]
    weight = likeness.weights(made)
    for one, other in itertools.product(made, repeat=2):
        value = likeness.likeness(one, other, weight)
        assert value == likeness.likeness(other, one, weight)
        assert 0 <= value <= 1
        if one == other and any(pair in weight for pair in one):
            assert value == 1


@given(TEXTS, st.randoms())
def test_each_issue_stands_in_one_group_at_most_whatever_the_order(texts: list[str], chance) -> None:
    codes = ("TTT", "HUA", "TPE")
    every = [say(text, codes[at % 3]) for at, text in enumerate(texts)]
    groups = likeness.groups(every)
    members = [one.key for group in groups for one in group.issues]
    assert len(members) == len(set(members))
    assert all(group.counties >= 2 and group.words for group in groups)
    mixed = list(every)
    chance.shuffle(mixed)
    assert [[one.key for one in group.issues] for group in likeness.groups(mixed)] == [
        [one.key for one in group.issues] for group in groups
    ]


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (["新人要等很久", "新人要等"], ("新人要等",)),
        (["缺人，缺車", "缺車，缺人"], ("缺人", "缺車")),
        (["甲乙", "丙丁"], ()),
        (["一", "一"], ()),
        (["甲乙丙丁", "甲乙", "丙丁"], ("丙丁", "甲乙")),
    ],
)
def test_the_words_shared(texts: list[str], words: tuple[str, ...]) -> None:
    assert likeness.shared(texts) == words


def test_marked_words_are_marked_and_the_rest_is_escaped() -> None:
    assert marked("<b>缺人</b>很久", ("缺人", "人很")) == "&lt;b&gt;<mark>缺人</mark>&lt;/b&gt;很久"
    assert marked(None, ("缺人",)) == ""
    assert marked("新人要等", ("新人", "新人要等")) == "<mark>新人要等</mark>"


# Names


@pytest.fixture
def programme() -> Programme:
    """Two counties, a table each, a core issue each."""
    programme = make_programme(slug="ivy-2026")
    for code in ("TTT", "HUA", "TPE"):
        workshop = make_workshop(Workshop.State.HELD, programme=programme, county=code, groups=1)
        make_inventory(workshop.groups.get(), "S3")
    return programme


@pytest.mark.django_db
def test_the_issues_are_those_of_the_report(programme: Programme) -> None:
    assert sorted(core_issues(programme).values(), key=lambda one: one.code) == sorted(
        build(programme, now=NOW).issues, key=lambda one: one.code
    )


@pytest.mark.django_db
def test_staff_name_rename_merge_and_take_out_and_each_leaves_its_line(programme: Programme) -> None:
    staff = make_user(Role.ASSOCIATION)
    first, second, third = sorted(core_issues(programme))
    one = naming.name(programme=programme, words=" 缺 人 ", issues=[first, second], by=staff, now=NOW)
    assert one.name == "缺 人"
    other = naming.name(programme=programme, words="訓練", issues=[third], by=staff, now=NOW)
    naming.name(programme=programme, words="訓練", issues=[second], by=staff, now=NOW)
    assert set(other.issues.values_list("group", "item_id")) == {second, third}, "an issue moves to the later theme"
    assert one.issues.count() == 1
    with pytest.raises(ValidationError, match="併入"):
        naming.rename(theme=one, words="訓練", by=staff, now=NOW)
    assert naming.rename(theme=one, words="人手", by=staff, now=NOW).name == "人手"
    naming.merge(theme=one, into=other, by=staff, now=NOW)
    assert list(Theme.objects.values_list("name", flat=True)) == ["訓練"]
    assert ThemeIssue.objects.count() == 3
    naming.take_out(theme=other, issue=first, by=staff, now=NOW)
    assert ThemeIssue.objects.count() == 2
    for verb, number in ((Verb.THEME_NAMED, 3), (Verb.THEMES_MERGED, 1)):
        assert Event.objects.filter(verb=verb).count() == number
    for issue in (second, third):
        naming.take_out(theme=other, issue=issue, by=staff, now=NOW)
    assert not Theme.objects.exists(), "an empty theme is none"


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["", "  ", "字" * 41])
def test_no_name_and_too_long_a_name_change_nothing(programme: Programme, words: str) -> None:
    staff, (first, *_rest) = make_user(Role.ASSOCIATION), sorted(core_issues(programme))
    with pytest.raises(ValidationError):
        naming.name(programme=programme, words=words, issues=[first], by=staff, now=NOW)
    with pytest.raises(ValidationError, match="勾選"):
        naming.name(programme=programme, words="缺人", issues=[], by=staff, now=NOW)
    elsewhere = make_workshop(Workshop.State.HELD, programme=make_programme(year=2030), groups=1).groups.get()
    with pytest.raises(ValidationError, match="不屬於"):
        naming.name(programme=programme, words="缺人", issues=[first, (elsewhere.pk, "a")], by=staff, now=NOW)
    assert not Theme.objects.exists()


@pytest.mark.django_db
def test_the_page_counts_filters_and_names(programme: Programme) -> None:
    page = Client()
    page.force_login(make_user(Role.ASSOCIATION))
    address = reverse("reports:themes_of", args=["ivy-2026"])
    body = page.get(address, {"county": "HUA"}).content.decode()
    assert "3 項議題中的 1 項" in body
    assert "3 項議題中的 3 項" in page.get(address, {"county": "nowhere"}).content.decode()
    keys = [f"{group}:{item}" for group, item in sorted(core_issues(programme))]
    page.post(reverse("reports:themes_name", args=["ivy-2026"]), {"name": "場次太少", "issue": keys})
    body = page.get(address).content.decode()
    assert "場次太少" in body
    assert "3 縣市、3 項議題" in body
    theme = reverse("reports:theme", args=[Theme.objects.get().pk])
    for bad in ({"do": "nothing"}, {"do": "merge", "into": "0"}, {"do": "merge", "into": "x"}, {"do": "take_out"}):
        assert page.post(theme, bad).status_code == 404
    assert page.post(theme, {"do": "rename", "name": ""}, follow=True).status_code == 200
    assert Theme.objects.get().name == "場次太少"


@pytest.mark.django_db
def test_the_page_asks_as_often_for_three_themes_as_for_one(programme: Programme) -> None:
    page, staff = Client(), make_user(Role.ASSOCIATION)
    page.force_login(staff)
    address, counts = reverse("reports:themes_of", args=["ivy-2026"]), []
    for key, words in zip(sorted(core_issues(programme)), ("甲題", "乙題", "丙題"), strict=True):
        naming.name(programme=programme, words=words, issues=[key], by=staff, now=NOW)
        page.get(address)
        with CaptureQueriesContext(connection) as queries:
            page.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[2]
    assert Group.objects.count() == 3
