"""Forms, sheets, ideas and plans."""

from .plan import Consensus, Idea, Plan, PlanIndicator, PlanIssue, PlanResource, PlanResult, PlanStep
from .questionset import QuestionSet, SheetKind
from .sheet import Entry, Operation, Sheet

__all__ = [
    "Consensus",
    "Entry",
    "Idea",
    "Operation",
    "Plan",
    "PlanIndicator",
    "PlanIssue",
    "PlanResource",
    "PlanResult",
    "PlanStep",
    "QuestionSet",
    "Sheet",
    "SheetKind",
]
