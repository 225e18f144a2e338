"""Walks the whole house: models, doors, exports, verbs, templates, migrations, documents.

Each test holds a promise of docs/architecture.md for everything there is, also for what is added tomorrow. An
exception stands in a list with its reason, and a list's entry that is no longer needed fails as well.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL
from django.db.models import Model
from django.template.utils import get_app_template_dirs
from django.urls import URLPattern, URLResolver, get_resolver

from foundation.accounts.roles import Permission
from foundation.api.endpoints import GATE
from foundation.audit.verbs import Verb
from foundation.exports import registry
from tests import kept_database
from tests.makers.accounts import make_user
from tests.makers.world import make_world

ROOT = Path(settings.ROOT)
CODE = [
    "actionplans",
    "benchmarks",
    "config",
    "demo",
    "foundation",
    "handbooks",
    "pledges",
    "reports",
    "volunteers",
    "workshops",
]
APPS = [
    config for config in apps.get_app_configs()
    if Path(config.path).is_relative_to(ROOT) and ".venv" not in Path(config.path).parts
]  # fmt: skip
MODELS = [model for config in APPS for model in config.get_models()]


def sources(*, migrations: bool = False) -> Iterator[Path]:
    """Every Python file of the platform by its path from the root, tests left out."""
    for package in CODE:
        for path in sorted((ROOT / package).rglob("*.py")):
            if migrations or "migrations" not in path.parts:
                yield path.relative_to(ROOT)


def tree(path: Path) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def text(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


# Models: their order is the same in every database ------------------------------------------------------------------

# What is ordered by, although it may be empty elsewhere → why it is not empty there.
NEVER_EMPTY_THERE = {"Publication: plan__code": "what is published was adopted, and was given its code then"}


def test_every_order_says_where_empty_places_stand() -> None:
    """SQLite puts them first and PostgreSQL last; `F(…).asc(nulls_first=True)` says it for both."""
    found = {
        f"{model.__name__}: {path}"
        for model in MODELS
        for path in (str(one).removeprefix("-") for one in model._meta.ordering if isinstance(one, str))
        if may_be_empty(model, path)
    }
    assert found == set(NEVER_EMPTY_THERE)


def may_be_empty(model: type[Model], path: str) -> bool:
    for part in path.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        if field.null:
            return True
        model = field.related_model or model
    return False


# Models: every row has a wall --------------------------------------------------------------------------------------

# Model → why its rows need no wall of their own.
WITHOUT_A_WALL = {
    "accounts.OutsideSubject": "names that an issuer has for people; no page shows them",
    "accounts.KeptPassword": "hashes alone; no page shows them",
    "accounts.SecondFactor": "one's own alone, reached through who is signed in or signs in",
    "audit.TrailSeal": "numbers and digests, which say nothing of what was done; the page asks who may read the trail",
    "jobs.Round": "what became of commands that the clock does; no page shows it",
    "pledges.DialogueSession": "reached through its dialogue",
    "reports.SymposiumItem": "reached through its symposium",
    "volunteers.CertificateStatusList": "published: bits of what holds no more, and nothing about whom",
    "volunteers.ComplaintBox": "whoever has its address may write; its unit's page shows it",
    "volunteers.GatheringDecision": "reached through its meeting",
    "volunteers.GatheringPresence": "reached through its meeting",
    "volunteers.AwardCriterion": "reached through its window",
    "volunteers.AwardFound": "reached through its candidate",
    "volunteers.AwardJuror": "reached through its window",
    "volunteers.AwardKin": "reached through its candidate",
    "volunteers.AwardPoint": "reached through its scoring",
    "volunteers.AwardScoring": "reached through its candidate, and by its juror alone while it runs",
    "volunteers.FamilyMember": "reached through its family",
    "volunteers.ResultCorrection": "reached through its report",
    "volunteers.ResultFigure": "reached through its report",
    "volunteers.AppraisalRating": "reached through its appraisal, and by `judging.seen_by` alone",
    "volunteers.Rating": "reached through its evaluation, and by `ratings.seen_by` alone",
    "actionplans.Choice": "reached through its ballot",
    "actionplans.Mark": "reached through its ballot",
    "actionplans.Vote": "reached through its ballot; nobody reads a single vote but who cast it",
    "accounts.County": "the 22 counties are public knowledge",
    "accounts.Organisation": "an office's name, seen only through the memberships that name it",
    "accounts.User": "seen only through memberships, workshops and plans, each behind its own wall",
    "audit.Event": "stands below accounts; the trail's pages filter by county (accounts.trail_wall.visible_events)",
    "actionplans.Consensus": "reached through its workshop",
    "actionplans.Entry": "reached through its sheet",
    "actionplans.Postponement": "reached through its decision",
    "actionplans.Evidence": "reached through its check-in",
    "actionplans.Reading": "reached through its check-in",
    "actionplans.Idea": "reached through its workshop, on the board",
    "notices.Declined": "opened by the signed link in a letter, one row a person and kind",
    "actionplans.Operation": "reached through its sheet",
    "actionplans.PlanIndicator": "reached through its plan",
    "actionplans.PlanIssue": "reached through its plan",
    "actionplans.PlanResource": "reached through its plan",
    "actionplans.PlanResult": "reached through its plan",
    "actionplans.PlanRisk": "reached through its plan",
    "actionplans.PlanStakeholder": "reached through its plan",
    "actionplans.PlanStep": "reached through its plan",
    "volunteers.LessonAttendance": "reached through its place",
    "volunteers.CertificateSeries": "numbers alone: how far each issuer has come",
    "volunteers.Lesson": "reached through its session",
    "workshops.AgendaBlock": "reached through its programme",
    "workshops.Receipt": "reached through its message",
    "workshops.AgendaItem": "reached through its workshop",
}
WALLED = [model for model in MODELS if hasattr(model._default_manager.all(), "visible_to")]


def test_every_model_has_a_wall_or_a_reason() -> None:
    without = {model._meta.label for model in MODELS} - {model._meta.label for model in WALLED}
    assert without - WITHOUT_A_WALL.keys() == set(), "no visible_to, and no reason why not"
    assert WITHOUT_A_WALL.keys() - without == set(), "a reason that is no longer needed"


@pytest.mark.django_db
def test_no_wall_lets_a_stranger_through() -> None:
    """There is a row of every kind, and who is not signed in (or has no role) sees none of them."""
    make_world()
    stranger = make_user(None)
    for model in WALLED:
        rows = model._default_manager.all()
        assert rows.exists(), f"the small world has no {model._meta.label}: this would prove nothing"
        assert not rows.visible_to(AnonymousUser()).exists(), model._meta.label
        assert not rows.visible_to(stranger).exists(), model._meta.label


# Model.field → who did it, or why nobody needs to be named.
AT_WITHOUT_BY = {
    "accounts.KeptPassword.set_at": "whose it is",
    "accounts.OutsideSubject.joined_at": "whose it is",
    "accounts.Passkey.made_at": "whose it is",
    "accounts.Passkey.used_at": "whose it is",
    "accounts.SecondFactor.confirmed_at": "whose it is",
    "accounts.SignIn.began_at": "whose it is",
    "accounts.SignIn.seen_at": "whose it is",
    "accounts.User.password_set_at": "whose it is",
    "audit.TrailSeal.sealed_at": "it is sealed by the clock",
    "jobs.Round.done_at": "it is done by the clock",
    "jobs.Round.failed_at": "it is done by the clock",
    "pledges.Upload.heard_at": "the device that sends",
    "pledges.Dialogue.starts_at": "the hour at which it begins",
    "reports.Symposium.starts_at": "the hour at which it begins",
    "reports.Symposium.created_at": "the trail's line names who began it",
    "reports.Symposium.changed_at": "the trail's lines name who changed what",
    "pledges.Dialogue.created_at": "the trail's line names who began it",
    "pledges.Dialogue.changed_at": "the trail's lines name who changed what",
    "pledges.Pledge.created_at": "the trail's line names who began it",
    "pledges.Pledge.changed_at": "the trail's lines name who changed what",
    "pledges.Pledge.contact_erased_at": "it is done by the clock; the trail has the line",
    "reports.UnitCount.counted_at": "it is counted by the clock",
    "reports.CountyMonth.counted_at": "it is counted by the clock",
    "volunteers.CertificateStatusList.signed_at": "the authority's key, by the clock or when somebody asks",
    "actionplans.KpiReading.read_at": "it is read by the clock; a freezing has its line in the trail",
    "volunteers.AwardPaper.changed_at": "the trail's line names who changed it",
    "volunteers.FilingPaper.changed_at": "the trail's line of the file names who attached it",
    "volunteers.AwardScoring.changed_at": "the row's juror is who scored",
    "volunteers.ResultReport.opened_at": "it opens by itself; the trail's line of the county names who ran it",
    "volunteers.ResultReport.filled_at": "the trail's line names who read the register anew",
    "volunteers.Agreement.offered_at": "the trail's line of the offer names who made it",
    "volunteers.Complaint.filed_at": "who filed it is sealed, and may be nobody",
    "volunteers.ComplaintBox.opened_at": "the trail's line names who opened it",
    "volunteers.Evaluation.appealed_at": "the row's volunteer is who asked",
    "volunteers.EvaluationRound.told_at": "the trail's line names who told",
    "volunteers.EvaluationRound.closed_at": "the trail's line names who closed",
    "volunteers.Rating.given_at": "the row's rater is who gave",
    "volunteers.AppraisalRating.given_at": "the row's rater is who gave",
    "volunteers.Appraisal.appealed_at": "the trail's line names who asked for the unit",
    "volunteers.Appraisal.told_at": "the trail's line names who told",
    "volunteers.Appraisal.closed_at": "the trail's line names who closed",
    "accounts.User.joined_at": "the trail's line of the account's making names its maker",
    "accounts.Disclosure.opened_at": "the row's user is who opened",
    "accounts.Disclosure.expires_at": "time itself",
    "accounts.ApiToken.last_used_at": "its owner's program",
    "jobs.Job.asked_at": "the row's `by` is who asked",
    "jobs.Job.finished_at": "the worker",
    "workshops.Workshop.starts_at": "a time of day, not a stamp",
    "actionplans.Meeting.starts_at": "a time of day, not a stamp",
    "volunteers.Training.completed_at": "a time of day, not a stamp",
    "volunteers.RightRequest.received_at": "the row's volunteer is who asked",
    "workshops.Group.code_revoked_at": "the trail's line names who revoked",
    "workshops.Receipt.read_at": "the row's seat is who read",
    "workshops.Seat.taken_at": "the seat itself is who took it",
    "workshops.Seat.seen_at": "the seat itself",
    "workshops.Seat.revoked_at": "the trail's line names who revoked",
    "actionplans.CalendarFeed.made_at": "the row's user is who made it",
    "actionplans.CalendarFeed.read_at": "her calendar program",
    "volunteers.Press.pressed_at": "the row's volunteer, where it is known who it was",
    "volunteers.Press.received_at": "the house itself",
    "volunteers.OwnCalendar.made_at": "the row's user is who made it",
    "volunteers.OwnCalendar.read_at": "her calendar program",
    "actionplans.Entry.changed_at": "the row's seat_label is who changed it",
    "actionplans.Operation.device_at": "the row's seat is who wrote it",
    "actionplans.Operation.received_at": "the house itself",
    "actionplans.Vote.cast_at": "the row's seat or group is whose vote it is",
    "actionplans.CheckIn.started_at": "the row's link or user is who began it",
    "actionplans.CheckIn.submitted_at": "the row's link or user is who handed it in",
    "actionplans.CheckInLink.expires_at": "time itself",
    "actionplans.CheckInLink.opened_at": "whoever the link was given to",
    "actionplans.CheckInLink.revoked_at": "the trail's line names who revoked",
    "actionplans.Evidence.added_at": "the check-in's link or user is who added it",
    "actionplans.Milestone.reached_at": "the accepted check-in that claims it",
    "actionplans.SavedView.made_at": "the row's user is who made it",
    "actionplans.TrackerVisit.looked_at": "the row's user is who looked",
    "actionplans.TrackerVisit.seen_at": "the row's user is who has seen it",
    "actionplans.Signature.signed_at": "the row's name is who signed",
    "actionplans.Publication.changed_at": "the trail's lines name who changed what",
    "actionplans.Publication.withdrawn_at": "the trail's line names who took it back, and why",
    "actionplans.Voice.written_at": "the row's link or user is whose voice it is",
    "actionplans.VoiceLink.expires_at": "time itself",
    "actionplans.VoiceLink.revoked_at": "the trail's line names who revoked",
    "volunteers.Application.sent_at": "whoever applied, who has no account",
    "volunteers.Application.erased_at": "the house itself, by the setting",
    "volunteers.Subscription.asked_at": "whoever typed the address",
    "volunteers.Subscription.confirmed_at": "the address itself, by its signed link",
    "notices.Notice.planned_at": "the house itself, from what the plans say",
    "notices.Notice.due_at": "time itself",
    "notices.Notice.retry_at": "time itself",
    "notices.Notice.sent_at": "the worker",
    "notices.Notice.bounced_at": "the server that could not deliver it",
    "notices.Notice.opened_at": "whoever the notice went to",
}


def test_whatever_says_when_says_who() -> None:
    alone = {
        f"{model._meta.label}.{field.name}"
        for model in MODELS
        for field in model._meta.fields
        if field.name.endswith("_at")
        and f"{field.name.removesuffix('_at')}_by" not in {other.name for other in model._meta.fields}
    }
    assert alone - AT_WITHOUT_BY.keys() == set(), "a moment without a name"
    assert AT_WITHOUT_BY.keys() - alone == set(), "a reason that is no longer needed"


def test_constraints_are_named_after_what_they_hold() -> None:
    for model in MODELS:
        for constraint in model._meta.constraints:
            assert re.fullmatch(r"[a-z]+(_[a-z]+)+", constraint.name), f"{model._meta.label}: {constraint.name}"


# Doors --------------------------------------------------------------------------------------------------------------


def callbacks(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address with its pattern."""
    for one in resolver.url_patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from callbacks(one, here)
        else:
            yield here, one


