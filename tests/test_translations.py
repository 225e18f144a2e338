"""Every sentence people see exists in English too: the catalogue is compared with what the source says today.

The source language is Traditional Chinese; `locale/en` must be whole, `locale/zh_Hant` holds what packages lack, or
say in other words than we would.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.ROOT)
SOURCES = [
    "actionplans",
    "config",
    "demo",
    "foundation",
    "handbooks",
    "pledges",
    "reports",
    "volunteers",
    "workshops",
    "templates",
    "static",
]
CATALOGUES = sorted(path.relative_to(ROOT) for path in ROOT.glob("locale/*/LC_MESSAGES/*.po"))
# The same in every language: a language calls itself by its own name.
UNTRANSLATABLE = {"正體中文"}


def gettext(tool: str, *arguments: str) -> str:
    """What one of GNU gettext's tools prints; its complaint fails the test."""
    run = subprocess.run(
        [tool, *arguments], capture_output=True, text=True, encoding="utf-8", check=False,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    return run.stdout


def pairs(catalogue: str) -> list[tuple[str, list[str]]]:
    """Each message's source sentence and its translations (several where there are plurals), the header left out."""
    found = []
    for entry in re.split(r"\n\s*\n", catalogue):
        lines = [line for line in entry.splitlines() if not line.startswith("#")]
        values: dict[str, str] = {}
        key = ""
        for line in lines:
            if match := re.match(r'(msg\w+(?:\[\d\])?) (".*")$', line):
                key, line = match.group(1), match.group(2)
            if line.startswith('"'):
                values[key] = values.get(key, "") + line[1:-1]
        if values.get("msgid"):
            found.append((values["msgid"], [text for name, text in values.items() if name.startswith("msgstr")]))
    return found


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """`locale/` as `makemessages` would leave it, in a copy: the repository itself is not touched."""
    copy = tmp_path_factory.mktemp("source")
    for folder in [*SOURCES, "locale"]:
        if (ROOT / folder).is_dir():
            shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("*.pyc", "vendor", "fonts"))
    for domain, more in {"django": ["--extension", "html,txt,py"], "djangojs": ["--ignore", "vendor"]}.items():
        if domain == "djangojs" and not list(ROOT.glob("locale/*/LC_MESSAGES/djangojs.po")):
            continue
        run = subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "--locale", "en", "--domain", domain, "--no-wrap", *more],
            cwd=copy, capture_output=True, text=True, encoding="utf-8", check=False,
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1"},
        )  # fmt: skip
        assert run.returncode == 0, run.stderr
    return copy / "locale"


def test_the_source_has_sentences(extracted: Path) -> None:
    assert len(pairs((extracted / "en/LC_MESSAGES/django.po").read_text(encoding="utf-8"))) > 100


def test_every_sentence_of_the_source_is_in_english(extracted: Path) -> None:
    missing = []
    for catalogue in sorted(extracted.glob("en/LC_MESSAGES/*.po")):
        for kind in ["--untranslated", "--only-fuzzy"]:
            text = gettext("msgattrib", kind, "--no-obsolete", "--no-wrap", str(catalogue))
            missing += [source for source, _ in pairs(text)]
    listed = "\n".join(f"  {source}" for source in sorted(set(missing))[:40])
    assert not missing, (
        f"{len(set(missing))} sentences without English (python manage.py makemessages -l en):\n{listed}"
    )


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=str)
def test_a_catalogue_is_whole(catalogue: Path) -> None:
    """No empty, no doubtful and no left-over entry, and placeholders are the same on both sides."""
    path = str(ROOT / catalogue)
    gettext("msgfmt", "--check-format", "--output-file=/dev/null", path)
    for kind in ["--untranslated", "--only-fuzzy", "--only-obsolete"]:
        found = [source for source, _ in pairs(gettext("msgattrib", kind, "--no-wrap", path).replace("#~ ", ""))]
        assert not found, f"{catalogue} {kind}: {found[:20]}"


