"""Settings of the API: its door, its pace, and how its description is written."""

from .environment import env

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "foundation.accounts.authentication.ApiTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["config.parsing.SeenTextParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_SCHEMA_CLASS": "foundation.api.describing.ScopedSchema",
    "DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.NamespaceVersioning",
    "ALLOWED_VERSIONS": ["v1"],
    "DEFAULT_METADATA_CLASS": None,
    # `behind_proxy` has put the right address in place; what a request says of itself in a header is nobody's word.
    "NUM_PROXIES": 0,
    "DEFAULT_THROTTLE_CLASSES": [
        "rest_framework.throttling.AnonRateThrottle",
        "rest_framework.throttling.UserRateThrottle",
    ],
    # Without a name: knocking at the door and reading the description. With one: a county's system at work.
    "DEFAULT_THROTTLE_RATES": {
        "anon": env.str("API_RATE_ANONYMOUS", default="60/min"),
        "user": env.str("API_RATE_USER", default="600/min"),
    },
    "EXCEPTION_HANDLER": "config.problems.problem_response",
    # Dates and times as ISO 8601; numbers are numbers.
    "COERCE_DECIMAL_TO_STRING": False,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "地方實踐平臺 API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENFORCE_NON_BLANK_FIELDS": True,
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.api.add_words_and_problems",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ProgrammeKind": "workshops.models.Programme.Kind",
        "ProgrammeState": "workshops.models.Programme.State",
        "WorkshopState": "workshops.models.Workshop.State",
        "ParticipantKind": "workshops.models.Participant.Kind",
        "PlanState": "actionplans.models.Plan.State",
        "AnnualPlanState": "actionplans.models.AnnualPlan.State",
        "UptakeState": "actionplans.models.Uptake.State",
        "DecisionKind": "actionplans.models.Decision.Kind",
        "MeetingState": "actionplans.models.Meeting.State",
        "ResultState": "volunteers.models.ResultReport.State",
        "MeetingItemWhy": "actionplans.models.MeetingItem.Why",
        "Pillar": "actionplans.models.plan.PILLAR_CHOICES",
        "ResourceKind": "actionplans.models.PlanResource.Kind",
        "StakeholderKind": "actionplans.models.PlanStakeholder.Kind",
        "Degree": "actionplans.models.PlanStakeholder.Degree",
        "Verdict": "actionplans.models.Plan.Verdict",
        "BlockKind": "workshops.models.BlockKind",
        "Form": "workshops.models.programme.Form",
        "SheetKind": "actionplans.models.SheetKind",
        "AppraisalState": "volunteers.models.Appraisal.State",
        "ApplicationState": "volunteers.models.Application.State",
        "OpeningState": "volunteers.models.Opening.State",
        "OpeningKind": "volunteers.models.Opening.Kind",
        "UnitState": "volunteers.models.Unit.State",
        "FilingState": "volunteers.models.Filing.State",
        "SessionState": "volunteers.models.TrainingSession.State",
        "SessionPlaceState": "volunteers.models.SessionPlace.State",
        "HoursState": "volunteers.models.ServiceEntry.State",
        "KpiKind": "actionplans.models.Kpi.Kind",
        "ChairLevel": "actionplans.models.ChairLevel",
        "PledgeState": "pledges.models.Pledge.State",
        "CardEnd": "volunteers.models.HonorCard.End",
        "PolicyKind": "volunteers.models.Policy.Kind",
        "AwardShare": "volunteers.models.AwardWindow.Share",
        "ReportChapter": "reports.models.ChapterPart.Chapter",
        "ChapterWordsRole": "reports.models.ChapterWords.Role",
        "AccountRole": "foundation.accounts.roles.Role",
        "CellReturnState": "reports.models.CellReturn.State",
        "SymposiumState": "reports.models.Symposium.State",
        "SymposiumItemKind": "reports.models.SymposiumItem.Kind",
        "CaseInvitationState": "reports.models.CaseInvitation.State",
        "PostKind": "volunteers.models.Post.Kind",
        "DutyPlaceState": "volunteers.models.Place.State",
        "AttendanceState": "volunteers.models.Attendance.State",
        "StationKind": "volunteers.models.Station.Kind",
    },
}
KNOX_TOKEN_MODEL = "accounts.ApiToken"  # noqa: S105  the name of a model
REST_KNOX = {"TOKEN_TTL": None, "AUTH_HEADER_PREFIX": "Token"}