def test_every_view_says_who_may_come_in() -> None:
    doors = list(callbacks(get_resolver()))
    assert len(doors) > 40
    open_ = [address for address, pattern in doors if not getattr(pattern.callback, "gate", "")]
    assert not open_, f"without @gate or @public: {open_}"


# View of the API that asks for no permission → why.
API_WITHOUT_PERMISSION = {
    "Apply": "whoever wants to serve applies without an account, as on the public page",
    "Counties": "the 22 counties are the same for everybody who is signed in",
    "Description": "it holds no data",
    "JobOf": "one's own work, which `visible_to` and its kind let through",
    "JobResult": "the file of one's own work, as long as its kind lets her have it",
    "Me": "who one is, told to oneself",
    "Openings": "what is open is public; drafts come through `visible_to`",
    "Unknown": "it answers for addresses that are none",
}


def test_every_gate_is_a_permission_or_a_reason() -> None:
    without = set()
    for address, pattern in callbacks(get_resolver()):
        gate = pattern.callback.gate
        if gate != GATE:
            known = gate in {one.value for one in Permission} or gate == "signed-in"
            assert known or re.fullmatch(r"public: .{10,}", gate), f"{address}: {gate}"
            continue
        view = pattern.callback.cls
        asked = getattr(pattern.callback, "actions", None) or {
            name: name for name in view.http_method_names if hasattr(view, name) and name != "options"
        }
        for action in asked.values():
            if not isinstance(view.permissions.get(action, view.permission), Permission):
                without.add(view.__name__)
    assert without == API_WITHOUT_PERMISSION.keys()


