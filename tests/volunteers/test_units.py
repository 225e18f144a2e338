"""Units and the offices in charge of them."""

import pytest
from django.core.exceptions import ValidationError

from foundation.accounts.models import County
from foundation.accounts.roles import Role
from foundation.accounts.sectors import CATEGORIES
from foundation.audit.trail import SYSTEM
from tests.makers.accounts import make_organisation, make_user
from tests.makers.volunteers import NOW, make_unit
from volunteers.filing import authorities, units
from volunteers.models import Authority, Unit

pytestmark = pytest.mark.django_db
B = Unit.Body


def register(name: str = "海線志工隊", county: str = "TTT", **values: object) -> Unit:
    given = {"body": B.ASSOCIATION, "category": "social"} | values
    return units.register(county=county, name=name, values=given, by=SYSTEM, now=NOW)


def test_every_county_has_an_office_for_every_category() -> None:
    for county in County.objects.all():
        for category in CATEGORIES:
            office = authorities.in_charge(county=county.pk, category=category)
            assert office.county_id == county.pk
            assert not office.categories or category in office.categories, "Taipei's list covers every category"


@pytest.mark.parametrize(
    ("category", "office"),
    [("social", "tpe-dosw"), ("comprehensive", "tpe-dosw"), ("household", "tpe-civil"), ("animal", "tpe-doed"),
     ("tax", "tpe-finance"), ("water_guide", "tpe-water")],
)  # fmt: skip
def test_taipeis_offices_are_those_of_the_handbook(category: str, office: str) -> None:
    assert authorities.in_charge(county="TPE", category=category).code == office


@pytest.mark.parametrize(
    ("counties", "categories", "nationwide", "found"),
    [
        (["TPE"], ["education"], False, [(["tpe-edu"], "education")]),
        (["TPE"], ["education", "environment"], False, [(["tpe-dosw"], "comprehensive")]),
        (["TPE", "NWT"], ["culture"], False, [(["tw-moc"], "culture"), (["nwt-government", "tpe-culture"], "culture")]),
        ([], ["animal"], True, [(["tw-moa"], "animal")]),
        (["TTT"], ["sports", "hakka"], True, [(["tw-mohw"], "comprehensive")]),
        (["TTT"], ["sports"], False, [(["ttt-government"], "sports")]),
    ],
)
def test_the_guide_answers_from_place_and_kind(counties, categories, nationwide, found) -> None:
    """FIL-01, FIL-02."""
    ways = authorities.ways(counties=counties, categories=categories, nationwide=nationwide)
    assert [([office.code for office in way.offices], way.category) for way in ways] == found
    assert all(way.source and str(way.why) for way in ways)


@pytest.mark.parametrize(("counties", "categories"), [([], ["social"]), (["TPE"], [])])
def test_the_guide_needs_a_place_and_a_kind(counties: list[str], categories: list[str]) -> None:
    with pytest.raises(ValueError, match="somewhere"):
        authorities.ways(counties=counties, categories=categories)


def test_units_are_numbered_in_their_county() -> None:
    assert [register(name).code for name in ("一隊", "二隊")] == ["TTT-0001", "TTT-0002"]
    assert register(county="HUA").code == "HUA-0001"


@pytest.mark.parametrize("body", B)
def test_public_bodies_need_no_filing(body: str) -> None:
    unit = register(body=body)
    assert unit.is_public is (body in (B.AGENCY, B.INSTITUTION, B.PUBLIC_SCHOOL))
    assert (unit.state == Unit.State.ACTIVE) is unit.is_public


def test_a_units_organisation_is_the_one_that_roles_name() -> None:
    organisation = make_organisation("TTT", name="海線志工隊")
    assert register().organisation == organisation
    with pytest.raises(ValidationError, match="已經登錄過"):
        register()
    with pytest.raises(ValidationError, match="單位名稱"):
        register(" ")
    with pytest.raises(ValidationError, match="公式"):
        register("=SUM(1)")


def test_another_category_is_another_authority() -> None:
    unit = register(county="TPE")
    assert unit.authority.code == "tpe-dosw"
    assert units.change(unit=unit, values={"category": "health"}, by=SYSTEM, now=NOW).authority.code == "tpe-health"


def test_who_sees_which_units() -> None:
    social, health, elsewhere = make_unit(), make_unit(category="health"), make_unit("HUA")
    for user, sees in (
        (make_user(Role.ASSOCIATION), {social, health, elsewhere}),
        (make_user(Role.COUNTY_OFFICER, "TTT"), {social, health}),
        (make_user(Role.AUTHORITY_OFFICER, "TTT", sector="衛生類"), {health}),
        (make_user(Role.AUTHORITY_OFFICER, "TTT"), set()),
        (make_user(Role.VOLUNTEER, "TTT"), set()),
    ):
        assert set(Unit.objects.visible_to(user)) == sees
        assert Authority.objects.visible_to(user).exists() is bool(sees) or user.access.roles == {
            Role.AUTHORITY_OFFICER
        }
