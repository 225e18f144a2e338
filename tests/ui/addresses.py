"""The addresses the shells lead to, with pages that only show the shells themselves."""

from allauth.account import views as account
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import include, path, re_path
from django.views.i18n import set_language

from foundation.accounts.scope import Access
from foundation.ui.views import gallery


class Officer:
    """A signed-in person as far as the shells look at one."""

    pk = 1
    is_authenticated = True
    is_active = True
    access = Access()
    name = "王小明"
    email = "officer@example.org"
    place_label = "臺東縣・縣市承辦人"


def shell(request: HttpRequest) -> HttpResponse:
    """The signed-in shell around nothing."""
    request.user = Officer()
    return render(request, "app.html")


def page(template: str):
    """A view that shows one template."""
    return lambda request: render(request, template)


urlpatterns = [
    path("", gallery, name="home"),
    path(
        "workshops/", include(([path("", shell, name="list"), path("register/", shell, name="register")], "workshops"))
    ),
    path("reports/", include(([path("", shell, name="national")], "reports"))),
    path("table/", page("field.html"), name="table"),
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("reset/", account.password_reset, name="account_reset_password"),
    path("reset/sent/", account.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^reset/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("reset/done/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    path("password/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("signup/", account.signup, name="account_signup"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("language/", set_language, name="set_language"),
    path("privacy/", page("pages/privacy.html"), name="privacy"),
    path("accessibility/", page("pages/accessibility.html"), name="accessibility"),
    *(path(f"problem/{number}/", page(f"{number}.html")) for number in ("400", "403", "403_csrf", "404", "429", "500")),
]