# Permission → why nobody asks for it yet.
UNASKED: dict[str, str] = {}


def test_every_permission_is_asked_somewhere() -> None:
    used = set()
    for path in sources():
        if path.name != "roles.py":
            used |= set(re.findall(r"\bPermission\.([A-Z_]+)", text(path)))
    unasked = {permission.name for permission in Permission} - used
    assert unasked - UNASKED.keys() == set(), "given to roles, and never asked for"
    assert UNASKED.keys() - unasked == set(), "asked for by now"


@pytest.mark.parametrize("key", sorted(registry.exports()))
def test_every_export_asks_for_a_permission(key: str) -> None:
    export = registry.exports()[key]
    assert isinstance(export.permission, Permission)
    assert set(export.formats) <= registry.FORMATS.keys()
    assert str(export.label)


def test_there_are_exports() -> None:
    assert registry.exports()


# Verbs --------------------------------------------------------------------------------------------------------------


def recorded(module: ast.Module) -> Iterator[ast.expr]:
    """The first argument of every call of `trail.record`."""
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"trail.record", "record"}:
            yield node.args[0]


def is_verb(node: ast.expr) -> bool:
    """`Verb.X`, a move's own verb, or one of two verbs."""
    if isinstance(node, ast.IfExp):
        return is_verb(node.body) and is_verb(node.orelse)
    if isinstance(node, ast.Name):
        return node.id == "verb"  # an argument; its callers are asked below
    return isinstance(node, ast.Attribute) and (
        node.attr == "verb" or (ast.unparse(node.value) == "Verb" and node.attr in Verb.__members__)
    )


