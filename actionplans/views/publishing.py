"""Pages on what becomes public: the county's choice for one plan, and the second voices beside it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from actionplans import personal
from actionplans.followup import publishing
from actionplans.models import CheckIn, Plan, Publication, PublicUpdate, Voice, VoiceLink
from actionplans.models.publication import LONGEST_SUMMARY, LONGEST_VOICE
from actionplans.public import publishing_forms, voices
from foundation.accounts.access import gate, get_visible, public
from foundation.accounts.roles import Permission
from foundation.ui.refusals import by_field


@gate(Permission.PUBLISH_RESULTS)
@require_http_methods(["GET", "HEAD", "POST"])
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """What of a plan everybody may read: the plan itself, each check-in, each photo; and who says what beside it."""
    rows = Plan.objects.visible_to(request.user, Permission.PUBLISH_RESULTS).adopted().with_people()
    plan = get_visible(rows, request.user, pk=pk)
    publication = Publication.objects.filter(plan=plan).first()
    do = request.POST.get("do", "")
    if request.method == "POST":
        try:
            said = _done(request, plan, publication, do)
        except ValidationError as refused:
            return _refused(request, plan, refused.messages)
        if said:
            messages.success(request, said)
        return _on(request, plan, do)
    return render(request, "actionplans/publish.html", _page(request, plan, publishing_forms.kept(request, pk)))


def _refused(request: HttpRequest, plan: Plan, problems: list[str]) -> HttpResponse:
    """The page once more, with every box as it was sent."""
    typed = publishing_forms.typed_in(request.POST)
    return render(request, "actionplans/publish.html", _page(request, plan, typed, problems), status=422)


def _on(request: HttpRequest, plan: Plan, do: str) -> HttpResponse:
    """To where the button stood; what was typed elsewhere on the page waits there."""
    what, _dash, key = do.partition("-")
    typed = publishing_forms.typed_in(request.POST)
    if what == "withdraw":
        typed.pop("reason", None)
    if what == "hide":
        typed = {name: one for name, one in typed.items() if not name.endswith(f"-{key}")}
    if what == "voice":
        typed.pop(f"voice-{key}", None)
    stands = publishing_forms.standing(Publication.objects.filter(plan=plan).first(), _accepted(plan))
    publishing_forms.keep(request, plan.pk, publishing_forms.unsaved(typed, stands))
    return redirect(f"{reverse('actionplans:publish', args=[plan.pk])}{_place(do)}")


def _place(do: str) -> str:
    name, _dash, key = do.partition("-")
    return f"#check-in-{key}" if name in ("show", "hide") else "#voices" if name in ("link", "unlink", "voice") else ""


def _done(request: HttpRequest, plan: Plan, publication: Publication | None, do: str) -> str:
    """Do what the button says; what to say then.

    Raises:
        ValidationError: it cannot be done.
        Http404: there is no such thing on this page.
    """
    now, by, given = timezone.now(), request.user, request.POST
    what, _dash, key = do.partition("-")
    number = int(key) if key.isdecimal() and len(key) < 19 else 0
    if not what:
        return _("先存起來了，還沒有公開。")
    if what == "publish":
        publishing.publish(
            plan=plan, summary=given.get("summary", ""), summary_en=given.get("summary_en", ""), by=by, now=now
        )
        return _("已公開「%(plan)s」。") % {"plan": plan}
    if publication is None:
        raise Http404
    if what == "withdraw":
        publishing.withdraw(publication=publication, reason=given.get("reason", ""), by=by, now=now)
        return _("已收回「%(plan)s」的公開頁。") % {"plan": plan}
    if what == "show":
        check_in = get_visible(CheckIn.objects.filter(plan=plan), by, pk=number)
        pieces = [int(one) for one in given.getlist(f"pieces-{number}") if one.isdecimal() and len(one) < 19]
        update = publishing.show_update(
            check_in=check_in, words=given.get(f"words-{number}", ""), words_en=given.get(f"words_en-{number}", ""),
            pieces=pieces, by=by, now=now,
        )  # fmt: skip
        if not update.with_readings:
            return _("已公開%(check_in)s的進度；打的字裡有個人資料，公開頁只放得出數字的。") % {"check_in": check_in}
        return _("已公開%(check_in)s的進度。") % {"check_in": check_in}
    if what == "hide":
        update = get_visible(PublicUpdate.objects.filter(publication=publication), by, check_in=number)
        publishing.hide_update(update=update, by=by, now=now)
        return _("已收回%(check_in)s的進度。") % {"check_in": update.check_in}
    if what == "link":
        idea = plan.ideas.filter(group=number).select_related("group").first()
        if idea is None:
            raise Http404
        link, token = voices.make_link(publication=publication, group=idea.group, by=by, now=now)
        # Its address can be read this one time only, so it goes along with the next page and nowhere else.
        request.session["voice_link"] = [
            link.pk,
            request.build_absolute_uri(reverse("actionplans:voice", args=[token])),
        ]
        return ""
    if what == "unlink":
        link = get_visible(VoiceLink.objects.filter(publication=publication), by, pk=number)
        voices.revoke_link(link=link, by=by, now=now)
        return _("已停用%(link)s。") % {"link": link}
    raise Http404


def _accepted(plan: Plan) -> list[CheckIn]:
    """The check-ins that can become public, each with what is public of it."""
    rows = CheckIn.objects.filter(plan=plan, state=CheckIn.State.ACCEPTED).select_related("public_update")
    return list(rows.prefetch_related("evidence__file", "readings__indicator", "public_update__pieces"))


def _page(request: HttpRequest, plan: Plan, typed: Mapping[str, str], problems: Sequence[str] = ()) -> dict[str, Any]:
    rows = Publication.objects.select_related("plan__county").prefetch_related("links__group")
    publication = rows.filter(plan=plan).first()
    check_ins = _accepted(plan)
    stands = publishing_forms.standing(publication, check_ins)
    waiting = publishing_forms.unsaved(typed, stands)
    shown = stands | dict(typed)
    names = personal.names_of(plan) if any(one.readings.all() for one in check_ins) else frozenset()
    voices_ = publication.voices.select_related("link__group", "user") if publication else ()
    return {
        "plan": plan,
        "publication": publication,
        "public_url": reverse("actionplans:public_plan", args=[plan.county_id, plan.code]),
        "problems": problems,
        "summary": shown["summary"],
        "summary_en": shown["summary_en"],
        "summary_waits": bool({"summary", "summary_en"} & waiting.keys()),
        "reason": shown.get("reason", ""),
        "updates": [_choice(one, shown, waiting, names) for one in check_ins],
        "tables": [idea.group for idea in plan.ideas.select_related("group").order_by("group__number")],
        "fresh_link": request.session.pop("voice_link", None) if request.method == "GET" else None,
        "voices": [(one, shown.get(f"voice-{one.pk}", "")) for one in voices_],
        "now": timezone.now(),
        "longest": LONGEST_SUMMARY,
    }


def _choice(
    check_in: CheckIn, shown: Mapping[str, str], waiting: Mapping[str, str], names: frozenset[str]
) -> dict[str, Any]:
    """A check-in with what the page proposes to publish of it; `names` must not be public."""
    key = check_in.pk
    return {
        "check_in": check_in,
        "update": getattr(check_in, "public_update", None),
        "words": shown[f"words-{key}"],
        "words_en": shown[f"words_en-{key}"],
        "personal": publishing.personal_in(check_in.readings.all(), names),
        "chosen": set(shown[f"pieces-{key}"].split()),
        "waits": any(f"{name}-{key}" in waiting for name in ("words", "words_en", "pieces")),
    }


@gate(Permission.PUBLISH_RESULTS)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Let everybody read a voice, or keep it back with a reason."""
    publications = Publication.objects.visible_to(request.user, Permission.PUBLISH_RESULTS)
    rows = Voice.objects.filter(publication__in=publications).select_related("publication__plan")
    voice = get_visible(rows, request.user, pk=pk)
    plan = voice.publication.plan
    try:
        if request.POST.get("do") == "show":
            voices.show(voice=voice, by=request.user, now=timezone.now())
            messages.success(request, _("這則意見公開了。"))
        else:
            reason = request.POST.get(f"voice-{pk}", "")
            voices.decline(voice=voice, reason=reason, by=request.user, now=timezone.now())
            messages.success(request, _("這則意見不公開，原因留在紀錄裡。"))
    except ValidationError as refused:
        return _refused(request, plan, refused.messages)
    return _on(request, plan, f"voice-{pk}")


