"""`/api/v1/`: where every endpoint is put together, and how the whole is described (OpenAPI 3.1)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularJSONAPIView
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from actionplans import api as plans
from actionplans import api_annual_writes as annual
from actionplans import api_checkins as check_ins
from actionplans import api_decisions as decisions
from actionplans import api_links as report_links
from actionplans import api_meetings as meetings
from actionplans import api_succession as succession
from actionplans.kpis import kpi_api
from config import api_register, api_reports
from config.api_words import SUMMARIES
from config.problems import MEDIA_TYPE, STATUS
from foundation.accounts import api as accounts
from foundation.accounts.access import public
from foundation.api import describing
from foundation.api.areas import Area
from foundation.api.endpoints import Door
from foundation.jobs import api as jobs
from pledges import pledge_api as pledges
from pledges import upload_api as uploads
from reports import api as reports
from reports.dashboards import dashboard_api
from volunteers import api as register
from volunteers import api_hours, api_lists, api_people, api_policies, api_sessions, api_trainings, api_units
from volunteers.awards import award_api as awards
from volunteers.certifying import card_api
from volunteers.filing import filing_api
from volunteers.recruiting import opening_api, recruiting_api
from volunteers.reporting import result_api, result_writes_api
from volunteers.serving import spot_check_writes_api as spot_checks
from workshops import api as workshops
from workshops import api_rooms as rooms
from workshops import list_api as participant_rows


class Unknown(Door, APIView):
    """Every address below `/api/` that is none: a problem in JSON, never a page."""

    area = Area.BASICS
    authentication_classes = ()
    permission_classes = (AllowAny,)
    schema = None

    def _missing(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        raise NotFound

    get = post = put = patch = delete = _missing


@extend_schema(exclude=True)
class Description(Door, SpectacularJSONAPIView):
    """The description of the API for programs. It holds no data, so it is open."""

    area = Area.BASICS
    permission_classes = (AllowAny,)


@public("the description of the API holds no data")
def docs(request: HttpRequest) -> HttpResponse:
    """The description of the API for people: Swagger UI from our own files."""
    return render(request, "api/docs.html")


def add_words_and_problems(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """Let the description say what every operation is called and what its errors look like (drf-spectacular's hook)."""
    texts = {"title": {"type": "string"}, "detail": {"type": "string"}}
    error = {
        "type": "object",
        "required": ["detail", "code"],
        "properties": {
            "pointer": {
                "type": "string",
                "description": _("JSON Pointer：送來的內容哪裡不對。"),
                "example": "/minutes",
            },
            "parameter": {"type": "string", "description": _("哪一個查詢參數不對。")},
            "detail": {"type": "string"},
            "code": {"type": "string"},
        },
    }
    errors = {"type": "array", "items": {"$ref": "#/components/schemas/ProblemError"}}
    told = {**texts, "errors": errors}
    schemas = result["components"].setdefault("schemas", {})
    schemas["ProblemError"] = error
    schemas["Problem"] = {
        "type": "object",
        "description": _("RFC 9457。title、detail 用請求的語言；translations 是另一種語言。"),
        "required": ["type", "title", "status", "detail", "instance", "translations"],
        "properties": {
            "type": {"type": "string", "format": "uri", "enum": [f"urn:problem:{code}" for code in STATUS]},
            **told,
            "status": {"type": "integer", "enum": sorted(set(STATUS.values()))},
            "instance": {"type": "string"},
            "incident": {"type": "string", "description": _("500 才有：告訴協會這個編號。")},
            "translations": {
                "type": "object",
                "additionalProperties": {"type": "object", "required": ["title", "detail"], "properties": told},
                "example": {"en": {"title": "Not found", "detail": "There is nothing at this address."}},
            },
        },
    }
    answer = {
        "description": _("錯誤（RFC 9457）"),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for item in result["paths"].values():
        for name, operation in item.items():
            if name != "parameters":
                operation["responses"]["default"] = answer
                operation["summary"] = str(SUMMARIES.get(operation["operationId"], ""))
    result["info"]["title"] = _("地方實踐平臺 API")
    result["info"]["x-language"] = str(get_language())
    said: dict[str, Any] = _in_request_language(result)
    for item in said["paths"].values():
        for operation in item.values():
            if describing.EXTENSION in operation:
                operation["description"] += "\n\n" + describing.in_words(operation[describing.EXTENSION])
    return said


def _in_request_language(part: Any, name: str = "") -> Any:
    """A copy in which every description is translated: many of them were put together when the modules were read."""
    if isinstance(part, dict):
        return {key: _in_request_language(value, key) for key, value in part.items()}
    if isinstance(part, list):
        return [_in_request_language(value) for value in part]
    return _(part) if name == "description" and isinstance(part, str) and part else part


router = SimpleRouter()
router.register("counties", accounts.Counties, basename="county")
router.register("programmes", workshops.Programmes, basename="programme")
router.register("workshops", workshops.Workshops, basename="workshop")
router.register("groups", rooms.Groups, basename="group")
router.register("participants", rooms.Participants, basename="participant")
router.register("ideas", plans.Ideas, basename="idea")
router.register("plans", plans.Plans, basename="plan")
router.register("annual-plans", annual.AnnualPlans, basename="annual-plan")
router.register("work-items", annual.WorkItems, basename="work-item")
router.register("kpis", kpi_api.Kpis, basename="kpi")
router.register("check-ins", check_ins.CheckIns, basename="check-in")
router.register("decisions", decisions.Decisions, basename="decision")
router.register("meetings", meetings.Meetings, basename="meeting")
router.register("meeting-items", meetings.MeetingItems, basename="meeting-item")
router.register("rulings", meetings.Rulings, basename="ruling")
router.register("successions", succession.Successions, basename="succession")
router.register("holders", succession.Holders, basename="holder")
router.register("units", api_units.Units, basename="unit")
router.register("volunteers", api_people.Volunteers, basename="volunteer")
router.register("enrolments", api_people.Enrolments, basename="enrolment")
router.register("trainings", api_trainings.Trainings, basename="training")
router.register("training-sessions", api_sessions.Sessions, basename="training-session")
router.register("session-places", api_sessions.Places, basename="session-place")
router.register("hours", api_hours.Hours, basename="hours")
router.register("hour-batches", api_hours.Batches, basename="hour-batch")
router.register("hour-sums", register.HourSums, basename="hour-sums")
router.register("policies", api_policies.Policies, basename="policy")
router.register("covers", api_policies.Covers, basename="cover")
router.register("results", result_writes_api.Results, basename="result")
router.register("taken-lists", api_lists.TakenLists, basename="taken-list")
router.register("filings", filing_api.Filings, basename="filing")
router.register("openings", opening_api.Openings, basename="opening")
router.register("applications", opening_api.Applications, basename="application")
router.register("spot-checks", spot_checks.SpotChecks, basename="spot-check")
router.register("spot-check-lines", spot_checks.SpotCheckLines, basename="spot-check-line")
router.register("certificates", card_api.Certificates, basename="certificate")
router.register("honor-cards", card_api.HonorCards, basename="honor-card")
router.register("pledges", pledges.Pledges, basename="pledge")
router.register("pledge-files", uploads.PledgeFiles, basename="pledge-file")

ROOMS = "workshops/<int:workshop>"
MONTH = "units/<int:unit>/hours/<int:month>"
YEAR = "annual-plans/<int:annual>"
LESSON = "training-sessions/<int:session>/lessons/<int:lesson>"
SHEET = "groups/<int:group>/sheets/<slug:kind>"
# Within its namespace, which is the version that REST framework reads.
v1: list[URLPattern | URLResolver] = [
    path("schema/", Description.as_view(), name="schema"),
    path("me/", accounts.Me.as_view(), name="me"),
    path(
        "programmes/<slug:slug>/national-report/", reports.NationalReportOf.as_view(), name="programme-national-report"
    ),
    path(
        "programmes/<slug:slug>/national-report/files/",
        reports.NationalReportFiles.as_view(),
        name="programme-national-report-files",
    ),
    path("jobs/<int:pk>/", jobs.JobOf.as_view(), name="job"),
    path("jobs/<int:pk>/result/", jobs.JobResult.as_view(), name="job-result"),
    path(
        f"{ROOMS}/groups/",
        rooms.WorkshopGroups.as_view({"get": "list", "post": "create"}),
        name="workshop-groups",
    ),
    path(f"{ROOMS}/seating/", rooms.Seating.as_view(), name="workshop-seating"),
    path(f"{ROOMS}/codes/", rooms.Codes.as_view(), name="workshop-codes"),
    path(f"{ROOMS}/tallies/", rooms.Tallies.as_view(), name="workshop-tallies"),
    path(f"{ROOMS}/disclosures/", rooms.Disclosures.as_view(), name="workshop-disclosures"),
    path(
        f"{ROOMS}/participants/",
        rooms.WorkshopParticipants.as_view({"get": "list", "post": "create"}),
        name="workshop-participants",
    ),
    path(f"{ROOMS}/board/", plans.Board.as_view(), name="workshop-board"),
    path(f"{ROOMS}/consensus/", plans.ConsensusOf.as_view(), name="workshop-consensus"),
    path(f"{SHEET}/", plans.SheetOf.as_view(), name="sheet"),
    path(f"{SHEET}/state/", plans.SheetState.as_view(), name="sheet-state"),
    path(f"{SHEET}/operations/", plans.SheetOperations.as_view(), name="sheet-operations"),
    path(f"{SHEET}/hand-in/", plans.SheetHandIn.as_view(), name="sheet-hand-in"),
    path("plans/<int:plan>/report-links/", report_links.PlanLinks.as_view(), name="plan-report-links"),
    path("plans/<int:plan>/report-links/stop/", report_links.StopPlanLinks.as_view(), name="plan-stop-report-links"),
    path("campaigns/", pledges.Campaigns.as_view(), name="campaigns"),
    path("uploads/<uuid:token>/", uploads.UploadOf.as_view(), name="upload"),
    path("uploads/<uuid:token>/part/", uploads.UploadPart.as_view(), name="upload-part"),
    path("uploads/<uuid:token>/finish/", uploads.UploadFinish.as_view(), name="upload-finish"),
    path("plans/<int:plan>/uptakes/", annual.PlanUptakes.as_view(), name="plan-uptakes"),
    path(f"{YEAR}/kpis/", kpi_api.AnnualKpis.as_view({"get": "list", "post": "create"}), name="annual-plan-kpis"),
    path(f"{YEAR}/kpis/take/", kpi_api.TakeIn.as_view(), name="annual-plan-kpis-take"),
    path(f"{YEAR}/kpis/freeze/", kpi_api.Freeze.as_view(), name="annual-plan-kpis-freeze"),
    path(f"{YEAR}/kpis/thaw/", kpi_api.Thaw.as_view(), name="annual-plan-kpis-thaw"),
    path("kpis/<int:kpi>/figures/<int:figure>/drop/", kpi_api.DropFigure.as_view(), name="kpi-figure-drop"),
    path("plans/<int:plan>/milestones/", check_ins.PlanMilestones.as_view(), name="plan-milestones"),
    path("plans/<int:plan>/check-ins/", check_ins.PlanCheckIns.as_view(), name="plan-check-ins"),
    path("plans/<int:plan>/decisions/", decisions.PlanDecisions.as_view(), name="plan-decisions"),
    path(f"{MONTH}/", api_hours.Waiting.as_view(), name="unit-month"),
    path(f"{MONTH}/approve/", api_hours.ApproveOrdinary.as_view(), name="unit-month-approve"),
    path(f"{MONTH}/approve-lines/", api_hours.ApproveLines.as_view(), name="unit-month-approve-lines"),
    path(f"{MONTH}/refuse-lines/", api_hours.RefuseLines.as_view(), name="unit-month-refuse-lines"),
    path(f"{MONTH}/look-again/", api_hours.LookAgain.as_view(), name="unit-month-look-again"),
    path("units/<int:unit>/people/", api_lists.UnitPeople.as_view(), name="unit-people"),
    path("units/<int:unit>/trainings/", api_lists.UnitTrainings.as_view(), name="unit-trainings"),
    path("policies/<int:policy>/insured/", api_lists.PolicyInsured.as_view(), name="policy-insured"),
    path(f"{ROOMS}/participant-rows/", participant_rows.ParticipantRows.as_view(), name="workshop-participant-rows"),
    path("units/<int:unit>/filings/", filing_api.UnitFilings.as_view(), name="unit-filings"),
    path("units/<int:unit>/openings/", opening_api.UnitOpenings.as_view(), name="unit-openings"),
    path("units/<int:unit>/policies/", api_policies.UnitPolicies.as_view(), name="unit-policies"),
    path("units/<int:unit>/hours/", register.UnitHours.as_view(), name="unit-hours"),
    path("openings/<int:opening>/applications/", recruiting_api.Apply.as_view(), name="opening-apply"),
    path(
        "policies/<int:policy>/covers/",
        api_policies.PolicyCovers.as_view({"get": "list", "post": "create"}),
        name="policy-covers",
    ),
    path(
        "training-sessions/<int:session>/places/",
        api_sessions.SessionPlaces.as_view({"get": "list", "post": "create"}),
        name="session-places",
    ),
    path(f"{LESSON}/attendance/", api_sessions.LessonAttendances.as_view(), name="lesson-attendance"),
    path(f"{LESSON}/walk-ins/", api_sessions.WalkIns.as_view(), name="lesson-walk-ins"),
    path("volunteers/<uuid:key>/trainings/", api_trainings.PersonTrainings.as_view(), name="volunteer-trainings"),
    path("volunteers/<uuid:key>/awards/", awards.VolunteerAwards.as_view(), name="volunteer-awards"),
    path("dashboards/", dashboard_api.Dashboards.as_view(), name="dashboards"),
    path("dashboards/rows/<slug:key>/", dashboard_api.DashboardRows.as_view(), name="dashboard-rows"),
    path("units/<int:pk>/awards/", awards.UnitAwards.as_view(), name="unit-awards"),
    path("families/<int:pk>/awards/", awards.FamilyAwards.as_view(), name="family-awards"),
    path("result-totals/", result_api.ResultTotals.as_view(), name="result-totals"),
    *api_register.addresses,
    *api_reports.addresses,
    *router.urls,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("v1/", docs, name="api_docs"),
    path("v1/", include((v1, "v1"))),
    re_path(r"^.*$", Unknown.as_view(versioning_class=None), name="api_unknown"),
]
