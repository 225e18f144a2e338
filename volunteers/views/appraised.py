"""Pages on one unit's appraisal: its own assessment, the raters' points, the result, and what is to be mended."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from foundation.accounts.access import gate, get_visible
from foundation.accounts.roles import Permission
from foundation.files.content import MOST_MEGABYTES, Unfit
from foundation.ui.refusals import taken
from volunteers.evaluating import appraisals, improvements, judging
from volunteers.evaluating.appraisal_forms import AssessForm, ImprovementForm, PaperForm, ReturnForm, TellForm
from volunteers.evaluating.evaluation_forms import AppealForm, DecisionForm, RatingForm
from volunteers.evaluating.unit_evidence import KEYS
from volunteers.models import Appraisal, Improvement
from volunteers.models.judged import numbered
from volunteers.templatetags.register import as_hours

SEE, REVIEW, KEEP = Permission.SEE_UNITS, Permission.REVIEW_UNITS, Permission.KEEP_UNIT
State = Appraisal.State
SHAPES = {State.SELF: "todo", State.RATING: "ok", State.TOLD: "ok", State.CLOSED: "done"}
Word = Callable[[], object]


def appraisal_of(request: HttpRequest, pk: int, permission: Permission | None = None) -> Appraisal:
    """One appraisal, of those this person reviews or keeps, or only of those where she holds a permission."""
    rows = Appraisal.objects.select_related(
        "unit__organisation", "unit__county", "scheme__authority", "first_rater", "second_rater"
    )
    if permission is not None:
        rows = rows.filter(pk__in=Appraisal.objects.visible_to(request.user, permission).values("pk"))
    return get_visible(rows.prefetch_related("ratings__rater"), request.user, pk=pk)


@gate(SEE)
@require_safe
def appraisal(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit's appraisal."""
    return _page(request, appraisal_of(request, pk))


def _page(request: HttpRequest, one: Appraisal, status: int = 200, **given: Any) -> HttpResponse:
    today = timezone.localdate()
    reviews = Appraisal.objects.visible_to(request.user, REVIEW).filter(pk=one.pk).exists()
    keeps = Appraisal.objects.visible_to(request.user, KEEP).filter(pk=one.pk).exists()
    rules, weights = one.rules, one.weights
    seen, number = judging.seen_by(one.ratings.all(), one.raters, request.user)  # type: ignore[arg-type]
    own = next((each for each in seen if each.rater_id == request.user.pk), None)
    shows = seen if reviews else []
    said = numbered(one.self_points)
    told = one.told_at is not None
    last = appraisals.last_day(one) if told and not one.own else None
    initial = {"remark": own.remark, **{f"p{n}": value for n, value in own.by_number.items()}} if own else {}
    listed = one.improvements.all() if reviews or told else Improvement.objects.none()
    mends = [
        (each, each.is_late(today), ReturnForm(auto_id=f"id_{each.pk}_%s", initial={"due_on": each.due_on}))
        for each in listed
    ]
    context: dict[str, Any] = {
        "one": one, "unit": one.unit, "shape": SHAPES[State(one.state)], "reviews": reviews, "keeps": keeps,
        "evidence": [(label, as_hours(one.evidence[key]) if key == "minutes" else one.evidence[key])
                     for key, label in KEYS.items() if key in one.evidence],
        "papers": appraisals.papers(one), "assesses": keeps and one.state == State.SELF,
        "said": bool(said), "late": one.state == State.SELF and one.self_due_on < today,
        "rates": reviews and one.state == State.RATING and request.user.pk in one.raters,
        "heads": [*([_("自評")] if said else []), *(each.rater.name for each in shows)],
        "table": [
            (rules.names[aspect], f"{weights[aspect].normalize():f}", [
                (each, [*([said.get(each.number, "")] if said else []),
                        *(row.by_number.get(each.number) for row in shows)])
                for each in rules.of_aspect(aspect)
            ])
            for aspect in rules.aspects
        ] if said or shows else [],
        "scores": list(zip(shows, judging.exact_scores(one, shows), strict=True)),
        "whole": number == len(one.raters), "number": number, "last_day": last, "told": told,
        "appeals": keeps and one.state == State.TOLD and not one.appealed_at and last is not None and today <= last,
        "over": last is None or today > last, "mends": mends, "today": today,
        "assess_form": AssessForm(
            scale=rules, initial={"words": one.self_words, **{f"p{n}": value for n, value in said.items()}}
        ),
        "rating_form": RatingForm(scale=rules, initial=initial, auto_id="id_rate_%s"), "paper_form": PaperForm(),
        "tell_form": TellForm(), "improvement_form": ImprovementForm(auto_id="id_mend_%s"),
        "appeal_form": AppealForm(auto_id="id_appeal_%s"), "decision_form": DecisionForm(auto_id="id_answer_%s"),
        "problem": "",
    }  # fmt: skip
    return render(request, "volunteers/appraisal.html", context | given, status=status)


@gate(KEEP)
@require_POST
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a unit's own assessment for later, or hand it in."""
    one = appraisal_of(request, pk, KEEP)
    form = AssessForm(request.POST, scale=one.rules)
    hand_in = request.POST.get("do") == "hand_in"

    def word() -> None:
        appraisals.assess(
            appraisal=one, points=form.points, words=form.cleaned_data["words"], hand_in=hand_in, by=request.user,
            now=timezone.now(),
        )  # fmt: skip

    said = _("已送出自評。") if hand_in else _("已儲存自評，還沒有送出。")
    return _done(request, one, "assess_form", form, word, said)


