"""Addresses of people and roles."""

from django.urls import URLPattern, path

from .views import members, trail

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("", members.members, name="members"),
    path("assign/", members.assign, name="assign"),
    path("<int:pk>/end/", members.end, name="end"),
    path("trail/", trail.trail, name="trail"),
    path("trail/<str:object_type>/<str:object_key>/", trail.history, name="history"),
]
