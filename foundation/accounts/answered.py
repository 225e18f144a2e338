"""Doing what a program asks for once, however often it asks: `Idempotency-Key` (draft-ietf-httpapi-idempotency-key)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from foundation import sealed
from foundation.api.problems import Conflict, WrongParameter

from .models import AnsweredRequest, User
from .models.answered import ANSWER_PLACE, LONGEST_KEY

HEADER = "Idempotency-Key"
KEPT = dt.timedelta(hours=24)
KEY = re.compile(rf"[!-~]{{1,{LONGEST_KEY}}}")


def once(
    key: str,
    *,
    content: tuple[str, str, bytes],
    by: User,
    now: dt.datetime,
    do: Callable[[], Response],
    token: str = "",
) -> Response:
    """What `do` answers, done now or by an earlier request of the same key; what was refused is not kept.

    Args:
        token: the beginning of the token that it came with; a key is the token's.
        content: method, address and body, by which the same request is known again.

    Raises:
        WrongParameter: no key like that.
        ValidationError: the key came with something else before.
        Conflict: the first request of this key is under way.
    """
    if not KEY.fullmatch(key):
        said = _("Idempotency-Key 是 1 到 %(most)s 個可見的英數字或符號，例如一個 UUID。") % {"most": LONGEST_KEY}
        raise WrongParameter({HEADER: said})
    told = hashlib.sha256(b"\0".join([content[0].encode(), content[1].encode(), content[2]])).hexdigest()
    kept = AnsweredRequest.objects.visible_to(by).filter(token=token, key=key)
    kept.filter(at__lte=now - KEPT).delete()
    with transaction.atomic():
        try:
            with transaction.atomic():
                row = AnsweredRequest.objects.create(user=by, token=token, key=key, told=told, at=now)
        except IntegrityError:
            return _before(kept.select_for_update().first(), told)
        answer = do()
        row.status = answer.status_code
        row.answer_sealed = sealed.seal(JSONRenderer().render(answer.data).decode(), place=ANSWER_PLACE)
        row.save(update_fields=["status", "answer_sealed"])
    return answer


def _before(row: AnsweredRequest | None, told: str) -> Response:
    if row is None or not row.answer_sealed:
        raise Conflict([_("同一個 Idempotency-Key 的請求正在處理，請等幾秒再送一次。")])
    if row.told != told:
        raise ValidationError(
            _("這個 Idempotency-Key 已經用在另一個請求。要做別的事，請換一個；要重送，內容要完全一樣。")
        )
    body = json.loads(sealed.unseal(row.answer_sealed, place=ANSWER_PLACE))
    return Response(body, status=row.status, headers={"Idempotency-Replayed": "true"})


def drop_old(*, now: dt.datetime) -> int:
    """Forget what was answered more than a day ago; how many that were."""
    gone, _each = AnsweredRequest.objects.filter(at__lte=now - KEPT).delete()
    return gone


def handler(request: Any, post: Callable[..., Response]) -> Callable[..., Response]:
    """A view's `post`, done once for each key of who asks; as it is where the request carries none."""
    key = request.headers.get(HEADER, "")
    if not key or not request.user or not request.user.is_authenticated:
        return post
    content = (request.method, request.get_full_path(), request._request.body)  # read before anything parses it

    def kept(asked: Any, *args: Any, **kwargs: Any) -> Response:
        return once(
            key, content=content, by=request.user, now=timezone.now(), do=lambda: post(asked, *args, **kwargs),
            token=getattr(request.auth, "token_key", ""),
        )  # fmt: skip

    return kept
