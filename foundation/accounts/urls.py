"""Addresses of people and roles."""

from django.urls import URLPattern, path

from .views import devices, disclosures, members, passkeys, second_factor, tokens, trail

app_name = "accounts"
urlpatterns: list[URLPattern] = [
    path("", members.members, name="members"),
    path("assign/", members.assign, name="assign"),
    path("<int:pk>/end/", members.end, name="end"),
    path("second/", second_factor.own, name="second_factor"),
    path("second/drop/", second_factor.drop, name="second_factor_drop"),
    path("<int:pk>/second/reset/", second_factor.reset, name="second_factor_reset"),
    path("passkeys/", passkeys.own, name="passkeys"),
    path("passkeys/add", passkeys.add, name="passkey_add"),
    path("passkeys/<int:pk>/remove/", passkeys.remove, name="passkey_remove"),
    path("devices/", devices.own, name="devices"),
    path("devices/<int:pk>/end/", devices.end, name="device_end"),
    path("devices/others/end/", devices.end_others, name="devices_end"),
    path("password/", devices.password_over, name="password_over"),
    path("tokens/", tokens.tokens_of, name="tokens"),
    path("tokens/<slug:hint>/revoke/", tokens.revoke, name="token_revoke"),
    path("disclosures/", disclosures.disclosures, name="disclosures"),
    path("trail/", trail.trail, name="trail"),
    path("trail/seals/", trail.seals, name="trail_seals"),
    path("trail/<str:object_type>/<str:object_key>/", trail.history, name="history"),
]
