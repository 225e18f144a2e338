"""The register: authorities, units, volunteers, their books, trainings, hours and cover."""

from .authority import Authority
from .book import BookNote, RecordBook
from .enrolment import Enrolment
from .insurance import Cover, Policy
from .service import ServiceApproval, ServiceBatch, ServiceEntry
from .sums import ServiceMonth, ServiceTotal
from .training import Training
from .unit import Unit, UnitQuerySet
from .volunteer import Volunteer

__all__ = [
    "Authority",
    "BookNote",
    "Cover",
    "Enrolment",
    "Policy",
    "RecordBook",
    "ServiceApproval",
    "ServiceBatch",
    "ServiceEntry",
    "ServiceMonth",
    "ServiceTotal",
    "Training",
    "Unit",
    "UnitQuerySet",
    "Volunteer",
]
