"""What the documents say exists: files they link to, commands they name."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.ROOT)
DOCUMENTS = [path.relative_to(ROOT) for path in sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])]


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_links_lead_somewhere(document: Path) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", text)]
    missing = [
        target
        for target in targets
        if target and "://" not in target and not (ROOT / document.parent / target).exists()
    ]
    assert not missing, f"{document} links to what is not there: {missing}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_options_named_are_options(document: Path) -> None:
    """`./check --fast` in a document is an option that `./check --help` knows."""
    text = (ROOT / document).read_text(encoding="utf-8")
    unknown = [
        f"./{script} {option}"
        for script, option in re.findall(r"\./(start|check|bench) (--[a-z-]+)", text)
        if option not in (ROOT / script).read_text(encoding="utf-8")
    ]
    assert not unknown


def test_the_readme_begins_with_the_two_commands() -> None:
    first_screen = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:15]
    assert any(line.startswith("    ./start ") for line in first_screen)
    assert any(line.startswith("    ./check ") for line in first_screen)
