"""What reports keep: how many people stand where, editions of the national report, letters about what lacks, themes."""

from .count import CountyMonth, UnitCount, UnitMonth
from .edition import Edition, EditionFile, Erratum
from .letter import StageLetter
from .theme import Theme, ThemeIssue

__all__ = [
    "CountyMonth", "Edition", "EditionFile", "Erratum", "StageLetter", "Theme", "ThemeIssue", "UnitCount", "UnitMonth",
]  # fmt: skip
