"""Forms, sheets, ideas and plans."""

from .annual import AnnualPlan, Uptake, WorkItem
from .ballot import Ballot, Choice, Mark, Vote
from .calendar import CalendarFeed
from .checkin import CheckIn, CheckInLink, Evidence, Reading
from .decision import Decision, Postponement, standing_on
from .kpi import Kpi, KpiFigure, KpiReading
from .meeting import ChairLevel, Meeting, MeetingItem, Ruling
from .milestone import Milestone
from .paper import PaperPage
from .plan import Consensus, Idea, Plan
from .plan_parts import (
    RESULT_MONTHS,
    PlanIndicator,
    PlanIssue,
    PlanResource,
    PlanResult,
    PlanRisk,
    PlanStakeholder,
    PlanStep,
    by_month,
    with_parts,
)
from .publication import Publication, PublicUpdate, Voice, VoiceLink
from .questionset import QuestionSet, SheetKind
from .sheet import Entry, Operation, Sheet
from .signature import Signature
from .succession import Succession
from .support import SupportGroup, SupportVisit
from .tracking import SavedView, TrackerVisit

__all__ = [
    "RESULT_MONTHS",
    "AnnualPlan",
    "Ballot",
    "CalendarFeed",
    "ChairLevel",
    "CheckIn",
    "CheckInLink",
    "Choice",
    "Consensus",
    "Decision",
    "Entry",
    "Evidence",
    "Idea",
    "Kpi",
    "KpiFigure",
    "KpiReading",
    "Mark",
    "Meeting",
    "MeetingItem",
    "Milestone",
    "Operation",
    "PaperPage",
    "Plan",
    "PlanIndicator",
    "PlanIssue",
    "PlanResource",
    "PlanResult",
    "PlanRisk",
    "PlanStakeholder",
    "PlanStep",
    "Postponement",
    "PublicUpdate",
    "Publication",
    "QuestionSet",
    "Reading",
    "Ruling",
    "SavedView",
    "Sheet",
    "SheetKind",
    "Signature",
    "Succession",
    "SupportGroup",
    "SupportVisit",
    "TrackerVisit",
    "Uptake",
    "Voice",
    "VoiceLink",
    "Vote",
    "WorkItem",
    "by_month",
    "standing_on",
    "with_parts",
]
