"""Addresses of the register's endpoints on rosters, on who comes and goes, on awards and appraisals."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path
from rest_framework.routers import SimpleRouter

from volunteers.evaluating import appraisal_writes_api
from volunteers.proposing import candidate_api, window_api
from volunteers.rostering import attendance_api, duty_api

router = SimpleRouter()
router.register("posts", duty_api.Posts, basename="post")
router.register("duties", duty_api.Duties, basename="duty")
router.register("duty-places", duty_api.DutyPlaces, basename="duty-place")
router.register("attendances", attendance_api.Attendances, basename="attendance")
router.register("presses", attendance_api.Presses, basename="press")
router.register("appraisals", appraisal_writes_api.Appraisals, basename="appraisal")
router.register("improvements", appraisal_writes_api.Improvements, basename="improvement")
router.register("award-windows", window_api.AwardWindows, basename="award-window")
router.register("award-proposals", candidate_api.AwardProposals, basename="award-proposal")
router.register("award-candidates", candidate_api.AwardCandidates, basename="award-candidate")
router.register("stations", attendance_api.Stations, basename="station")

UNIT = "units/<int:unit>"
addresses: list[URLPattern | URLResolver] = [
    path(f"{UNIT}/posts/", duty_api.UnitPosts.as_view(), name="unit-posts"),
    path(f"{UNIT}/duties/", duty_api.UnitDuties.as_view(), name="unit-duties"),
    path(f"{UNIT}/duties/copy/", duty_api.MonthCopy.as_view(), name="unit-duties-copy"),
    path(f"{UNIT}/stations/", attendance_api.UnitStations.as_view({"post": "create"}), name="unit-stations"),
    *router.urls,
]