def test_only_verbs_are_recorded() -> None:
    found, wrong = 0, []
    for path in sources():
        for node in recorded(tree(path)):
            found += 1
            if not is_verb(node):
                wrong.append(f"{path}:{node.lineno} {ast.unparse(node)}")
    assert found > 20, "no line of the trail was seen: the walk is broken"
    assert not wrong


def test_a_name_that_stands_for_a_verb_was_given_one() -> None:
    """Where a function takes `verb` and records it, `verb` is declared a Verb."""
    for path in sources():
        for function in ast.walk(tree(path)):
            if not isinstance(function, ast.FunctionDef):
                continue
            inner = [node for node in recorded(ast.Module(function.body, [])) if isinstance(node, ast.Name)]
            if inner:
                arguments = [*function.args.args, *function.args.kwonlyargs]
                declared = {one.arg: ast.unparse(one.annotation) for one in arguments if one.annotation}
                assigned = {
                    target.id
                    for node in ast.walk(function)
                    if isinstance(node, ast.Assign) and is_verb(node.value)
                    for target in node.targets
                    if isinstance(target, ast.Name)
                }
                assert declared.get("verb") == "Verb" or "verb" in assigned, f"{path}:{function.lineno}"


def test_every_verb_happens_somewhere() -> None:
    used = set()
    for path in sources():
        if path.name != "verbs.py":
            used |= set(re.findall(r"\bVerb\.([A-Z_]+)", text(path)))
    assert {verb.name for verb in Verb} - used == set(), "a verb that nothing records"


