"""The register's columns that hold sealed values: what a change of the sealing key has to go through."""

from foundation.upkeep.seals import Column

from .lists import kept_answers, sent_lists
from .models import (
    Application,
    Claim,
    Complaint,
    Incident,
    Interview,
    RightRequest,
    SentList,
    SigningKey,
    Volunteer,
    application,
    certificate,
    complaint,
    incident,
    rights,
    volunteer,
)

COLUMNS = (
    Column(Volunteer, "identity_sealed", volunteer.IDENTITY_PLACE),
    Column(Application, "identity_sealed", application.IDENTITY_PLACE),
    Column(Interview, "notes_sealed", application.NOTES_PLACE),
    Column(SigningKey, "private_sealed", certificate.KEY_PLACE),
    Column(Complaint, "words_sealed", complaint.WORDS_PLACE),
    Column(Complaint, "filer_sealed", complaint.FILER_PLACE),
    Column(Complaint, "answer_sealed", complaint.ANSWER_PLACE),
    Column(Incident, "told_sealed", incident.TOLD_PLACE),
    Column(Claim, "why_sealed", incident.WHY_PLACE),
    Column(RightRequest, "words_sealed", rights.WORDS_PLACE),
    Column(RightRequest, "answer_sealed", rights.ANSWER_PLACE),
    Column(SentList, "answer", kept_answers.PLACE),
    Column(SentList, "content", sent_lists.PLACE, holds_files=True),
)
