"""Every error of the API as `application/problem+json` (RFC 9457), in both languages.

`title`, `detail` and the `detail` of each error are in the language of the request (Accept-Language, or the person's
choice); `translations` holds the same in the other language, so that a county's system can show either without asking
again. A sentence of the domain is made where the refusal is found, with its numbers and names in it; to have it in the
other language too, the refused request is tried once more in that language inside a transaction that is always rolled
back. Nothing of an unexpected error gets out but its number.

Errors name their place by `pointer` (a JSON Pointer into what was sent) or by `parameter` (of the query string).
"""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as ModelInvalid
from django.db import transaction
from django.http import Http404
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback

from actionplans.writing.operations import Unreadable
from actionplans.writing.sheets import StageNotReady
from foundation.api.problems import Conflict, InsufficientScope, WrongParameter
from foundation.workflow.moves import MoveRefused
from workshops.seats import CannotJoin

from . import faults

logger = logging.getLogger(__name__)

MEDIA_TYPE = "application/problem+json"
Problem = dict[str, Any]

# Refusals whose sentences the domain makes where it refuses.
REFUSALS = (
    exceptions.ValidationError, ModelInvalid, MoveRefused, StageNotReady, CannotJoin, Unreadable, Conflict,
    WrongParameter,
)  # fmt: skip

TITLES = {
    "malformed": gettext_lazy("送來的內容讀不懂"),
    "wrong_parameter": gettext_lazy("查詢的參數不對"),
    "not_signed_in": gettext_lazy("還沒登入，或權杖不能用"),
    "csrf": gettext_lazy("這個請求不是從我們的頁面來的"),
    "insufficient_scope": gettext_lazy("這個權杖的範圍不夠"),
    "not_found": gettext_lazy("找不到"),
    "method_not_allowed": gettext_lazy("這個位址不能這樣用"),
    "not_acceptable": gettext_lazy("沒有這種格式"),
    "conflict": gettext_lazy("現在不能這樣做"),
    "too_large": gettext_lazy("送來的內容太大"),
    "unsupported_media_type": gettext_lazy("只收 JSON"),
    "invalid": gettext_lazy("有幾個地方要修正"),
    "throttled": gettext_lazy("請求太頻繁"),
    "server_error": gettext_lazy("伺服器發生錯誤"),
    "disk_full": gettext_lazy("伺服器的空間滿了"),
    "database_away": gettext_lazy("資料庫暫時連不上"),
}
STATUS = {
    "malformed": 400,
    "wrong_parameter": 400,
    "not_signed_in": 401,
    "csrf": 403,
    "insufficient_scope": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "not_acceptable": 406,
    "conflict": 409,
    "too_large": 413,
    "unsupported_media_type": 415,
    "invalid": 422,
    "throttled": 429,
    "server_error": 500,
    "disk_full": faults.STATUS["full"],
    "database_away": faults.STATUS["away"],
}


