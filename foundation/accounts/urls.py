"""Addresses of people and roles."""

from django.urls import URLPattern, path

from .views import disclosures, members, tokens, trail

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("", members.members, name="members"),
    path("assign/", members.assign, name="assign"),
    path("<int:pk>/end/", members.end, name="end"),
    path("tokens/", tokens.tokens_of, name="tokens"),
    path("tokens/<slug:hint>/revoke/", tokens.revoke, name="token_revoke"),
    path("disclosures/", disclosures.disclosures, name="disclosures"),
    path("trail/", trail.trail, name="trail"),
    path("trail/seals/", trail.seals, name="trail_seals"),
    path("trail/<str:object_type>/<str:object_key>/", trail.history, name="history"),
]
