"""The states of a request and the moves between them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from foundation.accounts.roles import Permission
from foundation.workflow.moves import Move, Table
from volunteers.models import RightRequest

State = RightRequest.State
OPEN = frozenset(RightRequest.OPEN)
ANSWER, OWN = Permission.ANSWER_RIGHTS, Permission.SEE_OWN_RECORD

MOVES = Table(
    field="state",
    moves=(
        Move(
            "extend", frozenset({State.RECEIVED}), State.EXTENDED, _("延長答覆期限"), ANSWER, needs_reason=True,
            stamp="extended_at",
        ),
        Move("grant", OPEN, State.GRANTED, _("准許"), ANSWER, stamp="answered_at"),
        Move("refuse", OPEN, State.REFUSED, _("駁回"), ANSWER, stamp="answered_at"),
        Move("withdraw", OPEN, State.WITHDRAWN, _("撤回請求"), OWN),
        Move("lift", frozenset({State.GRANTED}), State.LIFTED, _("恢復使用"), OWN),
    ),
)  # fmt: skip