def problem_response(exc: Exception, context: Mapping[str, Any]) -> Response:
    """The answer to whatever went wrong in a view of the API (REST framework's exception handler)."""
    again: Callable[[], Exception | None] | None = None
    view, request = context.get("view"), context.get("request")
    if isinstance(exc, REFUSALS):
        again = partial(_refused_again, view, request, context)
    incident = ""
    fault = faults.fault_of(exc)
    if fault is not None:
        faults.noted(fault, exc, method=request.method if request else "", path=request.path if request else "")
    elif not isinstance(exc, (*REFUSALS, exceptions.APIException, Http404, PermissionDenied, RequestDataTooBig)):
        incident = uuid.uuid4().hex[:12]
        logger.error("API error %s", incident, exc_info=exc)
    set_rollback()
    body = problem(exc, instance=request.path if request is not None else "", again=again, incident=incident)
    headers = {"Content-Language": str(get_language())}
    if header := getattr(exc, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(exc, "wait", None):
        headers["Retry-After"] = str(max(1, round(wait)))
    if fault == "away":
        headers["Retry-After"] = str(faults.RETRY_AFTER)
    response = Response(body, status=body["status"], headers=headers, content_type=MEDIA_TYPE)
    if fault:
        faults.once_logged(response)
    return response


def problem(
    exc: Exception, *, instance: str, again: Callable[[], Exception | None] | None = None, incident: str = ""
) -> Problem:
    """The problem as a value.

    Args:
        again: makes the same refusal in the language that is then active; without it the sentences follow from `exc`.
        incident: the number under which the log holds an unexpected error.
    """
    code = code_of(exc)
    body: Problem = {"type": f"urn:problem:{code}", **_said(code, exc, incident), "status": STATUS[code]}
    body["instance"] = instance
    translations = {}
    for language, _name in settings.LANGUAGES:
        if language == get_language():
            continue
        with override(language):
            same = again() if again else exc
            if same is not None and code_of(same) == code:
                translations[language] = _said(code, same, incident)
    body["translations"] = translations
    if incident:
        body["incident"] = incident
    return body


def code_of(exc: Exception) -> str:
    """Which of the kinds of problem this is."""
    kinds: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
        ((exceptions.ParseError, Unreadable), "malformed"),
        (WrongParameter, "wrong_parameter"),
        (InsufficientScope, "insufficient_scope"),
        ((exceptions.NotAuthenticated, exceptions.AuthenticationFailed), "not_signed_in"),
        ((exceptions.NotFound, Http404), "not_found"),
        (exceptions.MethodNotAllowed, "method_not_allowed"),
        (exceptions.NotAcceptable, "not_acceptable"),
        ((MoveRefused, StageNotReady, CannotJoin, Conflict), "conflict"),
        (RequestDataTooBig, "too_large"),
        (exceptions.UnsupportedMediaType, "unsupported_media_type"),
        (exceptions.Throttled, "throttled"),
        ((exceptions.ValidationError, ModelInvalid), "invalid"),
    )
    for classes, code in kinds:
        if isinstance(exc, classes):
            return code
    if isinstance(exc, exceptions.PermissionDenied | PermissionDenied):
        # Only the check against forged requests says 403; whoever lacks a permission is told that nothing is there.
        return "csrf" if str(getattr(exc, "detail", "")).startswith("CSRF") else "not_found"
    fault = faults.fault_of(exc)
    return {"full": "disk_full", "away": "database_away", None: "server_error"}[fault]


def _said(code: str, exc: Exception, incident: str) -> Problem:
    errors = list(_errors(exc))
    said: Problem = {"title": str(TITLES[code]), "detail": _detail(code, exc, errors, incident)}
    if errors:
        said["errors"] = errors
    return said


def _detail(code: str, exc: Exception, errors: Sequence[Problem], incident: str) -> str:
    if isinstance(exc, StageNotReady):
        return _("這張表單還缺：%(parts)s。補上就能完成。") % {"parts": _("、").join(exc.missing)}
    if isinstance(exc, CannotJoin | Unreadable):
        return str(exc)
    if isinstance(exc, InsufficientScope):
        return exc.say()
    if isinstance(exc, exceptions.ParseError):
        return _place_in_json(exc)
    if isinstance(exc, exceptions.Throttled):
        seconds = max(1, round(exc.wait or 1))
        return _("這段時間的請求已經用完。請等 %(seconds)s 秒再試。") % {"seconds": seconds}
    if isinstance(exc, exceptions.UnsupportedMediaType):
        return _("請把內容寫成 JSON，並用 Content-Type: application/json 送來。")
    if fault := faults.fault_of(exc):
        return faults.told(fault)
    fixed = {
        "too_large": _("一次最多 %(most)s MB，請分成幾次送。")
        % {"most": (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or settings.LARGEST_REQUEST) >> 20},
        "not_signed_in": _("請帶著有效的權杖（Authorization: Token …），或先登入。權杖可能打錯、到期或已經撤銷。"),
        "csrf": _("用瀏覽器的登入狀態寫入時，要帶 X-CSRFToken。用權杖就不需要。"),
        "not_found": _("這個位址沒有東西，或您沒有看它的權限。位址要以「/」結尾。"),
        "method_not_allowed": _("請看 API 說明，這個位址可以用哪些方法。"),
        "not_acceptable": _("這裡只回答 JSON，請用 Accept: application/json。"),
        "server_error": _("沒有任何變更。請再試一次；若仍失敗，請告訴協會編號 %(incident)s。") % {"incident": incident},
    }
    return fixed.get(code) or " ".join(dict.fromkeys(error["detail"] for error in errors))


