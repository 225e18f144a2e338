"""The policy page, said a second time: a permission that moves must move in both places."""

import pytest

from foundation.accounts.roles import ASSIGNABLE_BY, POLICIES, Permission, Reach, Role, policy

R = Role
# Columns: who. Rows: what. ● allowed as far as the role reaches, ○ nearer than that; everything else not.
POLICY = """
                        association county_officer supervisor lecturer authority_officer unit_coordinator volunteer
see_workshops           ●           ●              ●          ●        ●                 ·                ·
register_workshop       ·           ●              ·          ·        ·                 ·                ·
confirm_workshop        ●           ·              ·          ·        ·                 ·                ·
run_workshop            ●           ●              ·          ●        ·                 ·                ·
manage_participants     ·           ●              ·          ·        ·                 ·                ·
see_participants        ·           ●              ·          ·        ·                 ·                ·
open_person_elsewhere   ●           ·              ·          ·        ·                 ·                ·
read_sheets             ●           ●              ●          ●        ·                 ·                ·
write_sheets            ·           ●              ·          ●        ·                 ·                ·
adopt_plans             ·           ●              ·          ·        ·                 ·                ·
see_plans               ●           ●              ●          ●        ●                 ●                ●
follow_up               ●           ●              ●          ·        ·                 ·                ·
publish_results         ·           ●              ·          ·        ·                 ·                ·
give_second_voice       ●           ·              ·          ·        ·                 ·                ·
decide_on_plans         ·           ●              ·          ·        ·                 ·                ·
see_meetings            ●           ●              ·          ·        ·                 ·                ·
see_annual_plans        ●           ●              ●          ·        ●                 ·                ·
edit_annual_plans       ·           ●              ·          ·        ·                 ·                ·
manage_programmes       ●           ·              ·          ·        ·                 ·                ·
edit_questions          ●           ·              ·          ·        ·                 ·                ·
make_national_report    ●           ·              ·          ·        ·                 ·                ·
make_county_report      ●           ●              ●          ·        ·                 ·                ·
assign_roles            ●           ●              ·          ·        ·                 ·                ·
read_trail              ●           ●              ·          ·        ·                 ·                ·
use_api                 ●           ●              ·          ·        ·                 ·                ·
see_units               ●           ●              ·          ·        ○                 ○                ·
keep_unit               ·           ●              ·          ·        ·                 ○                ·
review_units            ·           ●              ·          ·        ○                 ·                ·
see_volunteers          ·           ●              ·          ·        ○                 ○                ·
keep_volunteers         ·           ●              ·          ·        ·                 ○                ·
reveal_identity         ·           ●              ·          ·        ○                 ○                ·
merge_people            ·           ●              ·          ·        ·                 ·                ·
keep_incidents          ·           ●              ·          ·        ·                 ○                ·
answer_rights           ·           ●              ·          ·        ·                 ○                ·
handle_complaints       ·           ●              ·          ·        ·                 ○                ·
see_own_record          ·           ·              ·          ·        ·                 ·                ○
see_pledges             ●           ●              ·          ·        ·                 ·                ·
keep_pledge             ·           ●              ·          ·        ·                 ·                ·
review_pledges          ●           ·              ·          ·        ·                 ·                ·
"""
HEAD, *LINES = [line.split() for line in POLICY.strip().splitlines()]
TABLE = {line[0]: dict(zip(HEAD, line[1:], strict=True)) for line in LINES}


def test_the_table_names_every_role_and_every_permission():
    assert [role.value for role in Role] == HEAD
    assert list(TABLE) == [permission.value for permission in Permission]


@pytest.mark.parametrize("role", Role)
def test_a_role_may_do_what_the_table_says_and_nothing_else(role):
    for mark, given in (("●", POLICIES[role].may), ("○", POLICIES[role].granted - POLICIES[role].may)):
        allowed = {name for name, who in TABLE.items() if who[role.value] == mark}
        assert {permission.value for permission in given} == allowed


def test_what_reaches_less_far_is_said_once_and_how_far():
    nearer = {(role, how_far) for role, rules in POLICIES.items() for how_far in rules.nearer}
    assert nearer == {
        (R.AUTHORITY_OFFICER, Reach.SECTOR), (R.UNIT_COORDINATOR, Reach.ORGANISATION), (R.VOLUNTEER, Reach.SELF),
    }  # fmt: skip
    for rules in POLICIES.values():
        given = [permission for each in (rules.may, *rules.nearer.values()) for permission in each]
        assert len(given) == len(set(given))


@pytest.mark.parametrize(
    ("role", "reach"),
    [
        (R.ASSOCIATION, Reach.NATION),
        (R.COUNTY_OFFICER, Reach.COUNTY),
        (R.SUPERVISOR, Reach.NAMED_IN_COUNTY),
        (R.LECTURER, Reach.NAMED),
        (R.AUTHORITY_OFFICER, Reach.COUNTY),
        (R.UNIT_COORDINATOR, Reach.COUNTY),
        (R.VOLUNTEER, Reach.COUNTY),
    ],
)
def test_how_far_a_role_reaches(role, reach):
    assert policy(role).reach is reach


def test_only_roles_that_are_named_have_tasks_and_each_task_belongs_to_one():
    named = {role: rules.tasks for role, rules in POLICIES.items() if rules.tasks}
    assert named == {R.SUPERVISOR: {"supervisor"}, R.LECTURER: {"lecturer", "assistant"}}
    assert all(POLICIES[role].reach in (Reach.NAMED, Reach.NAMED_IN_COUNTY) for role in named)


def test_every_role_says_what_it_is_for():
    assert list(POLICIES) == list(Role)
    for role, rules in POLICIES.items():
        assert len(str(rules.description)) >= 10, role
        assert str(rules.description).endswith("。"), role


def test_names_of_people_across_the_county_line_are_nobodys_by_default():
    """Whoever reaches the whole nation sees counts: to see names she must open them with a reason."""
    national = [role for role, rules in POLICIES.items() if rules.reach is Reach.NATION]
    assert national == [R.ASSOCIATION]
    assert Permission.SEE_PARTICIPANTS not in POLICIES[R.ASSOCIATION].may
    assert Permission.OPEN_PERSON_ELSEWHERE in POLICIES[R.ASSOCIATION].may


def test_only_who_may_assign_has_roles_to_hand_out():
    givers = {role for role, rules in POLICIES.items() if Permission.ASSIGN_ROLES in rules.may}
    assert set(ASSIGNABLE_BY) == givers


def test_an_officer_cannot_make_her_equals_or_betters():
    assert ASSIGNABLE_BY[R.COUNTY_OFFICER] == {
        R.SUPERVISOR, R.AUTHORITY_OFFICER, R.UNIT_COORDINATOR, R.VOLUNTEER,
    }  # fmt: skip
    assert ASSIGNABLE_BY[R.ASSOCIATION] == set(Role)


def test_an_unknown_code_is_no_role():
    with pytest.raises(ValueError, match="mayor"):
        policy("mayor")