@gate(Permission.GIVE_SECOND_VOICE)
@require_http_methods(["GET", "HEAD", "POST"])
def independent(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an independent note beside a plan that is public."""
    rows = Publication.objects.visible_to(request.user, Permission.GIVE_SECOND_VOICE).open()
    publication = get_visible(rows.select_related("plan__county"), request.user, plan=pk)
    return voiced(request, publication, request.user, f"{reverse('actionplans:plan', args=[pk])}#public")


@public("a link leads somebody from the table to exactly one public plan")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def voice(request: HttpRequest, token: str) -> HttpResponse:
    """Say whether a plan that is public is as the table meant it."""
    link = voices.find_link(token)
    if link is None:
        raise Http404
    if not link.is_open(timezone.now()):
        return render(request, "actionplans/voice_closed.html", {"link": link}, status=410)
    return voiced(request, link.publication, link, f"{reverse('actionplans:voice', args=[token])}?thanks=1")


def voiced(request: HttpRequest, publication: Publication, writer: Any, then: str) -> HttpResponse:
    """The page on which somebody says what she thinks of a public plan; once said, on to `then`."""
    wrong: dict[str, list[str]] = {}
    pressed = f"voice:{request.POST.get('once', '')[:20]}"
    given = {"stance": request.POST.get("stance", ""), "words": request.POST.get("words", "")}
    if request.method == "POST":
        # A button pressed twice says it once: whoever comes second finds the page used. Two of a table are two pages.
        if request.POST.get("once") and not cache.add(pressed, 1, 60 * 60):
            return redirect(then)
        try:
            voices.give(writer=writer, publication=publication, now=timezone.now(), **given)
            if not isinstance(writer, VoiceLink):
                messages.success(request, _("獨立意見公開了。"))
            return redirect(then)
        except ValidationError as refused:
            wrong = by_field(refused)
            cache.delete(pressed)
    return render(
        request,
        "actionplans/voice.html",
        {
            "once": secrets.token_urlsafe(12),
            "plan": publication.plan,
            "shell": "plain.html" if isinstance(writer, VoiceLink) else "app.html",
            "link": writer if isinstance(writer, VoiceLink) else None,
            "thanks": "thanks" in request.GET and not wrong,
            "stances": Voice.Stance.choices if isinstance(writer, VoiceLink) else Voice.INDEPENDENTLY,
            "given": given,
            "wrong": wrong,
            "longest": LONGEST_VOICE,
        },
        status=422 if wrong else 200,
    )
