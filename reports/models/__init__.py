"""What reports keep: how many people stand where, editions of the national report, letters about what lacks."""

from .count import CountyMonth, UnitCount, UnitMonth
from .edition import Edition, EditionFile, Erratum
from .letter import StageLetter

__all__ = ["CountyMonth", "Edition", "EditionFile", "Erratum", "StageLetter", "UnitCount", "UnitMonth"]
