"""Every address of the platform. Each app's own list stands in its `urls.py`."""

from allauth.account import views as account
from django.contrib.sitemaps.views import sitemap
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.i18n import set_language

from config import errors, health, pages, sitemaps
from foundation.accounts.access import public
from foundation.accounts.views import devices, oidc, passkeys, second_factor
from foundation.ui import views as ui
from reports.views.home import home

ACCOUNT = public("whoever wants to sign in, or has forgotten her password")

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home, name="home"),  # also reports:home; settings, mails and shells know it by this plain name
    path("", include("reports.urls")),
    # Addresses are looked for from the top: a room's devices ask every two seconds.
    path("", include("actionplans.urls")),
    path("", include("workshops.urls")),
    path("register/", include("volunteers.urls")),
    path("pledges/", include("pledges.urls")),
    path("members/", include("foundation.accounts.urls")),
    path("jobs/", include("foundation.jobs.urls")),
    path("exports/", include("foundation.exports.urls")),
    path("files/", include("foundation.files.urls")),
    path("find/", include("foundation.finding.urls")),
    path("help/", include("handbooks.urls")),
    path("letters/", include("foundation.notices.urls")),
    path("api/", include("config.api")),
    path("account/login/", ACCOUNT(account.login), name="account_login"),
    path("account/second/", second_factor.ask, name="account_second_factor"),
    path("account/passkey/", passkeys.sign_in, name="account_passkey"),
    path("account/oidc/", oidc.begin, name="account_oidc"),
    path("account/oidc/back/", oidc.back, name="account_oidc_back"),
    path("account/session/", devices.left, name="account_session"),
    path("account/logout/", ACCOUNT(account.logout), name="account_logout"),
    path("account/password/change/", ACCOUNT(account.password_change), name="account_change_password"),
    path("account/password/set/", ACCOUNT(account.password_set), name="account_set_password"),
    path("account/password/reset/", ACCOUNT(account.password_reset), name="account_reset_password"),
    path("account/password/reset/sent/", ACCOUNT(account.password_reset_done), name="account_reset_password_done"),
    re_path(  # a key has hyphens of its own, so the number before the first of them is all that may stand there
        r"^account/password/reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        ACCOUNT(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path(
        "account/password/reset/done/",
        ACCOUNT(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    path("account/inactive/", ACCOUNT(account.account_inactive), name="account_inactive"),
    # Closed by the adapter; letters to addresses without an account still ask for this name.
    path("account/signup/", ACCOUNT(account.signup), name="account_signup"),
    path("account/reauthenticate/", ACCOUNT(account.reauthenticate), name="account_reauthenticate"),
    path("language/", public("the language is a choice of anybody")(set_language), name="set_language"),
    path("health/", health.health, name="health"),
    path("ready/", health.ready, name="ready"),
    path("metrics", health.metrics, name="metrics"),
    path(".well-known/security.txt", health.security_text, name="security_text"),
    path("privacy/", pages.privacy, name="privacy"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path(
        "sitemap.xml",
        public("it lists the pages for everybody")(sitemap),
        {"sitemaps": sitemaps.SITEMAPS},
        name="sitemap",
    ),
    path("gallery/", public("the components hold no data")(ui.gallery), name="gallery"),
]

handler404 = pages.not_found
handler500 = errors.uncaught
