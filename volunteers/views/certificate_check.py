"""Public pages on certificates: whether one holds, who issues them with which keys, and which do not hold any more.

Nothing stands here but what is printed on the paper whose code was scanned; whoever has the code has the paper.
"""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from foundation.accounts.access import public
from foundation.accounts.models import County
from volunteers.certifying import certificate_papers, keys, status_lists, verifying, wording
from volunteers.certifying.certificate_forms import VerifyForm
from volunteers.certifying.verifying import SENTENCES, Checked, State
from volunteers.models import Authority, SigningKey
from volunteers.recruiting import floods
from volunteers.views.places import client

SCANNED = "who scans the code on a certificate is told whether it holds, and nothing beside what is printed on it"
KEYS = "the public keys and the list of what does not hold are there for everybody, so that we are not needed"
TONES = {
    State.VALID: "ok", State.REVOKED: "late", State.REPLACED: "risk", State.TAMPERED: "late", State.UNKNOWN: "late",
    State.UNREADABLE: "risk", State.DISTRUSTED: "risk", State.UNCHECKED: "risk",
}  # fmt: skip
FLOOD = "certificate"


@public(SCANNED)
@never_cache
@require_safe
def check(request: HttpRequest, code: str) -> HttpResponse:
    """Whether the certificate with this code holds."""
    one = verifying.by_code(code)
    if one is None:
        return _page(request, VerifyForm(initial={"code": code}), Checked(State.UNKNOWN), 404)
    return _page(request, None, Checked(verifying.state_of(one), one))


@public(SCANNED)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_home(request: HttpRequest) -> HttpResponse:
    """A code, or the file of a certificate, to be verified."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    if request.method != "POST":
        return _page(request, VerifyForm(), None)
    if not form.is_valid():
        return _page(request, form, None, 422)
    if floods.is_flooded(FLOOD, client(request)):
        form.add_error(None, _("這裡查了太多次，請一個小時以後再查。"))
        return _page(request, form, None, 429)
    floods.count(FLOOD, client(request))
    file = form.cleaned_data["file"]
    if file is None:
        one = verifying.by_code(form.cleaned_data["code"])
        if one is None:
            return _page(request, form, Checked(State.UNKNOWN), 404)
        return redirect("volunteers:check", code=one.code)
    return _page(request, form, verifying.here(file.read(verifying.LARGEST + 1)))


def _page(request: HttpRequest, form: VerifyForm | None, found: Checked | None, status: int = 200) -> HttpResponse:
    one = found.certificate if found is not None else None
    language = "en" if (request.LANGUAGE_CODE or "").startswith("en") else "zh-hant"
    shown: dict[str, Any] = {"form": form, "found": found, "one": one}
    if found is not None:
        shown |= {"tone": TONES[found.state], "sentence": SENTENCES[found.state]}
    if one is not None:
        shown |= {
            "says": one.says[language], "rows": wording.open_rows(one.says, language),
            "code": certificate_papers.shown_code(one.code), "successor": one.successor, "scanned": form is None,
        }  # fmt: skip
    return render(request, "volunteers/check.html", shown, status=status)


@public(KEYS)
@require_safe
def issuer(request: HttpRequest, code: str) -> HttpResponse:
    """An authority's profile with its public keys, as a file to be saved."""
    return _open(keys.profile(_issuer(code)))


@public(KEYS)
@require_safe
def issuer_status(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Its signed list of certificates that do not hold any more."""
    found = status_lists.published(_issuer(code), number, now=timezone.now()) if number <= 1_000 else None
    if found is None:
        raise Http404
    return _open(found)


@public(KEYS)
@require_safe
def issuers(request: HttpRequest) -> HttpResponse:
    """Everybody who issues certificates here, with their keys: how to verify without us."""
    rows = SigningKey.objects.select_related("authority__county").order_by("authority__code", "made_on", "pk")
    found: dict[Authority, list[SigningKey]] = {}
    for key in rows:
        found.setdefault(key.authority, []).append(key)
    counties = {one.pk: one for one in County.objects.all()}
    listed = [
        {"authority": one, "keys": its, "county": counties.get(one.county_id or "")} for one, its in found.items()
    ]
    return render(request, "volunteers/issuers.html", {"issuers": listed})


def _issuer(code: str) -> Authority:
    return get_object_or_404(Authority.objects.filter(signing_keys__isnull=False).distinct(), code=code)


def _open(document: dict[str, Any]) -> HttpResponse:
    """JSON that a page of somebody else may read as well."""
    answer = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cache-Control"] = "public, max-age=300"
    return answer
