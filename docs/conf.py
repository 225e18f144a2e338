"""How `./check --docs` makes a site of these documents: Sphinx reads the Markdown as it stands.

The source folder is the repository, so that README, CHANGELOG and CONTRIBUTING are pages too and the links between them
hold. Nothing is fetched, neither here nor by a reader's browser.
"""

project = "地方實踐平臺"
author = "Local Action Platform"
language = "zh_TW"
root_doc = "docs/index"
source_suffix = {".md": "markdown"}
extensions = ["myst_parser"]
include_patterns = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "CODE_OF_CONDUCT.md", "docs/**"]
exclude_patterns = ["var/**", ".venv/**"]

myst_enable_extensions = ["attrs_inline", "deflist"]
myst_heading_anchors = 4  # documents link to each other's sections as GitHub does
# Examples hold JSON with "…" in it, which no lexer knows; a block without a language is a command or a plan.
suppress_warnings = ["misc.highlighting_failure"]
highlight_language = "text"

html_theme = "furo"
html_title = project
html_copy_source = False
html_show_sourcelink = False
html_last_updated_fmt = None  # the same documents give the same site
html_static_path = []
