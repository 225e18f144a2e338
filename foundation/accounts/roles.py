"""What each role may do. This page is the whole policy: what is not written here is not allowed.

A role is held *at a place* (see `Reach`): the association's everywhere, an officer's in her county, a supervisor's
and a lecturer's only at the workshops they are named for. Some permissions of a role reach less far than the rest
(`Policy.nearer`): a unit's coordinator sees her county's plans and keeps her own unit's register. Codes are stored,
never class paths, so that a page of this file can be renamed without touching the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One thing that somebody may or may not do."""

    SEE_WORKSHOPS = "see_workshops"
    REGISTER_WORKSHOP = "register_workshop"
    CONFIRM_WORKSHOP = "confirm_workshop"
    RUN_WORKSHOP = "run_workshop"
    MANAGE_PARTICIPANTS = "manage_participants"
    SEE_PARTICIPANTS = "see_participants"
    OPEN_PERSON_ELSEWHERE = "open_person_elsewhere"
    READ_SHEETS = "read_sheets"
    WRITE_SHEETS = "write_sheets"
    ADOPT_PLANS = "adopt_plans"
    SEE_PLANS = "see_plans"
    FOLLOW_UP = "follow_up"
    PUBLISH_RESULTS = "publish_results"
    GIVE_SECOND_VOICE = "give_second_voice"
    DECIDE_ON_PLANS = "decide_on_plans"
    SEE_MEETINGS = "see_meetings"
    SEE_ANNUAL_PLANS = "see_annual_plans"
    EDIT_ANNUAL_PLANS = "edit_annual_plans"
    MANAGE_PROGRAMMES = "manage_programmes"
    EDIT_QUESTIONS = "edit_questions"
    MAKE_NATIONAL_REPORT = "make_national_report"
    MAKE_COUNTY_REPORT = "make_county_report"
    ASSIGN_ROLES = "assign_roles"
    READ_TRAIL = "read_trail"
    USE_API = "use_api"
    SEE_UNITS = "see_units"
    KEEP_UNIT = "keep_unit"
    REVIEW_UNITS = "review_units"
    SEE_VOLUNTEERS = "see_volunteers"
    KEEP_VOLUNTEERS = "keep_volunteers"
    REVEAL_IDENTITY = "reveal_identity"
    MERGE_PEOPLE = "merge_people"
    KEEP_INCIDENTS = "keep_incidents"
    ANSWER_RIGHTS = "answer_rights"
    HANDLE_COMPLAINTS = "handle_complaints"
    SEE_OWN_RECORD = "see_own_record"
    SEE_PLEDGES = "see_pledges"
    KEEP_PLEDGE = "keep_pledge"
    REVIEW_PLEDGES = "review_pledges"


class Reach(StrEnum):
    """How far a role's permissions reach."""

    NATION = "nation"  # every county
    COUNTY = "county"  # the membership's county
    NAMED = "named"  # only what the person is named for, wherever that is
    NAMED_IN_COUNTY = "named_in_county"  # only what she is named for in the membership's county
    SECTOR = "sector"  # the membership's category in the membership's county; nothing where it names no category
    ORGANISATION = "organisation"  # only the membership's own unit; nothing where it names none
    SELF = "self"  # only what is about the person herself


class Task(StrEnum):
    """What a person can be named for. A role opens only what names her for a task of that role."""

    SUPERVISOR = "supervisor"
    LECTURER = "lecturer"
    ASSISTANT = "assistant"


class Role(TextChoices):
    """Who somebody is on the platform."""

    ASSOCIATION = "association", _("協會秘書處")
    COUNTY_OFFICER = "county_officer", _("縣市承辦人")
    SUPERVISOR = "supervisor", _("追蹤督導")
    LECTURER = "lecturer", _("講師／助教")
    AUTHORITY_OFFICER = "authority_officer", _("目的事業主管機關承辦人")
    UNIT_COORDINATOR = "unit_coordinator", _("運用單位承辦人")
    VOLUNTEER = "volunteer", _("志工")


@dataclass(frozen=True, slots=True)
class Policy:
    """What a role is for, in the words shown to whoever assigns it, and what it may do."""

    reach: Reach
    description: str | Promise
    may: frozenset[Permission]
    tasks: frozenset[Task] = frozenset()
    nearer: Mapping[Reach, frozenset[Permission]] = field(default_factory=dict)

    @property
    def granted(self) -> frozenset[Permission]:
        """Every permission of the role, however far it reaches."""
        return self.may.union(*self.nearer.values())


P = Permission