def test_english_is_not_the_chinese_again() -> None:
    same = [
        source
        for catalogue in CATALOGUES
        if catalogue.parts[1] == "en"
        for source, translations in pairs(gettext("msgcat", "--no-wrap", str(ROOT / catalogue)))
        if source in translations and re.search(r"[\u4e00-\u9fff]", source) and source not in UNTRANSLATABLE
    ]
    assert not same, f"the English of these is still Chinese: {same[:20]}"


def test_the_reader_of_catalogues_reads_plurals_and_long_entries() -> None:
    header = 'msgid ""\nmsgstr "Header: x\\n"\n\n'
    plural = '#: a.py\nmsgid "一"\nmsgid_plural "多"\nmsgstr[0] "one"\nmsgstr[1] "many"\n\n'
    long = 'msgctxt "c"\nmsgid ""\n"長"\n"句"\nmsgstr ""\n"long "\n"one"\n'
    assert pairs(header + plural + long) == [("一", ["one", "many"]), ("長句", ["long one"])]


CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Comments, translated passages and whole tags; what is left is text that the page prints as it stands.
NOT_PRINTED = re.compile(
    r"{#.*?#}|{%\s*comment.*?endcomment\s*%}|{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}|{%.*?%}|{{.*?}}|<!--.*?-->",
    re.DOTALL,
)
# What is printed on paper is a Chinese document whatever language its reader's screen speaks.
ON_PAPER = "print"
# Drawn when nothing else works, translation included: it says the same in both languages.
IN_BOTH_LANGUAGES = {Path("templates/500.html"), Path("templates/fault.html")}


def bare_chinese(template: str) -> list[str]:
    """The lines of a template that print Chinese without asking for a translation."""
    left = NOT_PRINTED.sub(lambda match: "\n" * match.group().count("\n"), template)
    return [line.strip() for line in left.splitlines() if CHINESE.search(line)]


@pytest.mark.parametrize(
    "path",
    [path.relative_to(ROOT) for path in sorted((ROOT / "templates").rglob("*.*")) if ON_PAPER not in path.parts],
    ids=str,
)
def test_a_template_asks_for_the_translation_of_what_it_says(path: Path) -> None:
    source = (ROOT / path).read_text(encoding="utf-8")
    if path in IN_BOTH_LANGUAGES:
        assert 'lang="en"' in source
        return
    assert bare_chinese(source) == []


@pytest.mark.parametrize(
    ("template", "bare"),
    [
        ("<p>{% translate '桌' %}</p>{# 註解 #}", []),
        ("{% blocktranslate trimmed %}\n第 {{ n }} 桌\n{% endblocktranslate %}", []),
        ("{% comment %}為什麼{% endcomment %}", []),
        ("<p>第 {{ n }} 桌</p>", ["<p>第  桌</p>"]),
        ('<img alt="照片">', ['<img alt="照片">']),
    ],
)
def test_the_search_for_bare_chinese_sees_text_and_attributes(template: str, bare: list[str]) -> None:
    assert bare_chinese(template) == bare


@pytest.mark.parametrize(
    "path", [path.relative_to(ROOT) for path in sorted((ROOT / "static/js").rglob("*.js"))], ids=str
)
def test_a_script_takes_its_words_from_the_page(path: Path) -> None:
    """The page is translated, a static file is not: scripts read their sentences from the page that loads them."""
    source = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", (ROOT / path).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert [line.strip() for line in source.splitlines() if CHINESE.search(line)] == []


NOUNS = "people|photos|days|devices|groups|workshops|plans|items|dots|entries|pages|files|tables|votes|reports|rows"
# The 22 counties; a number in words.
NEVER_ONE = {"all", "issues_text"}


def test_what_is_counted_in_english_has_a_form_for_one() -> None:
    """「1 photos」 is no English: a sentence that opens with its one number and a noun is a plural entry."""
    text = (ROOT / "locale/en/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    opening = re.compile(rf"[\W]*%\((\w+)\)s (?:{NOUNS})\b")
    found = [
        said[0]
        for source, said in pairs(text)
        if len(said) == 1
        and (match := opening.match(said[0]))
        and match[1] not in NEVER_ONE
        and len(set(re.findall(r"%\((\w+)\)s", said[0]))) == 1
    ]
    assert found == []