def _place_in_json(exc: Exception) -> str:
    cause = exc.__context__ or exc.__cause__
    if isinstance(cause, json.JSONDecodeError):
        return _("送來的內容不是正確的 JSON：第 %(line)s 行第 %(column)s 個字附近有錯。") % {
            "line": cause.lineno,
            "column": cause.colno,
        }
    return _("送來的內容不是正確的 JSON，請檢查文字編碼（UTF-8）與括號。")


def _errors(exc: Exception) -> list[Problem]:
    if isinstance(exc, WrongParameter):
        return [{"parameter": name, "detail": text, "code": "unusable"} for name, text in exc.problems.items()]
    if isinstance(exc, InsufficientScope):
        return [{"detail": exc.say(), "code": exc.scope}]
    if isinstance(exc, MoveRefused):
        return [{"pointer": "", "detail": str(text), "code": "refused"} for text in exc.problems]
    if isinstance(exc, Conflict):
        return [{"pointer": "", "detail": text, "code": "refused"} for text in exc.sentences]
    if isinstance(exc, exceptions.ValidationError):
        return _of_shape(exc.detail, "")
    if isinstance(exc, ModelInvalid):
        return _of_model(exc)
    return []


def _of_shape(detail: Any, pointer: str) -> list[Problem]:
    """A serializer's errors, nested as what was sent is nested."""
    if isinstance(detail, Mapping):
        found = []
        for key, inner in detail.items():
            here = pointer if key == "non_field_errors" else f"{pointer}/{_escaped(str(key))}"
            found += _of_shape(inner, here)
        return found
    if isinstance(detail, list):
        found = []
        for place, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list)
            found += _of_shape(inner, f"{pointer}/{place}" if nested else pointer)
        return found
    return [{"pointer": pointer, "detail": str(detail), "code": getattr(detail, "code", "invalid")}]


def _of_model(exc: ModelInvalid) -> list[Problem]:
    """A model's or a domain function's errors, by field."""
    fields = exc.error_dict if hasattr(exc, "error_dict") else {NON_FIELD_ERRORS: exc.error_list}
    return [
        {
            "pointer": "" if name == NON_FIELD_ERRORS else f"/{_escaped(name)}",
            "detail": sentence,
            "code": one.code or "invalid",
        }
        for name, listed in fields.items()
        for one in listed
        for sentence in one.messages
    ]


def _escaped(key: str) -> str:
    return key.replace("~", "~0").replace("/", "~1")


def _refused_again(view: Any, request: Any, context: Mapping[str, Any]) -> Exception | None:
    """The same refusal, made in the language that is active now. Whatever the second try writes is rolled back."""
    handler = getattr(view, request.method.lower(), None) if view is not None and request is not None else None
    if handler is None:
        return None
    try:
        with transaction.atomic():
            try:
                handler(request, *context.get("args", ()), **context.get("kwargs", {}))
            finally:
                transaction.set_rollback(True)
    except REFUSALS as refusal:
        return refusal
    except Exception:
        # What was refused a moment ago now fails otherwise: the first answer stands, in one language.
        logger.warning("a refused request could not be refused again", exc_info=True)
    return None