# Templates ----------------------------------------------------------------------------------------------------------

TEMPLATES = {
    path.relative_to(ROOT / "templates").as_posix(): path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "templates").rglob("*"))
    if path.is_file()
}
# Papers and letters carry their own style: no browser's policy applies to them.
WEB = {name: source for name, source in TEMPLATES.items() if name.split("/")[0] not in {"print", "mail"}}
COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|<!--.*?-->", re.DOTALL)


def of_a_package(name: str) -> bool:
    """Whether a package asks for this template by its name (ours stands in its place)."""
    folders = [Path(folder) for folder in get_app_template_dirs("templates") if ".venv" in Path(folder).parts]
    return any((folder / name).is_file() for folder in folders)


# Django and allauth ask for these by names that stand in their own code.
ASKED_FOR_BY_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}


def test_every_template_is_used() -> None:
    everything = [text(path) for path in sources()] + list(TEMPLATES.values())
    # "actionplans/{kind}.html" in an f-string, or a name put together from a folder and a kind.
    patterns = [
        re.compile(re.sub(r"\\{[^{}]+\\}", "[a-z0-9_]+", re.escape(found)))
        for source in everything
        for found in re.findall(r"""f["']([a-z_/]*\{[a-z_.\[\]]+\}[a-z_/]*\.(?:html|css|txt))["']""", source)
    ]
    unused = [
        name
        for name in TEMPLATES
        if name not in ASKED_FOR_BY_NAME
        and not of_a_package(name)
        and not any(f'"{name}"' in source or f"'{name}'" in source for source in everything)
        and not any(pattern.fullmatch(name) for pattern in patterns)
    ]
    assert not unused, f"nobody renders, extends or includes: {unused}"


def with_its_parts(source: str) -> str:
    """A template with everything it includes by name, written out."""
    part = re.compile(r"""{%\s*include\s+["']([^"']+)["'][^%]*%}""")
    return part.sub(lambda found: with_its_parts(TEMPLATES.get(found.group(1), "")), COMMENT.sub("", source))


@pytest.mark.parametrize("name", [name for name, source in TEMPLATES.items() if "<form" in source])
def test_what_is_sent_carries_its_token(name: str) -> None:
    for form in re.findall(r"<form\b.*?</form>", with_its_parts(TEMPLATES[name]), re.DOTALL):
        head = form.split(">", 1)[0]
        sends = re.search(r"""method=["']?post""", head, re.IGNORECASE) or "hx-post" in head
        assert bool(sends) == ("{% csrf_token %}" in form), f"{name}: {head}"


