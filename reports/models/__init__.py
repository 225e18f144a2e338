"""What reports keep: counts, editions of the national report, letters about what lacks, themes, the English booklet."""

from .booklet import Booklet, BookletPhoto, Highlight, Passage, PassageVersion
from .count import CountyMonth, UnitCount, UnitMonth
from .edition import Edition, EditionFile, Erratum
from .letter import StageLetter
from .theme import Theme, ThemeIssue

__all__ = [
    "Booklet", "BookletPhoto", "CountyMonth", "Edition", "EditionFile", "Erratum", "Highlight", "Passage",
    "PassageVersion", "StageLetter", "Theme", "ThemeIssue", "UnitCount", "UnitMonth",
]  # fmt: skip
