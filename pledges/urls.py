"""Addresses of the pledges: the counties' own pages, files coming in, and the walls for everybody."""

from django.urls import path

from .views import calls, dialogues, pledges, sending, walls

app_name = "pledges"

urlpatterns = [
    path("", pledges.index, name="index"),
    path("begin/", pledges.begin, name="begin"),
    path("download/", walls.download, name="download"),
    path("wall/", walls.wall, name="wall"),
    path("wall/media/<int:pk>/<slug:copy>/", walls.shown_media, name="wall_media"),
    path("wall/<slug:code>/", walls.county_wall, name="county_wall"),
    path("uploads/<uuid:token>/part/", sending.part, name="upload_part"),
    path("uploads/<uuid:token>/done/", sending.done, name="upload_done"),
    path("files/<int:pk>/remove/", sending.remove, name="file_remove"),
    path("files/<int:pk>/<slug:copy>/", walls.media, name="file"),
    path("calls/", calls.calls, name="calls"),
    path("calls/<str:county>/", calls.county_calls, name="county_calls"),
    path("calls/<str:county>/ask/", calls.ask, name="survey_ask"),
    path("calls/<str:county>/asked/", calls.asked, name="survey_asked"),
    path("calls/<str:county>/dialogue/", dialogues.begin, name="dialogue_begin"),
    path("calls/dialogues/<int:pk>/", dialogues.dialogue, name="dialogue"),
    path("calls/dialogues/<int:pk>/programme/", dialogues.programme, name="dialogue_programme"),
    path("calls/dialogues/<int:pk>/report/", dialogues.report, name="dialogue_report"),
    path("calls/dialogues/<int:pk>/move/", dialogues.move, name="dialogue_move"),
    path("<int:pk>/", pledges.pledge, name="pledge"),
    path("<int:pk>/words/", pledges.words, name="words"),
    path("<int:pk>/move/", pledges.move, name="move"),
    path("<int:pk>/licence/", pledges.licence, name="licence"),
    path("<int:pk>/uploads/", sending.begin, name="upload_begin"),
    path("<int:pk>/files/", sending.add, name="file_add"),
]
