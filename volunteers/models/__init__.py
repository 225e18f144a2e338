"""The register: authorities, units and their plans, volunteers, their books, trainings, hours and cover."""

from .agreement import Agreement, AgreementTerms
from .allowance import Allowance, AllowanceTerms, ReceiptList
from .application import Application, Interview
from .appraisal import Appraisal, AppraisalRating, Improvement
from .appraisal_scheme import AppraisalScheme
from .attendance import Attendance, PersonalCode, Station
from .authority import Authority
from .award import AwardGiven, AwardReading, AwardRun, AwardStanding, AwardStatement
from .award_candidate import AwardCandidate, AwardPoint, AwardProposal, AwardScoring
from .award_paper import AwardFound, AwardKin, AwardPaper
from .award_window import AwardCriterion, AwardJuror, AwardWindow
from .book import BookNote, RecordBook
from .book_fit import BookFit
from .card import Printing, ServiceCard
from .certificate import Certificate, CertificateQuerySet, CertificateStatusList, SigningKey
from .complaint import Complaint, ComplaintBox
from .customs import Customs
from .enrolment import Enrolment
from .evaluation import Evaluation, EvaluationRound, Rating
from .evaluation_scale import EvaluationScale
from .family import Family, FamilyMember
from .filing import Filing, FilingQuerySet
from .filing_paper import FilingPaper
from .findable import Approach, Findable
from .gathering import Gathering, GatheringDecision, GatheringPresence
from .honor_card import HonorCard, HonorCardQuerySet
from .incident import Claim, Incident
from .insurance import Cover, Policy
from .merge import Apart, Merge
from .opening import Opening, OpeningQuerySet
from .own_award import OwnAward, OwnAwardVersion
from .own_calendar import OwnCalendar
from .press import Press
from .result import ResultCorrection, ResultFigure, ResultReport
from .result_sum import ResultSum
from .rights import RightRequest, RightRequestQuerySet
from .roster import Duty, Place, Post
from .sent_list import ColumnMeaning, SentList
from .service import ServiceApproval, ServiceBatch, ServiceEntry
from .session import (
    CertificateSeries,
    Lesson,
    LessonAttendance,
    SessionPlace,
    TrainingCertificate,
    TrainingSession,
)
from .spot_check import SpotCheck, SpotCheckLine
from .subscription import Subscription
from .sums import ServiceMonth, ServiceTotal
from .taken_list import TakenList, TakenPerson
from .training import Training
from .unit import Unit, UnitQuerySet
from .volunteer import Volunteer

__all__ = [
    "Agreement",
    "AgreementTerms",
    "Allowance",
    "AllowanceTerms",
    "Apart",
    "Application",
    "Appraisal",
    "AppraisalRating",
    "AppraisalScheme",
    "Approach",
    "Attendance",
    "Authority",
    "AwardCandidate",
    "AwardCriterion",
    "AwardFound",
    "AwardGiven",
    "AwardJuror",
    "AwardKin",
    "AwardPaper",
    "AwardPoint",
    "AwardProposal",
    "AwardReading",
    "AwardRun",
    "AwardScoring",
    "AwardStanding",
    "AwardStatement",
    "AwardWindow",
    "BookFit",
    "BookNote",
    "Certificate",
    "CertificateQuerySet",
    "CertificateSeries",
    "CertificateStatusList",
    "Claim",
    "ColumnMeaning",
    "Complaint",
    "ComplaintBox",
    "Cover",
    "Customs",
    "Duty",
    "Enrolment",
    "Evaluation",
    "EvaluationRound",
    "EvaluationScale",
    "Family",
    "FamilyMember",
    "Filing",
    "FilingPaper",
    "FilingQuerySet",
    "Findable",
    "Gathering",
    "GatheringDecision",
    "GatheringPresence",
    "HonorCard",
    "HonorCardQuerySet",
    "Improvement",
    "Incident",
    "Interview",
    "Lesson",
    "LessonAttendance",
    "Merge",
    "Opening",
    "OpeningQuerySet",
    "OwnAward",
    "OwnAwardVersion",
    "OwnCalendar",
    "PersonalCode",
    "Place",
    "Policy",
    "Post",
    "Press",
    "Printing",
    "Rating",
    "ReceiptList",
    "RecordBook",
    "ResultCorrection",
    "ResultFigure",
    "ResultReport",
    "ResultSum",
    "RightRequest",
    "RightRequestQuerySet",
    "SentList",
    "ServiceApproval",
    "ServiceBatch",
    "ServiceCard",
    "ServiceEntry",
    "ServiceMonth",
    "ServiceTotal",
    "SessionPlace",
    "SigningKey",
    "SpotCheck",
    "SpotCheckLine",
    "Station",
    "Subscription",
    "TakenList",
    "TakenPerson",
    "Training",
    "TrainingCertificate",
    "TrainingSession",
    "Unit",
    "UnitQuerySet",
    "Volunteer",
]
