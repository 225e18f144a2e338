"""Cases that are invited to be told at the symposium: asked, answered by their county, and shown with their slides."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from actionplans.models import Plan
from foundation import reasons, subject_keys
from foundation.accounts.roles import Permission
from foundation.audit import trail
from foundation.audit.trail import Acts
from foundation.audit.verbs import Verb
from foundation.files import storing
from foundation.files.documents import Document
from foundation.files.purposes import Purpose
from foundation.workflow.moves import Move, MoveRefused, Table
from reports.models import CaseInvitation, Symposium

State = CaseInvitation.State
LONGEST_WORDS = 300
MOST_CASES = 60
PURPOSE_KEY = "symposium-slides"

MOVES = Table(
    field="state",
    moves=(
        Move("accept", frozenset({State.INVITED, State.DECLINED}), State.ACCEPTED, gettext_lazy("會來分享"),
             Permission.REGISTER_WORKSHOP, stamp="answered_at"),
        Move("decline", frozenset({State.INVITED, State.ACCEPTED}), State.DECLINED, gettext_lazy("不克分享"),
             Permission.REGISTER_WORKSHOP, stamp="answered_at"),
        Move("withdraw", frozenset({State.INVITED, State.ACCEPTED, State.DECLINED}), State.WITHDRAWN,
             gettext_lazy("收回邀請"), Permission.MAKE_NATIONAL_REPORT),
        Move("again", frozenset({State.WITHDRAWN}), State.INVITED, gettext_lazy("再邀請"),
             Permission.MAKE_NATIONAL_REPORT, stamp="invited_at"),
    ),
)  # fmt: skip


def candidates(symposium: Symposium, user: Any) -> Any:
    """The adopted plans of its programme that may still be invited, as this person may see them."""
    asked = CaseInvitation.objects.filter(symposium=symposium).values("plan")
    rows = Plan.objects.visible_to(user).filter(
        state=Plan.State.ADOPTED, workshop__programme=symposium.programme_id
    )  # fmt: skip
    return rows.exclude(pk__in=asked).select_related("workshop__county").order_by("code")


def invite(*, symposium: Symposium, plan: Plan, by: Acts, now: dt.datetime) -> CaseInvitation:
    """Ask a county to tell of one of its plans.

    Raises:
        ValidationError: it is not adopted, not of this programme, asked already, or there are too many.
    """
    if plan.state != Plan.State.ADOPTED or plan.workshop.programme_id != symposium.programme_id:
        raise ValidationError(_("只能邀請這個方案裡已採納的行動方案。"))
    if symposium.invitations.count() >= MOST_CASES:
        raise ValidationError(_("一場研討會最多邀請 %(most)s 件案例。") % {"most": MOST_CASES})
    made = CaseInvitation(
        symposium=symposium, plan=plan, invited_at=now, invited_by=by.as_actor().label[:200]
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save()
            trail.record(Verb.CREATED, made, by=by, now={"plan": plan.code}, at=now)
    except IntegrityError as problem:
        raise ValidationError(_("「%(plan)s」已經邀請過了。") % {"plan": plan.title}) from problem
    return made


def answer(
    *, invitation: CaseInvitation, name: str, presenter: str, words: str, by: Acts, now: dt.datetime
) -> CaseInvitation:  # fmt: skip
    """Accept or decline (`name`). The caller has asked whether `by` may (`MOVES.possible`).

    Raises:
        MoveRefused: it was taken back meanwhile.
        ValidationError: nobody is named who tells of it, no reason why not, or too many words.
    """
    said = " ".join(words.split())
    if len(said) > LONGEST_WORDS:
        raise ValidationError({"words": _("最多 %(most)s 個字。") % {"most": LONGEST_WORDS}})
    along: dict[str, Any] = {"words": said}
    if name == "accept":
        along["presenter"] = " ".join(presenter.split())
        if not 0 < len(along["presenter"]) <= 100:
            raise ValidationError({"presenter": _("請填由誰分享（單位、職稱和姓名），最多 100 個字。")})
    else:
        along["words"] = reasons.written(
            words, ask=_("請寫為什麼不克分享，協會才知道要不要另外安排。"), most=LONGEST_WORDS, field="words",
            least=reasons.A_WORD,
        )  # fmt: skip
    MOVES.apply(invitation, name, by=by, now=now, along=along)
    return invitation


def take_back(*, invitation: CaseInvitation, name: str, by: Acts, now: dt.datetime) -> CaseInvitation:
    """Withdraw an invitation (it leaves the programme's items as well), or ask again (`name`).

    Raises:
        MoveRefused: somebody did it already.
    """
    with transaction.atomic():
        MOVES.apply(invitation, name, by=by, now=now)
        if name == "withdraw":
            invitation.items.update(invitation=None)
    return invitation


def put_slides(
    *, invitation: CaseInvitation, document: Document, name: str, by: Acts, now: dt.datetime
) -> CaseInvitation:  # fmt: skip
    """Keep what is shown, in place of what was there. The document has been looked through already.

    Raises:
        MoveRefused: the county has not said that it comes.
        Unfit: the same file is there already.
    """
    with transaction.atomic():
        locked = CaseInvitation.objects.select_for_update().select_related("plan").get(pk=invitation.pk)
        if locked.state != State.ACCEPTED:
            raise MoveRefused([_("先回覆「會來分享」，再上傳簡報。")])
        before = locked.slides
        locked.slides = storing.keep(
            picture=document, purpose=PURPOSE_KEY, subject=locked, name=name, by=by, now=now, county=locked.county_id
        )
        locked.save(update_fields=["slides"])
        trail.record(Verb.CHANGED, locked, by=by, now={"slides": locked.slides.original_name}, at=now)
        if before is not None:
            storing.remove(file=before, by=by, now=now)
    return locked


def visible(user: Any) -> Q:
    """The slides of the invitations this person may see."""
    return subject_keys.among(CaseInvitation.objects.visible_to(user))


PURPOSE = Purpose(PURPOSE_KEY, gettext_lazy("研討會的簡報"), visible)
