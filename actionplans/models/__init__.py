"""Forms, sheets, ideas and plans."""

from .ballot import Ballot, Choice, Mark, Vote
from .paper import PaperPage
from .plan import Consensus, Idea, Plan, PlanIndicator, PlanIssue, PlanResource, PlanResult, PlanStep
from .questionset import QuestionSet, SheetKind
from .sheet import Entry, Operation, Sheet
from .signature import Signature

__all__ = [
    "Ballot",
    "Choice",
    "Consensus",
    "Entry",
    "Idea",
    "Mark",
    "Operation",
    "PaperPage",
    "Plan",
    "PlanIndicator",
    "PlanIssue",
    "PlanResource",
    "PlanResult",
    "PlanStep",
    "QuestionSet",
    "Sheet",
    "SheetKind",
    "Signature",
    "Vote",
]