INLINE = {
    "a style attribute": re.compile(r"<[^<>]*\sstyle\s*=", re.IGNORECASE),
    "a style element": re.compile(r"<style\b", re.IGNORECASE),
    "an event handler": re.compile(r"<[a-z][^<>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script in the page": re.compile(r"<script\b(?![^>]*\b(?:src=|type=[\"']application/json))", re.IGNORECASE),
    "an address that is a script": re.compile(r"""=\s*["']\s*javascript:""", re.IGNORECASE),
    "a script in an attribute": re.compile(r"\shx-on\b|\shx-(?:vals|headers)\s*=\s*[\"']js:", re.IGNORECASE),
    "something from elsewhere": re.compile(r"""<(?:script|link|img|iframe)\b[^>]*(?:src|href)=["'](?:https?:)?//"""),
}


@pytest.mark.parametrize("what", INLINE)
def test_no_page_holds_what_the_policy_forbids(what: str) -> None:
    found = {
        name: match.group() for name, source in WEB.items() if (match := INLINE[what].search(COMMENT.sub("", source)))
    }
    assert not found, f"{what}: {found}"


@pytest.mark.parametrize(
    ("what", "source"),
    [
        ("a style attribute", '<p class="a" style="color:red">'),
        ("a style element", "<style>p {}</style>"),
        ("an event handler", '<button onclick="x()">'),
        ("an event handler", '<body data-a="1"\n onload = "x()">'),
        ("a script in the page", "<script>x()</script>"),
        ("a script in the page", '<script type="module">x()</script>'),
        ("an address that is a script", '<a href="javascript:x()">'),
        ("a script in an attribute", '<div hx-on:click="x()">'),
        ("something from elsewhere", '<script src="https://cdn.example/x.js"></script>'),
        ("something from elsewhere", '<img alt="" src="//cdn.example/x.png">'),
    ],
)
def test_the_walk_sees_what_is_forbidden(what: str, source: str) -> None:
    assert INLINE[what].search(source)


def test_the_walk_lets_pass_what_is_allowed() -> None:
    fine = (
        '<script src="{% static "js/app.js" %}" type="module"></script>'
        '<script type="application/json" id="a">{}</script><a href="https://example.org/">away</a>'
        '<input name="only" data-on="1"><p>one = 1</p>'
    )
    assert [what for what, pattern in INLINE.items() if pattern.search(fine)] == []


# Template → why what it prints unescaped is safe.
UNESCAPED = {
    "ui/field.html": "a control is Django's own drawing of a form field, its values escaped there",
}


def test_pages_escape_what_they_print() -> None:
    """What is drawn as HTML is built by `format_html`; letters in plain text have nothing to escape."""
    off = {
        name for name, source in TEMPLATES.items() if re.search(r"\|\s*safe\b|autoescape off", COMMENT.sub("", source))
    }
    off = {name for name in off if not name.endswith(".txt")}
    assert off - UNESCAPED.keys() == set()
    assert UNESCAPED.keys() - off == set(), "a reason that is no longer needed"


# Migrations ---------------------------------------------------------------------------------------------------------


def migrations_of_ours() -> list[tuple[str, str]]:
    ours = {config.label for config in APPS}
    return sorted(key for key in MigrationLoader(None).disk_migrations if key[0] in ours)


def test_migrations_say_what_they_do() -> None:
    nameless = [f"{app}.{name}" for app, name in migrations_of_ours() if re.search(r"_auto_|^\d{4}$", name)]
    assert not nameless


@pytest.mark.parametrize(("app", "name"), migrations_of_ours())
def test_what_a_migration_runs_it_can_take_back(app: str, name: str) -> None:
    migration = MigrationLoader(None).disk_migrations[app, name]
    for operation in migration.operations:
        if isinstance(operation, RunPython | RunSQL):
            assert operation.reversible, f"{app}.{name}"


def test_migrations_go_back_to_zero(tmp_path: Path) -> None:
    """From a migrated database with rows down to nothing: no table of ours stays, and no migration counts as made, so
    that whoever migrates again begins where every first migration begins."""
    labels = [config.label for config in APPS]
    kept = ROOT / "var" / "test-database" / f"{kept_database.key(ROOT)}.sqlite3"
    if kept.is_file():  # made by migrating, by this run or the one before
        shutil.copyfile(kept, tmp_path / "db.sqlite3")
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", ALL_THE_WAY, *labels], cwd=ROOT, capture_output=True, text=True,
        check=False, env=os.environ | {
            "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "DJANGO_SETTINGS_MODULE": "config.settings.test",
        },
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr
    before, left, made = map(int, run.stdout.split())
    assert before >= len(MODELS)
    assert left == 0, "tables of ours that stay after going to zero"
    assert made == 0, "migrations of ours that still count as made"


ALL_THE_WAY = """
import sys
import django
django.setup()
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder


def rows():
    # What nothing before could hold: a unit that ended two plans in a year, and where a team stands.
    import datetime as dt
    from tests.makers.volunteers import NOW, make_unit
    from volunteers.models import AwardStanding, ResultReport

    unit = make_unit()
    place = {"unit": unit, "county": unit.county, "authority": unit.authority, "category": unit.category}
    for month in (3, 6):
        last = dt.date(2026, month, 15)
        ResultReport.objects.create(
            **place, year=2026, term="end", first_on=last.replace(day=1), last_on=last,
            opens_on=last + dt.timedelta(days=1),
            due_on=last + dt.timedelta(days=60), opened_at=NOW, filled_at=NOW,
        )
    AwardStanding.objects.create(county=unit.county, unit=unit, award="TEAM", state="eligible", since=NOW.date())


ours = {model._meta.db_table for label in sys.argv[1:] for model in apps.get_app_config(label).get_models()}
count = lambda: len(ours & set(connection.introspection.table_names()))
call_command("migrate", verbosity=0)
print(count())
rows()
MigrationExecutor(connection).migrate([("volunteers", "0035_reason_of_sent_lists")])
call_command("flush", interactive=False, inhibit_post_migrate=True, verbosity=0)
executor = MigrationExecutor(connection)
executor.migrate([(label, None) for label in sys.argv[1:] if label in executor.loader.migrated_apps])
print(count())
print(sum(app in sys.argv[1:] for app, _name in MigrationRecorder(connection).applied_migrations()))
"""


def test_a_number_is_read_from_digits_only() -> None:
    """`"²".isdigit()` is true and `int("²")` an error: a page would answer it with 500."""
    loose = [
        f"{path}:{number}"
        for path in sources()
        for number, line in enumerate(text(path).splitlines(), 1)
        if ".isdigit()" in line and "isascii()" not in line
    ]
    assert not loose, f"write isdecimal(): {loose}"


def test_today_is_the_day_in_taiwan() -> None:
    """A request's moment is in UTC: until eight in the morning its `.date()` is yesterday's."""
    loose = [
        f"{path}:{number}"
        for path in sources()
        for number, line in enumerate(text(path).splitlines(), 1)
        if re.search(r"\bnow(?:\(\))?\.date\(\)", line)
    ]
    assert not loose, f"write timezone.localdate(now): {loose}"


# Leftovers and documents --------------------------------------------------------------------------------------------

FILES = [
    Path(name)
    for name in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True,
        check=True,
    ).stdout.splitlines()
    if (ROOT / name).is_file()
]  # fmt: skip


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "HA" + "CK"]) + r")\b")
    ours = {".py", ".html", ".css", ".js", ".md", ".txt", ".toml", ".sh", ".po", ""}
    found = [
        str(path) for path in FILES if path.suffix in ours and "vendor" not in path.parts and later.search(text(path))
    ]
    assert not found


DOCUMENTS = [path for path in FILES if path.suffix == ".md"]


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_a_document_names_only_files_that_are_there(document: Path) -> None:
    """`accounts/roles.py` in a document is a file: at the root, beside the document, in an app or one of its rooms."""
    homes = [Path(config.path) for config in APPS]
    rooms = [path.parent for home in homes for path in home.glob("*/__init__.py")]
    places = [ROOT, ROOT / document.parent, *(home.parent for home in homes), *homes, *rooms]
    named = re.findall(r"`([a-zA-Z0-9_.-]+(?:/[a-zA-Z0-9_.-]+)+/?|[a-z_]+\.(?:py|html|toml|sh))`", text(document))
    missing = [
        name
        for name in named
        if not name.startswith(("var/", "app/")) and not any((place / name).exists() for place in places)
    ]
    assert not missing, f"{document} names what is not there: {missing}"