POLICIES: dict[Role, Policy] = {
    Role.ASSOCIATION: Policy(
        Reach.NATION,
        _(
            "看得到全國的工作坊、方案與各縣市的聯繫會報和年度計畫，建立方案年度、修改表單用語、確認工作坊並派講師、"
            "產製全國報告，在公開的方案旁寫獨立意見，審查各縣市的宣示；看得到各縣市有哪些運用單位，看不到志工是誰。"
            "參加者名單預設只看得到人數；要看他縣市的姓名，必須寫原因，該縣市看得到這筆紀錄。"
        ),
        frozenset(
            {
                P.SEE_WORKSHOPS,
                P.CONFIRM_WORKSHOP,
                P.RUN_WORKSHOP,
                P.OPEN_PERSON_ELSEWHERE,
                P.READ_SHEETS,
                P.SEE_PLANS,
                P.FOLLOW_UP,
                P.GIVE_SECOND_VOICE,
                P.SEE_MEETINGS,
                P.SEE_ANNUAL_PLANS,
                P.MANAGE_PROGRAMMES,
                P.EDIT_QUESTIONS,
                P.MAKE_NATIONAL_REPORT,
                P.MAKE_COUNTY_REPORT,
                P.ASSIGN_ROLES,
                P.READ_TRAIL,
                P.USE_API,
                P.SEE_UNITS,
                P.SEE_PLEDGES,
                P.REVIEW_PLEDGES,
            }
        ),
    ),
    Role.COUNTY_OFFICER: Policy(
        Reach.COUNTY,
        _(
            "登記與籌備本縣市的工作坊，管理參加者與分組，整併並採納行動方案，開聯繫會報並登錄裁示和列管決定，"
            "訂年度計畫並決定哪些行動方案納入，選擇公開哪些成果，"
            "下載本縣市報告，管理本縣市的運用單位與志工、審查備案與紀錄冊、合併同一人的紀錄，"
            "答覆志工對自己資料的請求，送出本縣市的宣示，指派本縣市的角色。"
        ),
        frozenset(
            {
                P.SEE_WORKSHOPS,
                P.REGISTER_WORKSHOP,
                P.RUN_WORKSHOP,
                P.MANAGE_PARTICIPANTS,
                P.SEE_PARTICIPANTS,
                P.READ_SHEETS,
                P.WRITE_SHEETS,
                P.ADOPT_PLANS,
                P.SEE_PLANS,
                P.FOLLOW_UP,
                P.PUBLISH_RESULTS,
                P.DECIDE_ON_PLANS,
                P.SEE_MEETINGS,
                P.SEE_ANNUAL_PLANS,
                P.EDIT_ANNUAL_PLANS,
                P.MAKE_COUNTY_REPORT,
                P.ASSIGN_ROLES,
                P.READ_TRAIL,
                P.USE_API,
                P.SEE_UNITS,
                P.KEEP_UNIT,
                P.REVIEW_UNITS,
                P.SEE_VOLUNTEERS,
                P.KEEP_VOLUNTEERS,
                P.REVEAL_IDENTITY,
                P.MERGE_PEOPLE,
                P.KEEP_INCIDENTS,
                P.ANSWER_RIGHTS,
                P.HANDLE_COMPLAINTS,
                P.SEE_PLEDGES,
                P.KEEP_PLEDGE,
            }
        ),
    ),
    Role.SUPERVISOR: Policy(
        Reach.NAMED_IN_COUNTY,
        _("追蹤自己被指派的工作坊與行動方案，看得到小組寫的表單和該縣市的年度計畫，看不到其他工作坊。"),
        frozenset({P.SEE_WORKSHOPS, P.READ_SHEETS, P.SEE_PLANS, P.FOLLOW_UP, P.SEE_ANNUAL_PLANS, P.MAKE_COUNTY_REPORT}),
        frozenset({Task.SUPERVISOR}),
    ),
    Role.LECTURER: Policy(
        Reach.NAMED,
        _("帶領自己被派任的工作坊：開始與結束、看各組進度、協助填寫表單。看不到參加者的聯絡方式。"),
        frozenset({P.SEE_WORKSHOPS, P.RUN_WORKSHOP, P.READ_SHEETS, P.WRITE_SHEETS, P.SEE_PLANS}),
        frozenset({Task.LECTURER, Task.ASSISTANT}),
    ),
    Role.AUTHORITY_OFFICER: Policy(
        Reach.COUNTY,
        _(
            "目的事業主管機關（某一類別）的承辦人：看得到本縣市的工作坊、採納的行動方案與年度計畫；"
            "審查本類別運用單位的備案與紀錄冊、抽驗時數，看得到這些單位的志工。沒有填類別，就看不到運用單位。"
        ),
        frozenset({P.SEE_WORKSHOPS, P.SEE_PLANS, P.SEE_ANNUAL_PLANS}),
        nearer={Reach.SECTOR: frozenset({P.SEE_UNITS, P.REVIEW_UNITS, P.SEE_VOLUNTEERS, P.REVEAL_IDENTITY})},
    ),
    Role.UNIT_COORDINATOR: Policy(
        Reach.COUNTY,
        _(
            "運用單位的承辦人：看得到本縣市採納的行動方案；送自己單位的志願服務計畫備案，"
            "管理自己單位的志工、訓練、時數與保險，答覆志工對自己資料的請求。沒有指定單位，就看不到志工。"
        ),
        frozenset({P.SEE_PLANS}),
        nearer={
            Reach.ORGANISATION: frozenset(
                {
                    P.SEE_UNITS,
                    P.KEEP_UNIT,
                    P.SEE_VOLUNTEERS,
                    P.KEEP_VOLUNTEERS,
                    P.REVEAL_IDENTITY,
                    P.KEEP_INCIDENTS,
                    P.ANSWER_RIGHTS,
                    P.HANDLE_COMPLAINTS,
                }
            )
        },
    ),
    Role.VOLUNTEER: Policy(
        Reach.COUNTY,
        _("志工本人：看得到本縣市採納的行動方案，和自己的紀錄冊：訓練、時數、保險，以及誰看過自己的資料。"),
        frozenset({P.SEE_PLANS}),
        nearer={Reach.SELF: frozenset({P.SEE_OWN_RECORD})},
    ),
}

# Who may hand out which roles: an officer those of her county, the association every one.
ASSIGNABLE_BY: dict[Role, frozenset[Role]] = {
    Role.ASSOCIATION: frozenset(Role),
    Role.COUNTY_OFFICER: frozenset({Role.SUPERVISOR, Role.AUTHORITY_OFFICER, Role.UNIT_COORDINATOR, Role.VOLUNTEER}),
}


def policy(role: str) -> Policy:
    """The policy of a stored role code."""
    return POLICIES[Role(role)]