@gate(KEEP)
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach a photo or a document to a unit's own assessment."""
    one = appraisal_of(request, pk, KEEP)
    form = PaperForm(request.POST, request.FILES)

    def word() -> None:
        file = form.cleaned_data["file"]
        try:
            if file.size > MOST_MEGABYTES * 1024 * 1024:
                raise Unfit(_("檔案超過 %(most)s MB。") % {"most": MOST_MEGABYTES})
            appraisals.attach(
                appraisal=one, data=file.read(), name=file.name or "", by=request.user, now=timezone.now()
            )
        except Unfit as unfit:
            raise ValidationError({"file": str(unfit)}) from unfit

    return _done(request, one, "paper_form", form, word, _("已附上文件。"))


@gate(REVIEW)
@require_POST
def rate(request: HttpRequest, pk: int) -> HttpResponse:
    """Give points."""
    one = appraisal_of(request, pk, REVIEW)
    form = RatingForm(request.POST, scale=one.rules, auto_id="id_rate_%s")

    def word() -> None:
        appraisals.rate(
            appraisal=one, points=form.points, remark=form.cleaned_data["remark"], by=request.user, now=timezone.now()
        )

    return _done(request, one, "rating_form", form, word, _("已送出分數。"))


@gate(REVIEW)
@require_POST
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the result, give the unit its own assessment back, or close."""
    one = appraisal_of(request, pk, REVIEW)
    name, now = request.POST.get("move", ""), timezone.now()
    form = TellForm(request.POST)
    moves: dict[str, tuple[Word, str]] = {
        "tell": (
            lambda: appraisals.tell(
                appraisal=one, opinion=form.cleaned_data["opinion"], by=request.user, now=now
            ),
            _("已告知結果，單位看得到。"),
        ),
        "back": (
            lambda: appraisals.send_back(
                appraisal=one, reason=request.POST.get("reason", ""), by=request.user, now=now
            ),
            _("已退回自評，單位可以修改再送。"),
        ),
        "close": (lambda: appraisals.close(appraisal=one, by=request.user, now=now), _("已結束這次評鑑。")),
    }  # fmt: skip
    if name not in moves:
        raise Http404
    word, said = moves[name]
    if name == "tell":
        return _done(request, one, "tell_form", form, word, said)
    try:
        word()
    except ValidationError as problem:
        return _page(request, one, 422, problem=" ".join(problem.messages))
    messages.success(request, said)
    return redirect("volunteers:appraisal", pk=pk)


@gate(REVIEW)
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a unit to mend something."""
    one = appraisal_of(request, pk, REVIEW)
    form = ImprovementForm(request.POST, auto_id="id_mend_%s")

    def word() -> None:
        improvements.ask(appraisal=one, by=request.user, now=timezone.now(), **form.cleaned_data)

    return _done(request, one, "improvement_form", form, word, _("已請單位改善。"))


@gate(SEE)
@require_POST
def mend(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what was done about something, accept it, or send it back."""
    does = request.POST.get("do", "")
    needed = {"report": KEEP, "accept": REVIEW, "back": REVIEW}.get(does)
    if needed is None:
        raise Http404
    rows = Improvement.objects.filter(pk__in=Improvement.objects.visible_to(request.user, needed).values("pk"))
    found = get_visible(rows, request.user, pk=pk)
    form, now = ReturnForm(request.POST, auto_id=f"id_{pk}_%s"), timezone.now()
    try:
        if does == "report":
            improvements.report(improvement=found, words=request.POST.get("words", ""), by=request.user, now=now)
        elif does == "accept":
            improvements.accept(improvement=found, by=request.user, now=now)
        elif not form.is_valid():
            raise ValidationError([each for problems in form.errors.values() for each in problems])
        else:
            improvements.send_back(improvement=found, by=request.user, now=now, **form.cleaned_data)
    except ValidationError as problem:
        one = appraisal_of(request, found.appraisal_id)
        given = {"problem": " ".join(problem.messages), "typed": request.POST.get("words", ""), "tried": pk}
        return _page(request, one, 422, **given)
    said = {"report": _("已回報改善情形。"), "accept": _("已同意結案。"), "back": _("已請單位再補。")}
    messages.success(request, said[does])
    return redirect("volunteers:appraisal", pk=found.appraisal_id)


@gate(KEEP)
@require_POST
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the authority to look at the result again."""
    one = appraisal_of(request, pk, KEEP)
    form = AppealForm(request.POST, auto_id="id_appeal_%s")

    def word() -> None:
        appraisals.appeal(appraisal=one, by=request.user, now=timezone.now(), **form.cleaned_data)

    return _done(request, one, "appeal_form", form, word, _("已申請複核，主管機關會答覆。"))


@gate(REVIEW)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a unit that asked to look again."""
    one = appraisal_of(request, pk, REVIEW)
    form = DecisionForm(request.POST, auto_id="id_answer_%s")

    def word() -> None:
        appraisals.decide(appraisal=one, by=request.user, now=timezone.now(), **form.cleaned_data)

    return _done(request, one, "decision_form", form, word, _("已答覆，單位看得到。"))


def _done(request: HttpRequest, one: Appraisal, name: str, form: forms.Form, word: Word, said: str) -> HttpResponse:
    if not taken(form, word):
        return _page(request, one, 422, **{name: form})
    messages.success(request, said)
    return redirect("volunteers:appraisal", pk=one.pk)
