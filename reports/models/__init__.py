"""What reports keep: counts, the report's chapters and editions, letters about what lacks, themes, booklets, and what
of these is released to everybody; and the symposium."""

from .booklet import Booklet, BookletPhoto, Highlight, Passage, PassageVersion
from .cell import CellReturn
from .chapter import ChapterPart, ChapterWords, ChapterWordsVersion
from .count import CountyMonth, UnitCount, UnitMonth
from .edition import Edition, EditionFile, Erratum
from .letter import StageLetter
from .release import Release, ReleasedFile
from .symposium import CaseInvitation, Delegate, Symposium, SymposiumItem
from .theme import Theme, ThemeIssue

__all__ = [
    "Booklet", "BookletPhoto", "CaseInvitation", "CellReturn", "ChapterPart", "ChapterWords", "ChapterWordsVersion",
    "CountyMonth", "Delegate", "Edition", "EditionFile", "Erratum", "Highlight", "Passage", "PassageVersion",
    "Release", "ReleasedFile", "StageLetter", "Symposium", "SymposiumItem", "Theme", "ThemeIssue", "UnitCount",
    "UnitMonth",
]  # fmt: skip
